"""Lines of a paragraph -> its text: blanks between words, none between Chinese characters, hyphens taken out again."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

from index.page.lines import width_of
from index.terms import is_foreign

# A word with the hyphens inside it, but not one that a line's end may have put there.
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*(?!-$)(?![^\W\d_])")
# What English puts before a hyphen of its own: well-known, off-shore, twenty-one.
_PREFIXES = frozenset(
    "all anti back by co counter cross deep double e eight eighty ex fast fifty first five forty four free full grand "
    "great half hand hard high ill in inter left long low mid multi near new nine ninety non north off old on one open "
    "out over part post pre pro re right second self semi seven seventy short single six sixty slow so south sub ten "
    "third thirty three top twenty two ultra under up vice well west east wide world year".split()
)


def append_line(text: str, line: str, vocabulary: Counter[str]) -> str:
    """Join two lines: with a blank where words are parted by blanks, without the hyphen that a line's end put in."""
    if not text:
        return line
    if text[-1] == "-" and len(text) > 1 and text[-2].isalpha() and line[0].islower():
        first, second = re.search(r"(?<![^\W\d_])[^\W\d_]+(?=-$)", text), re.match(r"[^\W\d_]+", line)
        return text + line if first and second and _keeps_hyphen(first[0], second[0], vocabulary) else text[:-1] + line
    if text[-1] in "-/" or _is_wide(text[-1], text) or _is_wide(line[0], line):
        return text + line
    number = text[-1] in "0123456789." and line[0] in "0123456789." and not is_foreign(text)
    return text + line if number else f"{text} {line}"


def _is_wide(character: str, text: str) -> bool:
    """Whether a character is set without blanks, as Chinese is; quotation marks are as what they stand in."""
    return width_of(character) == 1.0 and (unicodedata.east_asian_width(character) != "A" or not is_foreign(text))


def _keeps_hyphen(first: str, second: str, vocabulary: Counter[str]) -> bool:
    """Whether a hyphen at a line's end is the word's own: as elsewhere in the file, else by the word's parts."""
    hyphened, whole = vocabulary[f"{first}-{second}".lower()], vocabulary[f"{first}{second}".lower()]
    if hyphened or whole:
        return hyphened > whole
    return first.lower() in _PREFIXES or (vocabulary[first.lower()] > 0 and vocabulary[second.lower()] > 0)


def vocabulary_of(texts: Iterable[str]) -> Counter[str]:
    """How often words stand within lines, with and without hyphens."""
    return Counter(word for text in texts for word in _WORD.findall(text.lower()))
