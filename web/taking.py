"""What a reader takes away, as files: tables and references of what is shown, and the notebook of clippings.

A browser says what it has (which filters, which turn, which clippings); all of it is looked up in the index again.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, TypeAdapter

from rag import QA, Language, UsageError, broken, reference
from rag.export import (
    Clipping,
    ResultSet,
    Style,
    address_of,
    as_csv,
    as_docx,
    as_json,
    as_markdown,
    as_xlsx,
    cite,
    cited_together,
    of_answer,
)
from web import archive, meetings
from web.kept import restored

CLIPPED = 2000  # characters of a clipping
CLIPPINGS = 300
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_BASE = re.compile(r"https?://[\w.:\[\]-]{1,200}(?:/[\w.~-]+)*/?", re.ASCII)  # where the page is served
_TABLES: dict[str, tuple[str, Callable[[ResultSet], str | bytes]]] = {
    "csv": ("text/csv", lambda result: f"\ufeff{as_csv(result)}"),  # the mark tells spreadsheets that it is UTF-8
    "json": ("application/json", as_json),
    "xlsx": (SHEET, as_xlsx),
}
_REFERENCES: dict[str, tuple[str, str, Style]] = {
    "bibtex": ("bib", "application/x-bibtex", "bibtex"),
    "ris": ("ris", "application/x-research-info-systems", "ris"),
    "gbt7714": ("txt", "text/plain", "gbt7714"),
    "chicago": ("txt", "text/plain", "chicago"),
}


class KeptClipping(BaseModel):
    """A clipping as the reader's browser keeps it."""

    article: Annotated[str, Field(max_length=2000)]
    start: Annotated[int, Field(ge=0, le=10_000_000)]
    end: Annotated[int, Field(ge=0, le=10_000_000)]
    quote: Annotated[str, Field(max_length=CLIPPED)]
    reference: Annotated[str, Field(max_length=2000)] = ""
    note: Annotated[str, Field(max_length=CLIPPED)] = ""


class Notebook(BaseModel):
    """What is to be written: the clippings, how they are cited, and the address that the page is served at."""

    kind: Literal["md", "docx"]
    style: Literal["gbt7714", "chicago"] = "gbt7714"
    base: Annotated[str, Field(max_length=300)] = ""
    clippings: Annotated[list[KeptClipping], Field(min_length=1, max_length=CLIPPINGS)]


_NOTEBOOK = TypeAdapter(Notebook)


def take(qa: QA, wanted: Any, language: Language) -> dict[str, str]:
    """A file's name, media type and content (base64); empty when a browser asks for what there is not."""
    try:
        if broken(json.dumps(wanted, ensure_ascii=False)):
            return {}
        if wanted["of"] == "clippings":
            return _notebook(qa, _NOTEBOOK.validate_python(wanted), language)
        return _file(qa, _FOUND[wanted["of"]](qa, wanted, language), str(wanted["kind"]), f"baowen-{wanted['of']}")
    except (KeyError, TypeError, ValueError, IndexError, RecursionError, UsageError):
        return {}


def _of_turn(qa: QA, wanted: Mapping[str, Any], language: Language) -> ResultSet:
    (turn,) = restored(qa, [wanted["turn"]], language)
    return of_answer(turn.answer)


_FOUND: dict[str, Callable[[QA, Mapping[str, Any], Language], ResultSet]] = {
    "answer": _of_turn,
    "records": lambda qa, wanted, _: meetings.result(qa, meetings.Chosen(*map(str, wanted["chosen"]))),
    "articles": lambda qa, wanted, _: archive.result(qa, str(wanted["issue"]), str(wanted["query"])),
}


def _file(qa: QA, result: ResultSet, kind: str, name: str) -> dict[str, str]:
    if kind in _TABLES:
        media, write = _TABLES[kind]
        return _packed(f"{name}.{kind}", media, write(result))
    suffix, media, style = _REFERENCES[kind]
    ids = dict.fromkeys(str(row.get("article_id") or row.get("id")) for row in result.rows)
    articles = (qa.article(article_id) for article_id in ids)
    return _packed(f"{name}.{suffix}", media, cited_together((one for one in articles if one), style))


def _packed(name: str, media: str, content: str | bytes) -> dict[str, str]:
    raw = content if isinstance(content, bytes) else content.encode()
    return {"name": name, "type": media, "data": base64.b64encode(raw).decode("ascii")}


# Clippings -----------------------------------------------------------------------------------------------------------


def clip(qa: QA, wanted: Any) -> dict[str, Any]:
    """The words of an article that a reader marked, as a browser is to keep them; of none, the article as a whole."""
    try:
        article_id, start, end = str(wanted["article"]), int(wanted["start"]), int(wanted["end"])
        article = None if broken(article_id) else qa.article(article_id)
    except (KeyError, TypeError, ValueError, OverflowError):
        return {}
    if article is None:
        return {}
    start = max(0, min(start, len(article.body)))
    end = max(start, min(end, len(article.body), start + CLIPPED))
    return {
        "article": article.id,
        "start": start,
        "end": end,
        "quote": article.body[start:end],
        "reference": reference(article, start)[:CLIPPED],
    }


def _notebook(qa: QA, given: Notebook, language: Language) -> dict[str, str]:
    base = given.base if _BASE.fullmatch(given.base) else ""
    clippings = [_clipping(qa, one, given.style, base) for one in given.clippings]
    if given.kind == "docx":
        return _packed("baowen-clippings.docx", WORD, as_docx(clippings, language))
    return _packed("baowen-clippings.md", "text/markdown", as_markdown(clippings, language))


def _clipping(qa: QA, kept: KeptClipping, style: Style, base: str) -> Clipping:
    article = qa.article(kept.article)
    if article is None or article.body[kept.start : kept.end] != kept.quote:
        return Clipping(kept.quote, kept.reference, kept.note, stale=True)
    address = f"{base}{address_of(article, kept.start, kept.end)}" if base else ""
    return Clipping(kept.quote, cite(article, style, kept.start), kept.note, address)
