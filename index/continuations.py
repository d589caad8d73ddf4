"""Continuations (转版): what ends in （下转第二版①） and what begins with （上接第一版①） are one article.

Which piece goes on which is told by what the marks say: the pages must agree, and the marks ① ② where both have one.
Where that leaves several, the one whose headline shares most with the first's is taken; where none does more than
another, they stay apart: a wrong join would put one article's words under another's headline.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.article import Article, Part, ScannedLine, content_id
from index.numerals import number_of

_PLACE = re.compile(
    r"第?\s*+(?P<section>[A-Z]?)\s*+0*(?P<number>\d{1,3}|[一二三四五六七八九十]{1,3})\s*版?\s*(?P<mark>[①-⑳])?",
    re.IGNORECASE,
)
_ONWARD, _BACK = re.compile(r"下\s*转\s*(.*)"), re.compile(r"(?:上|紧)\s*接\s*(.*)")
_FINISHED = re.compile(r"[。！？!?…][”’」』）)]*\Z")


@dataclass(frozen=True, slots=True)
class Place:
    """A page (版), as in `2` or `A2`, and the mark (①) that tells several jumps to it apart."""

    page: str
    mark: str | None = None


def goes_on_at(article: Article) -> Place | None:
    """Where an article says it goes on."""
    return _marked(article, _ONWARD)


def taken_up_from(article: Article) -> Place | None:
    """Where a piece says it began."""
    return _marked(article, _BACK)


def read_place(text: str) -> Place | None:
    """The place that 第二版①, A02版 or 3 stands for."""
    found = _PLACE.match(text.strip())
    if not found:
        return None
    return Place(found["section"].upper() + str(number_of(found["number"])), found["mark"])


def chains(pieces: Sequence[Article]) -> list[list[Article]]:
    """Which of the pieces of one issue (same newspaper and date) belong together, each in reading order."""
    following: dict[str, Article] = {}
    taken: set[str] = set()
    for piece in pieces:
        candidates = [other for other in pieces if other.id not in taken and _may_follow(piece, other)]
        if best := _best(piece, candidates):
            following[piece.id] = best
            taken.add(best.id)
    found = []
    for piece in pieces:
        if piece.id in following and piece.id not in taken:
            chain = [piece]
            while chain[-1].id in following and following[chain[-1].id] not in chain:
                chain.append(following[chain[-1].id])
            found.append(chain)
    return found


def join(pieces: Sequence[Article]) -> Article:
    """One article of its pieces: the first's headline and fields, all the bodies, and where each part stood.

    A sentence that was broken off reads on; a finished one ends its paragraph.
    """
    first = pieces[0]
    body, parts, scanned = "", list[Part](), list[ScannedLine]()
    for piece in pieces:
        body += "\n" if _FINISHED.search(body) else ""
        parts.append(Part(piece.page, piece.source_file, len(body), len(body) + len(piece.body)))
        scanned += (line._replace(start=line.start + len(body), end=line.end + len(body)) for line in piece.scanned)
        body += piece.body
    return replace(
        first,
        id=content_id(*(piece.id for piece in pieces)),
        kind="news",
        body=body,
        marks=tuple(mark for piece in pieces for mark in piece.marks),
        parts=tuple(parts),
        scanned=tuple(scanned),
    )


def _marked(article: Article, pattern: re.Pattern[str]) -> Place | None:
    return next((read_place(found[1]) for mark in article.marks if (found := pattern.search(mark))), None)


def _may_follow(first: Article, rest: Article) -> bool:
    onward, back = goes_on_at(first), taken_up_from(rest)
    if not onward or not back or first.id == rest.id:
        return False
    marks_agree = not onward.mark or not back.mark or onward.mark == back.mark
    return marks_agree and _is_page(rest, onward.page) and _is_page(first, back.page)


def _is_page(article: Article, page: str) -> bool:
    """Whether an article stands on a page, as far as is known."""
    place = read_place(article.page) if article.page else None
    return place is None or place.page == page


def _best(first: Article, candidates: Sequence[Article]) -> Article | None:
    """The one that fits best; none where two fit alike."""
    onward = goes_on_at(first)

    def fit(rest: Article) -> tuple[bool, int]:
        back = taken_up_from(rest)
        same_mark = bool(onward and back and onward.mark and onward.mark == back.mark)
        return same_mark, _shared(first.headline, rest.headline)

    ranked = sorted(candidates, key=fit, reverse=True)
    if not ranked or (len(ranked) > 1 and fit(ranked[0]) == fit(ranked[1])):
        return None
    return ranked[0]


def _shared(one: str, other: str) -> int:
    """How many pairs of characters two headlines share."""
    return len({one[at : at + 2] for at in range(len(one) - 1)} & {other[at : at + 2] for at in range(len(other) - 1)})
