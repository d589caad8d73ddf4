"""Where each line of a raw page went: which article it is in, and where in its body.

Articles are made of a page's lines in ways that don't say which went where: joined, freed of hyphens, parted into
headline, credit, body and marks. So each line is looked for in what its articles say, from the place on where the line
before it ended.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from index.article import Article

MOST_LINES = 3_000  # of a page that is looked through
LEAST = 2  # characters that a part of a line must have to be known by


class Place(NamedTuple):
    """A line is in the article of this number: `body[start:end]`, or in its headline, credit or marks (0, 0)."""

    article: int
    start: int = 0
    end: int = 0

    @property
    def in_body(self) -> bool:
        """Whether it is a line of the body."""
        return self.end > self.start


@dataclass(slots=True)
class _Said:
    """What an article says without its blanks; `at` is how much of its body has been found so far."""

    body: str
    offsets: Sequence[int]
    head: str
    rest: str
    at: int = field(default=0)

    @classmethod
    def of(cls, article: Article, page: str) -> _Said:
        """Of the part of it that stands on a page, where it stands on several."""
        part = next((part for part in article.parts if part.page == page), None)
        start, end = (part.start, part.end) if part else (0, len(article.body))
        offsets = [at for at in range(start, end) if not article.body[at].isspace()]
        rest = _bare(f"{article.byline or ''}{''.join(article.marks)}")
        return cls("".join(article.body[at] for at in offsets), offsets, _bare(article.headline), rest)

    def options(self, line: str, follows: bool) -> Iterator[tuple[int, int, int]]:
        """Ways to find a line here: how doubtful (less is better), and which characters of the body it is."""
        at = self.body.find(line, self.at)
        if at == self.at:
            yield 0 if follows and at else 2, at, at + len(line)
        elif at > self.at:
            yield 5, at, at + len(line)
        if len(line) >= LEAST and line in self.head:
            yield 1, 0, 0
        if len(line) >= LEAST and line in self.rest:
            yield 4, 0, 0
        if length := self._shared(line):
            yield 3, self.at, self.at + length

    def _shared(self, line: str) -> int:
        """How many characters of the body a line has that begins with the credit or goes on with marks or a hyphen."""
        left = self.body[self.at : self.at + len(line)]
        if not self.at:
            ends = (len(left) - cut for cut in range(len(left)) if line.endswith(left[: len(left) - cut]))
            longest = next(ends, 0)
            if 0 < longest < len(line) and line[:-longest] in self.rest and len(line) >= 2 * LEAST:
                return longest
        same = next((at for at, (one, other) in enumerate(zip(line, left, strict=False)) if one != other), len(left))
        rest = line[same:]
        return same if same >= LEAST and (rest in self.rest or rest == "-") else 0


def line_places(lines: Sequence[str], articles: Sequence[Article], page: str = "") -> list[Place | None]:
    """The place of each line of a page, None of one that is in no article; lines beyond `MOST_LINES` have none."""
    here = [number for number, article in enumerate(articles) if page in article.pages]
    here = here if page and here else list(range(len(articles)))
    said = {number: _Said.of(articles[number], page) for number in here}
    found: list[Place | None] = []
    before = -1
    for line in lines[:MOST_LINES]:
        place = _find(_bare(line), said, before)
        before = place.article if place else before
        found.append(place)
    return [*_bridged(found, lines), *([None] * (len(lines) - len(found)))]


def _find(line: str, said: dict[int, _Said], before: int) -> Place | None:
    if not line:
        return None
    options = [
        (doubt, abs(number - before), number, start, end)
        for number, one in said.items()
        for doubt, start, end in one.options(line, number == before)
    ]
    if not options:
        return None
    *_, number, start, end = min(options)
    if start == end:
        return Place(number)
    said[number].at = end
    return Place(number, said[number].offsets[start], said[number].offsets[end - 1] + 1)


def _bridged(found: list[Place | None], lines: Sequence[str]) -> list[Place | None]:
    """With the lines that were not found, between two of one article, as lines of that article."""
    known = [at for at, place in enumerate(found) if place]
    for first, last in pairwise(known):
        before, after = found[first], found[last]
        if before and after and before.article == after.article:
            for at in range(first + 1, last):
                found[at] = Place(before.article) if lines[at].strip() else None
    return found


def _bare(text: str) -> str:
    return "".join(text.split())
