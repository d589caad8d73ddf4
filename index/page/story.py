"""Articles of a page whose type is known: sizes tell headlines from bodies, places tell where paragraphs begin.

Nothing is left to guess here but what the words say: credits, marks, captions and furniture, and the parts of a
headline that is set in one size.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.page.headline import Headline, join_phrases, read_headline


@dataclass(frozen=True, slots=True)
class Story:
    """An article as it is set: the lines of its headline with their sizes in points, and its paragraphs."""

    headline: tuple[tuple[str, float], ...]
    paragraphs: tuple[str, ...]


ALIKE = 1.12


def headline_of(lines: Sequence[tuple[str, float]]) -> Headline:
    """The largest lines are the title, what stands above it the kicker, what stands below it the subtitle.

    In a headline of one size the wording tells them apart.
    """
    largest = max((size for _, size in lines), default=0.0)
    titles = [at for at, (_, size) in enumerate(lines) if size * ALIKE >= largest]
    if not titles or len(titles) == len(lines):
        return read_headline([[text for text, _ in lines]])
    first, last = titles[0], titles[-1]
    above, title, below = (
        join_phrases([text for text, _ in part]) for part in (lines[:first], lines[first : last + 1], lines[last + 1 :])
    )
    return Headline(above, title, below)
