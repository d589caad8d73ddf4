"""Body lines -> paragraphs, by what the page's own habits say of indents and blank lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise, zip_longest

from index.page.byline import closing_mark, read_ending
from index.page.lines import INDENT, TOLERANCE, Block, Line, width_of
from index.page.weights import Weights, table
from index.terms import is_foreign

RARELY, ENOUGH, FULL, PRIOR = 0.1, 3, 0.25, 2.0

_FIRST_WORD = re.compile(r"[“‘「『（《〈【(]*(?:[0-9A-Za-z.%％]+|.)[，。、；：？！”’）》」』%％]*")
# A word divided at the end of a line: con-, struction
_DIVIDED = re.compile(r"([a-z]{2})-\n([a-z])")
# The end of a line within a compound: Anglo-, Saxon
_COMPOUND = re.compile(r"(?<=\w[-/])\n")


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
    paragraphs: list[list[Line]] = [[]]
    first, open_quotes = True, 0
    for line, following in zip_longest(lines, lines[1:]):
        paragraphs[-1].append(line)
        open_quotes += line.text.count("“") - line.text.count("”")
        ends = line.finished and open_quotes <= 0
        first = following is not None and (following.is_side or (ends and _parts(line, following, habits, first) > 0))
        if first:
            paragraphs.append([])
            open_quotes = 0
    return [_joined(paragraph) for paragraph in paragraphs if paragraph]


def _parts(line: Line, following: Line, habits: Habits, first: bool) -> float:
    """Evidence that a paragraph ends between two lines, the first of which ends a sentence."""
    if line.is_side or following.indent >= line.indent + 1 or (habits.drawn and following.indent):
        return 1.0
    if habits.only and line.measure is not None:
        return -1.0
    if line.measure is None:
        return 1.0
    return float(fitted().of(paragraph_clues(line, following, habits, first))[0])


@cache
def fitted() -> Weights:
    """The fitted weights."""
    return Weights(table("paragraph"), 1)


def paragraph_clues(line: Line, following: Line, habits: Habits, first: bool) -> list[str]:
    """What speaks for or against the end of a paragraph between two lines; `first` if the former begins one."""
    room = _room(line, following, habits.indent if first else 0.0)
    room_class = next((f"to {most}" for most in (0, 0.5, 1, 1.5, 2, 3, 5) if room <= most), "more")
    missing = (following.measure or line.measure or 0.0) - following.width
    indents, blanks = _share(habits.indent), _share(habits.blank)
    narrow = (
        "narrow" if abs(missing - INDENT) <= TOLERANCE / 2 else "nearly" if abs(missing - INDENT) <= TOLERANCE else ""
    )
    shape = narrow or ("full" if missing <= TOLERANCE else "short")
    shape += " finished" if following.finished else ""
    blank = "blank" if following.after_blank else "straight"
    said = ("”" if line.text.endswith("”") else "") + ("“" if following.text.startswith("“") else "")
    return [
        "any", f"room {room_class}", f"{shape}, indents {indents}", f"{blank}, blanks {blanks}", f"said {said}",
        f"room {room_class}, {shape}, indents {indents}", f"room {room_class}, {blank}, blanks {blanks}",
        f"{blank}, blanks {blanks}, {shape}, indents {indents}", f"said {said}, room {room_class}",
    ]  # fmt: skip


def _share(often: float) -> str:
    levels = {"never": 0.15, "seldom": 0.4, "unsure": 0.67, "often": 0.85}
    return next((name for name, most in levels.items() if often <= most), "always")


def _room(line: Line, following: Line, indent: float) -> float:
    """How much room a line had left, if the next line's first word would have fitted in it."""
    room = (line.measure or 0.0) - line.width - indent * INDENT
    word = _FIRST_WORD.match(following.text)
    return room if room >= (width_of(word[0]) if word else 1.0) else 0.0


def habits_of(lines: Sequence[Line], page: Habits | None = None) -> Habits:
    """The habits of a page, or of one body on it, from the paragraph ends that are beyond doubt.

    What few ends of a body leave open, its page decides.
    """
    sure = [
        (line, following)
        for line, following in pairwise(lines)
        if line.finished and line.measure and _room(line, following, 1.0) >= 3.0 and not following.opens
    ]
    starts = [line for _, line in sure if line.measure and not line.finished and not line.indent]
    narrow = [line for line in starts if abs((line.measure or 0.0) - line.width - INDENT) <= TOLERANCE / 2]
    blank = [line for _, line in sure if line.after_blank]
    if page and lines and lines[0].measure and lines[0].width >= lines[0].measure - INDENT - TOLERANCE:
        starts.append(lines[0])
        narrow += lines[:1] if abs(lines[0].measure - lines[0].width - INDENT) <= TOLERANCE / 2 else []
    often = page or Habits(0.5, 0.5)
    shares = [
        (len(found) + PRIOR * usual) / (len(of) + PRIOR)
        for found, of, usual in ((blank, sure, often.blank), (narrow, starts, often.indent))
    ]
    if page:
        return replace(page, blank=shares[0], indent=shares[1])
    continuing = [following for line, following in pairwise(lines) if not line.finished]
    drawn = sum(line.indent > 0 for line in continuing) <= RARELY * len(continuing)
    indented = sum(line.finished and following.indent > 0 for line, following in pairwise(lines))
    only = drawn and indented >= ENOUGH and all(line.indent for _, line in sure)
    return Habits(shares[0], shares[1], drawn, only)


def _joined(lines: Block) -> str:
    """Lines as one text; words in Latin letters keep the blank between them, and all words of a Latin text."""
    texts = [line.text for line in lines]
    if is_foreign(" ".join(texts)):
        return close_blanks(_COMPOUND.sub("", _DIVIDED.sub(r"\1\2", "\n".join(texts))))
    parts = texts[:1]
    for number, (before, line) in enumerate(pairwise(lines)):
        parts.append(f" {line.text}" if _apart(before, line.text, number == 0) else line.text)
    return close_blanks("".join(parts))


def _apart(before: Line, text: str, first: bool) -> bool:
    """Whether words in Latin letters meet between two lines; in a line that is full, one may have been cut anywhere."""
    last = before.text[-1:]
    if not (last.isascii() and last.isalnum() and text[:1].isascii() and text[:1].isalpha()):
        return False
    missing = before.measure - before.width if before.measure else 2 * INDENT
    return missing > FULL and not (first and abs(missing - INDENT) <= FULL)


def close_blanks(text: str) -> str:
    """Blanks are printer's spacing, except between Latin words, and between the names of a credit at the end."""
    if is_foreign(text):
        return " ".join(text.split())
    mark = closing_mark(text)
    end = mark.start() if mark and read_ending(mark[0]) else len(text)
    closed = re.sub(r"(?<![A-Za-z,.;:!?])\s+|\s+(?![A-Za-z])", "", text[:end])
    return closed + text[end:].strip()
