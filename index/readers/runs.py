"""Pieces of lines with their boxes: what text layers and OCR give, and what a page's order is worked out from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

LARGE, BOLD_LARGE = 1.2, 1.1


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a line with its box in points; `top` is above `bottom`, as on paper."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    bold: bool = False
    vertical: bool = False

    @property
    def size(self) -> float:
        """Its height, or the width of a vertical one, which is about that of a character."""
        return self.right - self.left if self.vertical else self.top - self.bottom


def is_large(run: Run, size: float) -> bool:
    """Whether a run has a headline's size, beside a body of `size` points."""
    return run.size > LARGE * size or (run.bold and run.size > BOLD_LARGE * size)


def body_size(runs: Sequence[Run]) -> float:
    """The size that most characters are set in, in points; 0 without any."""
    sizes: dict[float, int] = {}
    for run in runs:
        near = round(run.size * 2) / 2
        sizes[near] = sizes.get(near, 0) + len(run.text)
    return max(sizes, key=lambda size: (sizes[size], -size), default=0.0)


def same_line(one: Run, other: Run) -> bool:
    """Whether two runs stand on one line."""
    return min(one.top, other.top) - max(one.bottom, other.bottom) > 0.5 * min(one.size, other.size)
