"""PDF pages with a text layer: .pdf. Lines and their boxes are read here; `layout` puts them in order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from index.article import Article
from index.errors import BaowenError
from index.files import File
from index.readers.encoding import printable
from index.readers.layout import Run, page_text
from index.readers.reading import Issue, Reading
from index.readers.text import page_articles
from index.settings import Settings

UNKNOWN = 0.3


def read(file: File, issue: Issue, options: Settings) -> Reading:
    """The articles of each page of a PDF. Several pages are numbered; one alone keeps the page it was given."""
    pages = list(_pages(file.name, file.content(options.max_file_bytes)))
    bare = [str(number) for number, text in pages if not text]
    if len(bare) == len(pages):
        raise BaowenError(f"{file.name}: no text layer, as in a scan; give the page's text")
    notes = (f"no text layer on page {', '.join(bare)}",) if bare else ()
    texts = tuple((str(number) if len(pages) > 1 else "", text) for number, text in pages if text)
    return Reading(_articles(file.name, issue, pages, options), notes, texts)


def _articles(name: str, issue: Issue, pages: Sequence[tuple[int, str]], options: Settings) -> Iterator[Article]:
    whole = "\n".join(text for _, text in pages)
    for number, text in pages:
        if text:
            numbered = replace(issue, page=str(number)) if len(pages) > 1 else issue
            yield from page_articles(name, numbered, text, options, whole)


def _pages(name: str, content: bytes) -> Iterator[tuple[int, str]]:
    """Number and text of each page; the text is empty where there is no text layer."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise BaowenError(f"{name}: encrypted; save it without a password and add it again") from error
        raise BaowenError(f"{name}: no PDF that can be opened; it may be damaged") from error
    try:
        for number in range(1, len(document) + 1):
            yield number, _page_text(name, document[number - 1])
    except pypdfium2.PdfiumError as error:
        raise BaowenError(f"{name}, page {number}: cannot be read ({error})") from error
    finally:
        document.close()


def _page_text(name: str, page: Any) -> str:
    layer = page.get_textpage()
    boxes = [layer.get_rect(number) for number in range(layer.count_rects())]
    runs = [Run(text, *box) for box in boxes if (text := printable(layer.get_text_bounded(*box)).strip())]
    text = page_text(runs)
    unknown = sum(character == "\ufffd" or "\ue000" <= character <= "\uf8ff" for character in text)
    if unknown > UNKNOWN * max(len(text), 1):
        raise BaowenError(f"{name}: the text layer does not say which characters it shows; give the page's text")
    return text
