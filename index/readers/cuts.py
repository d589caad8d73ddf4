"""Ways to cut a page into parts: at white bands from side to side, at white channels from top to bottom."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.readers.runs import Run

CHANNEL, WIDER, NARROW, LEVEL = 0.6, 0.3, 0.8, 1.5
HANGING = "，。、；：？！”’）》」』"

Part = list[Run]


def _top(run: Run) -> float:
    return run.top


@dataclass(frozen=True, slots=True)
class _Opening:
    """What opens a part: its highest run, its highest headline, and whether it has text too."""

    highest: Run | None = None
    headline: Run | None = None
    has_text: bool = False

    def is_article(self, size: float) -> bool:
        """Whether a part has a headline in its first row, and text."""
        if self.highest is None or self.headline is None or not self.has_text:
            return False
        row = max(size, 0.0 if self.highest.vertical else self.highest.size / 2)
        return self.headline.top > self.highest.top - row

    def with_one(self, other: _Opening) -> _Opening:
        """The opening of two parts together."""
        highest = max((run for run in (self.highest, other.highest) if run), key=_top, default=None)
        headline = max((run for run in (self.headline, other.headline) if run), key=_top, default=None)
        return _Opening(highest, headline, self.has_text or other.has_text)


class Cutter:
    """The ways to cut a part of a page whose body is set in `size` points; each gives one part where it doesn't cut."""

    def __init__(self, size: float, large: frozenset[Run], leading: float) -> None:
        self.size, self._large, self.leading = size, large, leading
        self.ways: Sequence[Callable[[Part], list[Part]]] = (
            self._above_headlines,
            self._between_articles,
            self._below_headlines,
            self._from_vertical_headline,
            self._between_columns,
            self._between_grids,
        )

    def _all_large(self, part: Part) -> bool:
        return self._large.issuperset(part)

    def _headlines(self, part: Part) -> Part:
        """The headlines in the first row of a part."""
        highest = max(part, key=lambda run: run.top)
        least = highest.top - max(self.size, 0.0 if highest.vertical else highest.size / 2)
        return [run for run in part if run.top > least and run in self._large]

    def _above_headlines(self, part: Part) -> list[Part]:
        bands = strips(part, 0.0)
        beside = len(bands) > 1 and len(self._between_articles(part)) > 1
        parts = [list(bands[0])]
        has_text = not self._all_large(bands[0])
        for above, below in pairwise(bands):
            if has_text and self._begins(above, below, beside):
                parts.append([])
                has_text = False
            parts[-1] += below
            has_text = has_text or not self._all_large(below)
        return parts

    def _begins(self, above: Part, below: Part, beside: bool) -> bool:
        """Whether an article begins below a band. Among other text, or below headlines alone, it must be a wide one.

        Where articles stand `beside` each other, a band that runs through the text of one is none.
        """
        white = min(run.bottom for run in above) - max(run.top for run in below)
        if not self._headlines(below) or white < NARROW * self.leading:
            return False
        clean = self._is_clean(below)
        wide = white > self.leading + WIDER * self.size
        return (clean and (wide or not self._all_large(above))) or (wide and not beside)

    def _is_clean(self, strip: Part) -> bool:
        """Whether nothing else stands beside the headline that opens a strip, as the text of another article would."""
        level = [run.bottom for run in self._headlines(strip) if not run.vertical]
        return not level or all(run in self._large or run.top - run.size / 2 < min(level) for run in strip)

    def _between_articles(self, part: Part) -> list[Part]:
        columns: list[Part] = []
        before = _Opening()
        for column in self._with_vertical_headlines(channels(part, CHANNEL * self.size)):
            opening = self._opening(column)
            if before.is_article(self.size) and opening.is_article(self.size):
                columns.append(column)
                before = opening
            else:
                (columns[-1].extend(column) if columns else columns.append(column))
                before = before.with_one(opening)
        return columns

    def _with_vertical_headlines(self, columns: list[Part]) -> list[Part]:
        """Columns from left to right; a vertical headline with those it heads, to its right or left, as one."""
        first = next((at for at, column in enumerate(columns) if self._is_upright(column)), None)
        if first is None:
            return columns
        leftward = first > 0 and self._heads(columns[first], columns[first - 1])
        for way in (-1, 1) if leftward else (1, -1):
            found: list[Part] = []
            for column in columns[::way]:
                if found and self._heads(found[-1], column):
                    found[-1] = found[-1] + column
                else:
                    found.append(column)
            columns = found[::way]
        return columns

    def _is_upright(self, column: Part) -> bool:
        return column[0].vertical and column[0] in self._large

    def _heads(self, column: Part, text: Part) -> bool:
        """Whether a vertical headline stands beside a text without one that begins on the same height."""
        level = abs(column[0].top - max(run.top for run in text)) < LEVEL * self.size
        return self._is_upright(column) and level and not self._headlines(text)

    def _opening(self, part: Part) -> _Opening:
        tops = [run for run in part if run in self._large]
        text = len(tops) < len(part)
        return _Opening(max(part, key=_top), max(tops, key=_top, default=None), text)

    def _from_vertical_headline(self, part: Part) -> list[Part]:
        headlines = [run for run in part if run.vertical and run in self._large]
        rest = [run for run in part if not (run.vertical and run in self._large)]
        return [headlines, rest] if headlines and rest else [part]

    def _below_headlines(self, part: Part) -> list[Part]:
        return _merged(strips(part, 0.0), lambda above, below: self._all_large(above) and not self._all_large(below))

    def _between_columns(self, part: Part) -> list[Part]:
        return channels(part, CHANNEL * self.size)

    def _between_grids(self, part: Part) -> list[Part]:
        """Strips that share a channel stay together, and so do those that have none."""
        groups: list[Part] = []
        shared: list[tuple[float, float]] = []
        for strip in strips(part, 0.0):
            free = free_spans(strip, CHANNEL * self.size)
            common = _common(shared, free, CHANNEL * self.size)
            if groups and bool(shared) == bool(free) and (common or not free):
                groups[-1] += strip
                shared = common
            else:
                groups.append(list(strip))
                shared = free
        return groups


# Cuts ---------------------------------------------------------------------------------------------------------------


def strips(part: Sequence[Run], least: float) -> list[Part]:
    """A part cut at every white band from side to side that is higher than `least`, from top to bottom."""
    return _cut(sorted(part, key=lambda run: -run.top), lambda run: (-run.top, -run.bottom), least)


def channels(part: Sequence[Run], least: float) -> list[Part]:
    """A part cut at every white channel from top to bottom that is wider than `least`, from left to right."""
    return _cut(sorted(part, key=lambda run: run.left), lambda run: (run.left, _inked(run)), least)


def _inked(run: Run) -> float:
    """Where a line's ink ends: closing marks that hang over the column's edge fill less than half of their squares."""
    hung = 0 if run.vertical else len(run.text) - len(run.text.rstrip(HANGING))
    return run.right - 0.5 * min(hung, 2) * run.size


def _cut(ordered: Sequence[Run], span: Callable[[Run], tuple[float, float]], least: float) -> list[Part]:
    parts: list[Part] = []
    reached = 0.0
    for run in ordered:
        begin, end = span(run)
        if not parts or begin - reached > least:
            parts.append([])
            reached = end
        parts[-1].append(run)
        reached = max(reached, end)
    return parts


def _merged(parts: Sequence[Part], parted: Callable[[Part, Part], bool]) -> list[Part]:
    """Neighbouring parts put together again, but where `parted` says so of the two."""
    merged = [list(part) for part in parts[:1]]
    for before, part in pairwise(parts):
        if parted(before, part):
            merged.append(list(part))
        else:
            merged[-1] += part
    return merged


def free_spans(strip: Part, least: float) -> list[tuple[float, float]]:
    """The channels between the columns of a strip, as spans from left to right."""
    columns = channels(strip, least)
    return [(max(run.right for run in left), min(run.left for run in right)) for left, right in pairwise(columns)]


def _common(
    some: Sequence[tuple[float, float]], others: Sequence[tuple[float, float]], least: float
) -> list[tuple[float, float]]:
    """The spans that two rows of channels have in common; both from left to right, as is the result."""
    found, one, other = [], 0, 0
    while one < len(some) and other < len(others):
        begin, end = max(some[one][0], others[other][0]), min(some[one][1], others[other][1])
        if end - begin > least:
            found.append((begin, end))
        if some[one][1] < others[other][1]:
            one += 1
        else:
            other += 1
    return found
