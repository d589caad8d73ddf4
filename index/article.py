"""What flows through the index: an article (稿件) and the passages cut from it.

Both are frozen, so that an offset stays true for as long as the object lives:
`article.body[passage.start:passage.end] == passage.text`, always.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal, NamedTuple, Self

Kind = Literal["news", "notice", "headline_only"]
UNSURE = 0.9  # a line read off a picture with less confidence than this is marked


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an article that goes on on another page: its page and file, and where it is, `body[start:end]`."""

    page: str | None
    source_file: str | None
    start: int
    end: int


class ScannedLine(NamedTuple):
    """A line of a body, `body[start:end]`, that was read off a picture (OCR), and how sure its reading is, 0 to 1.

    Its place on the page's picture is given in ten-thousandths of the picture's width and height.
    """

    start: int
    end: int
    confidence: float
    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True, slots=True)
class Article:
    """One article as the newspaper printed it.

    Headline fields follow the press: `kicker` (引题) stands above the main `title` (主题), `subtitle` (副题) below
    it; `byline` is the credit as printed (本报讯（记者甲）), from which `agency`, `reporters` and `place` (the
    dateline, 电头) are read. `marks` are the printer's marks and jump lines that stood in or after the body (①2,
    （下转第二版①）): kept, so that no character of a page is lost. Paragraphs of `body` are separated by a newline.
    Dates are ISO; `date_inferred` says that `issue_date` was worked out from the text, not given. `parts` says where
    each part stood of an article that was joined from several pages (see `continuations.py`), `scanned` what of its
    body was read off pictures.
    """

    id: str
    kind: Kind
    title: str | None
    body: str
    kicker: str | None = None
    subtitle: str | None = None
    byline: str | None = None
    agency: str | None = None
    reporters: tuple[str, ...] = ()
    place: str | None = None
    source: str | None = None
    issue_date: str | None = None
    date_inferred: bool = False
    page: str | None = None
    event_date: str | None = None
    continues_on: str | None = None
    marks: tuple[str, ...] = ()
    source_file: str | None = None
    parts: tuple[Part, ...] = ()
    scanned: tuple[ScannedLine, ...] = ()

    @property
    def headline(self) -> str:
        """Kicker, title and subtitle in one line; empty when the page gave none."""
        return " ".join(part for part in (self.kicker, self.title, self.subtitle) if part)

    @property
    def credits(self) -> str:
        """Headline and byline, by which its passages are found too."""
        return "\n".join(part for part in (self.headline, self.byline) if part)

    @property
    def pages(self) -> tuple[str, ...]:
        """The pages it stands on, in reading order."""
        stood = [part.page for part in self.parts] or [self.page]
        return tuple(dict.fromkeys(page for page in stood if page))

    def page_at(self, offset: int) -> str | None:
        """The page on which a character of the body stands."""
        return next((part.page for part in self.parts if part.start <= offset < part.end), self.page)

    def confidence(self, start: int, end: int) -> float | None:
        """How sure the reading of `body[start:end]` is on average, 0 to 1; None where no picture was read."""
        lines = [(min(end, line.end) - max(start, line.start), line.confidence) for line in self.scanned]
        found = [(length, confidence) for length, confidence in lines if length > 0]
        total = sum(length for length, _ in found)
        return round(sum(length * confidence for length, confidence in found) / total, 2) if total else None

    def as_json(self) -> dict[str, Any]:
        """The article as the JSON object the commands print."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """The article that `as_json` made these of."""
        parts = tuple(Part(**part) for part in values.get("parts", ()))
        lists = {name: tuple(values[name]) for name in ("reporters", "marks")}
        scanned = tuple(ScannedLine(*line) for line in values.get("scanned", ()))
        return cls(**{**values, **lists, "parts": parts, "scanned": scanned})


@dataclass(frozen=True, slots=True)
class Passage:
    """Whole sentences of one article: `text` is `body[start:end]`, offsets counted in characters."""

    id: str
    article_id: str
    start: int
    end: int
    text: str


def content_id(*fields: str | None) -> str:
    """A stable id of 12 hex digits: the same words give the same id on every machine and in every run."""
    joined = "\x1f".join(field or "" for field in fields)
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:12]
