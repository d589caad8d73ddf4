"""Answers and articles as markup: Markdown for the chat, HTML for the panel of sources.

Everything that comes from an article, a question or an answer is untrusted text. In the chat, which renders Markdown,
it goes through `plain`; in the panel, which renders HTML, through `html.escape`.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Sequence
from itertools import groupby, islice, pairwise
from pathlib import Path
from typing import Any, NamedTuple

from rag import QA, Answer, Article, Language

NEAREST = 3
ECHOED_CHARS = 2000
QUOTED_CHARS = 150


def asset(name: str) -> str:
    """A file of the page: its style, its script, its words."""
    return Path(__file__).with_name(name).read_text("utf-8")


WORDS: dict[Language, dict[str, str]] = json.loads(asset("words.json"))


class Span(NamedTuple):
    """Words of an article's body that a link opens; `key` names the link, as in `#c2-1`: turn 2, citation 1."""

    start: int
    end: int
    key: str


class Quote(NamedTuple):
    """What a card shows of a span, and what the check says of the sentence that rests on it."""

    span: Span
    text: str
    verdict: str = "supported"


class Asked(NamedTuple):
    """A turn of the conversation as the page keeps it; `number` counts the questions, answered or not."""

    number: int
    answer: Answer


# What can open a construct anywhere in a line, what makes a bare address a link, and what opens a block at its start.
_SPECIAL = re.compile(r"[\\`*_~\[\]<>&@]|:(?=//)|(?<=www)\.|^[!-@{-}]", re.IGNORECASE)
_MARK = re.compile(r"\[(\d+)\]")


def plain(text: str) -> str:
    """Markdown that shows this text, a paragraph a line: no link, tag, list or emphasis can come of it."""
    lines = (line.strip() for line in text.splitlines())
    return "\n\n".join(_SPECIAL.sub(lambda match: f"&#{ord(match[0])};", line) for line in lines if line)


def chat_text(answer: Answer, turn: int) -> str:
    """The answer as Markdown, with each mark that has a citation a link to it; then its note, if it has one."""
    known = {citation.marker for citation in answer.citations}
    lines = [_linked(line, known, turn) for line in answer.answer.splitlines() if line.strip()]
    return "\n\n".join([*lines, *([f"*{plain(answer.note)}*"] if answer.note else [])])


def _linked(line: str, known: set[int], turn: int) -> str:
    pieces: list[str] = []
    at = 0
    for match in _MARK.finditer(line):
        if int(match[1]) in known:
            pieces += [plain(line[at : match.start()]), f"[[{match[1]}]](#c{turn}-{match[1]})"]
            at = match.end()
    return "".join([*pieces, plain(line[at:])])


def marked(body: str, spans: Sequence[Span], at: str) -> str:
    """The body as paragraphs of HTML with its spans marked; the one named `at` whole, whatever overlaps it."""
    inside = [span._replace(start=max(0, span.start), end=min(len(body), span.end)) for span in spans]
    inside.sort(key=lambda span: (span.key != at, span.start))
    edges = sorted({0, len(body), *(edge for span in inside if span.start < span.end for edge in span[:2])})

    def owner(piece: tuple[int, int]) -> Span | None:
        return next((span for span in inside if span.start <= piece[0] and piece[1] <= span.end), None)

    pieces: list[str] = []
    for span, run in groupby(pairwise(edges), owner):
        ends = list(run)
        text = html.escape(body[ends[0][0] : ends[-1][1]])
        pieces.append(_mark(text, span, at) if span else text)
    return "".join(f"<p>{line}</p>" for line in "".join(pieces).split("\n") if line.strip())


def _mark(text: str, span: Span, at: str) -> str:
    """One mark a paragraph; the number beside the first is drawn by the style, so that it is no part of the text."""
    number = _number(span.key)
    first = f" data-n='{number}'" if number else ""
    focus = f" class='{'here' if number else 'here near'}' tabindex='-1'" if span.key == at else ""
    lines: list[str] = []
    for line in text.split("\n"):
        lines.append(f"<mark{focus}{first}>{line}</mark>" if line else "")
        first = "" if line else first
    return "\n".join(lines)


def _number(key: str) -> str:
    """The number of the citation that a link names; none where it leads to an article that is merely near."""
    return found[1] if (found := re.search(r"-(\d+)$", key)) else ""


def story(article: Article, spans: Sequence[Span], at: str, words: dict[str, str]) -> str:
    """A whole article as HTML: headline block, where and when it was printed, and the body with its spans marked."""
    heads = (("p", "kicker", article.kicker), ("h3", "title", article.title), ("p", "subtitle", article.subtitle))
    head = "".join(f"<{tag} class='{name}'>{html.escape(text)}</{tag}>" for tag, name, text in heads if text)
    credit = article.byline or " ".join(filter(None, (article.agency, *article.reporters)))
    byline = f"<p class='byline' lang='zh'>{html.escape(credit)}</p>" if credit else ""
    foot = f"<p class='foot' lang='zh'>{html.escape(' '.join(article.marks))}</p>" if article.marks else ""
    body = f"<div class='body' lang='zh'>{marked(article.body, spans, at)}</div>"
    return f"<header lang='zh'>{head}</header>{_place(article, words)}{byline}{body}{foot}"


def _place(article: Article, words: dict[str, str]) -> str:
    page = words["page"].format(page="、".join(article.pages)) if article.pages else None
    parts = [html.escape(part) for part in (article.source, article.issue_date, page) if part]
    return f"<p class='place'>{' · '.join(parts)}</p>" if parts else ""


def _title(article: Article, words: dict[str, str]) -> str:
    return article.title or article.headline or " ".join(filter(None, (words["untitled"], article.byline)))


def read(qa: QA, wanted: Any, language: Language) -> str:
    """The article behind a citation, as the panel shows it; empty when a browser asks for what is not there."""
    try:
        article = qa.article(str(wanted["article"]))
        spans = [Span(int(start), int(end), str(key)) for start, end, key in wanted["spans"][:100]]
        at = str(wanted["at"])
    except (KeyError, TypeError, ValueError):
        return ""
    if article is None:
        return ""
    words = WORDS[language]
    links = "".join(
        f"<a href='#{html.escape(key)}'{' aria-current=true' if key == at else ''}>[{_number(key)}]</a>"
        for _, _, key in (spans if len(spans) > 1 else ())
    )
    bar = f"<div class='bar'><button type='button' class='back'>← {words['back']}</button><nav>{links}</nav></div>"
    return f"{bar}<article class='story'>{story(article, spans, at, words)}</article>"


def sources(qa: QA, asked: Asked, words: dict[str, str]) -> str:
    """The panel's part for one answer: what it cites, article by article, or what comes nearest if it declined."""
    answer, turn = asked.answer, asked.number
    quotes: dict[str, list[Quote]] = {}
    for citation in answer.citations:
        span = Span(citation.start, citation.end, f"c{turn}-{citation.marker}")
        quotes.setdefault(citation.article_id, []).append(Quote(span, citation.quote, citation.verdict))
    if not quotes:
        for passage in answer.passages:
            span = Span(passage.start, passage.end, f"c{turn}-n{passage.rank}")
            quotes.setdefault(passage.article_id, [Quote(span, passage.text[:QUOTED_CHARS])])
        quotes = dict(islice(quotes.items(), NEAREST))
    cards = [_card(qa.article(article_id), items, words) for article_id, items in quotes.items()]
    note = f"<p class='note'>{words['nearest']}</p>" if cards and not answer.citations else ""
    question = f"<p class='question'>{html.escape(answer.question[:ECHOED_CHARS])}</p>"
    return f"<section class='turn'>{question}{note}{''.join(cards)}</section>"


def _card(article: Article | None, quotes: Sequence[Quote], words: dict[str, str]) -> str:
    if article is None:
        return ""
    data = (
        f"data-article='{html.escape(article.id)}' data-spans='{html.escape(json.dumps([one.span for one in quotes]))}'"
    )
    title = f"<h3 lang='zh'>{html.escape(_title(article, words))}</h3>"
    items = "".join(_item(quote, words) for quote in quotes)
    return f"<article class='card' {data}>{title}{_place(article, words)}<ul>{items}</ul></article>"


def _item(quote: Quote, words: dict[str, str]) -> str:
    key = quote.span.key
    name = f"[{_number(key)}]" if _number(key) else "→"
    link = f"<a href='#{key}' aria-label='{name} {words['open']}'>{name}</a>"
    doubt = f"<em>{words[quote.verdict]}</em>" if quote.verdict != "supported" else ""
    return f"<li id='{key}'>{link}<q lang='zh'>{html.escape(quote.text)}</q>{doubt}</li>"


def panel_html(qa: QA, turns: Sequence[Asked], language: Language) -> str:
    """The panel: the last answer's sources, those of earlier ones folded below, and room for the article opened."""
    words = WORDS[language]
    shown = [sources(qa, asked, words) for asked in reversed(turns)] or [f"<p class='note'>{words['none']}</p>"]
    earlier = f"<details><summary>{words['earlier']}</summary>{''.join(shown[1:])}</details>" if shown[1:] else ""
    reader = f"<section class='reader' aria-label='{words['article']}' hidden></section>"
    cards = f"<div class='list'><h2>{words['sources']}</h2>{shown[0]}{earlier}</div>"
    return f"<div class='panel' lang='{language}' data-language='{language}'>{cards}{reader}</div>"


def header(qa: QA, language: Language) -> str:
    """The page's first lines: what this is, what it holds and how it answers."""
    words, status = WORDS[language], qa.status()
    many = len(status.sources) > 2
    papers = words["papers"].format(n=len(status.sources)) if many else html.escape("、".join(status.sources))
    articles = words["one"] if status.articles == 1 else words["articles"].format(n=status.articles)
    days = " – ".join(dict.fromkeys(day for day in (status.first_date, status.last_date) if day))
    state = [papers, articles, days, words.get(status.mode, status.mode)]
    line = " · ".join(f"<span>{part}</span>" for part in state if part)
    loading = "" if qa.ready else f" · <span class='loading'>{words['loading']}</span>"
    title = f"<h1>报问 <small>Baowen</small></h1><p class='tagline'>{words['tagline']}</p>"
    return f"{title}<p class='state' role='status'>{line}{loading}</p>"


def preferred(accept_language: str | None) -> Language:
    """Chinese, unless the browser asks for English before any Chinese."""
    tags = [part.strip().lower() for part in (accept_language or "").split(",")]
    return next(("en" if tag.startswith("en") else "zh" for tag in tags if tag[:2] in ("en", "zh")), "zh")
