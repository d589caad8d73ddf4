"""Word documents: .docx. Headings part the articles; a document without any is read as a page's text."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from index.article import Article
from index.errors import BaowenError
from index.files import File
from index.readers.encoding import printable
from index.readers.reading import Issue, Reading
from index.readers.ready import ready_article
from index.readers.text import page_articles
from index.settings import Settings

_HEADINGS = {"Title", "Heading 1"}
UNPACKED = 10


def read(file: File, issue: Issue, options: Settings) -> Reading:
    """The articles of a Word document."""
    content = file.content(options.max_file_bytes)
    _require_sane(file.name, content, UNPACKED * options.max_file_bytes)
    return Reading(_articles(file.name, issue, list(_paragraphs(file.name, content)), options))


def _require_sane(name: str, content: bytes, limit: int) -> None:
    """A Word document is an archive; one that is none, encrypted, or a bomb is not opened."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
    except (zipfile.BadZipFile, NotImplementedError) as error:
        raise BaowenError(f"{name}: no Word document that can be opened; it may be damaged or encrypted") from error
    if unpacked > limit:
        raise BaowenError(f"{name}: unpacks to {unpacked:,} bytes, at most {limit:,} are read")


def _paragraphs(name: str, content: bytes) -> Iterator[tuple[bool, str]]:
    """Each paragraph and table row, and whether it is a heading."""
    from docx import Document
    from docx.table import Table

    try:
        for block in Document(io.BytesIO(content)).iter_inner_content():
            if isinstance(block, Table):
                yield from ((False, printable("\t".join(cell.text for cell in row.cells))) for row in block.rows)
            elif block.text.strip():
                yield _is_heading(block), printable(block.text.strip())
    except Exception as error:  # whatever is wrong inside, the library lets it through as it comes
        raise BaowenError(f"{name}: no Word document that can be read ({str(error).splitlines()[:1]})") from error


def _is_heading(paragraph: Any) -> bool:
    return paragraph.style is not None and paragraph.style.name in _HEADINGS


def _articles(name: str, issue: Issue, paragraphs: list[tuple[bool, str]], options: Settings) -> Iterator[Article]:
    if not paragraphs:
        raise BaowenError(f"{name}: no text in it; a scanned page has no text layer")
    if not any(heading for heading, _ in paragraphs):
        yield from page_articles(name, issue, "\n".join(text for _, text in paragraphs), options)
        return
    title, body = "", list[str]()
    for heading, text in [*paragraphs, (True, "")]:
        if not heading:
            body.append(text)
            continue
        if title or body:
            yield ready_article(name, issue, {"title": title, "text": "\n".join(body)})
        title, body = text, []
