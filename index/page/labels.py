"""Lines -> labels: which line opens an article, goes on in one, is a side headline (小标题), or a line of a headline.

Dynamic programming over the page (Viterbi): how well each line looks as each label, and how well one label follows
another. The scores were weighed by hand on pages of many layouts; what matters is their order of size: a sentence that
is not finished outweighs everything a single line can say for itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from index.page.byline import closing_mark
from index.page.lines import INDENT, TOLERANCE, Line

START, GOES_ON, SIDE, HEADLINE = range(4)
LABELS = range(4)
IMPOSSIBLE, UNFINISHED = -100.0, -6.0
PLAIN_SHARE, SIDE_WIDTH = 0.5, 13.0

_NUMBERED = re.compile(r"(?:[（(]?[一二三四五六七八九十]+[）)、]|[（(]?\d{1,2}[）).、．](?!\d)|[●■◆▶★])")
_PHRASES = re.compile(r"\S{3}\s+\S{3}")


def label_lines(lines: Sequence[Line]) -> list[int]:
    """A label for each line; a text that isn't set in columns is one article with its headline above."""
    return _label_plain(lines) if _is_plain(lines) else _label(lines)


def _is_plain(lines: Sequence[Line]) -> bool:
    """Whether the text isn't set in columns: nearly each line is finished, the last one too, and there's one byline."""
    if not lines or not lines[-1].finished or sum(line.opens for line in lines) > 1:
        return False
    return sum(not line.finished for line in lines) <= max(1.0, PLAIN_SHARE * len(lines))


def _label_plain(lines: Sequence[Line]) -> list[int]:
    first = next((at for at, line in enumerate(lines) if line.finished or line.opens), 0)
    rest = [GOES_ON if line.finished else SIDE for line in lines[first + 1 :]]
    return [HEADLINE] * first + [START] + rest


def _label(lines: Sequence[Line]) -> list[int]:
    """The best labelling of the page: dynamic programming over lines."""
    if not lines:
        return []
    credited = sum(line.opens for line in lines)
    scores = _emission(lines[0])
    scores[GOES_ON] = scores[SIDE] = IMPOSSIBLE
    origins: list[list[int]] = []
    for before, line in pairwise(lines):
        emission = _emission(line)
        uncredited = 1.0 if credited > 1 and not line.opens else 0.0
        moves = [[scores[old] + _transition(before, line, old, new) for old in LABELS] for new in LABELS]
        origins.append([max(LABELS, key=moves[new].__getitem__) for new in LABELS])
        scores = [max(moves[new]) + emission[new] for new in LABELS]
        scores[START] -= uncredited
    if not lines[-1].finished:
        scores = [score if label == HEADLINE else score + UNFINISHED for label, score in enumerate(scores)]
    labels = [max(LABELS, key=scores.__getitem__)]
    for origin in reversed(origins):
        labels.append(origin[labels[-1]])
    return labels[::-1]


def _emission(line: Line) -> list[float]:
    """How well a line looks as an article's first line, a later one, a side headline, a line of a headline."""
    body, headline = _by_width(line)
    if re.search(r"[。；;，,、：:]$", line.text) or "。" in line.text[:-1]:
        body += 2.0
        headline -= 3.0
    if line.finished and not re.search(r"[！？!?]$", line.text):
        headline -= 3.0
    if _PHRASES.search(line.text) and not re.search(r"[。，]", line.text):
        headline += 1.5
        body -= 1.0
    elif re.search(r"[，、].{4}", line.text):
        headline -= 1.0
    opens = 4.0 if line.opens else 0.0
    return [
        body + opens + (0.5 if line.indent else 0.0),
        body - opens,
        _as_side_headline(line) - opens,
        headline - opens,
    ]


def _by_width(line: Line) -> tuple[float, float]:
    """What the width says for body and headline. A paragraph's first line lacks the two characters it was indented."""
    if line.measure is None:
        return 0.0, 0.0
    if abs(line.width - line.measure) <= TOLERANCE or abs(line.width + INDENT - line.measure) <= TOLERANCE:
        return 1.0, -0.5
    if line.finished:
        return 0.0, 0.0
    return -2.5 if line.width < line.measure - INDENT - TOLERANCE else -1.0, 1.0


def _as_side_headline(line: Line) -> float:
    if line.finished or re.search(r"[，。；、：:]", line.text.lstrip("一二三四五六七八九十、")):
        return -4.0
    if line.measure is None or line.width > line.measure + TOLERANCE:
        return -4.0
    return 2.5 if _NUMBERED.match(line.text) else 1.0 if line.width <= SIDE_WIDTH else 0.0


def _transition(before: Line, line: Line, old: int, new: int) -> float:
    """How well one label follows another, given the two lines."""
    if old == HEADLINE:
        return {START: -1.5, GOES_ON: IMPOSSIBLE, SIDE: IMPOSSIBLE, HEADLINE: 0.5}[new]
    if old == SIDE:
        return {START: IMPOSSIBLE, GOES_ON: -0.5 if line.after_blank else 0.0, SIDE: -3.0, HEADLINE: IMPOSSIBLE}[new]
    if new == GOES_ON:
        if before.closed and not closing_mark(line.text):
            return IMPOSSIBLE
        stops_short = not before.finished and before.width + INDENT + TOLERANCE < line.width
        return -2.0 if stops_short else 0.0
    if not before.finished:
        return UNFINISHED
    if new == SIDE:
        return IMPOSSIBLE if before.closed else -1.0
    if new == HEADLINE:
        return 0.0 if line.after_blank or before.closed else -0.5
    return 0.0 if before.closed else -1.0 if line.after_blank or line.indent else -3.0
