"""文章: the archive issue by issue, searched, and read as it stood. What adds and removes files is in `files.py`."""

from __future__ import annotations

import html
import json
from collections.abc import Sequence
from functools import partial
from itertools import groupby
from typing import Any

import gradio as gr

from rag import QA, Article, BaowenError, Filters, Language
from rag.export import ResultSet, of_articles, of_passages
from web.files import adding, removing
from web.offers import REFERENCES, TABLES, takers
from web.parts import HIDDEN, Desk, Worded, labelled, named
from web.reader import place, title_of
from web.told import told
from web.words import WORDS

PAGE = 50
FOUND = 20
TAKEN = 20_000  # articles in a file
SNIPPET_CHARS = 120


def archive(desk: Desk, tab: Any) -> list[Worded]:
    """The part's list of articles and, unless it is read-only, what changes the archive; what of it has words."""
    words, qa = WORDS["zh"], desk.qa
    with gr.Row(elem_id="archive-filters"):
        issue = gr.Dropdown([(words["any"], "")], value="", label=words["issue"], filterable=True)
        query = gr.Textbox(label=words["find"], placeholder=words["find_hint"], max_lines=1, max_length=200)
    found = gr.HTML(elem_id="archive")
    with gr.Row(elem_id="archive-pages"):
        turns = [gr.Button(words[key], size="sm", min_width=60, visible=False) for key in ("previous", "next")]
    number = gr.State(0)

    def shown(at: int, language: Language, issue: str, query: str) -> list[Any]:
        total = qa.archive.listed(_filters(issue), 0, 0)[1]
        at = max(0, min(at, (total - 1) // PAGE))
        more = not query.strip() and total > PAGE
        buttons = [gr.Button(visible=more and at > 0), gr.Button(visible=more and (at + 1) * PAGE < total)]
        return [at, listing(qa, issue, query, at, language), *buttons]

    def opened(*given: Any) -> list[Any]:
        return [_issues(qa, given[0]), *shown(0, *given)]

    def turned(step: int, at: int, *given: Any) -> list[Any]:
        return shown(at + step, *given)

    given, results = [desk.language, issue, query], [number, found, *turns]
    gr.on([tab.select, desk.language.change], opened, given, [issue, *results], **HIDDEN)
    gr.on([issue.change, query.change], partial(shown, 0), given, results, **HIDDEN)
    for step, button in zip((-1, 1), turns, strict=True):
        button.click(partial(turned, step), [number, *given], results, **HIDDEN)
    worded = [
        labelled(issue, "issue"),
        Worded(query, lambda chosen: gr.Textbox(label=WORDS[chosen]["find"], placeholder=WORDS[chosen]["find_hint"])),
        *(named(one, key) for one, key in zip(turns, ("previous", "next"), strict=True)),
    ]
    if desk.read_only:
        return worded
    renewed = [opened, given, [issue, *results]]
    desk.panel.apply(*renewed, **HIDDEN)  # a page was corrected there
    return [*worded, *adding(desk, renewed), *removing(desk, tab, renewed)]


def _issues(qa: QA, language: Language) -> Any:
    """The issues to choose from, each by newspaper and date."""
    words = WORDS[language]
    choices = [
        (f"{source or words['no_paper']} {day or ''} ({count})", json.dumps([source, day]))
        for source, day, count in qa.archive.issues()
    ]
    return gr.Dropdown([(words["any"], ""), *choices])


def _filters(issue: str) -> Filters | None:
    if not issue:
        return None
    source, day = json.loads(issue)
    return Filters(source, day, day) or None


def result(qa: QA, issue: str, query: str) -> ResultSet:
    """The articles that were chosen, or the passages that a query found. UsageError of a wrong query."""
    asked = {"issue": " ".join(filter(None, json.loads(issue))) if issue else None, "search": query.strip()}
    if query.strip():
        return of_passages(qa.search(query, FOUND, _filters(issue)), asked)
    return of_articles(qa.archive.listed(_filters(issue), TAKEN, 0)[0], asked)


def _offered(issue: str, query: str, words: dict[str, str]) -> str:
    return takers({"of": "articles", "issue": issue or "", "query": query}, (*TABLES, *REFERENCES), words)


# The list of articles ------------------------------------------------------------------------------------------------


def listing(qa: QA, issue: str, query: str, at: int, language: Language) -> str:
    """Articles as HTML: those that fit a query best or, without one, a page of them issue by issue."""
    words = WORDS[language]
    if query.strip():
        return _fitting(qa, query, issue, language)
    some, total = qa.archive.listed(_filters(issue), PAGE, at * PAGE)
    if not some:
        return f"<p class='note' role='status'>{words['no_article']}</p>"
    count = words["shown_of"].format(all=total, first=at * PAGE + 1, last=at * PAGE + len(some))
    issues = groupby(some, key=lambda one: (one.source, one.issue_date))
    parts = "".join(_issue(source, day, list(of_issue), words) for (source, day), of_issue in issues)
    return f"<p class='note' role='status'>{count}</p>{_offered(issue, '', words)}{parts}"


def _issue(source: str | None, day: str | None, some: Sequence[Article], words: dict[str, str]) -> str:
    name = html.escape(" · ".join(filter(None, (source or words["no_paper"], day))))
    return f"<section><h2>{name}</h2><ul>{''.join(_row(one, words) for one in some)}</ul></section>"


def _row(article: Article, words: dict[str, str], snippet: str = "") -> str:
    kicker = f"<span class='kicker' lang='zh'>{html.escape(article.kicker)}</span>" if article.kicker else ""
    name = html.escape(title_of(article, words) if article.headline else article.body[:30] + "…")
    link = f"<a href='#' data-article='{html.escape(article.id)}' lang='zh'>{name}</a>"
    page = words["page"].format(page=html.escape("、".join(article.pages))) if article.pages else ""
    credit = html.escape("、".join(article.reporters) or article.agency or "")
    about = " · ".join(filter(None, (page, words[article.kind], credit)))
    text = f"<p lang='zh'>{html.escape(snippet)}…</p>" if snippet else ""
    where = place(article, words) if snippet else ""
    return f"<li>{kicker}{link}{where or f'<p class=place>{about}</p>'}{text}</li>"


def _fitting(qa: QA, query: str, issue: str, language: Language) -> str:
    words = WORDS[language]
    try:
        passages = qa.search(query, FOUND, _filters(issue))
    except BaowenError as error:
        return f"<p class='note' role='status'>{html.escape(told(error, language) or str(error))}</p>"
    best = {passage.article_id: passage for passage in reversed(passages)}
    articles = [(qa.article(found), best[found]) for found in dict.fromkeys(one.article_id for one in passages)]
    rows = [_row(article, words, one.text[:SNIPPET_CHARS]) for article, one in articles if article]
    count = words["fitting"].format(n=len(rows)) if rows else words["no_article"]
    offered = _offered(issue, query, words) if rows else ""
    return f"<p class='note' role='status'>{count}</p>{offered}<ul>{''.join(rows)}</ul>"
