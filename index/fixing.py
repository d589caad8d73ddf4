"""Articles put right: joined, split, a line made their headline. All that a page says stays in one of their fields."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from index.article import Article, Part, ScannedLine, content_id
from index.dates import resolve_event_date
from index.line_places import Place
from index.page import read_story
from index.page.headline import Headline, read_headline
from index.page.story import Story

_FINISHED = re.compile(r"[。！？!?…；：.][”’」』）)\"']*$")


def joined(first: Article, second: Article) -> Article:
    """One article of two: what was the second's headline is text of the first, unless the first has no text yet."""
    if not first.body:
        return remade(second, second.body, _headline([*_lines_of(first), *_lines_of(second)]))
    if not second.body and not first.headline:
        return remade(first, first.body, _headline(_lines_of(second)))
    before = [*_lines_of(second), *([second.byline] if second.byline else [])]
    parted = "\n" if before or _FINISHED.search(first.body) else ""
    head = first.body + parted + "".join(f"{line}\n" for line in before)
    whole = replace(
        first,
        marks=(*first.marks, *second.marks),
        scanned=(*first.scanned, *_moved(second.scanned, len(head))),
        parts=_parts(first, second, len(head)),
    )
    return remade(whole, f"{head}{second.body}".rstrip("\n"), _headline_of(first))


def split(article: Article, end: int, start: int, headline: Sequence[str] = ()) -> list[Article]:
    """The article up to `end`, and another one from `start` on, whose headline is given; what is empty is left out."""
    text = article.body[start:].lstrip()
    start = len(article.body) - len(text)
    story = Story(tuple((line, 1.0) for line in headline), tuple(text.split("\n")))
    issue = {"source": article.source, "issue_date": article.issue_date, "source_file": article.source_file}
    rest = read_story(story, page=article.page_at(start), **issue)
    start += max(0, text.find(rest.body))
    rest = replace(
        rest,
        date_inferred=article.date_inferred,
        scanned=_within(article.scanned, start, start + len(rest.body)),
        parts=_parts_within(article.parts, start, start + len(rest.body)),
        marks=(*rest.marks, *article.marks),
        continues_on=rest.continues_on or article.continues_on,
    )
    first = replace(
        article,
        scanned=_within(article.scanned, 0, end),
        parts=_parts_within(article.parts, 0, end),
        marks=(),
        continues_on=None,
    )
    first = remade(first, article.body[:end].rstrip(), _headline_of(article))
    return [one for one in (first, rest) if one.body or one.headline]


def as_headline(line: str, place: Place, following: Place, articles: list[Article]) -> list[Article] | None:
    """The articles with a line as headline of the article that the line after it is of; None where it is one."""
    article, target = articles[place.article], articles[following.article]
    if place.in_body and place.article == following.article and following.in_body:
        if article.body[: place.start].strip():
            parts = split(article, place.start, place.end, [line])
        else:
            (whole,) = split(article, 0, place.end, [*_lines_of(article), line])[-1:]
            parts = [whole]
        articles[place.article : place.article + 1] = parts
        return articles
    if place.article == following.article:
        return None
    articles[following.article] = remade(target, target.body, _headline([line, *_lines_of(target)]))
    left = _without(article, line, place)
    articles[place.article : place.article + 1] = [left] if left.body or left.headline else []
    return articles


def _without(article: Article, line: str, place: Place) -> Article:
    """The article without a line of its body or of its headline."""
    if not place.in_body:
        lines = [one for one in _lines_of(article) if _bare(line) not in _bare(one)]
        return remade(article, article.body, _headline(lines))
    cut = _cut_out(article, place)
    return remade(cut, cut.body, _headline_of(article))


def _cut_out(article: Article, place: Place) -> Article:
    before, after = article.body[: place.start].rstrip(), article.body[place.end :].lstrip()
    head = f"{before}\n" if before and after else before
    scanned = (
        *_within(article.scanned, 0, place.start),
        *_moved(_within(article.scanned, place.end, len(article.body)), len(head)),
    )
    return replace(article, body=head + after, scanned=scanned, parts=())


def remade(article: Article, body: str, headline: Headline) -> Article:
    """The article with another body and headline, and what follows from them."""
    kind = article.kind
    if headline.title:
        kind = "news" if body or article.byline else "headline_only"
    elif kind == "headline_only" or not article.byline:
        kind = "notice"
    return replace(
        article,
        id=content_id(article.source, article.issue_date, article.page, headline.title, body),
        kind=kind,
        kicker=headline.kicker,
        title=headline.title,
        subtitle=headline.subtitle,
        body=body,
        event_date=resolve_event_date(body, article.issue_date),
    )


def _lines_of(article: Article) -> list[str]:
    return [line for line in (article.kicker, article.title, article.subtitle) if line]


def _headline_of(article: Article) -> Headline:
    return Headline(article.kicker, article.title, article.subtitle)


def _headline(lines: Sequence[str]) -> Headline:
    return read_headline([lines])


def _bare(text: str) -> str:
    return "".join(text.split())


# Where lines and parts stand ----------------------------------------------------------------------------------------


def _moved(lines: Sequence[ScannedLine], by: int) -> tuple[ScannedLine, ...]:
    return tuple(line._replace(start=line.start + by, end=line.end + by) for line in lines)


def _within(lines: Sequence[ScannedLine], start: int, end: int) -> tuple[ScannedLine, ...]:
    """The lines that begin within a part of the body, as lines of that part."""
    chosen = [line._replace(end=min(line.end, end)) for line in lines if start <= line.start < end]
    return _moved(chosen, -start)


def _parts_within(parts: Sequence[Part], start: int, end: int) -> tuple[Part, ...]:
    """The parts that reach into a part of the body, as parts of it; none where it is one alone."""
    chosen = [
        replace(part, start=max(part.start, start) - start, end=min(part.end, end) - start)
        for part in parts
        if part.start < end and start < part.end
    ]
    return tuple(chosen) if len(chosen) > 1 else ()


def _parts(first: Article, second: Article, at: int) -> tuple[Part, ...]:
    """Where the parts of a joined article stand; none where all of it is on one page."""
    if first.pages == second.pages and len(first.pages) < 2:
        return ()
    begin = first.parts or (Part(first.page, first.source_file, 0, at),)
    end = second.parts or (Part(second.page, second.source_file, 0, len(second.body)),)
    return (*begin, *(replace(part, start=part.start + at, end=part.end + at) for part in end))
