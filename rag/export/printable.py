"""What files of other programs may hold: XML knows no control characters, and no text half of a character."""

from __future__ import annotations

import re

_UNPRINTABLE = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_BLANKS = re.compile(r"\s+")


def printable(text: str) -> str:
    """The text with a mark in place of each character that cannot be written; line ends stay."""
    return _UNPRINTABLE.sub("\ufffd", text)


def on_one_line(text: str) -> str:
    """The text, printable and without line ends."""
    return _BLANKS.sub(" ", printable(text)).strip()
