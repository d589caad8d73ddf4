"""A small compositor: sets known articles as a page's text layer, to hold reconstruction against the truth."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Copy:
    """An article before it is set: its headline blocks, byline and paragraphs."""

    blocks: tuple[tuple[str, ...], ...]
    byline: str
    paragraphs: tuple[str, ...]
    jump: str = ""


def copies_of(entries: Sequence[dict]) -> list[Copy]:
    """The gold articles that have a byline and a headline, as copy."""
    found = []
    for entry in entries:
        if entry["byline"] and entry["headline_lines"]:
            kicker = (entry["kicker"],) if entry["kicker"] else ()
            titles = tuple(line for line in entry["headline_lines"] if line != entry["kicker"])
            if entry["subtitle"]:
                titles = tuple(line for line in titles if line in (entry["title"] or ""))
            blocks = tuple(block for block in (kicker, titles) if block)
            jump = next((mark for mark in entry["marks"] if "下转" in mark), "")
            found.append(Copy(blocks, entry["byline"]["raw"], tuple(entry["body"]), jump))
    return found


def set_page(copies: Sequence[Copy], measure: int, column_lines: int, headlines_first: bool, seed: int) -> str:
    """The page as text: every paragraph wrapped to `measure`, a blank line every `column_lines` lines or so."""
    chance = random.Random(seed)  # noqa: S311 - a layout, not a secret
    parts = []
    for copy in copies:
        headline = "\n\n".join("\n".join(block) for block in copy.blocks)
        body = "\n".join(_columns(_body_lines(copy, measure), column_lines, chance))
        parts.append(f"{headline}\n\n{body}" if headlines_first else f"{body}\n\n{headline}")
    return "\n\n".join(parts) + "\n"


def _body_lines(copy: Copy, measure: int) -> Iterator[str]:
    paragraphs = [f"{copy.byline}{copy.paragraphs[0]}", *copy.paragraphs[1:]]
    paragraphs[-1] += copy.jump
    for paragraph in paragraphs:
        yield from _wrap(paragraph, measure)


def _wrap(paragraph: str, measure: int) -> Iterator[str]:
    line, width = "", 2.0
    for character in paragraph:
        size = 1.0 if unicodedata.east_asian_width(character) in "WFA" else 0.5
        if width + size > measure and character not in "，。、；：？！”’）》":
            yield line
            line, width = "", 0.0
        line += character
        width += size
    yield line


def _columns(lines: Iterator[str], column_lines: int, chance: random.Random) -> Iterator[str]:
    left = column_lines
    for line in lines:
        yield line
        left -= 1
        if left == 0:
            yield ""
            left = column_lines + chance.randint(-3, 3)
