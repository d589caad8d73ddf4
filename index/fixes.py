"""What readers put right about how a page was read: two articles that are one, one that is two, a headline's line.

A fix is data: what is to be done, and the lines of the raw page it is about, with a digest of the page's text. It is
done anew each time the file is read, after its articles were made (`fixed`). Where the page's text is another by then,
or its articles no longer have such lines, the fix is let go with a note.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from index.article import Article
from index.fixing import as_headline, joined, split
from index.line_places import Place, line_places
from index.readers.reading import Reading

Kind = Literal["join", "split", "headline"]


@dataclass(frozen=True, slots=True)
class Fix:
    """What is to be done with `lines` of a page, counted from 0; `digest` is that of the page's text.

    `join` has a line of each of two articles; `split` the line with which another article begins; `headline` a line
    that belongs to the headline of the article after it. `page` is the page's name in its file, empty where it is one.
    """

    kind: Kind
    page: str
    lines: tuple[int, ...]
    digest: str


def digest_of(text: str) -> str:
    """By what a page's text is known again."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def fixed(reading: Reading, fixes: Sequence[Fix]) -> tuple[Reading, list[Fix]]:
    """What was read of a file with its fixes done in their order, and those that fitted; the others are noted."""
    if not fixes:
        return reading, []
    articles, texts, done = list(reading.articles), dict(reading.pages), list[Fix]()
    for fix in fixes:
        better = apply(fix, texts.get(fix.page), articles)
        if better is not None:
            articles = better
            done.append(fix)
    lost = len(fixes) - len(done)
    notes = (f"corrections that no longer fit its text, let go: {lost}",) if lost else ()
    return replace(reading, articles=iter(articles), notes=(*reading.notes, *notes)), done


def apply(fix: Fix, text: str | None, articles: Sequence[Article]) -> list[Article] | None:
    """The articles of a file with one fix done; None where it doesn't fit them."""
    if text is None or digest_of(text) != fix.digest:
        return None
    lines = text.splitlines()
    if not fix.lines or not all(0 <= line < len(lines) for line in fix.lines):
        return None
    places = line_places(lines, articles, fix.page)
    return _DONE[fix.kind](lines, places, list(articles), fix.lines)


_Done = Callable[[Sequence[str], Sequence[Place | None], list[Article], tuple[int, ...]], list[Article] | None]


def _join(
    lines: Sequence[str], places: Sequence[Place | None], articles: list[Article], chosen: tuple[int, ...]
) -> list[Article] | None:
    numbers = [place.article for line in chosen if (place := places[line])]
    if len(numbers) != 2 or numbers[0] == numbers[1]:
        return None
    first, second = (articles[number] for number in numbers)
    articles[numbers[0]] = joined(first, second)
    del articles[numbers[1]]
    return articles


def _split(
    lines: Sequence[str], places: Sequence[Place | None], articles: list[Article], chosen: tuple[int, ...]
) -> list[Article] | None:
    place = places[chosen[0]]
    if place is None or not place.in_body or not articles[place.article].body[: place.start].strip():
        return None
    articles[place.article : place.article + 1] = split(articles[place.article], place.start, place.start)
    return articles


def _headline(
    lines: Sequence[str], places: Sequence[Place | None], articles: list[Article], chosen: tuple[int, ...]
) -> list[Article] | None:
    line = chosen[0]
    place, following = places[line], next(filter(None, places[line + 1 :]), None)
    if place is None or following is None:
        return None
    return as_headline(lines[line].strip(), place, following, articles)


_DONE: dict[Kind, _Done] = {"join": _join, "split": _split, "headline": _headline}
