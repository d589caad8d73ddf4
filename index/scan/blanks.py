"""Blanks within lines, which the recogniser passes over: 记者 丁宁, or the two phrases of a headline."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

APART, TRACE = 0.18, 0.02


def spaced(text: str, centres: Sequence[float], ink: NDArray[np.bool_]) -> str:
    """A line's text with a blank wherever two Chinese characters stand further apart than others of the line do.

    `centres` are about where its characters are, but for blanks, in columns of `ink`, which is the line's own.
    """
    characters = [character for character in text if not character.isspace()]
    if len(centres) != len(characters) or len(characters) < 3:
        return text
    printed = ink.sum(0) > max(1.0, TRACE * len(ink))
    gaps = [_white(printed[int(begin) : int(end) + 1]) for begin, end in pairwise(centres)]
    least = statistics.median(gaps) + APART * float(np.count_nonzero(ink.any(1)))
    blanks = [
        gap > least and _is_chinese(one) and _is_chinese(other)
        for gap, (one, other) in zip(gaps, pairwise(characters), strict=True)
    ]
    apart = "".join(character + " " * blank for character, blank in zip(characters, [*blanks, False], strict=True))
    return apart if " " not in text else text


def _is_chinese(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"


def _white(printed: NDArray[np.bool_]) -> int:
    """The longest stretch without ink."""
    edges = np.flatnonzero(np.concatenate([[True], printed, [True]]))
    return int(np.diff(edges).max()) - 1
