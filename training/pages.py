"""Fits the weights of page reconstruction: `python -m training.pages [PAGES] [ROUNDS]` writes index/page/weights.json.

Pages of the hands in `tests.layout` are set from seeds that `benchmarks.pages` leaves alone, and their lines are
labelled; where the labelling with the greatest sum is wrong, the weights of its clues go down and those of the truth go
up (structured perceptron, Collins 2002), with a margin, and the weights of all steps are averaged.
`--only broadsheet` or `--only tabloid` fits on one hand, so that the other tells how well it carries over; then nothing
is written and the figures of the held-out hand are printed. Takes about four minutes on one core for 400 pages.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from index.page import headline as page_headline
from index.page import labels as page_labels
from index.page.clues import line_clues, move_clues
from index.page.headline import PARTS, best_parts, headline_clues, step_clues
from index.page.headline import Scale as HeadlineScale
from index.page.labels import (
    ASIDE,
    GOES_ON,
    HEADLINE,
    INSIDE,
    LABELS,
    SIDE,
    START,
    Scale,
    best_labels,
    last_clue,
)  # fmt: skip
from index.page.lines import Line, read_lines, set_aside
from index.page.weights import FILE, Array, Weights
from tests.layout import Printed, Story, broadsheet, compositor, tabloid
from training.paragraphs import fit_paragraphs, pairs
from training.sharing import fit_sharing

HANDS: dict[str, Callable[[int], Printed]] = {
    "broadsheet": broadsheet.page,
    "tabloid": tabloid.page,
    "compositor": lambda seed: compositor.page(FIRST_SEED + seed),
}
PAGES, ROUNDS, MARGIN, NOISE, SEED, FIRST_SEED, SAMPLE, SHARED = 900, 5, 2.0, 1.0, 7, 50_000, 8, 150
ROLES = {"start": START, "body": GOES_ON, "side": SIDE, "headline": HEADLINE}


@dataclass(frozen=True, slots=True)
class Example:
    """The lines of a page, and what they are."""

    lines: Sequence[Line]
    clues: Sequence[Sequence[str]]
    truth: Sequence[int]
    stories: Sequence[int | None]


def example(printed: Printed) -> Example:
    """A page's lines as the program reads them, with their true labels."""
    lines, asides = set_aside(read_lines(printed.text))
    whole = list(_with_asides(lines, asides))
    roles = _roles(printed, [line for line, _ in whole])
    kept = [(line, role) for (line, is_kept), role in zip(whole, roles, strict=True) if is_kept]
    lines = [line for line, _ in kept]
    return Example(
        lines, [*line_clues(lines)], list(_labels([role for _, role in kept])), [role[1] for _, role in kept]
    )


def _with_asides(lines: Sequence[Line], asides: Sequence[object]) -> Iterator[tuple[Line, bool]]:
    waiting = {}
    for piece in asides:
        waiting.setdefault(piece.position, []).extend(piece.body)  # type: ignore[attr-defined]
    for at in range(len(lines) + 1):
        yield from ((line, False) for line in waiting.get(at, ()))
        if at < len(lines):
            yield lines[at], True


def _roles(printed: Printed, lines: Sequence[Line]) -> Iterator[tuple[str, int | None]]:
    """What was set at the place where each line begins; lines that were joined count as their first."""
    ends, reached = [], 0
    set_lines = [line for line in printed.lines if line.text.strip()]
    for line in set_lines:
        reached += len("".join(line.text.split()))
        ends.append(reached)
    begun, number = 0, 0
    for read in lines:
        while ends[number] <= begun:
            number += 1
        yield set_lines[number].role, set_lines[number].story
        begun += len("".join(read.text.split()))


def _labels(roles: Sequence[tuple[str, int | None]]) -> Iterator[int]:
    """Labels that may follow one another: what begins a story's body here is its first line."""
    begun: set[int | None] = set()
    in_body = False
    for role, story in roles:
        label = ROLES.get(role, INSIDE if in_body else ASIDE)
        if label in (GOES_ON, SIDE) and story not in begun:
            label = START
        if label == START:
            begun.add(story)
        in_body = label not in (HEADLINE, ASIDE)
        yield label


def clues_of(one: Example, truth: Sequence[int]) -> Iterator[tuple[Sequence[str], int, list[str], int]]:
    """For each line its clues and label, and the clues and number of the move to it."""
    last = 0
    lines = one.lines
    for at, (looks, new) in enumerate(zip(one.clues, truth, strict=True)):
        if at == 0:
            yield looks, new, [], 0
            continue
        old = truth[at - 1]
        if old != INSIDE:
            last = at - 1
        yield looks, new, move_clues(lines[last], lines[at], adjacent=last == at - 1), old * LABELS + new


class Fitting:
    """Weights that are being fitted, and the sums by which they are averaged."""

    def __init__(self, examples: Sequence[Example]) -> None:
        line: dict[str, list[float]] = {}
        move: dict[str, list[float]] = {}
        for one in examples:
            for looks, _, moves, _ in clues_of(one, one.truth):
                line.update((clue, [0.0] * LABELS) for clue in looks)
                move.update((clue, [0.0] * LABELS**2) for clue in moves)
            move[last_clue(one.lines[-1])] = [0.0] * LABELS**2
        self.scale = Scale(Weights(line, LABELS), Weights(move, LABELS**2))
        self._sums = [np.zeros_like(weights.values) for weights in (self.scale.line, self.scale.move)]
        self._steps = 1
        self._noise = np.random.default_rng(SEED)

    def learn(self, one: Example) -> int:
        """One step: how many lines were wrong."""
        extra = np.full((len(one.lines), LABELS), MARGIN)
        extra[np.arange(len(one.lines)), list(one.truth)] = 0.0
        extra += self._noise.normal(0.0, NOISE, extra.shape)
        found = best_labels(one.lines, one.clues, self.scale, extra)
        self._steps += 1
        if found != list(one.truth):
            self._add(one, one.truth, 1.0)
            self._add(one, found, -1.0)
        return sum(a != b for a, b in zip(found, one.truth, strict=True))

    def _add(self, one: Example, labels: Sequence[int], amount: float) -> None:
        for looks, label, moves, move in clues_of(one, labels):
            self._put(0, self.scale.line, looks, label, amount)
            self._put(1, self.scale.move, moves, move, amount)
        self._put(1, self.scale.move, [last_clue(one.lines[-1])], labels[-1] * LABELS, amount)

    def _put(self, which: int, weights: Weights, clues: Sequence[str], outcome: int, amount: float) -> None:
        for clue in clues:
            if clue in weights.known:
                number = weights.known[clue]
                weights.values[number, outcome] += amount
                self._sums[which][number, outcome] += amount * self._steps

    def averaged(self) -> dict[str, dict[str, list[float]]]:
        """The mean of the weights over all steps, by table and clue."""
        tables = {}
        for name, weights, sums in zip(("line", "move"), (self.scale.line, self.scale.move), self._sums, strict=True):
            mean: Array = weights.values - sums / self._steps
            tables[name] = {clue: [round(float(v), 2) for v in mean[at]] for clue, at in weights.known.items()}
        return tables


def fit(examples: Sequence[Example], rounds: int) -> dict[str, dict[str, list[float]]]:
    """The weights after so many rounds over the pages."""
    fitting = Fitting(examples)
    order = list(examples)
    chance = random.Random(SEED)
    for number in range(rounds):
        chance.shuffle(order)
        wrong = sum(map(fitting.learn, order))
        print(f"round {number + 1}: {wrong / sum(len(one.lines) for one in order):.4f} of the lines wrong", flush=True)
    return fitting.averaged()


def bodies_of(printed: Printed) -> list[tuple[Story, list[Line]]]:
    """Each story of a page with the lines of its body, as the program reads them."""
    lines, asides = set_aside(read_lines(printed.text))
    whole = list(_with_asides(lines, asides))
    roles = _roles(printed, [line for line, _ in whole])
    bodies: dict[int, list[Line]] = {}
    for (line, is_kept), (role, story) in zip(whole, roles, strict=True):
        if is_kept and story is not None and role in ("start", "body", "side"):
            bodies.setdefault(story, []).append(replace(line, is_side=role == "side"))
    return [(printed.stories[story], body) for story, body in bodies.items() if story < len(printed.stories)]


def headline_example(story: Story, chance: random.Random) -> tuple[list[str], list[bool], list[int]]:
    """A story's headline: its lines, where blank lines stand before them, their parts."""
    parts = [(story.kicker,), story.title, (story.subtitle,)]
    lines, starts, truth = [], [], []
    apart = chance.random() < 0.5
    for part, texts in enumerate(parts):
        for at, text in enumerate(filter(None, texts)):
            lines.append(" ".join(text.split()))
            starts.append(not truth or (at == 0 and apart))
            truth.append(part)
    return lines, starts, truth


def fit_headlines(stories: Sequence[Story], rounds: int) -> dict[str, dict[str, list[float]]]:
    """The weights of headline parts, by the same steps."""
    chance = random.Random(SEED)
    noise = np.random.default_rng(SEED)
    examples = [found for story in stories if len((found := headline_example(story, chance))[0]) > 1]
    line = {clue: [0.0] * PARTS for lines, _, _ in examples for clues in headline_clues(lines) for clue in clues}
    steps = [
        step_clues(a, b, starts) for lines, _, _ in examples for a, b in pairwise(lines) for starts in (True, False)
    ]
    scale = HeadlineScale(
        Weights(line, PARTS), Weights({c: [0.0] * PARTS**2 for step in steps for c in step}, PARTS**2)
    )
    sums = [np.zeros_like(scale.line.values), np.zeros_like(scale.move.values)]
    for _ in range(rounds):
        chance.shuffle(examples)
        for lines, starts, truth in examples:
            extra = np.full((len(lines), PARTS), MARGIN) + noise.normal(0.0, NOISE, (len(lines), PARTS))
            extra[np.arange(len(lines)), truth] -= MARGIN
            found = best_parts(lines, starts, scale, extra)
            for parts, amount in ((truth, 1.0), (found, -1.0)):
                _step(scale, lines, starts, parts, amount)
            sums[0] += scale.line.values
            sums[1] += scale.move.values
    means = [total / (rounds * len(examples)) for total in sums]
    return {
        name: {clue: [round(float(v), 2) for v in mean[at]] for clue, at in weights.known.items()}
        for name, mean, weights in zip(("headline", "headline move"), means, (scale.line, scale.move), strict=True)
    }


def _step(
    scale: HeadlineScale, lines: Sequence[str], starts: Sequence[bool], parts: Sequence[int], amount: float
) -> None:
    for clues, part in zip(headline_clues(lines), parts, strict=True):
        scale.line.values[[scale.line.known[clue] for clue in clues], part] += amount
    for at in range(1, len(lines)):
        numbers = [scale.move.known[clue] for clue in step_clues(lines[at - 1], lines[at], starts[at])]
        scale.move.values[numbers, parts[at - 1] * PARTS + parts[at]] += amount


def main() -> None:
    """Fit, and write the weights or print how they do on the other hand."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("pages", nargs="?", type=int, default=PAGES)
    parser.add_argument("rounds", nargs="?", type=int, default=ROUNDS)
    parser.add_argument("--only", choices=list(HANDS))
    parser.add_argument("--headlines", action="store_true", help="fit the weights of headline parts alone")
    chosen = parser.parse_args()
    hands = [chosen.only] if chosen.only else list(HANDS)
    examples = [example(HANDS[name](seed)) for seed in range(chosen.pages // len(hands)) for name in hands]
    examples += [example(compositor.sample_page())] * SAMPLE
    tables = {} if chosen.headlines else fit(examples, chosen.rounds)
    tables |= fit_headlines([s for name in hands for seed in range(150) for s in HANDS[name](seed).stories], 4)
    ends = [end for name in hands for seed in range(400) for end in pairs(bodies_of(HANDS[name](seed)))]
    tables["paragraph"] = fit_paragraphs(ends)
    tables["sharing"] = fit_sharing([(one.lines, one.truth, one.stories) for one in examples[:SHARED]])
    if chosen.only:
        _print_other(chosen.only, tables)
    else:
        tables = json.loads(FILE.read_text("utf-8")) | tables
        FILE.write_text(
            json.dumps(tables, ensure_ascii=False, separators=(",", ":")).replace("],", "],\n") + "\n", "utf-8"
        )


def _print_other(only: str, tables: dict[str, dict[str, list[float]]]) -> None:
    from benchmarks.pages import score_hand

    scale = Scale(Weights(tables["line"], LABELS), Weights(tables["move"], LABELS**2))
    parts = HeadlineScale(Weights(tables["headline"], PARTS), Weights(tables["headline move"], PARTS**2))
    page_headline.fitted = lambda: parts  # type: ignore[assignment]
    page_labels.fitted = lambda: scale  # type: ignore[assignment]
    for name, hand in HANDS.items():
        found = score_hand(hand, 60)["anything"]
        shares = " ".join(
            f"{kind} {found[kind] / found['articles']:.3f}" for kind in ("bodies", "characters", "titles")
        )
        print(f"{name}{'' if name == only else ' (held out)'}: {shares}")


if __name__ == "__main__":
    main()
