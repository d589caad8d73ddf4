"""The panel beside the page: what the answers cite, card by card, and room for the article that is opened."""

from __future__ import annotations

import html
import json
from collections.abc import Sequence
from itertools import islice
from typing import NamedTuple

from rag import QA, Answer, Article, Citation, Language
from web.dossiers import of_answer
from web.kept import NEAREST, Asked, kept
from web.markup import ECHOED_CHARS
from web.offers import REFERENCES, TABLES, takers
from web.reader import Span, copy_button, number_of, place, read_off, title_of, verdict_html
from web.words import WORDS

QUOTED_CHARS = 150


class Quote(NamedTuple):
    """What a card shows of a span."""

    span: Span
    text: str


def sources(qa: QA, asked: Asked, words: dict[str, str]) -> str:
    """The panel's part for one answer: what it cites, article by article, or what comes nearest if it declined."""
    answer, turn = asked.answer, asked.number
    quotes: dict[str, list[Quote]] = {}
    for citation in answer.citations:
        span = Span(citation.start, citation.end, f"c{turn}-{citation.marker}", _verdict(citation))
        quotes.setdefault(citation.article_id, []).append(Quote(span, citation.quote))
    if not quotes:
        for passage in answer.passages:
            span = Span(passage.start, passage.end, f"c{turn}-n{passage.rank}")
            quotes.setdefault(passage.article_id, [Quote(span, passage.text[:QUOTED_CHARS])])
        quotes = dict(islice(quotes.items(), NEAREST))
    cards = [_card(qa.article(article_id), items, words) for article_id, items in quotes.items()]
    note = f"<p class='note'>{said}</p>" if cards and (said := _standing(answer, words)) else ""
    question = f"<p class='question'>{html.escape(answer.question[:ECHOED_CHARS])}</p>"
    data = html.escape(json.dumps(kept(qa, answer), ensure_ascii=False))
    printing = f"<button type='button' class='copy' data-print>{words['print']}</button>"
    watching = f"<button type='button' class='copy' data-watch>{words['watch']}</button>"
    offered = takers({"of": "answer"}, (*TABLES, *REFERENCES), words) if answer.citations else ""
    head = f"<div class='where'>{question}<span>{watching}{printing}</span></div>{offered}"
    return (
        f"<section class='turn' data-kept='{data}'>{head}{note}{of_answer(qa, answer, words)}{''.join(cards)}</section>"
    )


def _verdict(citation: Citation) -> str:
    return "related" if citation.role == "related" else citation.verdict


def _standing(answer: Answer, words: dict[str, str]) -> str:
    """How what is shown stands to the question: whether it answers it, or comes nearest; of corrections, nothing."""
    if answer.sureness:
        return f"{words['answers']}<b class='{answer.sureness}'>{words[answer.sureness]}</b>"
    return words["nearest"] if answer.outcome == "partly" or not answer.citations else ""


def _card(article: Article | None, quotes: Sequence[Quote], words: dict[str, str]) -> str:
    if article is None:
        return ""
    data = (
        f"data-article='{html.escape(article.id)}' data-spans='{html.escape(json.dumps([one.span for one in quotes]))}'"
    )
    title = f"<h3 lang='zh'>{html.escape(title_of(article, words))}</h3>"
    items = "".join(_item(article, quote, words) for quote in quotes)
    where = f"<div class='where'>{place(article, words)}{copy_button(article, quotes[0].span.start, words)}</div>"
    return f"<article class='card' {data}>{title}{where}<ul>{items}</ul></article>"


def _item(article: Article, quote: Quote, words: dict[str, str]) -> str:
    span, key = quote.span, quote.span.key
    name = f"[{number_of(key)}]" if number_of(key) else "→"
    link = f"<a href='#{key}' aria-label='{name} {words['open']}'>{name}</a>"
    about = f"{verdict_html(span.verdict, words)}{read_off(article, span.start, span.end, words)}"
    text = f"<div><q lang='zh'>{html.escape(quote.text)}</q>{about}</div>"
    return f"<li id='{key}'>{link}{text}</li>"


def panel_html(qa: QA, turns: Sequence[Asked], language: Language) -> str:
    """The panel: the last answer's sources, those of earlier ones folded below, and room for the article opened."""
    words = WORDS[language]
    shown = [sources(qa, asked, words) for asked in reversed(turns)] or [f"<p class='note'>{words['none']}</p>"]
    earlier = f"<details><summary>{words['earlier']}</summary>{''.join(shown[1:])}</details>" if shown[1:] else ""
    reader = f"<section class='reader' aria-label='{words['article']}' hidden></section>"
    cards = f"<div class='list'><h2>{words['sources']}</h2>{shown[0]}{earlier}</div>"
    return f"<div class='panel' lang='{language}' data-language='{language}'>{cards}{reader}</div>"
