"""Numbers and names of an English sentence that its Chinese ground does not have.

Numbers are compared as digits, months by their number, names by how the ground's characters sound. A word with a
capital letter that is neither sounded in the ground, nor asked about, nor one of those below counts as invented.
"""

from __future__ import annotations

import re

from index.folding import fold
from index.pinyin import sounds, typed_sounds

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_COUNTED = {
    word: (str(number), characters)
    for number, (word, characters) in enumerate(
        zip(
            ("two three four five six seven eight nine ten eleven twelve").split(),
            ("二两", "三", "四", "五", "六", "七", "八", "九", "十", ("十一",), ("十二",)),
            strict=True,
        ),
        2,
    )
}
MONTHS = "january february march april may june july august september october november december".split()
_CAPITAL = re.compile(r"\b[A-Z][a-zA-Z'’-]*(?:\s+[A-Z][a-zA-Z'’-]*)*")
_ALLOWED = frozenset(
    "the a an it he she they this that these those in on at by to of as for from and or but there under during after "
    "before all both each no not i if when with according party communist secretary mayor city municipal committee "
    "standing congress people's government central province county district bureau office department chairman director "
    "deputy general president premier state council china chinese covid covid-19 coronavirus group team leading "
    "headquarters command company hospital railway station road street village town township high-speed politburo "
    "audit commission meeting epidemic prevention control".split()
)


def strange_in_english(text: str, ground: str, question: str) -> str:
    """The first number or name that the ground doesn't bear out, or empty."""
    ground, text = fold(ground), text.replace("，", ",")
    digits = {number.replace(",", "").lstrip("0") for number in _NUMBER.findall(ground)}
    for number in _NUMBER.findall(text):
        if number.replace(",", "").lstrip("0") not in digits:
            return str(number)
    for word in re.findall(r"[a-z]+", text.lower()):
        if word in _COUNTED and not _counted(word, ground, digits):
            return str(word)
    heard = set(sounds(ground))
    return next((name for run in _CAPITAL.findall(text) if (name := _strange(run, ground, heard, question))), "")


def anchored(text: str) -> bool:
    """Whether a sentence has a number or a name in pinyin, by which it can be held against its ground."""
    return bool(_NUMBER.search(text) or any(typed_sounds(run, names_only=True) for run in _CAPITAL.findall(text)))


def _counted(word: str, ground: str, digits: set[str]) -> bool:
    number, characters = _COUNTED[word]
    return number in digits or any(character in ground for character in characters)


def _strange(run: str, ground: str, heard: set[str], question: str) -> str:
    """A run of words with capital letters: empty when each is known or sounds like the ground."""
    rest = [word for word in run.split() if word.lower().removesuffix("'s") not in _ALLOWED]
    months = [word for word in rest if word.lower() in MONTHS]
    digits = {number.lstrip("0") for number in _NUMBER.findall(ground)}
    if any(str(MONTHS.index(word.lower()) + 1) not in digits for word in months):
        return run
    names = " ".join(word for word in rest if word not in months and word.lower() not in question.lower())
    typed = typed_sounds(names, names_only=True)
    if not names or (typed and set(typed) <= heard):
        return ""
    return names
