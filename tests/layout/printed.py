"""A printed page: its lines, each knowing what it is and of which story; and how text is broken into lines."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from tests.layout.stories import Story

Role = Literal["start", "body", "side", "headline", "aside", "blank"]
NEVER_FIRST = "，。、；：？！”’）》」』】,.;:?!)%"
NEVER_LAST = "“‘（《「『【("


class SetLine(NamedTuple):
    """A line of the text layer; `story` is the number of its story, None for what belongs to none."""

    text: str
    role: Role
    story: int | None = None


BLANK = SetLine("", "blank")


@dataclass(frozen=True)
class Printed:
    """A page with its truth; `difficulties` names what makes it hard."""

    lines: Sequence[SetLine]
    stories: Sequence[Story]
    difficulties: frozenset[str]

    @property
    def text(self) -> str:
        """The page as its text layer gives it."""
        return "\n".join(line.text for line in self.lines) + "\n"


def width_of(text: str) -> float:
    """In full-width characters."""
    return sum(1.0 if unicodedata.east_asian_width(character) in "WFA" else 0.5 for character in text)


def broken(text: str, measure: float, first: float, hanging: bool, whole_words: bool) -> Iterator[str]:
    """Lines of a measure, the first shorter by `first`; closing marks hang over, or take a character with them."""
    units = re.findall(r"[A-Za-z]+(?:[-'][A-Za-z]+)*|\d+(?:\.\d+)?[%％]?|.", text) if whole_words else list(text)
    line, width, room = "", 0.0, measure - first
    for unit in units:
        size = width_of(unit)
        if width + size > room and line.strip() and not (hanging and unit in NEVER_FIRST and width <= room):
            kept = line
            while len(kept) > 2 and (kept[-1] in NEVER_LAST or (not hanging and unit in NEVER_FIRST and kept is line)):
                kept = kept[:-1]
            yield kept
            line = line[len(kept) :]
            width, room = width_of(line), measure
        line += unit
        width += size
    yield line


def columns(lines: Sequence[SetLine], depth: int, chance: random.Random) -> list[SetLine]:
    """The lines with a blank one wherever a column ends."""
    result: list[SetLine] = []
    left = chance.randint(max(3, depth // 2), depth)
    for line in lines:
        result.append(line)
        left -= line.role != "blank"
        if left <= 0:
            result.append(BLANK)
            left = max(3, depth + chance.randint(-3, 3))
    return result


def english_lines(text: str, measure: int, first: int, chance: random.Random, hyphens: float) -> Iterator[str]:
    """English words in lines of so many letters; a long word may be divided at a hyphen."""
    line = " " * 0
    room = measure - first
    for word in text.split():
        space = room - len(line) - 1
        if line and len(word) > space:
            if space >= 4 and len(word) >= 8 and word.isalpha() and chance.random() < hyphens:
                cut = min(space - 1, len(word) - 3)
                yield f"{line} {word[:cut]}-"
                line, room = word[cut:], measure
                continue
            yield line
            line, room = "", measure
        line = f"{line} {word}" if line else word
    yield line
