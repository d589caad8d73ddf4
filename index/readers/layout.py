"""Lines with their boxes -> the order they are to be read in, column by column, article by article.

The lines may come from a text layer or be read off a picture. Order is found by cutting the page (recursive X-Y cut,
Nagy and Seth 1984), at all places of a kind at once, in this order:

1. across, at white bands above headlines, unless text stands beside the headline that has one of its own;
2. along, at white channels between parts that each begin with a headline;
3. a vertical headline (竖题) from what it stands beside, wherever it stands;
4. across, below headlines, because a short one leaves a channel of the columns under it open;
5. along, at channels between columns (分栏), the left one being read first;
6. across, where the columns above and below a band are not the same.

Vertical text (竖排) is turned by a quarter and read by the same rules: its lines run from right to left.
"""

from __future__ import annotations

import statistics
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from index.readers.cuts import CHANNEL, Cutter, Part, free_spans, strips
from index.readers.drawn import columns, is_coherent
from index.readers.runs import LARGE, Run, body_size, is_large, same_line

BAND, INDENT = 0.9, 1.2
PHRASES_APART, WORDS_APART, NEIGHBOURS = 2.2, 0.9, 1.2
BELOW, BESIDE = 40, 40
__all__ = ["Run", "joined", "page_text", "reading_order"]

SPREAD, MIDDLE, GUTTER = 1.2, 0.06, 2.5


def reading_order(runs: Sequence[Run]) -> list[Part]:
    """Blocks of lines in the order they are to be read, the lines of each from top to bottom."""
    return _read(runs, _turned, _turned_back)


def _read(runs: Sequence[Run], turn: Callable[[Run], Run], back: Callable[[Run], Run]) -> list[Part]:
    """Blocks in reading order; where most of the text is vertical, it is turned first."""
    upright = sum(len(run.text) for run in runs if not run.vertical)
    if 2 * upright < sum(len(run.text) for run in runs):
        return [list(map(back, block)) for block in _read(list(map(turn, runs)), back, turn)]
    size = body_size(runs)
    clusters = _clusters([run for run in runs if run.vertical])
    atoms = list(_with_clusters(runs, clusters))
    large = _large(atoms, clusters, size)
    if is_coherent(atoms, large):
        blocks = [joined(block) for block in columns(atoms)]
    else:
        atoms = _phrases(atoms, size)
        large = _large(atoms, clusters, size)
        cutter = Cutter(size, frozenset(large), _leading(atoms, size))
        blocks = [block for half in _halves(atoms, size) for block in _ordered(half, cutter)]
    opened = [_opened(block, clusters) for block in blocks]
    return [
        lines for parts in opened for part, inner in parts for lines in (_read(part, turn, back) if inner else [part])
    ]


def _large(atoms: Sequence[Run], clusters: dict[Run, Part], size: float) -> set[Run]:
    return {run for run in atoms if is_large(clusters[run][0] if run in clusters else run, size)}


def _leading(runs: Sequence[Run], size: float) -> float:
    """The usual white between two lines of the body that begin below each other."""
    body = [run for run in runs if abs(run.size - size) < 0.1 * size]
    body.sort(key=lambda run: (round(run.left / size), -run.top))
    gaps = [above.bottom - run.top for above, run in pairwise(body) if abs(above.left - run.left) < size]
    return statistics.median_low([gap for gap in gaps if 0 <= gap < 2 * size] or [0.0])


def _ordered(atoms: Part, cutter: Cutter) -> Iterator[Part]:
    waiting = [atoms]
    while waiting:
        part = waiting.pop()
        cut = next((found for way in cutter.ways if len(found := way(part)) > 1), None) if len(part) > 1 else None
        if cut:
            waiting += reversed(cut)
        elif part:
            yield from strips(joined(_rows(part)), BAND * cutter.size)


def _halves(part: Part, size: float) -> list[Part]:
    """The two pages of a spread: a page wider than high whose widest channel runs down its middle."""
    width = max((run.right for run in part), default=0.0) - min((run.left for run in part), default=0.0)
    height = max((run.top for run in part), default=0.0) - min((run.bottom for run in part), default=0.0)
    channels = sorted(free_spans(part, CHANNEL * size), key=lambda span: span[0] - span[1])
    if width < SPREAD * height or not channels or channels[0][1] - channels[0][0] < GUTTER * size:
        return [part]
    (begin, end), others = channels[0], channels[1:]
    middle = min(run.left for run in part) + width / 2
    wider = all(end - begin > 1.5 * (right - left) for left, right in others)
    if not wider or not begin - MIDDLE * width < middle < end + MIDDLE * width:
        return [part]
    return [[run for run in part if run.left < end], [run for run in part if run.left >= end]]


# Lines --------------------------------------------------------------------------------------------------------------


def _phrases(runs: Sequence[Run], size: float) -> list[Run]:
    """Phrases of a headline on one line, further apart than words, are one run, where a line below crosses the gap."""
    falling = sorted(runs, key=lambda run: -run.top)
    tops = [-run.top for run in falling]
    found: list[Run] = []
    for run in runs:
        last = found[-1] if found else None
        if last and is_large(run, size) and _same_headline(last, run):
            first = bisect_right(tops, -run.bottom)
            below = falling[first : first + BELOW]
            crossed = any(one.left < last.right and one.right > run.left for one in below)
            if crossed or run.left - last.right < WORDS_APART * run.size:
                found[-1] = replace(last, text=f"{last.text} {run.text}", right=max(last.right, run.right))
                continue
        found.append(run)
    return found


def _same_headline(last: Run, run: Run) -> bool:
    level = not last.vertical and not run.vertical and same_line(last, run)
    near = -last.size < run.left - last.right < PHRASES_APART * run.size
    return level and near and abs(last.size - run.size) < 0.1 * run.size


def joined(runs: Sequence[Run]) -> Part:
    """Lines of runs in rows: those on one base line that follow one another are one, with a blank between."""
    lines: Part = []
    for run in runs:
        last = lines[-1] if lines else None
        level = last is not None and not last.vertical and not run.vertical and same_line(last, run)
        if last and level and run.left > last.right - last.size:
            box = (min(last.bottom, run.bottom), max(last.right, run.right), max(last.top, run.top))
            lines[-1] = Run(f"{last.text} {run.text}", last.left, *box, last.bold)
        else:
            lines.append(run)
    return lines


def _rows(lines: Sequence[Run]) -> Part:
    """Lines from top to bottom, and those that stand beside each other from left to right."""
    rows: list[Part] = []
    for line in sorted(lines, key=lambda line: (-line.top, line.left)):
        if rows and same_line(rows[-1][0], line):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [line for row in rows for line in sorted(row, key=lambda line: line.left)]


# Vertical text ------------------------------------------------------------------------------------------------------


def _turned(run: Run) -> Run:
    """A run where vertical lines become horizontal ones, the right one on top."""
    return replace(run, left=-run.top, right=-run.bottom, bottom=run.left, top=run.right, vertical=not run.vertical)


def _turned_back(run: Run) -> Run:
    return replace(run, left=run.bottom, right=run.top, bottom=-run.right, top=-run.left, vertical=not run.vertical)


def _clusters(runs: Sequence[Run]) -> dict[Run, Part]:
    """Vertical lines of one size that stand beside each other, by a run with the box of them all."""
    groups: list[Part] = []
    for run in sorted(runs, key=lambda run: -run.right):
        group = next((group for group in reversed(groups[-BESIDE:]) if _beside(group[-1], run)), None)
        if group:
            group.append(run)
        else:
            groups.append([run])
    return {_around(group): group for group in groups}


def _beside(right: Run, run: Run) -> bool:
    alike = max(right.size, run.size) < LARGE * min(right.size, run.size)
    overlap = min(right.top, run.top) - max(right.bottom, run.bottom)
    return alike and overlap > 0 and right.left - run.right < NEIGHBOURS * run.size


def _with_clusters(runs: Sequence[Run], clusters: dict[Run, Part]) -> Iterator[Run]:
    """Runs in their order, in the place of vertical ones their cluster, where the first of it stands."""
    around = {run: whole for whole, group in clusters.items() for run in group}
    met = set[Run]()
    for run in runs:
        whole = around.get(run, run)
        if whole not in met or whole is run:
            yield whole
        met.add(whole)


def _around(group: Part) -> Run:
    """A run with the text of a group, as large as all of it."""
    text = "".join(run.text for run in group)
    left, right = min(run.left for run in group), max(run.right for run in group)
    return Run(text, left, min(run.bottom for run in group), right, max(run.top for run in group), group[0].bold, True)


def _opened(block: Part, clusters: dict[Run, Part]) -> Iterator[tuple[Part, bool]]:
    """A block taken apart into its lines, and the lines of each cluster in it (True), which are still to be ordered."""
    plain: Part = []
    for run in block:
        if run in clusters:
            if plain:
                yield plain, False
            yield clusters[run], True
            plain = []
        else:
            plain.append(run)
    if plain:
        yield plain, False


# Text ---------------------------------------------------------------------------------------------------------------


def page_text(blocks: Sequence[Sequence[Run]]) -> str:
    """Blocks of lines in reading order as a page's text: a line each, a blank line between blocks."""
    return "\n\n".join(_block_text(block) for block in blocks)


def _block_text(block: Sequence[Run]) -> str:
    left = min(line.left for line in block)
    return "\n".join(("\u3000\u3000" if line.left - left > INDENT * line.size else "") + line.text for line in block)
