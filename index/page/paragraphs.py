"""Body lines -> paragraphs, by what the page's own habits say of indents and blank lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, zip_longest

from index.page.lines import INDENT, TOLERANCE, Block, Line, width_of
from index.terms import is_foreign

RARELY, ENOUGH = 0.1, 3

_FIRST_WORD = re.compile(r"[“‘「『（《〈【(]*(?:[0-9A-Za-z.%％]+|.)[，。、；：？！”’）》」』%％]*")


@dataclass(frozen=True, slots=True)
class Habits:
    """How a page shows where a paragraph begins.

    `blank` and `indent` are how often it puts a blank line there and how often it narrows the first line by its indent;
    `drawn` says that indents are in the text, so that an indented line begins one, and `only` that no other does.
    """

    blank: float
    indent: float
    drawn: bool = False
    only: bool = False


def join_lines(lines: Block, habits: Habits) -> list[str]:
    """The lines of one body as paragraphs, without the printer's blanks and breaks."""
    paragraphs: list[str] = [""]
    first = True
    for line, following in zip_longest(lines, lines[1:]):
        paragraphs[-1] = _append(paragraphs[-1], line.text)
        ends = line.finished and paragraphs[-1].count("“") <= paragraphs[-1].count("”")
        first = following is not None and (following.is_side or (ends and _parts(line, following, habits, first) > 0))
        if first:
            paragraphs.append("")
    return [close_blanks(paragraph) for paragraph in paragraphs]


def _parts(line: Line, following: Line, habits: Habits, first: bool) -> float:
    """Evidence that a paragraph ends between two lines, the first of which ends a sentence."""
    if line.is_side or following.indent >= line.indent + 1 or (habits.drawn and following.indent):
        return 1.0
    if habits.only and line.measure is not None:
        return -1.0
    if line.measure is None:
        return 1.0
    evidence = 2.0 * min(_room(line, following, habits.indent if first else 0.0), 3.0)
    evidence += habits.blank * (3.0 if following.after_blank else -3.0)
    missing = (following.measure or line.measure) - following.width
    if following.finished:
        return evidence + (-0.5 if missing >= INDENT else -2.0)
    return evidence + habits.indent * (3.0 if abs(missing - INDENT) <= TOLERANCE else -3.0) - 0.5


def _room(line: Line, following: Line, indent: float) -> float:
    """How much room a line had left, if the next line's first word would have fitted in it."""
    room = (line.measure or 0.0) - line.width - indent * INDENT
    word = _FIRST_WORD.match(following.text)
    return room if room >= (width_of(word[0]) if word else 1.0) else 0.0


def habits_of(lines: Sequence[Line]) -> Habits:
    """The page's habits, from the paragraph ends that are beyond doubt."""
    sure = [
        (line, following)
        for line, following in pairwise(lines)
        if line.finished and line.measure and _room(line, following, 1.0) >= 3.0 and not following.opens
    ]
    starts = [line for _, line in sure if line.measure and not line.finished and not line.indent]
    narrow = [line for line in starts if abs((line.measure or 0.0) - line.width - INDENT) <= TOLERANCE / 2]
    blank = [line for _, line in sure if line.after_blank]
    continuing = [following for line, following in pairwise(lines) if not line.finished]
    drawn = sum(line.indent > 0 for line in continuing) <= RARELY * len(continuing)
    indented = sum(line.finished and following.indent > 0 for line, following in pairwise(lines))
    only = drawn and indented >= ENOUGH and all(line.indent for _, line in sure)
    return Habits((len(blank) + 1) / (len(sure) + 2), (len(narrow) + 1) / (len(starts) + 2), drawn, only)


def _append(text: str, line: str) -> str:
    """Join two lines; words in Latin letters keep the blank between them, and all words of a Latin text."""
    words = text[-1:].isascii() and text[-1:].isalnum() and line[:1].isascii() and line[:1].isalpha()
    apart = words or (is_foreign(text) and not text.endswith(("-", "/")))
    return f"{text} {line}" if apart else text + line


def close_blanks(text: str) -> str:
    """Blanks are printer's spacing, except between Latin words."""
    if is_foreign(text):
        return " ".join(text.split())
    return re.sub(r"(?<![A-Za-z,.;:!?])\s+|\s+(?![A-Za-z])", "", text)
