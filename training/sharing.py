"""Fits the weights by which headlines are shared out: coordinate search on pages whose labels are known.

Each weight in turn is made smaller and larger, and kept where most headline lines go to their own body, or to none if
they have none. Called by `training.pages`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace

from index.page.labels import HEADLINE, START
from index.page.lines import Line
from index.page.sharing import Scale, share_headlines

BEGUN = Scale(words=4.0, common=0.1, order=0.5, bare=1.0, orphan=0.7, second=1.0, below=1.0, long=1.0)
STEPS, ROUNDS = (0.0, 0.5, 0.75, 1.33, 2.0), 2

Labelled = tuple[Sequence[Line], Sequence[int], Sequence[int | None]]


def fit_sharing(pages: Sequence[Labelled]) -> dict[str, list[float]]:
    """The weights that put most headline lines right; a page is its lines, their labels and their stories."""
    best, most = BEGUN, _right(pages, BEGUN)
    for _ in range(ROUNDS):
        for name, weight in asdict(best).items():
            for step in STEPS:
                tried = replace(best, **{name: round(weight * step, 3)})
                if (right := _right(pages, tried)) > most:
                    best, most = tried, right
    of = sum(label == HEADLINE for _, labels, _ in pages for label in labels)
    print(f"sharing: {1 - most / of:.4f} of {of} headline lines wrong, {1 - _right(pages, BEGUN) / of:.4f} before")
    return {name: [weight] for name, weight in asdict(best).items()}


def _right(pages: Sequence[Labelled], scale: Scale) -> int:
    return sum(_right_on_page(*page, scale) for page in pages)


def _right_on_page(lines: Sequence[Line], labels: Sequence[int], stories: Sequence[int | None], scale: Scale) -> int:
    """How many headline lines of a page stand over the body of their story, or over none if it has none."""
    starts = [story for story, label in zip(stories, labels, strict=True) if label == START]
    own = {id(line): story for line, story in zip(lines, stories, strict=True)}
    right, bodies = 0, iter(starts)
    for piece in share_headlines(lines, labels, scale):
        story = next(bodies, None) if piece.body else None
        for line in (line for block in piece.headline for line in block):
            wanted = own[id(line)]
            right += story == (wanted if wanted in starts else None)
    return right
