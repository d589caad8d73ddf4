"""What the commands let people take away: references, and files of what was found."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from index.article import Article
from index.errors import BaowenError, UsageError
from index.store import Store
from rag.answer import Answer
from rag.export import (
    STYLES,
    ResultSet,
    Style,
    as_csv,
    as_json,
    as_xlsx,
    cite,
    cited_together,
    of_answer,
    of_articles,
    of_passages,
    of_records,
)
from rag.printing import out

__all__ = ["as_csv", "checked", "of_answer", "of_articles", "of_passages", "of_records", "print_bibliography",
           "print_references", "save"]  # fmt: skip
_TABLES: dict[str, Callable[[ResultSet], str | bytes]] = {
    ".csv": lambda result: f"\ufeff{as_csv(result)}",  # the mark tells spreadsheets that it is UTF-8
    ".json": as_json,
    ".xlsx": as_xlsx,
}
_REFERENCES: dict[str, Style] = {".bib": "bibtex", ".ris": "ris"}


def checked(style: str | None, path: Path | None = None) -> Style | None:
    """The style that --cite names, if it does. UsageError when there is none such, or no file such as --save names."""
    if style not in (None, *STYLES):
        raise UsageError(f"--cite {style}: there are {', '.join(STYLES)}")
    if path and path.suffix.lower() not in (known := (*_TABLES, *_REFERENCES)):
        raise UsageError(f"--save {path}: cannot write '{path.suffix}' files; give {', '.join(known)}")
    return style


def print_references(answer: Answer, style: Style, store: Store) -> None:
    """What an answer cites, as references; numbered by its marks where the style is for people."""
    for citation in answer.citations:
        if article := store.article(citation.article_id):
            mark = f"[{citation.marker}] " if style in ("gbt7714", "chicago") else ""
            out.print(f"\n{mark}{cite(article, style, citation.start)}", markup=False, soft_wrap=True, end="")
    out.print()


def print_bibliography(articles: Iterable[Article], style: Style) -> None:
    """Articles as a list of references."""
    print(cited_together(articles, style), end="")


def save(path: Path | None, result: ResultSet, store: Store) -> None:
    """Write what was found to the file, if one was named, by its suffix. BaowenError when it cannot be written."""
    if path is None:
        return
    if (suffix := path.suffix.lower()) in _TABLES:
        content = _TABLES[suffix](result)
    else:
        ids = dict.fromkeys(str(row.get("article_id") or row.get("id")) for row in result.rows)
        articles = (store.article(article_id) for article_id in ids)
        content = cited_together((one for one in articles if one), _REFERENCES[suffix])
    try:
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    except OSError as error:
        raise BaowenError(f"{path}: cannot be written ({error.strerror})") from error
