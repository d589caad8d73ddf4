"""Headlines -> bodies: the lines between two bodies are shared out, to the one before, the one after, or to none.

Dynamic programming over the gaps between bodies, once for a page that puts headlines first and once for one that puts
them last; the sharing with the greater sum is taken.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import accumulate

from index.page.headline import is_title, leads_in
from index.page.labels import ASIDE, HEADLINE, INSIDE, SIDE, START
from index.page.lines import Block, Line, Piece
from index.page.weights import table
from index.terms import is_foreign

MOST_BLOCKS, MOST_LINES = 8, 6


@dataclass(frozen=True, slots=True)
class Scale:
    """How what speaks for a sharing is weighed; fitted (`weights.py`).

    `words` is what a block gains by sharing all its wording with its body alone, and `common` the share that it has
    with any; `order` what it gains by standing where the page's headlines stand. The others are lost: by a body left
    `bare`, a headline without a body (`orphan`), a `second` title in one headline, a kicker `below` it, each line too
    many (`long`).
    """

    words: float
    common: float
    order: float
    bare: float
    orphan: float
    second: float
    below: float
    long: float


@cache
def fitted() -> Scale:
    """The fitted weights."""
    return Scale(**{name: weight for name, (weight,) in table("sharing").items()})


@dataclass(frozen=True, slots=True)
class _Way:
    """A way of sharing out the headlines so far: how good it is, and what it did with the last gap.

    `above` blocks of that gap went to the body before it, `below` blocks to the one after it; `before` is the way up to
    there.
    """

    score: float
    above: int
    below: int
    before: _Way | None


def share_headlines(lines: Sequence[Line], labels: Sequence[int], scale: Scale | None = None) -> list[Piece]:
    """The page's articles, headlines after or before their bodies, whichever order fits the page better; and asides."""
    scale = scale or fitted()
    bodies, gaps, asides = _parts(lines, labels)
    words = _OwnWords([body.body for body in bodies])
    best = max((_share_out(bodies, gaps, words, scale, sign) for sign in (-1, 1)), key=lambda way: way.score)
    return [*_pieces(bodies, gaps, best), *asides]


def _parts(lines: Sequence[Line], labels: Sequence[int]) -> tuple[list[Piece], list[_Gap], list[Piece]]:
    """The bodies of the page; the headline blocks before, between and after them; and the asides."""
    bodies: list[tuple[int, list[Line]]] = []
    gaps: list[_Gap] = [_Gap(0, [])]
    asides: list[tuple[int, list[Line]]] = []
    last = None
    for at, (line, label) in enumerate(zip(lines, labels, strict=True)):
        if label == START:
            bodies.append((at, []))
            gaps.append(_Gap(at + 1, []))
        if label == HEADLINE:
            if not gaps[-1].blocks:
                gaps[-1] = _Gap(at, [])
            gaps[-1].add(line, apart=last != HEADLINE)
        elif label in (ASIDE, INSIDE):
            if label != last:
                asides.append((at, []))
            asides[-1][1].append(line)
        else:
            bodies[-1][1].append(replace(line, is_side=label == SIDE))
        last = label
    return [Piece(at, body, []) for at, body in bodies], gaps, [Piece(at, aside, []) for at, aside in asides]


@dataclass(frozen=True, slots=True)
class _Gap:
    """The headline blocks between two bodies, and where on the page they begin."""

    position: int
    blocks: list[list[Line]]

    def add(self, line: Line, apart: bool) -> None:
        """Put a line into the last block, or after a blank line or anything else into a new one."""
        if line.after_blank or apart or not self.blocks:
            self.blocks.append([])
        self.blocks[-1].append(line)


class _OwnWords:
    """Pairs of characters, each worth less the more bodies of the page have it."""

    def __init__(self, bodies: Sequence[Block]) -> None:
        self._found = [_pairs(body) for body in bodies]
        self._bodies_with = Counter(pair for found in self._found for pair in found)

    def __len__(self) -> int:
        return len(self._found)

    def share(self, block: Block, number: int) -> float:
        """How much of a headline block's wording is that of the numbered body."""
        pairs = _pairs(block)
        shared = pairs & self._found[number]
        return sum(1 / self._bodies_with[pair] for pair in shared) / len(pairs) if pairs else 0.0


def _pairs(lines: Block) -> set[str]:
    """Pairs of characters; of a text in Latin letters its longer words."""
    whole = " ".join(line.text for line in lines)
    if is_foreign(whole):
        return {word.lower() for word in re.findall(r"\w{4,}", whole)}
    text = re.sub(r"\W", "", whole)
    return {text[at : at + 2] for at in range(len(text) - 1)}


@dataclass(frozen=True, slots=True)
class _Look:
    """What a headline block looks like: a title, a kicker that leads into one, and how many lines it has."""

    title: bool
    leads: bool
    lines: int


def _look(block: Block) -> _Look:
    texts = [line.text for line in block]
    return _Look(is_title(texts), len(block) == 1 and leads_in(texts[0]), len(texts))


@dataclass(frozen=True, slots=True)
class _Form:
    """What blocks taken for one headline have in all."""

    titles: int = 0
    late: int = 0
    lines: int = 0

    def grown(self, look: _Look) -> _Form:
        """With one block more; a kicker belongs above all others."""
        return _Form(self.titles + look.title, self.late + (look.leads and self.lines > 0), self.lines + look.lines)

    def cost(self, scale: Scale) -> float:
        """How far they lack the form of one headline: one title, a kicker only above it, not too many lines."""
        too_long = max(0, self.lines - MOST_LINES)
        return scale.second * max(0, self.titles - 1) + scale.below * self.late + scale.long * too_long

    def parts_from(self, look: _Look, last: bool) -> bool:
        """Whether the next block begins another headline: a second title, or a line that leads into one."""
        return self.titles > 0 and (look.title or (look.leads and not last))


def _forms(looks: Iterable[_Look]) -> Iterator[_Form]:
    """The first 1, 2, 3... blocks taken for one headline."""
    return accumulate(looks, _Form.grown, initial=_Form())


def _share_out(bodies: Sequence[Piece], gaps: Sequence[_Gap], words: _OwnWords, scale: Scale, sign: int) -> _Way:
    """The best sharing for a page that puts headlines first (`sign` is 1) or last (-1), found gap by gap."""
    kept: list[_Way | None] = [None]
    for number, gap in enumerate(gaps):
        costs = _costs(gap.blocks, number, words, scale, sign)
        best: dict[bool, _Way] = {}
        for way in kept:
            headed = way is None or way.below > 0
            for (above, below), cost in costs.items():
                if headed and above:
                    continue
                bare = scale.bare if not headed and not above else 0.0
                score = (way.score if way else 0.0) - bare + cost
                if bool(below) not in best or score > best[bool(below)].score:
                    best[bool(below)] = _Way(score, above, below, way)
        kept = list(best.values())
    return max(filter(None, kept), key=lambda way: way.score)


def _costs(
    blocks: Sequence[Block], number: int, words: _OwnWords, scale: Scale, sign: int
) -> dict[tuple[int, int], float]:
    """How good it is to give so many first blocks of a gap to the body before it, and so many last to the one after."""
    looks = [_look(block) for block in blocks]
    before = _fits(blocks[:MOST_BLOCKS], looks[:MOST_BLOCKS], number - 1, words, scale, -sign) if number else [0.0]
    last = slice(len(blocks) - min(len(blocks), MOST_BLOCKS), len(blocks))
    after = _fits(blocks[last], looks[last], number, words, scale, sign, True) if number < len(words) else [0.0]
    costs: dict[tuple[int, int], float] = {}
    for above in reversed(range(len(before))):
        left = _orphan_scores(looks[above:], scale)
        for below in range(min(len(after), len(blocks) - above + 1)):
            costs[above, below] = before[above] + after[below] + left[len(blocks) - above - below]
    return costs


def _fits(
    blocks: Sequence[Block],
    looks: Sequence[_Look],
    number: int,
    words: _OwnWords,
    scale: Scale,
    sign: int,
    backwards: bool = False,
) -> list[float]:
    """How well none, one, two... blocks suit the numbered body as its headline, counted from the first or the last."""
    own = [scale.words * (words.share(block, number) - scale.common) for block in blocks]
    if backwards:
        forms = [list(_forms(looks[len(looks) - count :]))[-1] for count in range(len(looks) + 1)]
        own.reverse()
    else:
        forms = list(_forms(looks))
    return [
        0.0,
        *(
            shared - form.cost(scale) + sign * scale.order
            for shared, form in zip(accumulate(own), forms[1:], strict=True)
        ),
    ]


def _orphan_scores(looks: Sequence[_Look], scale: Scale) -> list[float]:
    """How good it is that the first 0, 1, 2... of these blocks are headlines without a body."""
    scores, done, form = [0.0], 0.0, _Form()
    for look in looks:
        parted = done - scale.orphan - form.cost(scale)
        if form.parts_from(look, last=True):
            scores.append(parted - scale.orphan - _Form().grown(look).cost(scale))
        else:
            scores.append(done - scale.orphan - form.grown(look).cost(scale))
        if form.parts_from(look, last=False):
            done, form = parted, _Form()
        form = form.grown(look)
    return scores


def _grouped(looks: Sequence[_Look]) -> Iterator[Sequence[_Look]]:
    """Blocks grouped into headlines without a body."""
    begun, form = 0, _Form()
    for at, look in enumerate(looks):
        if form.parts_from(look, last=at == len(looks) - 1):
            yield looks[begun:at]
            begun, form = at, _Form()
        form = form.grown(look)
    if looks:
        yield looks[begun:]


def _pieces(bodies: Sequence[Piece], gaps: Sequence[_Gap], way: _Way | None) -> list[Piece]:
    """The articles and the headlines without a body, as a way of sharing has them, in page order."""
    ways: list[_Way] = []
    while way:
        ways.append(way)
        way = way.before
    pieces: list[Piece] = []
    for number, (gap, way) in enumerate(zip(gaps, reversed(ways), strict=True)):
        cut = len(gap.blocks) - way.below
        if way.above:
            pieces[-1] = replace(pieces[-1], headline=gap.blocks[: way.above])
        pieces += _orphans(gap.blocks[way.above : cut], gap.position + sum(map(len, gap.blocks[: way.above])))
        if number < len(bodies):
            body = bodies[number]
            position = gap.position + sum(map(len, gap.blocks[:cut])) if way.below else body.position
            pieces.append(Piece(position, body.body, gap.blocks[cut:]))
    return pieces


def _orphans(blocks: Sequence[Block], position: int) -> Iterator[Piece]:
    """Blocks grouped into headlines without a body."""
    at = 0
    for group in _grouped([_look(block) for block in blocks]):
        yield Piece(position, [], blocks[at : at + len(group)])
        position += sum(look.lines for look in group)
        at += len(group)
