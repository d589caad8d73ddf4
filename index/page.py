"""Raw page text -> articles.

A newspaper page's text layer comes column by column: body lines all as wide as their column (栏), blank lines wherever
a column breaks, headlines before or after the body they belong to. How this module decides:

1. Each line is labelled as the start of an article, the continuation of one, or a headline. Evidence for a body line
   is that it is as wide as its neighbours, or ends a sentence; for a headline line that it is not, that it has no full
   stop, that its phrases stand apart. What may follow what weighs most: a sentence that is not finished goes on in the
   next line, whatever blank lines lie between; a byline opens an article; nothing follows a jump mark (下转第二版).
   The labelling with the greatest sum over the whole page is taken (Viterbi), so no single clue decides.
2. A run of headline lines belongs to the body before or after it: whichever order, over the whole page, gives
   headlines that share more of their words with their bodies. Groups in the run that share little are headlines of
   their own, without a body (标题新闻).
3. Lines of a body are joined; a paragraph ends where a sentence ends in a short line or before a blank one.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from index.article import Article, Kind, content_id
from index.byline import Byline, read_byline
from index.dates import resolve_event_date
from index.headline import Headline, is_title, leads_in, read_headline

START, GOES_ON, HEADLINE = range(3)
NEIGHBOURS, TOLERANCE, INDENT, WIDEST_COLUMN = 7, 1.0, 2.0, 40.0
IMPOSSIBLE, UNFINISHED = -20.0, -6.0
FOREIGN = 0.5

_SENTENCE_END = re.compile(r"[。！？!?…]+[”’」』）)]*$|(?:摄|图)$")
_JUMP = re.compile(r"[（(]\s*下转\s*(?P<to>[^（）()]{1,12}?)\s*[）)]$")
_OPEN_JUMP = re.compile(r"[（(]\s*(?:下转|上接)[^（）()]{0,12}$")
_PRINTERS_MARK = re.compile(r"[\u2460-\u2473]+\d{0,2}$")
_CONTINUED = re.compile(r"^[（(]\s*上接[^（）()]{1,12}[）)]")
_CAPTION = re.compile(r"^[（(]?(?:图为|图\d|▲|△|上图|下图|左图|右图)")
_FURNITURE = re.compile(
    r"^(?:责任编辑|责编|编辑|版式|美编|校对|值班编委|本版编辑|邮箱|电子信箱|今日\d+版|第\d+期|总第\d+期)[:：\s]?"
    r"|^国内统一刊号"
)
_PHRASES = re.compile(r"[^\s]{3,}[ \u3000]+[^\s]{3,}")


@dataclass(frozen=True, slots=True)
class _Line:
    """A printed line: its text, its width in full-width characters, and what stood before it."""

    text: str
    width: float
    after_blank: bool
    indented: bool

    @property
    def finished(self) -> bool:
        """Whether nothing of the sentence is still to come."""
        return bool(_SENTENCE_END.search(self.text)) or self.closed

    @property
    def closed(self) -> bool:
        """Whether the article ends here: a jump mark or a printer's mark."""
        return bool(_JUMP.search(self.text) or _PRINTERS_MARK.search(self.text))


@dataclass(frozen=True, slots=True)
class _Run:
    """Neighbouring lines with one label."""

    is_headline: bool
    lines: list[_Line]

    def blocks(self) -> list[list[_Line]]:
        """The lines between blank ones."""
        blocks: list[list[_Line]] = []
        for line in self.lines:
            if line.after_blank or not blocks:
                blocks.append([])
            blocks[-1].append(line)
        return blocks


@dataclass(frozen=True, slots=True)
class _Piece:
    """An article in the making: its body lines, and the blocks of its headline."""

    body: list[_Line]
    headline: list[list[_Line]]


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
    lines = _lines(text)
    pieces = _pieces(lines, _label(lines))
    return [_article(piece, source, issue_date, page, source_file) for piece in pieces]


def _lines(text: str) -> list[_Line]:
    lines: list[_Line] = []
    blank = True
    for raw in text.splitlines():
        stripped = raw.strip()
        if lines and stripped and _OPEN_JUMP.search(lines[-1].text):
            lines[-1] = replace(lines[-1], text=lines[-1].text + stripped)
        elif stripped:
            lines.append(_Line(stripped, _width(stripped), blank, raw[0].isspace()))
        blank = not stripped
    return lines


def _width(text: str) -> float:
    return sum(1.0 if unicodedata.east_asian_width(character) in "WFA" else 0.5 for character in text)


# 1. Labelling --------------------------------------------------------------------------------------------------------


def _label(lines: Sequence[_Line]) -> list[int]:
    """The best labelling of the page: dynamic programming over lines, three labels each."""
    if not lines:
        return []
    measures = [_measure(lines, at) for at in range(len(lines))]
    emissions = [
        _emission(line, following, measure)
        for line, following, measure in zip(lines, [*lines[1:], None], measures, strict=True)
    ]
    scores = [emissions[0]]
    origins: list[list[int]] = []
    for at in range(1, len(lines)):
        moves = [
            [scores[-1][before] + _transition(lines[at - 1], lines[at], before, label) for before in range(3)]
            for label in range(3)
        ]
        origins.append([max(range(3), key=moves[label].__getitem__) for label in range(3)])
        scores.append([max(moves[label]) + emissions[at][label] for label in range(3)])
    if not lines[-1].finished:
        scores[-1][START] += UNFINISHED
        scores[-1][GOES_ON] += UNFINISHED
    labels = [max(range(3), key=scores[-1].__getitem__)]
    for origin in reversed(origins):
        labels.append(origin[labels[-1]])
    return labels[::-1]


def _measure(lines: Sequence[_Line], at: int) -> float | None:
    """The column's width around a line: the commonest one among its neighbours; None when they have none in common."""
    near = [line.width for line in lines[max(0, at - NEIGHBOURS) : at + NEIGHBOURS + 1]]
    width, count = Counter(round(width) for width in near).most_common(1)[0]
    return float(width) if count >= 3 else None


def _emission(line: _Line, following: _Line | None, measure: float | None) -> list[float]:
    """How well a line looks as an article's first line, as a later one, and as a line of a headline."""
    body, headline = _by_width(line, measure)
    if re.search(r"[。；;，,、：:]$", line.text) or "。" in line.text[:-1]:
        body += 2.0
        headline -= 3.0
    if line.finished and not re.search(r"[！？!?]$", line.text):
        headline -= 3.0
    if _PHRASES.search(line.text) and not re.search(r"[。，]", line.text):
        headline += 1.5
        body -= 1.0
    opening = line.text + (following.text if following else "")
    opens = read_byline(opening) is not None or bool(_CONTINUED.match(opening))
    starts = 4.0 if opens else 1.5 if _CAPTION.match(line.text) or _FURNITURE.match(line.text) else 0.0
    return [body + starts + (0.5 if line.indented else 0.0), body - (4.0 if opens else 0.0), headline - starts]


def _by_width(line: _Line, measure: float | None) -> tuple[float, float]:
    """What the width says for body and headline. A paragraph's first line lacks the two characters it was indented."""
    if measure is None:
        return 0.0, 0.0
    if abs(line.width - measure) <= TOLERANCE or abs(line.width + INDENT - measure) <= TOLERANCE:
        return 1.0, -0.5
    return (0.0, 0.0) if line.finished else (-1.0, 1.0)


def _transition(before: _Line, line: _Line, label_before: int, label: int) -> float:
    """How well one label follows another, given the two lines."""
    if label_before == HEADLINE:
        return {START: -1.5, GOES_ON: IMPOSSIBLE, HEADLINE: 0.5}[label]
    if label == GOES_ON:
        return IMPOSSIBLE if before.closed else 0.0
    if not before.finished:
        return UNFINISHED
    if label == HEADLINE:
        return 0.0 if line.after_blank or before.closed else -0.5
    return 0.0 if before.closed else -1.0 if line.after_blank or line.indented else -3.0


# 2. Headlines --------------------------------------------------------------------------------------------------------


def _pieces(lines: Sequence[_Line], labels: Sequence[int]) -> list[_Piece]:
    """The page's articles; headlines after or before their bodies, whichever fits the page's words better."""
    runs = _runs(lines, labels)
    after, before = _headlines_after(runs), _headlines_before(runs)
    return after if _fit(after) >= _fit(before) else before


def _runs(lines: Sequence[_Line], labels: Sequence[int]) -> list[_Run]:
    """Lines that belong together: a body, or what stands between two bodies."""
    runs: list[_Run] = []
    for line, label in zip(lines, labels, strict=True):
        is_headline = label == HEADLINE
        if not runs or label == START or is_headline != runs[-1].is_headline:
            runs.append(_Run(is_headline, []))
        runs[-1].lines.append(line)
    return runs


def _headlines_after(runs: Sequence[_Run]) -> list[_Piece]:
    """Pieces when each headline follows its body: the first headline of a run is that of the body before it."""
    pieces: list[_Piece] = []
    for run in runs:
        if not run.is_headline:
            pieces.append(_Piece(run.lines, []))
            continue
        headlines = _headlines(run.blocks(), _pairs(pieces[-1].body if pieces else []))
        if pieces and pieces[-1].body:
            pieces[-1] = _Piece(pieces[-1].body, headlines.pop(0))
        pieces.extend(_Piece([], headline) for headline in headlines)
    return pieces


def _headlines_before(runs: Sequence[_Run]) -> list[_Piece]:
    """Pieces when each headline precedes its body: the last headline of a run is that of the body after it."""
    pieces: list[_Piece] = []
    waiting: list[list[_Line]] = []
    for run, following in zip_longest(runs, runs[1:]):
        if not run.is_headline:
            pieces.append(_Piece(run.lines, waiting))
            waiting = []
            continue
        headlines = _headlines(run.blocks(), _pairs(following.lines if following else []))
        waiting = headlines.pop() if following else []
        pieces.extend(_Piece([], headline) for headline in headlines)
    return pieces


def _headlines(blocks: Sequence[list[_Line]], pairs: set[str]) -> list[list[list[_Line]]]:
    """Blocks grouped into headlines: a second title, with far more or fewer words of the body, begins a new one."""
    headlines: list[list[list[_Line]]] = [[]]
    for block, following in zip_longest(blocks, blocks[1:]):
        shares = [_share(one, pairs) for one in headlines[-1]]
        here, there = _share(block, pairs), max(shares, default=0.0)
        titled = any(map(_is_title, headlines[-1]))
        begins = _is_title(block) or (following is not None and _leads_in(block) and _is_title(following))
        if titled and begins and min(here, there) < FOREIGN * max(here, there):
            headlines.append([])
        headlines[-1].append(block)
    return headlines


def _is_title(block: Sequence[_Line]) -> bool:
    return is_title([line.text for line in block])


def _leads_in(block: Sequence[_Line]) -> bool:
    return len(block) == 1 and leads_in(block[0].text)


def _pairs(lines: Sequence[_Line]) -> set[str]:
    text = re.sub(r"\W", "", "".join(line.text for line in lines))
    return {text[at : at + 2] for at in range(len(text) - 1)}


def _share(block: Sequence[_Line], pairs: set[str]) -> float:
    found = _pairs(block)
    return len(found & pairs) / len(found) if found else 0.0


def _fit(pieces: Sequence[_Piece]) -> float:
    """How many words headlines share with the bodies they were put to."""
    return sum(_share(block, _pairs(piece.body)) for piece in pieces if piece.body for block in piece.headline)


# 3. Articles ---------------------------------------------------------------------------------------------------------


def _article(
    piece: _Piece, source: str | None, issue_date: str | None, page: str | None, source_file: str | None
) -> Article:
    text, marks = _joined(piece.body)
    byline = read_byline(text)
    body = text[byline.length :].strip() if byline else text
    headline = read_headline([[line.text for line in block] for block in piece.headline])
    jump = next(filter(None, map(_JUMP.search, marks)), None)
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
        continues_on=jump["to"] if jump else None,
        marks=tuple(marks),
        source_file=source_file,
    )


def _kind(body: str, headline: Headline, byline: Byline | None) -> Kind:
    if not body and not byline:
        return "headline_only"
    return "news" if byline or headline.title else "notice"


def _joined(lines: Sequence[_Line]) -> tuple[str, list[str]]:
    """The body as paragraphs, and the marks that stood at its ends."""
    paragraphs: list[str] = [""]
    measure = _common_width(lines)
    first = True
    for line, following in zip_longest(lines, lines[1:]):
        paragraphs[-1] = _append(paragraphs[-1], line.text)
        width = line.width + (INDENT if first else 0.0)
        first = bool(following and line.finished and not _in_quotes(paragraphs[-1])) and _new_paragraph(
            width, following, measure
        )
        if first:
            paragraphs.append("")
    return _take_marks([_close_blanks(paragraph) for paragraph in paragraphs])


def _new_paragraph(width: float, following: _Line, measure: float) -> bool:
    """Whether a paragraph ends between two lines: the first is short, or the second lacks the width of its indent.

    Where a full line is followed by a short one that ends a sentence too, a paragraph of one line is likelier than a
    last line that happens to hold one whole sentence. Text that isn't set in columns ends a paragraph in each line.
    """
    if measure > WIDEST_COLUMN or width < measure - TOLERANCE:
        return True
    if following.finished:
        return following.width <= measure - INDENT
    return abs(following.width + INDENT - measure) <= TOLERANCE


def _in_quotes(text: str) -> bool:
    return text.count("“") > text.count("”")


def _common_width(lines: Sequence[_Line]) -> float:
    return float(Counter(round(line.width) for line in lines).most_common(1)[0][0]) if lines else 0.0


def _append(text: str, line: str) -> str:
    """Join two lines; words in Latin letters keep the blank between them."""
    apart = text[-1:].isascii() and text[-1:].isalnum() and line[:1].isascii() and line[:1].isalpha()
    return f"{text} {line}" if apart else text + line


def _close_blanks(text: str) -> str:
    """Blanks are printer's spacing, except between Latin words."""
    return re.sub(r"(?<![A-Za-z,.;:!?])[ \t\u3000\xa0]+|[ \t\u3000\xa0]+(?![A-Za-z])", "", text)


def _take_marks(paragraphs: list[str]) -> tuple[str, list[str]]:
    marks: list[str] = []
    if opened := _CONTINUED.match(paragraphs[0]):
        marks.append(opened[0])
        paragraphs[0] = paragraphs[0][opened.end() :]
    closing: list[str] = []
    while paragraphs and (found := _JUMP.search(paragraphs[-1]) or _PRINTERS_MARK.search(paragraphs[-1])):
        closing.insert(0, found[0])
        paragraphs[-1] = paragraphs[-1][: found.start()]
        if not paragraphs[-1]:
            paragraphs.pop()
    return "\n".join(paragraphs), marks + closing
