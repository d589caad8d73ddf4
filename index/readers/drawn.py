"""The order in which a file draws its lines, and whether that is the order they are to be read in.

Browsers and office programs draw a text as it runs, so their order is right even where articles interlock like a
puzzle. Others draw row by row over the columns, or headlines after bodies. An order is believed when the lines go down
their columns and up only to the next column's top, and when what follows a headline stands below or beside it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from index.readers.runs import Run, same_line

NEAR, CELL, STRAY, PHRASES_APART = 6.0, 8.0, 0.02, 2.2


def is_coherent(runs: Sequence[Run], large: Collection[Run]) -> bool:
    """Whether runs can be read as they are drawn: all headlines before their texts, nearly all lines downwards."""
    astray = 0
    headline: Run | None = None
    for before, run in pairwise(runs):
        if before in large:
            headline = _around(headline, before) if headline else before
        if run in large:
            if before not in large and _is_late(before, run):
                return False
        elif before in large:
            if headline and not _is_under(headline, run):
                return False
            headline = None
        else:
            astray += _is_astray(before, run)
    return astray <= STRAY * len(runs)


def _around(one: Run, other: Run) -> Run:
    """The box of two runs of a headline."""
    left, bottom = min(one.left, other.left), min(one.bottom, other.bottom)
    return replace(other, left=left, bottom=bottom, right=max(one.right, other.right), top=max(one.top, other.top))


def _is_late(before: Run, headline: Run) -> bool:
    """Whether a headline is drawn after text that stands below it, or beside it where it is vertical."""
    if headline.vertical:
        return _beside(before, headline)
    return min(before.right, headline.right) > max(before.left, headline.left) and headline.top > before.top


def _is_under(headline: Run, run: Run) -> bool:
    """Whether a text stands beside a headline or shortly below it, and not to its right."""
    if _beside(headline, run) or headline.vertical:
        return _beside(headline, run)
    return run.left < headline.right and 0 <= headline.bottom - run.top + run.size < NEAR * run.size + headline.size


def _beside(one: Run, other: Run) -> bool:
    return min(one.top, other.top) > max(one.bottom, other.bottom)


def _is_astray(before: Run, run: Run) -> bool:
    """Whether a line stands in another column on the same height, or further up in the same column."""
    if before.vertical or run.vertical:
        return False
    if same_line(before, run):
        return run.left < before.left or before.right - before.left > CELL * before.size
    return min(before.right, run.right) > max(before.left, run.left) and run.top > before.top


def columns(runs: Sequence[Run]) -> Iterator[list[Run]]:
    """Runs in their order, in blocks that each go down one column."""
    block: list[Run] = []
    for run in runs:
        if block and not _goes_down(block[-1], run):
            yield block
            block = []
        block.append(run)
    if block:
        yield block


def _goes_down(before: Run, run: Run) -> bool:
    if before.vertical or run.vertical:
        return False
    if same_line(before, run):
        return 0 <= run.left - before.left and run.left - before.right < PHRASES_APART * run.size
    return min(before.right, run.right) > max(before.left, run.left) and run.top < before.top
