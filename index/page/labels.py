"""Lines -> labels: which line opens an article, goes on in one, is a side headline (小标题), a line of a headline, or
belongs to no article: a pull quote, an advert, the weather, an index (导读).

Dynamic programming over the page (Viterbi): how well each line looks as each label, and how well one label follows
another. What stands inside a body interrupts it: the line after is held against the body's last line before. The
weights are fitted (`weights.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from index.page.clues import line_clues, move_clues
from index.page.lines import Line
from index.page.weights import Array, Weights, table

# INSIDE is an aside that interrupts a body, ASIDE one that doesn't.
START, GOES_ON, SIDE, HEADLINE, ASIDE, INSIDE = range(6)
LABELS = 6
# Nothing of an article stands after its jump line or its closing credit, but for another such mark. A credit after a
# finished sentence opens an article, as in pages of briefs that nothing else parts.
IMPOSSIBLE, CLOSED, OPENED = -1e6, -30.0, -200.0
PLAIN_SHARE = 0.5
FOLLOWS = {
    START: (START, GOES_ON, SIDE, HEADLINE, INSIDE),
    GOES_ON: (START, GOES_ON, SIDE, HEADLINE, INSIDE),
    SIDE: (GOES_ON, SIDE),
    HEADLINE: (START, HEADLINE, ASIDE),
    ASIDE: (START, HEADLINE, ASIDE),
    INSIDE: (START, GOES_ON, SIDE, HEADLINE, INSIDE),
}
FIRST = (START, HEADLINE, ASIDE)
ALLOWED: Array = np.array(
    [[0.0 if new in FOLLOWS[old] else IMPOSSIBLE for new in range(LABELS)] for old in range(LABELS)]
)


@dataclass(frozen=True, slots=True)
class Scale:
    """How clues are weighed: of a line for each label, of a line after another for each two labels."""

    line: Weights
    move: Weights


@cache
def fitted() -> Scale:
    """The fitted weights."""
    return Scale(Weights(table("line"), LABELS), Weights(table("move"), LABELS * LABELS))


def label_lines(lines: Sequence[Line]) -> list[int]:
    """A label for each line; a text that isn't set in columns is one article with its headline above."""
    return _label_plain(lines) if _is_plain(lines) else best_labels(lines, [*line_clues(lines)], fitted())


def _is_plain(lines: Sequence[Line]) -> bool:
    """Whether the text isn't set in columns: nearly each line is finished, the last one too, and there's one byline."""
    if not lines or not lines[-1].finished or sum(line.opens for line in lines) > 1:
        return False
    return sum(not line.finished for line in lines) <= max(1.0, PLAIN_SHARE * len(lines))


def _label_plain(lines: Sequence[Line]) -> list[int]:
    first = next((at for at, line in enumerate(lines) if line.finished or line.opens), 0)
    rest = [GOES_ON if line.finished else SIDE for line in lines[first + 1 :]]
    return [HEADLINE] * first + [START] + rest


def best_labels(
    lines: Sequence[Line], clues: Sequence[Sequence[str]], scale: Scale, extra: Array | None = None
) -> list[int]:
    """The labelling with the greatest sum, by the clues of each line.

    `extra` is added to what each line (row) scores as each label (column).
    """
    if not lines:
        return []
    looks = np.array([scale.line.of(found) for found in clues])
    looks = looks if extra is None else looks + extra
    scores = np.array([look if label in FIRST else IMPOSSIBLE for label, look in enumerate(looks[0])])
    interrupted = 0
    origins: list[list[int]] = []
    for at in range(1, len(lines)):
        sums = scores[:, None] + _moves(lines, at, interrupted, scale)
        origin = sums.argmax(axis=0)
        if origin[INSIDE] != INSIDE:
            interrupted = at - 1
        scores = sums[origin, np.arange(LABELS)] + looks[at]
        origins.append(origin.tolist())
    scores = scores + last_move(lines[-1], scale)
    labels = [int(scores.argmax())]
    for origin_of in reversed(origins):
        labels.append(origin_of[labels[-1]])
    return labels[::-1]


def _moves(lines: Sequence[Line], at: int, interrupted: int, scale: Scale) -> Array:
    """How well each label (column) follows each label (row); an interrupted body is held against its own last line."""
    moves = _step(lines[at - 1], lines[at], True, scale)
    if interrupted < at - 1:
        moves[INSIDE] = _step(lines[interrupted], lines[at], False, scale)[INSIDE]
    return moves


def _step(before: Line, line: Line, adjacent: bool, scale: Scale) -> Array:
    moves = scale.move.of(move_clues(before, line, adjacent)).reshape(LABELS, LABELS) + ALLOWED
    if before.closed and not line.closed:
        moves[:, [GOES_ON, SIDE]] += CLOSED
    if before.finished and line.opens:
        moves[:, [GOES_ON, SIDE]] += OPENED
    return moves


def last_move(line: Line, scale: Scale) -> Array:
    """How well the page ends with each label."""
    return scale.move.of([last_clue(line)]).reshape(LABELS, LABELS)[:, 0]


def last_clue(line: Line) -> str:
    """The clue of the page's last line."""
    return "page ends finished" if line.finished else "page ends open"
