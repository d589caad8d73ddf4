"""Meetings (会议) and inspections (督导、调研、暗访) as records: who, when, where, what was heard, what was asked for.

Official reports are written to a formula, and the rules follow it: 「X主持召开Y会议」, 「A、B、C出席会议」,
「会议听取了…汇报」, 「会议强调，要…」, 「X到Y、Z暗访…」. Nothing is guessed: a field the article doesn't state stays
empty, and each value keeps the sentence it was read from.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from index.article import Article
from index.sentences import sentence_spans
from rag.bodies import body_of
from rag.demands import demands
from rag.people import OFFICES
from rag.wording import title

Form = Literal["meeting", "inspection"]

_NAME = r"[\u4e00-\u9fff]{2,3}"
_VISIT = "暗访暗查|明察暗访|暗访|督导调研|督导检查|督导|调研|检查|视察|考察|走访|慰问|察看"
_CHAIRED = re.compile(rf"(?:{OFFICES})({_NAME}?)主持(?:召开)?(.{{0,40}}?(?:会议|座谈会|推进会|调度会|会商会|例会|会))")
_WENT_INTO = re.compile(rf"(?:带队|率队|分组|分赴|深入)，?(?:深入)?([^。；]{{2,60}}?)，.{{0,80}}?(?:{_VISIT})")
_VISITED = re.compile(
    rf"(?:{OFFICES})({_NAME}?)(?:先后|一行|分别|率队|带队)*(?:到|赴|深入)([^。，；]{{2,40}}?)，?(?:{_VISIT})"
)
_LED = re.compile(rf"由[^。，]{{0,20}}?(?:{OFFICES})((?:{_NAME}、)+{_NAME}?)(?:分别)?(?:带队|率队|牵头)")
_ATTENDED = re.compile(r"(?<![^。；])([^。；]*?)(?:参加|出席|列席)(?:了)?(?:会议|调研|活动|座谈|督导|检查)?(?:。|$|，)")
_LIST_HEAD = re.compile(rf"^.*?(?:领导|{OFFICES}|同志)(?=(?:{_NAME}、){{1,99}}{_NAME}$)")
_NAMES = re.compile(rf"(?:{_NAME}、)+{_NAME}$")
_NAMED = re.compile(r"召开(?:的)?([^，。、]{2,30}?(?:会议|会))")
_HEARD = re.compile(r"^(?:会议)?(?:还|并)?(?:听取|传达|研究|审议|学习|分析|部署|通报|讨论|详细了解|了解)")
_LOOKED_INTO = re.compile(
    rf"(?:{_VISIT})了?(?P<what>[^，。；]{{4,40}}?(?:工作|情况|进展|进度|建设))+(?=[，。]|$)"
    rf"|对(?P<of>[^。；]{{4,60}}?)(?:等工作|情况)?进行了?(?:实地)?(?:{_VISIT})"
)
_PLACE = re.compile(r"^在([^，。]{2,30}?)[，,]")
_TIME = re.compile(r"上午|下午|晚上|凌晨|连日来")


@dataclass(frozen=True, slots=True)
class Found:
    """A value and the sentence it was read from: `body[start:end]`. `target` is who is to do it, of a measure."""

    text: str
    start: int
    end: int
    target: str | None = None


@dataclass(frozen=True, slots=True)
class MeetingRecord:
    """One meeting or inspection, read from one article; every value stands with its sentence in `evidence`.

    `body` is the organisation that held it, as the report names it (see `bodies.py`).
    """

    article_id: str
    title: str
    source: str | None
    issue_date: str | None
    form: Form
    name: str | None
    body: str | None
    date: str | None
    time: str | None
    chair_or_lead: tuple[str, ...]
    attendees: tuple[str, ...]
    places_visited: tuple[str, ...]
    items: tuple[str, ...]
    measures: tuple[str, ...]
    evidence: dict[str, tuple[Found, ...]]

    def as_json(self) -> dict[str, Any]:
        """The record as the JSON object the commands print."""
        return asdict(self)


def meeting_records(article: Article) -> Iterator[MeetingRecord]:
    """The meeting or inspection an article reports; none when it reports neither."""
    sentences = [Found(article.body[start:end], start, end) for start, end in sentence_spans(article.body)]
    form = _form(sentences)
    if form is None:
        return
    fields = {
        "name": _name(sentences) if form == "meeting" else [],
        "chair_or_lead": _leads(sentences),
        "attendees": _attendees(sentences),
        "places_visited": _places(sentences) if form == "inspection" else [],
        "items": _items(sentences, form),
        "measures": [Found(one.text, one.start, one.end, one.target) for one in demands(article.body)],
    }
    values = {name: tuple(dict.fromkeys(found.text for found in founds)) for name, founds in fields.items()}
    time = _TIME.search(sentences[0].text)
    name = next(iter(values.pop("name")), None)
    yield MeetingRecord(
        article_id=article.id,
        title=title(article),
        source=article.source,
        issue_date=article.issue_date,
        form=form,
        name=name,
        body=_body(name, fields["chair_or_lead"], article.body),
        date=article.event_date,
        time=time[0] if time else None,
        evidence={name: tuple(founds) for name, founds in fields.items()},
        **values,
    )


def _body(name: str | None, leads: Sequence[Found], text: str) -> str | None:
    lead = next(iter(leads), None)
    return body_of(name, lead.text, text[lead.start : lead.end]) if lead else body_of(name, None, "")


def _form(sentences: Sequence[Found]) -> Form | None:
    """A meeting when one is held in the opening sentences, an inspection when somebody goes somewhere to look."""
    opening = "".join(sentence.text for sentence in sentences[:2])
    if re.search(r"召开[^。]{0,40}会|会议[^。]{0,20}召开|主持会议", opening):
        return "meeting"
    return "inspection" if re.search(_VISIT, opening) else None


def _within(sentence: Found, texts: Iterable[str]) -> list[Found]:
    return [Found(text, sentence.start, sentence.end) for text in texts if text]


def _name(sentences: Sequence[Found]) -> list[Found]:
    for sentence in sentences[:2]:
        if named := _NAMED.search(sentence.text):
            return _within(sentence, [named[1]])
        if held := re.search(r"^([^，。]{2,24}?)(?:\d+月)?(?:\d+日)?召开会议", sentence.text):
            return _within(sentence, [held[1] + "会议"])
    return []


def _leads(sentences: Sequence[Found]) -> list[Found]:
    for sentence in sentences[:3]:
        if chaired := _CHAIRED.search(sentence.text):
            return _within(sentence, [chaired[1]])
        if led := _LED.search(sentence.text):
            return _within(sentence, led[1].split("、"))
        if visited := _VISITED.search(sentence.text):
            return _within(sentence, [visited[1]])
    return []


def _attendees(sentences: Sequence[Found]) -> list[Found]:
    for sentence in sentences:
        if attended := _ATTENDED.search(sentence.text):
            listed = _LIST_HEAD.sub("", attended[1])
            if names := _NAMES.fullmatch(listed):
                return _within(sentence, names[0].split("、"))
    return []


def _places(sentences: Sequence[Found]) -> list[Found]:
    found: list[Found] = []
    for at, sentence in enumerate(sentences):
        if at < 2 and (visited := _VISITED.search(sentence.text)):
            found.extend(_within(sentence, re.split(r"[、和]", visited[2])))
        elif at < 2 and (into := _WENT_INTO.search(sentence.text)):
            found.extend(_within(sentence, re.split(r"[、和]", into[1])))
        elif place := _PLACE.match(sentence.text):
            found.extend(_within(sentence, re.split(r"[、和]", re.sub(r"(?:等地|时)$", "", place[1]))))
    return found


def _items(sentences: Sequence[Found], form: Form) -> list[Found]:
    """What was heard, conveyed or studied; of an inspection also what was looked into."""
    found: list[Found] = []
    for at, sentence in enumerate(sentences):
        looked = _LOOKED_INTO.search(sentence.text) if form == "inspection" and at < 2 else None
        if looked:
            found.extend(_within(sentence, [looked["what"] or looked["of"]]))
        clauses = re.split(r"[，；]", sentence.text.rstrip("。"))
        found.extend(_within(sentence, (clause for clause in clauses if _HEARD.match(clause))))
    return found
