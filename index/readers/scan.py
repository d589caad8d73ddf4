"""Pictures of pages: .png, .jpg, .jpeg, .tif, .tiff, .webp, .bmp. OCR reads them, which the extra `[ocr]` brings."""

from __future__ import annotations

from index.errors import BaowenError
from index.files import File
from index.readers.pdf import articles_of, name_of, pages_of, texts_of
from index.readers.reading import Issue, Progress, Reading, unheard
from index.scan import engine
from index.scan.pace import Pace
from index.scan.page import about, read_scan
from index.scan.picture import open_pages
from index.settings import Settings


def read(file: File, issue: Issue, options: Settings, progress: Progress = unheard) -> Reading:
    """The articles of a page's picture; of each page, where a TIFF has several.

    BaowenError without the engine, for what is no picture, for one too large, and for one without text.
    """
    opened = open_pages(file.name, file.content(options.max_file_bytes))
    if not engine.installed():
        raise BaowenError(f"{file.name}: a picture; to read it, install text recognition with {engine.HOW}")
    pace = Pace(file.name, progress, len(opened))
    scans = {}
    for number, page in enumerate(opened, 1):
        heard = pace.page(number)
        scans[number] = read_scan(page(), options, heard)
    pages = pages_of(file.name, [tuple(scan.sure) for scan in scans.values()], progress)
    if not any(page.text for page in pages):
        raise BaowenError(f"{file.name}: OCR finds no text in this picture")
    pictures = tuple((name_of(number, pages), scan.picture) for number, scan in scans.items())
    articles = articles_of(file.name, issue, pages, options, scans)
    return Reading(articles, about(scans), texts_of(pages), pictures=pictures)
