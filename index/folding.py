"""Text as search sees it: traditional characters folded to simplified, widths and case made one.

The stored text stays as it was printed; only what is compared is folded. Every fold keeps the number of characters,
so that a match in folded text has the same offsets in the original.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import opencc

HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"


@lru_cache
def _simplifier() -> opencc.OpenCC:
    import opencc

    return opencc.OpenCC("t2s")


def simplify(text: str) -> str:
    """Traditional characters to simplified ones; the result has exactly as many characters as `text`."""
    if text.isascii():
        return text
    simplified = _simplifier().convert(text)
    return simplified if len(simplified) == len(text) else text


def fold(text: str) -> str:
    """Simplified, half-width, lower-case; the result has exactly as many characters as `text`."""
    return simplify(text).translate(_FOLDED)


class _Folded(dict[int, str]):
    """What each character folds to, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        folded = unicodedata.normalize("NFKC", chr(code)).lower()
        self[code] = folded if len(folded) == 1 else chr(code)
        return self[code]


_FOLDED = _Folded()
