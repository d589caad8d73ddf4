"""A file -> its articles. A page's text goes through `index.page`; what is already articles is taken as it is.

| files | read as |
|---|---|
| .txt | page text, with front matter; a text without columns is one article |
| .md | one article, or one for each of its main headings |
| .pdf | pages with a text layer: articles by the sizes and places of their lines, over columns and pages |
| .docx, .odt | articles by their headings or bold titles; without any, page text |
| .doc, .rtf | the same, by LibreOffice where it is installed |
| .png, .jpg, .jpeg, .tif, .tiff, .webp, .bmp | pictures of pages, by OCR |
| .epub | articles by the headings of its chapters |
| .html, .htm, .mht | the articles of a web page or e-paper page, without what stands around them |
| .jsonl, .json, .csv | ready-made articles, one a line or one an object |
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from index.article import Article
from index.dates import date_in_name
from index.errors import BaowenError
from index.files import ARCHIVE, File
from index.readers.reading import Issue, Progress, Reading, unheard
from index.settings import Settings

_PAGE_IN_NAME = re.compile(r"第\s*([0-9A-Z]{1,4})\s*版|(?:^|[-_. ])p(?:age)?[-_]?(\d{1,3})(?=$|[-_. ])", re.IGNORECASE)
_PICTURES = {".gif", ".heic", ".heif", ".avif", ".svg", ".jp2"}
# Each is imported when a file of its kind is met: some bring libraries that take a while to load.
_READERS = {
    ".txt": "text",
    ".md": "markdown",
    ".pdf": "pdf",
    ".docx": "docx",
    ".odt": "odt",
    ".doc": "office",
    ".rtf": "office",
    ".epub": "epub",
    ".html": "web",
    ".htm": "web",
    ".shtml": "web",
    ".xhtml": "web",
    ".mht": "web",
    ".mhtml": "web",
    ".jsonl": "table",
    ".ndjson": "table",
    ".json": "table",
    ".csv": "table",
    ".tsv": "table",
    **dict.fromkeys((".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp", ".bmp"), "scan"),
}
_LONG = {"pdf", "office", "scan"}  # they tell how far they have come


def read_articles(file: File, issue: Issue, options: Settings, progress: Progress = unheard) -> Reading:
    """The articles of a file in the order they stand in it.

    What the file says of itself (front matter, fields) counts before its name, and its name before `issue`. BaowenError
    names the file, and the line where there is one; it may come only when the articles are asked for. `progress` hears
    of what takes long.
    """
    kind = _READERS.get(file.suffix)
    if kind is None:
        raise BaowenError(f"{file.name}: {_why_not(file)}")
    read: Callable[..., Reading] = importlib.import_module(f"index.readers.{kind}").read
    heard = {"progress": progress} if kind in _LONG else {}
    reading = read(file, _named(file, issue), options, **heard)
    return replace(reading, articles=_within(file, reading.articles, options.max_article_chars))


def known_suffixes() -> tuple[str, ...]:
    """The endings of the files that can be read, archives of them among them."""
    return (*_READERS, ARCHIVE)


def _named(file: File, issue: Issue) -> Issue:
    found = _PAGE_IN_NAME.search(file.stem)
    page = next(filter(None, found.groups()), None) if found else None
    return replace(issue, date=date_in_name(file.stem) or issue.date, page=page or issue.page)


def _within(file: File, articles: Iterator[Article], limit: int) -> Iterator[Article]:
    for article in articles:
        if len(article.body) > limit:
            raise BaowenError(
                f"{file.name}: an article of {len(article.body):,} characters, at most {limit:,} are read; "
                f"split it or set BAOWEN_MAX_ARTICLE_CHARS"
            )
        yield article


def _why_not(file: File) -> str:
    if file.suffix in _PICTURES:
        return "a picture of a kind that is not read; save it as PNG or JPEG and add it again"
    return f"cannot read '{file.suffix or file.stem}' files; give {', '.join(_READERS)} or .zip"


__all__ = ["Issue", "Progress", "Reading", "known_suffixes", "read_articles"]
