"""Books and papers for e-readers: .epub, chapter by chapter in the order of its spine; headings part the articles."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import unquote

from index.article import Article
from index.dates import date_in_name
from index.errors import BaowenError
from index.files import File
from index.readers.encoding import decode
from index.readers.masthead import first_known, page_in, paper_in
from index.readers.outline import Block, outline_articles
from index.readers.package import Package
from index.readers.reading import Issue, Reading
from index.readers.web_blocks import blocks_of, parse_page
from index.settings import Settings

_OPF = "{http://www.idpf.org/2007/opf}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_PAGES = ("application/xhtml+xml", "text/html")
_CONTAINER = "META-INF/container.xml"
MOST = 5_000


def read(file: File, issue: Issue, options: Settings) -> Reading:
    """The articles of a book; of an issue of a paper, with its newspaper and date."""
    package = Package(file.name, file.content(options.max_file_bytes), "EPUB", options.max_file_bytes)
    if "META-INF/encryption.xml" in package.names() and _is_locked(package):
        raise BaowenError(f"{file.name}: protected against copying; give a copy without protection")
    root, folder = _book(package)
    chapters = list(_chapters(package, root, folder))
    notes: list[str] = []
    return Reading(_articles(file.name, first_known(_issue(root), issue), chapters, options, notes), notes)


def _is_locked(package: Package) -> bool:
    """Whether more than fonts is encrypted."""
    root = package.xml("META-INF/encryption.xml")
    named = [one.get("URI") or "" for one in root.iter("{http://www.w3.org/2001/04/xmlenc#}CipherReference")]
    return any(name.lower().endswith(("html", "htm", "opf")) for name in named)


def _book(package: Package) -> tuple[Any, str]:
    """The book's own description, and the folder it lies in."""
    container = package.xml(_CONTAINER)
    found = container.iter("{urn:oasis:names:tc:opendocument:xmlns:container}rootfile") if container is not None else ()
    path = next((one.get("full-path") or "" for one in found), "")
    root = package.xml(path) if path else None
    if root is None:
        raise package.unreadable("it does not say where its text is")
    return root, posixpath.dirname(path)


def _chapters(package: Package, root: Any, folder: str) -> Iterator[list[Block]]:
    """The paragraphs of each chapter, but for tables of contents."""
    items = {one.get("id"): one for one in root.iter(f"{_OPF}item")}
    for at, reference in enumerate(root.iter(f"{_OPF}itemref")):
        item = items.get(reference.get("idref"))
        if at >= MOST:
            raise BaowenError(f"{package.name}: over {MOST:,} chapters; split it")
        if item is None or item.get("media-type") not in _PAGES or "nav" in (item.get("properties") or "").split():
            continue
        content = package.read(posixpath.normpath(posixpath.join(folder, unquote(item.get("href") or ""))))
        if content and content.strip():
            text, _ = decode(package.name, content)
            yield blocks_of(parse_page(package.name, text))


def _issue(root: Any) -> Issue:
    said = {name: [" ".join("".join(one.itertext()).split()) for one in root.iter(_DC + name)] for name in _SAID}
    title = " ".join(said["title"])
    paper = next(filter(None, map(paper_in, [*said["title"], *said["publisher"], *said["creator"]])), None)
    day = next(filter(None, map(date_in_name, [title, *said["date"]])), None)
    return Issue(paper, day, page_in(title))


_SAID = ("title", "publisher", "creator", "date")


def _articles(
    name: str, issue: Issue, chapters: Sequence[list[Block]], options: Settings, notes: list[str]
) -> Iterator[Article]:
    without = 0
    for blocks in chapters:
        if any(len(block.text) > _LINE or "。" in block.text for block in blocks if block.level is None):
            yield from outline_articles(name, issue, blocks, options, notes)
        else:
            without += bool(blocks)
    if without == len(chapters):
        raise BaowenError(f"{name}: no text in it; its pages may be pictures")
    if without:
        notes.append(f"chapters without running text (covers, contents) left out: {without}")


_LINE = 40
