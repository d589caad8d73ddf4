"""Places on a page's picture: what is found there, and what is read there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]  # a picture in shades of grey, (height, width)


class Box(NamedTuple):
    """A rectangle in pixels, `top` above `bottom`: counted from the picture's upper left corner."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """From side to side."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.bottom - self.top

    @property
    def size(self) -> float:
        """The shorter side: about that of a character."""
        return min(self.width, self.height)

    def around(self, other: Box) -> Box:
        """The rectangle around both."""
        return Box(
            min(self.left, other.left), min(self.top, other.top), max(self.right, other.right),
            max(self.bottom, other.bottom),
        )  # fmt: skip

    def gaps(self, other: Box) -> tuple[float, float]:
        """How far apart both are, across and along the page; less than 0 by how far they overlap."""
        across = max(self.left, other.left) - min(self.right, other.right)
        return across, max(self.top, other.top) - min(self.bottom, other.bottom)


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A line as it was read: its text, its place, how sure the engine is (0 to 1), and whether it stands upright."""

    text: str
    box: Box
    confidence: float
    upright: bool = False
