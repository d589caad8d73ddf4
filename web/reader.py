"""An article as HTML, as it stood, with the quoted words marked. Its text is untrusted: all of it is escaped."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Sequence
from itertools import groupby, pairwise
from typing import Any, NamedTuple

from rag import QA, UNSURE, Article, BaowenError, Language, broken, reference
from rag.export import quoted_at
from web.dossiers import corrected, of_article
from web.offers import acts
from web.pictures import pictures
from web.told import told
from web.words import WORDS

VERDICTS = ("supported", "partly", "unsupported", "related")


class Span(NamedTuple):
    """Words of an article's body that a link opens; `key` names the link, as in `#c2-1`: turn 2, citation 1.

    `verdict` is what the check says of the sentence that rests on them; `related` where they come near and answer
    nothing; empty where no sentence rests on them.
    """

    start: int
    end: int
    key: str
    verdict: str = ""


def marked(body: str, spans: Sequence[Span], at: str, unsure: Sequence[tuple[int, int, str]] = ()) -> str:
    """The body as paragraphs of HTML with its spans marked; the one named `at` whole, whatever overlaps it.

    Lines that are `unsure` (start, end and what to say of them) are underlined.
    """
    inside = [span._replace(start=max(0, span.start), end=min(len(body), span.end)) for span in spans]
    inside.sort(key=lambda span: (span.key != at, span.start))
    edges = sorted({0, len(body), *(edge for span in inside if span.start < span.end for edge in span[:2])})

    def owner(piece: tuple[int, int]) -> Span | None:
        return next((span for span in inside if span.start <= piece[0] and piece[1] <= span.end), None)

    pieces: list[str] = []
    for span, run in groupby(pairwise(edges), owner):
        ends = list(run)
        text = _with_unsure(body, ends[0][0], ends[-1][1], unsure)
        pieces.append(_mark(text, span, at) if span else text)
    lines = zip(_beginnings(body), "".join(pieces).split("\n"), strict=True)
    return "".join(f"<p data-at='{at}'>{line}</p>" for at, line in lines if line.strip())


def _beginnings(body: str) -> list[int]:
    """Where each line of the body begins."""
    return [0, *(at + 1 for at, char in enumerate(body) if char == "\n")]


def _with_unsure(body: str, start: int, end: int, unsure: Sequence[tuple[int, int, str]]) -> str:
    """A piece of the body as HTML, with what is unsure in it underlined."""
    pieces, at = list[str](), start
    for begin, stop, said in unsure:
        if begin < end and stop > at:
            begin, stop = max(begin, at), min(stop, end)
            pieces += [html.escape(body[at:begin]), f"<u title='{said}'>{html.escape(body[begin:stop])}</u>"]
            at = stop
    return "".join([*pieces, html.escape(body[at:end])])


def _mark(text: str, span: Span, at: str) -> str:
    """One mark a paragraph; the number beside the first is drawn by the style, so that it is no part of the text."""
    number = number_of(span.key)
    first = f" data-n='{number}'" if number else ""
    focus = f" class='{'here' if number else 'here near'}' tabindex='-1'" if span.key == at else ""
    lines: list[str] = []
    for line in text.split("\n"):
        lines.append(f"<mark{focus}{first}>{line}</mark>" if line else "")
        first = "" if line else first
    return "\n".join(lines)


def number_of(key: str) -> str:
    """The number of the citation that a link names; none where it leads to an article that is merely near."""
    return found[1] if (found := re.search(r"-(\d+)$", key)) else ""


def story(article: Article, spans: Sequence[Span], at: str, words: dict[str, str]) -> str:
    """A whole article as HTML: headline block, where and when it was printed, and the body with its spans marked."""
    heads = (("p", "kicker", article.kicker), ("h2", "title", article.title), ("p", "subtitle", article.subtitle))
    head = "".join(f"<{tag} class='{name}'>{html.escape(text)}</{tag}>" for tag, name, text in heads if text)
    credit = article.byline or " ".join(filter(None, (article.agency, *article.reporters)))
    byline = f"<p class='byline' lang='zh'>{html.escape(credit)}</p>" if credit else ""
    foot = f"<p class='foot' lang='zh'>{html.escape(' '.join(article.marks))}</p>" if article.marks else ""
    unsure = [
        (line.start, line.end, words["read_off"].format(confidence=f"{line.confidence:.2f}"))
        for line in article.scanned
        if line.confidence < UNSURE
    ]
    body = f"<div class='body' lang='zh'>{marked(article.body, spans, at, unsure)}</div>"
    return f"<header lang='zh'>{head}</header>{place(article, words)}{byline}{body}{foot}"


def place(article: Article, words: dict[str, str]) -> str:
    """Where and when it was printed: newspaper, date, page (版)."""
    page = words["page"].format(page="、".join(article.pages)) if article.pages else None
    parts = [html.escape(part) for part in (article.source, article.issue_date, page) if part]
    return f"<p class='place'>{' · '.join(parts)}</p>" if parts else ""


def title_of(article: Article, words: dict[str, str]) -> str:
    """Its title, or what stands for one."""
    return article.title or article.headline or " ".join(filter(None, (words["untitled"], article.byline)))


def verdict_html(verdict: str, words: dict[str, str]) -> str:
    """What the check says of a cited sentence, or that it is merely related; nothing where none was checked."""
    return f"<em class='verdict {verdict}'>{words[verdict]}</em>" if verdict in VERDICTS else ""


def read_off(article: Article, start: int, end: int, words: dict[str, str]) -> str:
    """How sure the reading of words is that were read off a picture; nothing of others."""
    confidence = article.confidence(start, end)
    if confidence is None:
        return ""
    unsure = " unsure" if confidence < UNSURE else ""
    return f"<em class='read{unsure}'>{words['read_off'].format(confidence=f'{confidence:.2f}')}</em>"


def copy_button(article: Article, offset: int, words: dict[str, str]) -> str:
    """A button that copies where the words were printed: 焦作日报，2020-02-27，第1版，《…》."""
    text = html.escape(reference(article, offset))
    return (
        f"<button type='button' class='copy' data-copy='{text}' data-done='{words['copied']}'>{words['cite']}</button>"
    )


def read(qa: QA, wanted: Any, language: Language) -> str:
    """The article behind a citation, as the panel shows it; empty when a browser asks for what is not there."""
    try:
        article = qa.article(str(wanted["article"]))
        spans = [_span(*values) for values in wanted["spans"][:100]]
        at = str(wanted["at"])
    except (KeyError, TypeError, ValueError, OverflowError):
        return ""
    if article is None:
        return ""
    words = WORDS[language]
    raw = ""
    if qa.page_texts(article.id):
        data = f"data-page='{html.escape(article.id)}'"
        button = f"<button type='button' {data}>{words['raw']}</button>"
        raw = f"<section class='raw'>{button}</section>"
    if article.scanned:
        quoted = html.escape(json.dumps([span[:2] for span in spans]))
        raw = f"<section class='scans' data-scan='{html.escape(article.id)}' data-quoted='{quoted}'></section>{raw}"
    shown = story(article, spans, at, words)
    beside = f"{corrected(qa, article, words)}{of_article(qa, article, words)}"
    return f"{_bar(article, spans, at, words)}{beside}<article class='story'>{shown}</article>{raw}"


def read_addressed(qa: QA, wanted: Any, language: Language) -> str:
    """The article that an address names, its words marked; or that they are not there any more."""
    words = WORDS[language]
    name, quote = (
        (str(wanted.get(key, ""))[:2000] for key in ("article", "quote")) if isinstance(wanted, dict) else ("", "")
    )
    article = None if broken(name) else qa.article(name)
    if article is None:
        return _missing(words["address_gone"], words)
    found = quoted_at(article, quote)
    spans = [(*found, "quote")] if found else []
    shown = read(qa, {"article": name, "spans": spans, "at": "quote"}, language)
    changed = f"<p class='note' role='status'>{words['address_changed']}</p>" if quote and not found else ""
    return changed + shown


def unread(error: BaowenError, language: Language) -> str:
    """What the panel shows in an article's place when the index cannot be read."""
    return _missing(told(error, language) or "", WORDS[language])


def _missing(line: str, words: dict[str, str]) -> str:
    line = html.escape(line)
    bar = f"<div class='bar'>{_back(words)}</div>"
    return f"{bar}<article class='story'><p class='note' role='status'>{line}</p></article>"


def page_pictures(qa: QA, wanted: Any, language: Language) -> str:
    """The pictures of the pages an article was read off, with quoted lines outlined; empty where there are none."""
    try:
        name = str(wanted["article"])
        article = None if broken(name) else qa.article(name)
        quoted = [(int(start), int(end)) for start, end in wanted["quoted"][:100]]
    except (KeyError, TypeError, ValueError, OverflowError):
        return ""
    return pictures(qa, article, quoted, WORDS[language]) if article else ""


def _span(start: Any, end: Any, key: Any, verdict: Any = "") -> Span:
    return Span(int(start), int(end), str(key), str(verdict))


def _bar(article: Article, spans: Sequence[Span], at: str, words: dict[str, str]) -> str:
    """What stands above an open article: back, its citations, the verdict of the one opened, and how to cite it."""
    cited = [span for span in spans if number_of(span.key)]
    links = "".join(_citation_link(span.key, at) for span in (cited if len(cited) > 1 else ()))
    here = next((span for span in spans if span.key == at), Span(0, 0, ""))
    nav = f"<nav aria-label='{words['sources']}'>{links}</nav>" if links else ""
    read = read_off(article, here.start, here.end, words)
    about = f"{verdict_html(here.verdict, words)}{read}{copy_button(article, here.start, words)}"
    return f"<div class='bar'>{_back(words)}{nav}{about}</div>{acts(article, here.start, here.end, words)}"


def _back(words: dict[str, str]) -> str:
    return f"<button type='button' class='back'>← {words['back']}</button>"


def _citation_link(key: str, at: str) -> str:
    current = " aria-current=true" if key == at else ""
    return f"<a href='#{html.escape(key)}'{current}>[{number_of(key)}]</a>"
