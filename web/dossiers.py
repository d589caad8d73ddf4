"""Dossiers in the panel: what the archive says of a person, body, place or topic; and the links that lead to them.

A link with `data-dossier` and `data-kind` anywhere on the page opens one (`script/panel.js`), which asks the server for
it then.
"""

from __future__ import annotations

import html
import json
from collections.abc import Iterable, Sequence
from typing import Any, get_args

from rag import QA, Answer, Article, Language, broken
from rag.dossiers.dossier import Asked, Beside, Dossier, Mention, Tenure, over_time
from rag.dossiers.model import KINDS, Kind
from rag.records import MeetingRecord
from web.plots import bars
from web.words import WORDS

PAGE = 40  # mentions shown at once
RECORDS, ASKED = 30, 20
SHOWN: dict[Kind, int] = {"person": 5, "body": 4, "place": 3, "topic": 3}  # names below an answer or an article
NAME_CHARS = 200


def link(kind: Kind, name: str, text: str = "") -> str:
    """A link that opens a dossier."""
    data = f"data-kind='{kind}' data-dossier='{html.escape(name)}'"
    return f"<a href='#' {data} lang='zh'>{html.escape(text or name)}</a>"


def chips(names: Iterable[tuple[Kind, str]], words: dict[str, str]) -> str:
    """Links to the dossiers of some names, at most so many of a kind; nothing where there are none."""
    some = list(names)
    parts = []
    for kind in KINDS:
        found = [name for of, name in some if of == kind][: SHOWN[kind]]
        if found:
            parts.append(f"<span class='of'>{words[f'of_{kind}']}</span>{''.join(link(kind, one) for one in found)}")
    return f"<nav class='names' aria-label='{words['dossiers']}'>{' '.join(parts)}</nav>" if parts else ""


def of_answer(qa: QA, answer: Answer, words: dict[str, str]) -> str:
    """Links to whom and what the quoted sentences of an answer name."""
    articles = [
        one for found in dict.fromkeys(one.article_id for one in answer.citations) if (one := qa.article(found))
    ]
    spans = [(one.article_id, one.start, one.end) for one in answer.citations]
    return chips(qa.dossiers.named_in(articles, spans, cited_only=True), words)


def of_article(qa: QA, article: Article, words: dict[str, str]) -> str:
    """Links to whom and what an article names."""
    return chips(qa.dossiers.named_in([article]), words)


def corrected(qa: QA, article: Article, words: dict[str, str]) -> str:
    """What was corrected of an article later, in the words of the correction."""
    shown = []
    for one in qa.corrections.of(article.id):
        by = qa.article(one.article_id)
        if by is not None:
            spans = html.escape(json.dumps([(one.start, one.end, "correction")]))
            opens = f"<a href='#' data-article='{html.escape(by.id)}' data-spans='{spans}' data-at='correction'>"
            day = html.escape(one.issue_date or "")
            quote = html.escape(by.body[one.start : one.end])
            shown.append(
                f"<p><b>{words['corrected_later']} {opens}{day or words['undated']}</a></b> "
                f"<q lang='zh'>{quote}</q></p>"
            )
    return (
        f"<aside class='correction' aria-label='{words['corrected_later']}'>{''.join(shown)}</aside>" if shown else ""
    )


def read_dossier(qa: QA, wanted: Any, language: Language) -> str:
    """A dossier as the panel shows it; a line when there is none, empty when a browser asks for what cannot be."""
    try:
        kind, name, first = wanted["kind"], wanted["name"], int(wanted.get("from") or 0)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        return ""
    if kind not in get_args(Kind) or not isinstance(name, str) or not 0 < len(name) <= NAME_CHARS or broken(name):
        return ""
    words = WORDS[language]
    found = qa.dossiers.get(kind, name)
    bar = f"<div class='bar'><button type='button' class='back'>← {words['back']}</button></div>"
    shown = (
        _told(qa, found, max(first, 0), words) if found else f"<p class='note' role='status'>{words['no_dossier']}</p>"
    )
    return f"{bar}<article class='dossier'>{shown}</article>"


def _told(qa: QA, found: Dossier, first: int, words: dict[str, str]) -> str:
    parts = [_head(found, words)]
    if not first:
        parts += [
            _offices(found, words),
            bars(over_time(one.day for one in found.mentions), words["mentions_over_time"], words),
            _beside(found.beside, words),
            _records(found.records, words),
            _asked(found.asked, words),
        ]
    parts.append(_mentions(qa, found, first, words))
    return "".join(parts)


def _head(found: Dossier, words: dict[str, str]) -> str:
    days = sorted(one.day for one in found.mentions if one.day)
    period = " – ".join(dict.fromkeys((days[0], days[-1]))) if days else ""
    count = words["named_in"].format(articles=found.articles, times=len(found.mentions))
    about = " · ".join(filter(None, (words[f"of_{found.kind}"], count, period)))
    others = [one for one in found.spellings if one != found.name]
    also = f"<p class='place' lang='zh'>{words['also']}{html.escape('、'.join(others))}</p>" if others else ""
    note = f"<p class='note'>{words['by_name']}</p>" if found.kind == "person" else ""
    name = f"<h2 class='title' lang='zh'>{html.escape(found.name)}</h2>"
    return f"{name}<p class='place'>{html.escape(about)}</p>{also}{note}"


def _section(title: str, body: str) -> str:
    return f"<section><h3>{title}</h3>{body}</section>" if body else ""


def _offices(found: Dossier, words: dict[str, str]) -> str:
    rows = "".join(
        f"<li><span class='day'>{_period(one) or words['undated']}</span> "
        f"<span lang='zh'>{html.escape(one.office)}</span></li>"
        for one in found.offices
    )
    return _section(words["offices"], f"<ul>{rows}</ul>" if rows else "")


def _period(one: Tenure) -> str:
    return html.escape(" – ".join(dict.fromkeys(filter(None, (one.first, one.last)))))


def _beside(some: Sequence[Beside], words: dict[str, str]) -> str:
    rows = []
    for kind in KINDS:
        named = [_chip(one, words) for one in some if one.kind == kind]
        if named:
            rows.append(f"<p class='names'><span class='of'>{words[f'of_{kind}']}</span>{''.join(named)}</p>")
    return _section(words["beside"], "".join(rows))


def _chip(one: Beside, words: dict[str, str]) -> str:
    met = f" · {words['met'].format(n=one.met)}" if one.met else ""
    return f"<span>{link(one.kind, one.name)} <small>{one.articles}{met}</small></span>"


def _records(records: Sequence[MeetingRecord], words: dict[str, str]) -> str:
    rows = "".join(_record(one, words) for one in records[:RECORDS])
    more = len(records) - RECORDS
    left = f"<p class='note'>{words['left_out'].format(n=more)}</p>" if more > 0 else ""
    return _section(words["records_of"], f"<ul>{rows}</ul>{left}" if rows else "")


def _record(record: MeetingRecord, words: dict[str, str]) -> str:
    places = sorted({(one.start, one.end) for some in record.evidence.values() for one in some})
    name = _opens(record.article_id, places, record.name or record.title)
    measures = "".join(
        f"<li lang='zh'>{_opens(record.article_id, [(one.start, one.end)], one.text)}</li>"
        for one in record.evidence["measures"]
    )
    many = words["how_many"].format(n=len(record.measures))
    folded = f"<details><summary>{many}</summary><ul>{measures}</ul></details>" if measures else ""
    day = html.escape(record.date or record.issue_date or words["undated"])
    return f"<li><span class='day'>{day}</span> {words[record.form]} <span lang='zh'>{name}</span>{folded}</li>"


def _asked(asked: Sequence[Asked], words: dict[str, str]) -> str:
    rows = "".join(
        f"<li lang='zh'><span class='day'>{html.escape(one.day or words['undated'])}</span> "
        f"{_opens(one.article_id, [(one.measure.start, one.measure.end)], one.measure.text)}</li>"
        for one in asked[:ASKED]
    )
    return _section(words["asked"], f"<ul>{rows}</ul>" if rows else "")


def _mentions(qa: QA, found: Dossier, first: int, words: dict[str, str]) -> str:
    some = found.mentions[first : first + PAGE]
    articles = qa.store.articles_of_ids(list({one.article_id for one in some}))
    rows = "".join(_mention(one, articles[one.article_id], words) for one in some if one.article_id in articles)
    left = len(found.mentions) - first - PAGE
    data = f"data-kind='{found.kind}' data-dossier='{html.escape(found.name)}' data-from='{first + PAGE}'"
    more = f"<p><a href='#' {data}>{words['earlier_mentions'].format(n=left)}</a></p>" if left > 0 else ""
    return _section(words["said_of"], f"<ol class='said'>{rows}</ol>{more}" if rows else "")


def _mention(one: Mention, article: Article, words: dict[str, str]) -> str:
    where = " · ".join(filter(None, (one.day or words["undated"], one.source)))
    quote = _opens(one.article_id, [(one.start, one.end)], article.body[one.start : one.end])
    return f"<li><span class='day'>{html.escape(where)}</span> <q lang='zh'>{quote}</q></li>"


def _opens(article_id: str, places: Sequence[tuple[int, int]], text: str) -> str:
    spans = [(start, end, "first" if number == 0 else "named") for number, (start, end) in enumerate(places)]
    data = f"data-article='{html.escape(article_id)}' data-spans='{json.dumps(spans)}'"
    return f"<a href='#' {data} data-at='{'first' if spans else ''}'>{html.escape(text)}</a>"
