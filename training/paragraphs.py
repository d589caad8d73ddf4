"""Fits the weights of paragraph ends: logistic regression on the lines of known stories. Called by `training.pages`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from index.page.lines import Line
from index.page.paragraphs import habits_of, paragraph_clues
from tests.layout import Story

STEPS, RATE, SHRINK = 400, 0.5, 1e-4


def bare(text: str) -> str:
    """A text without blanks."""
    return "".join(text.split())


def pairs(bodies: Sequence[tuple[Story, Sequence[Line]]]) -> Iterator[tuple[list[str], bool]]:
    """For each two lines of a page's stories that need weighing: the clues, and whether a paragraph ends there."""
    page = habits_of([line for _, lines in bodies for line in lines])
    for story, lines in bodies:
        habits = habits_of(lines, page)
        ends, reached = set(), len(bare(story.credit + story.byline))
        for number, paragraph in enumerate(story.paragraphs):
            if number in story.sides:
                reached += len(bare(story.sides[number]))
                ends.add(reached)
            reached += len(bare(paragraph))
            ends.add(reached)
        at, first = 0, True
        for line, following in pairwise(lines):
            at += len(bare(line.text))
            if line.finished and not line.closed and line.measure and not following.indent and not following.is_side:
                yield paragraph_clues(line, following, habits, first), at in ends
            first = at in ends


def fit_paragraphs(examples: Sequence[tuple[list[str], bool]]) -> dict[str, list[float]]:
    """The weights that make the truth likeliest, shrunk a little towards nothing."""
    known = {clue: number for number, clue in enumerate(dict.fromkeys(c for clues, _ in examples for c in clues))}
    rows = np.array([[known[clue] for clue in clues] for clues, _ in examples])
    truth = np.array([float(ends) for _, ends in examples])
    weights, slopes = np.zeros(len(known)), np.full(len(known), 1e-6)
    for _ in range(STEPS):
        wrong = truth - 1 / (1 + np.exp(-weights[rows].sum(axis=1)))
        slope = np.bincount(rows.ravel(), np.repeat(wrong, rows.shape[1]), len(known)) - SHRINK * len(truth) * weights
        slopes += slope**2
        weights += RATE * slope / np.sqrt(slopes)
    right = (weights[rows].sum(axis=1) > 0) == (truth > 0)
    print(f"paragraph ends: {1 - right.mean():.4f} of {len(truth)} wrong", flush=True)
    return {clue: [round(float(weights[number]), 2)] for clue, number in known.items()}
