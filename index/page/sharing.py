"""Headlines -> bodies: the lines between two bodies are shared out, to the one before, the one after, or to none.

Dynamic programming over the gaps between bodies, once for a page that puts headlines first and once for one that puts
them last; the sharing with the greater sum is taken.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from index.page.headline import is_title, leads_in
from index.page.labels import HEADLINE, SIDE, START
from index.page.lines import Block, Line, Piece

MOST_BLOCKS = 8
COMMON_WORDS, ORDER, BARE, ORPHAN = 0.1, 0.5, -1.0, -0.7


@dataclass(frozen=True, slots=True)
class _Sharing:
    """A way of sharing out the headlines so far, and how good it is."""

    score: float
    headed: bool
    pieces: tuple[Piece, ...]


def share_headlines(lines: Sequence[Line], labels: Sequence[int]) -> list[Piece]:
    """The page's articles, headlines after or before their bodies, whichever order fits the page better."""
    bodies, gaps = _bodies(lines, labels)
    words = _OwnWords([body.body for body in bodies])
    sharings = [_share_out(bodies, gaps, words, headlines_first) for headlines_first in (False, True)]
    return list(max(sharings, key=lambda sharing: sharing.score).pieces)


def _bodies(lines: Sequence[Line], labels: Sequence[int]) -> tuple[list[Piece], list[Piece]]:
    """The bodies of the page, and the headline blocks before, between and after them."""
    bodies: list[Piece] = []
    gaps: list[Piece] = [Piece(0, [], [])]
    for at, (line, label) in enumerate(zip(lines, labels, strict=True)):
        if label == START:
            bodies.append(Piece(at, [], []))
            gaps.append(Piece(at + 1, [], []))
        if label == HEADLINE:
            gaps[-1] = _with_headline_line(gaps[-1], line, at)
        else:
            body = [*bodies[-1].body, replace(line, is_side=label == SIDE)]
            bodies[-1] = replace(bodies[-1], body=body)
    return bodies, gaps


def _with_headline_line(gap: Piece, line: Line, at: int) -> Piece:
    if not gap.headline:
        return Piece(at, [], [[line]])
    if line.after_blank:
        return replace(gap, headline=[*gap.headline, [line]])
    return replace(gap, headline=[*gap.headline[:-1], [*gap.headline[-1], line]])


class _OwnWords:
    """Pairs of characters, each worth less the more bodies of the page have it."""

    def __init__(self, bodies: Sequence[Block]) -> None:
        self._found = [_pairs(body) for body in bodies]
        self._bodies_with = Counter(pair for found in self._found for pair in found)

    def share(self, block: Block, number: int) -> float:
        """How much of a headline block's wording is that of the numbered body."""
        pairs = _pairs(block)
        shared = pairs & self._found[number]
        return sum(1 / self._bodies_with[pair] for pair in shared) / len(pairs) if pairs else 0.0

    def fit(self, blocks: Sequence[Block], number: int) -> float:
        """How well blocks suit the numbered body as its headline."""
        return sum(4 * (self.share(block, number) - COMMON_WORDS) for block in blocks) + _form(blocks)


def _pairs(lines: Block) -> set[str]:
    text = re.sub(r"\W", "", "".join(line.text for line in lines))
    return {text[at : at + 2] for at in range(len(text) - 1)}


def _form(blocks: Sequence[Block]) -> float:
    """How far blocks have the form of one headline: one title, a kicker only above it, not too many lines."""
    titles = sum(map(_is_title, blocks))
    late = sum(map(_leads_in, blocks[1:]))
    return -1.0 * (max(0, titles - 1) + late + max(0, sum(map(len, blocks)) - 6))


def _share_out(bodies: Sequence[Piece], gaps: Sequence[Piece], words: _OwnWords, headlines_first: bool) -> _Sharing:
    """The best sharing when the page's habit is headlines first, or last: dynamic programming over the gaps."""
    kept = [_Sharing(0.0, True, ())]
    for number, gap in enumerate(gaps):
        best: dict[bool, _Sharing] = {}
        body = bodies[number] if number < len(bodies) else None
        for sharing in kept:
            for found in _sharings(sharing, gap, number, body, words, headlines_first):
                if found.headed not in best or found.score > best[found.headed].score:
                    best[found.headed] = found
        kept = list(best.values())
    return max(kept, key=lambda one: one.score)


def _sharings(
    so_far: _Sharing, gap: Piece, number: int, body: Piece | None, words: _OwnWords, headlines_first: bool
) -> Iterator[_Sharing]:
    """Every way to give a gap's first blocks to the body before it and its last blocks to the body after it."""
    blocks = gap.headline
    order = ORDER if headlines_first else -ORDER
    for above in range(0 if so_far.headed else min(len(blocks), MOST_BLOCKS), -1, -1):
        score, pieces = so_far.score, so_far.pieces
        if above:
            score += words.fit(blocks[:above], number - 1) - order
            pieces = (*pieces[:-1], replace(pieces[-1], headline=blocks[:above]))
        elif not so_far.headed:
            score += BARE
        for below in range(min(len(blocks) - above, MOST_BLOCKS if body else 0) + 1):
            yield _shared(_Sharing(score, bool(below), pieces), gap, above, below, number, body, words, order)


def _shared(
    so_far: _Sharing,
    gap: Piece,
    above: int,
    below: int,
    number: int,
    body: Piece | None,
    words: _OwnWords,
    bias: float,
) -> _Sharing:
    """A gap shared out: the first `above` blocks are given away, the last `below` go to the body, the rest to none."""
    blocks = gap.headline
    cut = len(blocks) - below
    orphans = _orphans(blocks[above:cut], gap.position + sum(map(len, blocks[:above])))
    score = so_far.score + sum(ORPHAN + _form(orphan.headline) for orphan in orphans)
    pieces = (*so_far.pieces, *orphans)
    if below:
        score += words.fit(blocks[cut:], number) + bias
    if body:
        position = gap.position + sum(map(len, blocks[:cut])) if below else body.position
        pieces = (*pieces, Piece(position, body.body, blocks[cut:]))
    return _Sharing(score, bool(below), pieces)


def _orphans(blocks: Sequence[Block], position: int) -> list[Piece]:
    """Blocks grouped into headlines without a body: a second title, or a line that leads into one, begins another."""
    orphans: list[Piece] = []
    for block, following in zip_longest(blocks, blocks[1:]):
        titled = bool(orphans) and any(map(_is_title, orphans[-1].headline))
        if not orphans or (titled and (_is_title(block) or (following is not None and _leads_in(block)))):
            orphans.append(Piece(position, [], []))
        orphans[-1] = replace(orphans[-1], headline=[*orphans[-1].headline, block])
        position += len(block)
    return orphans


def _is_title(block: Block) -> bool:
    return is_title([line.text for line in block])


def _leads_in(block: Block) -> bool:
    return len(block) == 1 and leads_in(block[0].text)
