"""Whether a text layer's characters are those that the page shows, told by the characters and their widths alone.

A font without a table of its characters (ToUnicode) gives codes of its own: private use, control characters, or
letters and signs by chance. Such a text has characters that no newspaper prints, letters as wide as Chinese characters,
or words without vowels.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

from index.readers.encoding import share_frequent
from index.readers.runs import Run

ENOUGH, UNKNOWN, RARE, SIGNS, VOWELS, TOO_WIDE = 20, 0.3, 0.4, 0.5, 0.2, 1.6
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_LATIN, _VOWEL = re.compile(r"[A-Za-z]"), re.compile(r"[AEIOUYaeiouy]")


def is_garbage(runs: Sequence[Run]) -> bool:
    """Whether a page's text says nothing of what the page shows."""
    visible = "".join("".join(run.text.split()) for run in runs)
    if not visible:
        return False
    if sum(count for character, count in Counter(visible).items() if _is_unknown(character)) > UNKNOWN * len(visible):
        return True
    if len(visible) < ENOUGH:
        return False
    if sum(len(run.text) for run in runs if _is_too_wide(run)) > UNKNOWN * len(visible):
        return True
    han, latin = _HAN.findall(visible), _LATIN.findall(visible)
    if 2 * len(han) > len(visible):
        return share_frequent("".join(han)) < RARE
    if sum(character.isalnum() for character in visible) < SIGNS * len(visible):
        return True
    return len(latin) > max(ENOUGH, len(visible) / 2) and len(_VOWEL.findall(visible)) < VOWELS * len(latin)


def _is_unknown(character: str) -> bool:
    return character == "\ufffd" or unicodedata.category(character) in ("Co", "Cn", "Cc")


def _is_too_wide(run: Run) -> bool:
    """Whether a run is much wider than its characters are: Latin letters that take the room of Chinese ones."""
    length = run.top - run.bottom if run.vertical else run.right - run.left
    usual = sum(1.0 if unicodedata.east_asian_width(character) in "WFA" else 0.5 for character in run.text)
    narrow = sum(unicodedata.east_asian_width(character) in "NNaH" for character in run.text)
    return narrow > len(run.text) / 3 and length > TOO_WIDE * usual * run.size
