"""档案: the records of meetings and inspections, narrowed as the reader likes, as a table, a timeline or plots; and the
directory of persons, bodies, places and topics.

Each opens its article with the sentences it was read from marked. What is exported is what is shown, all pages of it.
"""

from __future__ import annotations

import html
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import groupby
from typing import Any, NamedTuple, cast

import gradio as gr

from rag import FORMS, QA, Language, MeetingRecord, Wanted, day_of, people_of
from rag.dossiers.circle import circle
from rag.dossiers.dossier import over_time
from rag.export import ResultSet, of_records
from web.directory import directory
from web.dossiers import link
from web.offers import TABLES, takers
from web.parts import HIDDEN, Desk, Worded, choices, labelled, named
from web.plots import bars, ring
from web.words import WORDS

PAGE = 50
CHOICES = 300  # persons and bodies to choose from, the most frequent; the directory has all
VIEWS = ("table", "timeline", "plots", "directory")
PAGED = ("table", "timeline")


class Chosen(NamedTuple):
    """What the reader chose; an empty text chooses everything."""

    form: str = ""
    body: str = ""
    person: str = ""
    date_from: str = ""
    date_to: str = ""
    text: str = ""


def records(qa: QA, chosen: Chosen) -> list[MeetingRecord]:
    """The records that were chosen, newest first."""
    form, body, person, date_from, date_to, text = (value or None for value in chosen)
    wanted = Wanted(cast(Any, form if form in FORMS else None), body, person, text and text.strip())
    return qa.meetings.narrowed(wanted, date_from, date_to)


def result(qa: QA, chosen: Chosen) -> ResultSet:
    """The records that were chosen, to be taken away with what they were chosen by."""
    return of_records(records(qa, chosen), chosen._asdict())


def meetings(desk: Desk, tab: Any) -> list[Worded]:
    """The part's filters and what they leave; what of it has words."""
    words, qa = WORDS["zh"], desk.qa

    with gr.Row(elem_id="meeting-filters", equal_height=True):
        form = gr.Dropdown(_forms("zh"), value="", label=words["form"], min_width=110)
        body, person, date_from, date_to = (
            gr.Dropdown([(words["any"], "")], value="", label=words[key], min_width=110, filterable=True)
            for key in ("body", "person", "from", "to")
        )
        text = gr.Textbox(label=words["containing"], max_lines=1, max_length=100, min_width=140)
    view = gr.Radio(_views("zh"), value="table", label=words["view"], elem_id="meeting-view")
    found = gr.HTML(elem_id="meetings")
    with gr.Row(elem_id="meeting-pages"):
        turns = [gr.Button(words[key], size="sm", min_width=60, visible=False) for key in ("previous", "next")]
    number = gr.State(0)

    def shown(at: int, language: Language, view: str, *chosen: str) -> list[Any]:
        found = records(qa, Chosen(*chosen))
        at = max(0, min(at, (len(found) - 1) // PAGE))
        paged = view in PAGED
        buttons = [gr.Button(visible=paged and at > 0), gr.Button(visible=paged and (at + 1) * PAGE < len(found))]
        return [at, listing(qa, found, Chosen(*chosen), view, at, language), *buttons]

    def opened(*given: Any) -> list[Any]:
        return [*_choices(qa, given[0]), *shown(0, *given)]

    filters: list[Any] = [form, body, person, date_from, date_to, text]
    given, results = [desk.language, view, *filters], [number, found, *turns]
    anew = [body, person, date_from, date_to, *results]
    gr.on([tab.select, desk.language.change], opened, given, anew, **HIDDEN)
    gr.on([one.change for one in [view, *filters]], partial(shown, 0), given, results, **HIDDEN)
    for step, button in zip((-1, 1), turns, strict=True):
        button.click(partial(_turned, shown, step), [number, *given], results, **HIDDEN)
    filters_named = ((body, "body"), (person, "person"), (date_from, "from"), (date_to, "to"), (text, "containing"))
    return [
        choices(form, "form", _forms),
        choices(view, "view", _views),
        *(labelled(one, key) for one, key in filters_named),
        *(named(one, key) for one, key in zip(turns, ("previous", "next"), strict=True)),
    ]


def _turned(shown: Any, step: int, at: int, *given: Any) -> Any:
    return shown(at + step, *given)


def _forms(language: Language) -> list[tuple[str, str]]:
    return [(WORDS[language]["any"], ""), *((WORDS[language][form], form) for form in FORMS)]


def _views(language: Language) -> list[tuple[str, str]]:
    return [(WORDS[language][view], view) for view in VIEWS]


def _choices(qa: QA, language: Language) -> list[Any]:
    """What there is to choose from: bodies, persons, and days twice."""
    every = qa.meetings.all()
    bodies = _frequent(one.body for one in every if one.body)
    people = _frequent(name for one in every for name in people_of(one))
    days = sorted({day_of(one) for one in every if day_of(one)}, reverse=True)
    return [
        gr.Dropdown([(WORDS[language]["any"], ""), *((one, one) for one in some)])
        for some in (bodies, people, days, days)
    ]


def _frequent(names: Iterable[str]) -> list[str]:
    return sorted(name for name, _ in Counter(names).most_common(CHOICES))


# What is shown -------------------------------------------------------------------------------------------------------


def listing(qa: QA, found: Sequence[MeetingRecord], chosen: Chosen, view: str, at: int, language: Language) -> str:
    """A page of the records found as HTML: how many they are, how to take them away, and the records.

    In place of records their plots, or the directory of names with the text chosen in them.
    """
    words = WORDS[language]
    if view == "directory":
        return directory(qa, chosen.text.strip(), words)
    count = words["records"].format(n=len(found), all=len(qa.meetings.all()))
    offered = takers({"of": "records", "chosen": chosen}, TABLES, words) if found else ""
    head = f"<div class='found'><p role='status'>{count}</p>{offered}</div>"
    page = found[at * PAGE : (at + 1) * PAGE]
    if not page:
        return f"{head}<p class='note'>{words['no_records']}</p>"
    if view == "plots":
        return head + plots(found, words)
    return head + (_timeline(page, words) if view == "timeline" else _table(page, words))


def plots(found: Sequence[MeetingRecord], words: dict[str, str]) -> str:
    """The records found as plots: how many there are over time, and who met whom."""
    over = bars(over_time(map(day_of, found)), words["records_over_time"], words)
    return f"<div class='plots'>{over}{ring(circle(found), words['who_met_whom'], words)}</div>"


def _table(page: Sequence[MeetingRecord], words: dict[str, str]) -> str:
    columns = ("date", "form", "name", "body", "led", "attended", "places", "measures")
    heads = "".join(f"<th scope='col'>{words[name]}</th>" for name in columns)
    rows = "".join(f"<tr>{''.join(_cells(record, words))}</tr>" for record in page)
    return (
        f"<div class='wide' role='region' tabindex='0' aria-label='{words['meetings']}'>"
        f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _cells(record: MeetingRecord, words: dict[str, str]) -> Iterator[str]:
    day = " ".join(filter(None, (record.date, record.time)))
    yield f"<td class='day'>{html.escape(day) or '—'}</td><td>{words[record.form]}</td>"
    yield f"<td class='name' lang='zh'>{_link(record, record.name or record.title)}</td>"
    yield f"<td lang='zh'>{html.escape(record.body or '') or '—'}</td>"
    for names in (record.chair_or_lead, record.attendees):
        yield f"<td lang='zh'>{'、'.join(link('person', one) for one in names) or '—'}</td>"
    yield f"<td lang='zh'>{html.escape('、'.join(record.places_visited)) or '—'}</td>"
    yield f"<td class='count'>{len(record.measures) or '—'}</td>"


def _timeline(page: Sequence[MeetingRecord], words: dict[str, str]) -> str:
    days = groupby(page, key=lambda record: record.date)
    return "<ol class='timeline'>" + "".join(_day(day, list(some), words) for day, some in days) + "</ol>"


def _day(day: str | None, some: Sequence[MeetingRecord], words: dict[str, str]) -> str:
    entries = "".join(_entry(record, words) for record in some)
    return f"<li><h2>{html.escape(day) if day else words['undated']}</h2>{entries}</li>"


def _entry(record: MeetingRecord, words: dict[str, str]) -> str:
    leads = "、".join(record.chair_or_lead)
    about = " · ".join(filter(None, (record.time, words[record.form], record.body, leads)))
    measures = "".join(_measure(record, one, words) for one in record.evidence["measures"])
    many = words["how_many"].format(n=len(record.evidence["measures"]))
    folded = f"<details><summary>{many}</summary><ul>{measures}</ul></details>" if measures else ""
    name = _link(record, record.name or record.title)
    return f"<div class='entry'><h3 lang='zh'>{name}</h3><p class='place'>{html.escape(about)}</p>{folded}</div>"


def _measure(record: MeetingRecord, one: Any, words: dict[str, str]) -> str:
    target = words["asked_of"].format(target=html.escape(one.target)) if one.target else ""
    link = _opening(record, [(one.start, one.end, "measure")], html.escape(one.text))
    return f"<li lang='zh'>{link}{f' <small>{target}</small>' if target else ''}</li>"


def _link(record: MeetingRecord, name: str) -> str:
    """The record's name, which opens its article with what was read from it marked."""
    places = sorted({(one.start, one.end) for some in record.evidence.values() for one in some})
    spans = [(start, end, "record" if number else "first") for number, (start, end) in enumerate(places)]
    return _opening(record, spans, html.escape(name))


def _opening(record: MeetingRecord, spans: Sequence[tuple[int, int, str]], text: str) -> str:
    at = spans[0][2] if spans else ""
    data = f"data-article='{html.escape(record.article_id)}' data-spans='{json.dumps(spans)}' data-at='{at}'"
    return f"<a href='#' {data}>{text}</a>"
