"""Raw page text -> articles.

A newspaper page's text layer comes column by column: body lines all as wide as their column (栏), blank lines wherever
a column breaks, headlines before or after the body they belong to. How this module decides:

1. Furniture and captions, known by their wording (byline.py), are set aside: each block becomes a notice.
2. Each other line is labelled as the first line of an article, a later one, a side headline (小标题), a line of a
   headline, or an aside that belongs to none: a pull quote, an advert, the weather, an index. Clues (clues.py) of the
   line itself and of what it follows are weighed: its width, its end, the lines between the same blank lines, words
   that the page has twice; whether the sentence before is finished. The labelling with the greatest sum over the whole
   page is taken (Viterbi), so no single clue decides.
3. The headline lines between two bodies are shared out: some to the body before, some to the body after, the rest are
   headlines without a body (标题新闻). The sharing with the greatest sum over the page is taken: words that a
   headline has in common with its body and with no other count for it, a body left bare and a page that keeps no order
   count against it.
4. Lines of a body are joined. After a finished sentence, a paragraph ends where the line had room left for what comes
   next, the next line lacks the width of its indent, or a blank line stands between. How far indents and blank lines
   count is learned from the page and the body, from the paragraph ends that are beyond doubt.
5. The lines of a headline are told apart: kicker, title, subtitle.

The weights of 2, 4 and 5 are fitted on generated pages: `python -m training.pages` writes weights.json.

A text without columns (nearly each line a finished paragraph) is one article with its headline above.
"""

from __future__ import annotations

from index.article import Article, Kind, content_id
from index.dates import resolve_event_date
from index.page.byline import Byline, closing_mark, jumps_to, opening_mark, read_byline, read_ending
from index.page.headline import Headline, read_headline
from index.page.labels import label_lines
from index.page.lines import Block, Piece, read_lines, set_aside
from index.page.paragraphs import Habits, close_blanks, habits_of, join_lines
from index.page.sharing import share_headlines
from index.page.story import Story, headline_of

BYLINE_LINES = 4


def read_page(
    text: str,
    *,
    source: str | None = None,
    issue_date: str | None = None,
    page: str | None = None,
    source_file: str | None = None,
) -> list[Article]:
    """The articles of a page, in page order. Every character of the page that is not blank is in one of their fields.

    A text without columns (each paragraph one line) is read as one article with its headline above.
    """
    lines, aside = set_aside(read_lines(text))
    pieces = sorted([*aside, *share_headlines(lines, label_lines(lines))], key=lambda piece: piece.position)
    habits = habits_of([line for piece in pieces for line in piece.body])
    issue = (source, issue_date, page, source_file)
    return [_article(*_parts_of(piece, habits), *issue) for piece in pieces]


def read_story(
    story: Story,
    *,
    source: str | None = None,
    issue_date: str | None = None,
    page: str | None = None,
    source_file: str | None = None,
) -> Article:
    """The article of a story: what of it is credit, marks and the parts of its headline."""
    byline = next(iter(map(read_byline, story.paragraphs[:1])), None)
    headline = headline_of(story.headline)
    return _article(headline, byline, list(map(close_blanks, story.paragraphs)), source, issue_date, page, source_file)


def _parts_of(piece: Piece, habits: Habits) -> tuple[Headline, Byline | None, list[str]]:
    headline = read_headline([[line.text for line in block] for block in piece.headline])
    return headline, _byline(piece.body), join_lines(piece.body, habits_of(piece.body, habits))


def _article(
    headline: Headline,
    byline: Byline | None,
    paragraphs: list[str],
    source: str | None,
    issue_date: str | None,
    page: str | None,
    source_file: str | None,
) -> Article:
    body, marks = _take_marks(paragraphs, _visible(byline.taken) if byline else 0)
    endings = [] if byline else [(mark, ending) for mark in marks if (ending := read_ending(mark))]
    if endings:
        byline = endings[0][1]
        marks.remove(endings[0][0])
    return Article(
        id=content_id(source, issue_date, page, headline.title, body),
        kind=_kind(body, headline, byline),
        title=headline.title,
        kicker=headline.kicker,
        subtitle=headline.subtitle,
        body=body,
        byline=byline.raw if byline else None,
        agency=byline.agency if byline else None,
        reporters=byline.reporters if byline else (),
        place=byline.place if byline else None,
        source=source,
        issue_date=issue_date,
        page=page,
        event_date=resolve_event_date(body, issue_date),
        continues_on=next(filter(None, map(jumps_to, marks)), None),
        marks=tuple(marks),
        source_file=source_file,
    )


def _kind(body: str, headline: Headline, byline: Byline | None) -> Kind:
    if headline.title and not body and not byline:
        return "headline_only"
    return "news" if byline or headline.title else "notice"


def _byline(lines: Block) -> Byline | None:
    """The credit at the opening. It may run over lines; but where it is a line of its own, the names end with it."""
    if not lines:
        return None
    alone = read_byline(lines[0].text)
    goes_on = len(lines) > 1 and lines[1].text[0] in "（("
    if alone and alone.length == len(lines[0].text) and not goes_on:
        return alone
    return read_byline("".join(line.text for line in lines[:BYLINE_LINES]))


def _visible(text: str) -> int:
    return sum(not character.isspace() for character in text)


def _take_marks(paragraphs: list[str], credit: int) -> tuple[str, list[str]]:
    """The body without its credit of so many characters, and the marks that stood at its ends."""
    while paragraphs and credit:
        visible = _visible(paragraphs[0])
        paragraphs[0] = _without_first(paragraphs[0], min(credit, visible))
        credit -= min(credit, visible)
        if not paragraphs[0]:
            paragraphs.pop(0)
    opened = opening_mark(paragraphs[0]) if paragraphs else None
    marks = [opened[0]] if opened else []
    if opened:
        paragraphs[0] = paragraphs[0][opened.end() :]
    closing: list[str] = []
    while paragraphs:
        text = paragraphs.pop()
        end = len(text)
        while found := closing_mark(text, end):
            closing.append(found[0])
            end = found.start()
        if end:
            paragraphs.append(text[:end])
            break
    return "\n".join(paragraphs), marks + closing[::-1]


def _without_first(text: str, visible: int) -> str:
    at = 0
    while visible:
        visible -= not text[at].isspace()
        at += 1
    return text[at:].lstrip()
