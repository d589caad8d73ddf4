"""How Chinese text sounds: pairs of syllables as search terms, for names typed in pinyin and for homophone typos.

「王小平」 gives `wangxiao` and `xiaoping`; so do `wangxiaoping`, `Wang Xiaoping` and the mistyped 「王晓萍」. Each
character has its commonest reading, which is enough to compare.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from index.folding import HAN, fold

_HAN_RUN = re.compile(rf"[{HAN}]+")
_SYLLABLE = re.compile(r"[aoe]|[a-z]{2,6}")
_LATIN_RUN = re.compile(r"[a-z]+(?:['’ ·-][a-z]+)*", re.IGNORECASE)


def sounds(text: str) -> list[str]:
    """The syllable pairs of the Chinese characters in a text."""
    terms: list[str] = []
    for run in _HAN_RUN.findall(fold(text)):
        terms.extend(first + second for first, second in pairwise(map(_reading, run)))
    return terms


def sounded(folded: str) -> str:
    """A folded text with the reading of each Chinese character, between bars, in its place; see `needles`."""
    return folded.translate(_SOUNDED)


def needles(term: str) -> tuple[str, ...]:
    """What stands in a `sounded` text exactly where a syllable pair is; none when the term can't be one."""
    splits = ((term[:at], term[at:]) for at in range(1, len(term)))
    return tuple(f"|{first}||{second}|" for first, second in splits if {first, second} <= _known())


def typed_sounds(text: str, names_only: bool) -> list[str]:
    """The syllable pairs of words typed in pinyin; other Latin words give none.

    A word of one syllable counts only beside others, or with a capital letter, as in a name; with `names_only`, as for
    a question in English, every word needs one, since `take care` is no pinyin though it could be read so.
    """
    terms: list[str] = []
    for run in _LATIN_RUN.findall(text):
        syllables: list[str] = []
        words = re.split(r"[ ·-]", run)
        for word in words:
            parts = [part for piece in re.split("['’]", word.lower()) for part in _syllables(piece)]
            lower = not word[:1].isupper()
            if "" in parts or (lower and (names_only or len(parts) < 2 > len(words))):
                terms.extend(first + second for first, second in pairwise(syllables))
                syllables = []
            else:
                syllables.extend(parts)
        terms.extend(first + second for first, second in pairwise(syllables))
    return terms


class _Sounded(dict[int, str]):
    """What each character sounds like, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        self[code] = f"|{_reading(character)}|" if _HAN_RUN.match(character) else character
        return self[code]


_SOUNDED = _Sounded()


@lru_cache(maxsize=65536)
def _reading(character: str) -> str:
    from pypinyin import lazy_pinyin

    return lazy_pinyin(character)[0]


@lru_cache
def _known() -> frozenset[str]:
    """Every syllable that some character has."""
    from pypinyin.constants import PINYIN_DICT
    from pypinyin.contrib.tone_convert import to_normal

    readings = {reading for values in PINYIN_DICT.values() for reading in values.split(",")}
    return frozenset(filter(_SYLLABLE.fullmatch, map(to_normal, readings)))


@lru_cache(maxsize=4096)
def _syllables(word: str) -> tuple[str, ...]:
    """A word as the fewest syllables; ("",) when it is no pinyin."""
    best: list[tuple[str, ...] | None] = [()]
    for end in range(1, len(word) + 1):
        options = [
            (*before, word[start:end])
            for start in range(max(0, end - 6), end)
            if (before := best[start]) is not None and word[start:end] in _known()
        ]
        best.append(min(options, key=len, default=None))
    return best[-1] or ("",)
