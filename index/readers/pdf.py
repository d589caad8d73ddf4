"""PDF pages with a text layer: .pdf. Sizes and places of their lines tell articles, headlines and paragraphs apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from index.article import Article, Part
from index.errors import BaowenError
from index.files import File
from index.issue_dates import infer_issue_date
from index.page import read_story
from index.readers.garbage import is_garbage
from index.readers.layout import page_text, reading_order
from index.readers.margins import without_margins
from index.readers.reading import Issue, Progress, Reading, unheard
from index.readers.runs import Run
from index.readers.stories import Set, stories
from index.readers.text import page_articles
from index.readers.textlayer import Layer, read_layer
from index.scan import engine
from index.scan.pace import Pace
from index.scan.page import Scan, about, read_scan
from index.scan.picture import MOST_PIXELS
from index.scan.spans import placed, scanned_lines
from index.settings import Settings

SHOWN, UNMAPPED = 40, 0.3
DPI = 250.0  # of the picture of a page without a text layer


@dataclass(frozen=True, slots=True)
class Page:
    """A page by its number in the file: its lines in reading order, its text, and its head and foot."""

    number: int
    lines: tuple[Run, ...]
    text: str
    margin: tuple[str, ...] = ()


def read(file: File, issue: Issue, options: Settings, progress: Progress = unheard) -> Reading:
    """The articles of a PDF, over its pages. Several pages are numbered; one alone keeps the page it was given.

    Pages without a text layer that is of use are read by OCR where that is installed.
    """
    content = file.content(options.max_file_bytes)
    layers = list(_layers(file.name, content, progress))
    bare = [number for number, layer in enumerate(layers, 1) if not layer.runs]
    scans = dict(_scans(file.name, content, bare, options, progress)) if bare and engine.installed() else {}
    layers = [
        replace(layer, runs=tuple(scans[number].sure)) if number in scans else layer
        for number, layer in enumerate(layers, 1)
    ]
    bare = [number for number, layer in enumerate(layers, 1) if not layer.runs]
    if len(bare) == len(layers):
        raise BaowenError(f"{file.name}: no text layer, as in a scan; {_why_not_read()}")
    pages = pages_of(file.name, [layer.runs for layer in layers], progress)
    notes = (*_notes(layers, pages, bare), *about(scans))
    pictures = tuple((name_of(number, pages), scan.picture) for number, scan in scans.items())
    articles = articles_of(file.name, issue, pages, options, scans)
    return Reading(articles, notes, texts_of(pages), pictures=pictures)


def _why_not_read() -> str:
    return (
        "OCR finds no text in it" if engine.installed() else f"to read it, install text recognition with {engine.HOW}"
    )


def _layers(name: str, content: bytes, progress: Progress) -> Iterator[Layer]:
    """The text layer of each page. BaowenError when one says nothing of the characters it shows."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise BaowenError(f"{name}: encrypted; save it without a password and add it again") from error
        raise BaowenError(f"{name}: no PDF that can be opened; it may be damaged") from error
    number = 0
    try:
        for number in range(1, len(document) + 1):
            layer = read_layer(document[number - 1])
            if layer.unmapped > UNMAPPED or is_garbage(layer.runs):
                if not engine.installed():
                    raise BaowenError(
                        f"{name}, page {number}: the text layer does not say which characters it shows; "
                        f"to read the page as a picture, install text recognition with {engine.HOW}"
                    )
                layer = Layer(())
            yield layer
            progress(name, number, len(document))
    except pypdfium2.PdfiumError as error:
        raise BaowenError(f"{name}, page {number}: cannot be read ({error})") from error
    finally:
        document.close()


def _scans(
    name: str, content: bytes, numbers: Sequence[int], options: Settings, progress: Progress
) -> Iterator[tuple[int, Scan]]:
    """The pages of these numbers, drawn as pictures and read."""
    import pypdfium2

    document, pace = pypdfium2.PdfDocument(content), Pace(name, progress, len(numbers))
    try:
        for at, number in enumerate(numbers, 1):
            page = document[number - 1]
            dpi = min(DPI, 72 * (MOST_PIXELS / max(1.0, page.get_width() * page.get_height())) ** 0.5)
            if any(True for _ in page.get_objects(max_depth=1)):
                heard = pace.page(at)
                picture = page.render(scale=dpi / 72).to_pil().convert("RGB")
                yield number, read_scan(picture, options, heard, dpi)
    except pypdfium2.PdfiumError as error:
        raise BaowenError(f"{name}: a page cannot be drawn ({error})") from error
    finally:
        document.close()


def pages_of(name: str, layers: Sequence[Sequence[Run]], progress: Progress = unheard) -> list[Page]:
    """The pages of a file, each of its runs, put in reading order."""
    bodies, margins = without_margins(layers)
    pages = []
    for number, (runs, margin) in enumerate(zip(bodies, margins, strict=True), 1):
        blocks = reading_order(runs)
        lines = tuple(line for block in blocks for line in block)
        pages.append(Page(number, lines, page_text(blocks), tuple(margin)))
        progress(name, number, len(layers))
    return pages


def _notes(layers: Sequence[Layer], pages: Sequence[Page], bare: Sequence[int]) -> Iterator[str]:
    if bare:
        how = "" if engine.installed() else f"; to read scans, install text recognition with {engine.HOW}"
        yield f"no text layer on page {', '.join(map(str, bare))}{how}"
    for what, texts in (
        ("head and foot", list(dict.fromkeys(text for page in pages for text in page.margin))),
        ("hidden text", [layer.hidden for layer in layers if layer.hidden.strip()]),
        ("slanted text, as of a watermark,", list(dict.fromkeys(layer.slanted for layer in layers if layer.slanted))),
    ):
        if texts:
            whole = " | ".join(texts)
            yield f"{what} left out: {whole[:SHOWN]}{'…' if len(whole) > SHOWN else ''}"


# Articles -----------------------------------------------------------------------------------------------------------


def name_of(number: int, pages: Sequence[Page]) -> str:
    """What a page's text is kept under: its number, where there are several."""
    return str(number) if len(pages) > 1 else ""


def texts_of(pages: Sequence[Page]) -> tuple[tuple[str, str], ...]:
    """The raw texts of the pages that have one."""
    return tuple((name_of(page.number, pages), page.text) for page in pages if page.text)


def articles_of(
    name: str, issue: Issue, pages: Sequence[Page], options: Settings, scans: Mapping[int, Scan]
) -> Iterator[Article]:
    """The articles of pages, some of which, by their numbers, may be scans."""
    lines = [line for page in pages if page.number in scans for line in placed(page.lines, scans[page.number])]
    for article in _articles(name, issue, pages, options):
        yield replace(article, scanned=scanned_lines(article.body, lines)) if lines else article


def _articles(name: str, issue: Issue, pages: Sequence[Page], options: Settings) -> Iterator[Article]:
    found = stories([(page.number, page.lines) for page in pages])
    whole = "\n".join(text for page in pages for text in (*page.margin, page.text))
    if not any(one.story.headline for one in found):
        text = "\n".join(page.text for page in pages)
        yield from page_articles(name, issue, text, options, whole)
        return
    date = issue.date or infer_issue_date(whole)
    for one in found:
        page = str(one.page) if len(pages) > 1 else issue.page
        article = read_story(one.story, source=issue.source, issue_date=date, page=page, source_file=name)
        article = replace(article, date_inferred=bool(date and not issue.date))
        yield replace(article, parts=_parts(article, one))


def _parts(article: Article, one: Set) -> tuple[Part, ...]:
    """Where each page's part of an article's body is."""
    if not one.breaks:
        return ()
    visible = [at for at, character in enumerate(article.body) if not character.isspace()]
    set_text = "".join("".join(one.story.paragraphs).split())
    before = max(0, set_text.find("".join(article.body.split())[:SHOWN]))
    starts, page_numbers = [0], [article.page]
    for page, passed in one.breaks:
        at = passed - before
        starts.append(visible[at] if 0 <= at < len(visible) else len(article.body))
        page_numbers.append(str(page))
    ends = [*starts[1:], len(article.body)]
    return tuple(
        Part(page, article.source_file, start, end)
        for page, start, end in zip(page_numbers, starts, ends, strict=True)
        if start < end
    )
