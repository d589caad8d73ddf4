"""A raw page with its articles over it, and what readers put right about how it was read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from index.article import Article, ScannedLine
from index.errors import BaowenError
from index.fixes import Fix, Kind, digest_of
from index.kept_fixes import fixes_of
from index.line_places import Place, line_places
from index.lock import only_writer
from index.page_fixing import fix_page, unfix_page
from index.raw_pages import page_names, page_picture, page_text
from rag.archive import Archive, KnownFile
from rag.readings import make_readings

Change = Literal["split", "headline", "join_before", "join_after"]


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a file: its lines, the articles that stand on it, each line's place in one, its picture (JPEG).

    `name` is what the page is kept under in its file, `fixes` what was put right on it, by numbers.
    """

    file: KnownFile
    name: str
    text: str
    articles: tuple[Article, ...]
    places: tuple[Place | None, ...]
    fixes: tuple[tuple[int, Fix], ...]
    picture: bytes | None = None

    @property
    def digest(self) -> str:
        """By which a fix made on this text is known not to be of another."""
        return digest_of(self.text)

    def scanned(self) -> Iterator[tuple[int, int, ScannedLine]]:
        """Lines that stand on the picture: the line's number, its article's, and where it stands."""
        for line, place in enumerate(self.places):
            if place and place.in_body:
                for read in self.articles[place.article].scanned:
                    if place.start <= read.start < place.end:
                        yield line, place.article, read


def pages_of(archive: Archive, article_id: str) -> list[Page]:
    """The pages an article stands on, as far as their files have raw text."""
    origins = [origin for origin, _ in archive.store.page_texts(article_id)]
    found = list[Page | None]()
    for file in dict.fromkeys(origin.file for origin in origins):
        for name in page_names(archive.store, file):
            if not name or name in {origin.page for origin in origins if origin.file == file}:
                found.append(_page(archive, KnownFile(file, archive.is_upload(file)), name))
    return [page for page in found if page]


def page_of(archive: Archive, file_id: str, name: str) -> Page | None:
    """The page of this name of the file of this id; None where there is none."""
    file = _known(archive, file_id)
    return _page(archive, file, name) if file else None


def correct(archive: Archive, page: Page, change: Change, line: int) -> None:
    """Put right how a page was read, at one of its lines. BaowenError when that does not fit the page."""
    kind, lines = _chosen(page, change, line)
    archive.store.require_in_place()
    fix = Fix(kind, page.name, lines, page.digest)
    fix_page(archive.store.folder, page.file.path, fix, archive.options, archive.encoder)
    _read_records(archive)


def take_back(archive: Archive, file_id: str, numbers: Sequence[int]) -> None:
    """Take back some of what was put right in a file, by its numbers."""
    archive.store.require_in_place()
    if file := _known(archive, file_id):
        unfix_page(archive.store.folder, file.path, list(numbers), archive.options, archive.encoder)
        _read_records(archive)


def _read_records(archive: Archive) -> None:
    with only_writer(archive.store.folder, archive.options.writer_wait_s):
        make_readings(archive.store)


def _known(archive: Archive, file_id: str) -> KnownFile | None:
    return next((file for file in archive.files() if file.id == file_id), None)


def _page(archive: Archive, file: KnownFile, name: str) -> Page | None:
    text = page_text(archive.store, file.path, name)
    if text is None:
        return None
    articles = tuple(archive.store.articles_of(file.path))
    fixes = tuple((number, fix) for number, fix in fixes_of(archive.store, file.path) if fix.page == name)
    places = tuple(line_places(text.splitlines(), articles, name))
    picture = page_picture(archive.store, file.path, name)
    return Page(file, name, text, articles, places, fixes, picture)


def _chosen(page: Page, change: Change, line: int) -> tuple[Kind, tuple[int, ...]]:
    if change == "split" or change == "headline":
        return change, (line,)
    return "join", _both(page, line, -1 if change == "join_before" else 1)


def _both(page: Page, line: int, step: int) -> tuple[int, int]:
    """A line, and the nearest one before or after it that another article has; the earlier one first."""
    own = page.places[line] if 0 <= line < len(page.places) else None
    at = line + step
    while own and 0 <= at < len(page.places):
        other = page.places[at]
        if other and other.article != own.article:
            return (at, line) if at < line else (line, at)
        at += step
    raise BaowenError(f"{page.file.name}: no article stands there to be joined; choose a line of another one")
