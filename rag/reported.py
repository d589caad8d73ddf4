"""Questions that a record answers: who led a meeting or attended it, what it heard, where one went, what was asked for.

A list is then complete, though its parts stand far apart in the article, and what the report does not state is known
to be missing. The record is the one of the article whose sentence fits the question best.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby
from typing import Literal

from index.article import Article
from index.numerals import number_of
from rag.candidates import Candidate, Line
from rag.demands import demands
from rag.people import people
from rag.question import Question
from rag.records import Form, Found, MeetingRecord, meeting_records
from rag.tuning import TUNING

Field = Literal["attendees", "chair_or_lead", "places_visited", "items", "measures"]

_WHO = "谁|哪些人|哪几[位个]|哪[些几]?位?.{0,3}(?:领导|同志|干部)|哪些.{0,4}(?:领导|负责人)"
_PRESENT = "出席|参加|列席|到会|到场|在场|与会"
_LED = "主持|带队|率队|牵头|召集"
_WENT = "去|到|走访|走进|暗访|调研|督导|查看|察看|检查|考察|视察|慰问"
_NUMERAL = r"[一二三四五六七八九十\d]"
_ASKED_FOR = "要求|措施|任务|部署|意见|希望|举措"
_FIELDS: tuple[tuple[Field, re.Pattern[str]], ...] = (
    (
        "attendees",
        re.compile(
            rf"(?:{_WHO}).{{0,8}}(?:{_PRESENT})|(?:{_PRESENT}).{{0,10}}(?:{_WHO})|(?:还有|都有|有)谁(?:在|来)|出席名单"
            r"|who (?:else )?(?:attended|was present|were present|took part|was there)|(?:attendees|participants)",
            re.IGNORECASE,
        ),
    ),
    (
        "chair_or_lead",
        re.compile(
            rf"(?:{_WHO}).{{0,3}}(?:{_LED})|(?:{_LED})(?:的|人|者)*(?:是|叫)?(?:{_WHO})"
            r"|who (?:chaired|presided|led|headed)",
            re.IGNORECASE,
        ),
    ),
    (
        "items",
        re.compile(
            r"(?:听取|传达|审议|研究|讨论|通报)(?:学习|贯彻|部署)?了?(?:哪|什么)|(?:有|是)?(?:哪些|什么)(?:议程|议题)|(?:议程|议题)(?:是|有)"
            r"|(?:agenda|what (?:did|was).{0,40}(?:hear|discuss|convey))",
            re.IGNORECASE,
        ),
    ),
    (
        "measures",
        re.compile(
            rf"(?:强调|叮嘱|指出|希望)了?(?:哪些|什么)|第{_NUMERAL}[条点项个].{{0,6}}(?:{_ASKED_FOR})|(?:提出|强调|作出|作了|部署|明确|布置)了?.{{0,4}}(?:哪|什么|几|怎样).{{0,8}}(?:{_ASKED_FOR})|(?:哪些|什么|几[点条项])(?:具体)?(?:{_ASKED_FOR})"
            r"|what (?:demands|requirements|measures)",
            re.IGNORECASE,
        ),
    ),
    (
        "places_visited",
        re.compile(
            rf"(?:{_WENT})(?:过|了)*.{{0,4}}哪(?:里|儿|些|几|两|三)个?(?:地方|单位|企业|项目|工地|现场|处|家|地)?(?:{_WENT})?(?:[？?，]|$)"
            r"|which (?:\w+ ){0,3}(?:places|offices|sites|units|companies|departments|projects)\b.{0,30}"
            r"\b(?:visit|go(?: to)?|inspect|stop at|tour|see)\b",
            re.IGNORECASE,
        ),
    ),
)
_GENERAL = re.compile(
    rf"{_PRESENT}|{_LED}|{_ASKED_FOR}|提出|强调|指出|作出|会议|会上|召开|这次|上午|下午|昨天|昨日|当天|\d{{1,4}}[月日号]|哪些|什么|哪|几|点|条|项|方面|具体"
    r"|[一二三四五六七八九十两]|都|有|的|了|在|是|对|上|和|市委|市|书记|市长|主任|总|请|列出|[^\u4e00-\u9fff]"
)
_LABELS: dict[Field, tuple[str, str]] = {
    "attendees": ("出席", "Present"),
    "chair_or_lead": ("带队", "Led by"),
    "places_visited": ("去了", "Went to"),
}
_DONE_BY: tuple[Field, ...] = ("places_visited", "measures")  # what the lead did
_CHAIRED = ("主持", "Chaired by")
_SAID = re.compile(r"(?P<verb>叮嘱|希望)了?(?:哪|什么)")
_NUMBERED = re.compile(rf"(?P<number>{_NUMERAL}{{1,3}})(?:要|是|、)")
_ORDINAL = re.compile(rf"第(?P<number>{_NUMERAL}{{1,3}})[条点项个]")
_FORMS: dict[Form, re.Pattern[str]] = {
    "meeting": re.compile(r"会议|会上|开会|座谈会|\bmeeting", re.IGNORECASE),
    "inspection": re.compile(r"暗访|督导|调研|检查|视察|考察|\binspect|\bvisit", re.IGNORECASE),
}
OFF_TOPIC = 2
NAME = 2.0  # log odds that a meeting's whole name in the question is worth
MOST, LEAST = 0.5, 4  # the share of a name by which a meeting is called, and the characters of one that says nothing


def asked_field(text: str) -> Field | None:
    """Which field of a record a question asks for; None when it asks for something else."""
    return next((field for field, pattern in _FIELDS if pattern.search(text)), None)


def from_record(asked: Question, ranked: Sequence[Candidate]) -> list[Line] | None:
    """The lines that a record gives. Empty when its report doesn't say; None when no record is asked for or found."""
    field = asked_field(asked.asks) if asked.kind != "compare" else None
    record = _record(asked, field, ranked) if field else None
    if field is None or record is None:
        return None
    if field in _DONE_BY and _others(asked.plain, record, ranked):
        return None
    article = next(one.article for one in ranked if one.article.id == record.article_id)
    if field == "measures":
        return _measures(asked, record, [one for one in ranked if one.article.id == article.id])
    if record.evidence[field]:
        return _lines(asked, field, record, article)
    return [] if field == "attendees" and not re.search(_PRESENT, article.body) else None


def is_reported(asked: Question, ranked: Sequence[Candidate]) -> bool:
    """Whether the question calls a meeting by its name, or names who led, and the record has what is asked for."""
    field = asked_field(asked.asks) if asked.kind != "compare" else None
    record = _record(asked, field, ranked) if field else None
    if record is None or field is None or not record.evidence[field]:
        return False
    return _called(record, asked.plain) or (
        field in _DONE_BY and any(one in asked.plain for one in record.chair_or_lead)
    )


def _others(question: str, record: MeetingRecord, ranked: Sequence[Candidate]) -> bool:
    """Whether a question names persons, none of whom led what the record is of."""
    named = {name for one in ranked for name in people(one.text) if name in question}
    return bool(named) and not any(name in question for name in record.chair_or_lead)


def _record(asked: Question, field: Field, ranked: Sequence[Candidate]) -> MeetingRecord | None:
    """The record that fits best: by its article's best sentence, and how much of the meeting's name is in the question.

    One that the question calls by most of its name comes first, then one led by somebody it names, then one of the
    form it names, a meeting or an inspection. Of demands the best sentence is the best demand. Without a record in the
    best article the question is not about one.
    """
    forms = {form for form, pattern in _FORMS.items() if pattern.search(asked.plain)}
    fitting: list[tuple[bool, bool, bool, float, MeetingRecord]] = []
    for article in {one.article.id: one.article for one in ranked}.values():
        for record in (one for one in meeting_records(article) if one.form in _FORMS):
            starts = {demand.start for demand in demands(article.body)} if field == "measures" else None
            scores = [one.score for one in ranked if one.article is article and (starts is None or one.start in starts)]
            named = _named(record.name, asked.plain)
            called = _called(record, asked.plain)
            if scores and (called or scores[0] > ranked[0].score - TUNING.reach):
                led = any(name in asked.plain for name in record.chair_or_lead)
                fitting.append((called, led, record.form in forms, scores[0] + NAME * named, record))
    return max(fitting, key=lambda one: one[:4])[-1] if fitting else None


def _called(record: MeetingRecord, question: str) -> bool:
    """Whether most of a meeting's name stands in a question; one of a few characters (专题会议) calls none."""
    return len(record.name or "") > LEAST and _named(record.name, question) >= MOST


def _named(name: str | None, question: str) -> float:
    """The share of a meeting's name that stands in a question, by pairs of characters, 0 to 1."""
    pairs = {name[at : at + 2] for at in range(len(name) - 1)} if name else set()
    return sum(pair in question for pair in pairs) / len(pairs) if pairs else 0.0


def _lines(asked: Question, field: Field, record: MeetingRecord, article: Article) -> list[Line]:
    """Each sentence's items in a line of their own; what one sentence holds all of stands before that sentence."""
    found = record.evidence[field]
    if field == "items":
        return _sentences(found, article)
    chaired = field == "chair_or_lead" and record.form == "meeting"
    label = (_CHAIRED if chaired else _LABELS[field])[asked.language == "en"]
    first: dict[str, Found] = {}
    for one in found:
        first.setdefault(one.text, one)
    lines = [
        Line(f"{label}：{'、'.join(one.text for one in group)}。", article, *place, (label,))
        for place, group in _by_sentence(list(first.values()))
    ]
    whole = _sentences(list(first.values()), article) if len(lines) == 1 and field != "attendees" else []
    return [*lines, *whole]


def _by_sentence(found: Sequence[Found]) -> list[tuple[tuple[int, int], list[Found]]]:
    grouped = groupby(sorted(found, key=lambda one: one.start), key=lambda one: (one.start, one.end))
    return [(place, list(group)) for place, group in grouped]


def _sentences(found: Sequence[Found], article: Article) -> list[Line]:
    return [Line(article.body[start:end], article, start, end) for (start, end), _ in _by_sentence(found)]


def _measures(asked: Question, record: MeetingRecord, ranked: Sequence[Candidate]) -> list[Line]:
    """Of a whole meeting its points, or all its demands; of a topic those of its paragraph, or the best one."""
    article = ranked[0].article
    asked_for = [Found(one.text, one.start, one.end, one.target) for one in demands(article.body)]
    if ordinal := _ORDINAL.search(asked.plain):
        number = number_of(ordinal["number"])
        numbered = ((_NUMBERED.match(one.text), one) for one in asked_for)
        if those := [one for match, one in numbered if match and number_of(match["number"]) == number]:
            return _sentences(those, article)
    if len(_topic(asked.asks, record)) <= OFF_TOPIC:
        said = _SAID.search(asked.asks)
        introduced = [one for one in asked_for if said and said["verb"] in article.body[one.start : one.end]]
        return _sentences(introduced or _points(asked_for, article.body), article)
    starts = {demand.start for demand in asked_for}
    best = next(one for one in ranked if one.start in starts)
    paragraph = [
        one for one in asked_for if _paragraph(article.body, one.start) == _paragraph(article.body, best.start)
    ]
    opens = paragraph[0].start == best.start
    return _sentences(paragraph if opens else [one for one in paragraph if one.start == best.start], article)


def _points(demands: Sequence[Found], body: str) -> list[Found]:
    """The demands, but of a paragraph with numbered ones only those: the others say how they are to be met."""
    points: list[Found] = []
    for _, group in groupby(demands, key=lambda one: _paragraph(body, one.start)):
        paragraph = list(group)
        points.extend([one for one in paragraph if _NUMBERED.match(one.text)] or paragraph)
    return points


def _paragraph(body: str, offset: int) -> int:
    return body.count("\n", 0, offset)


def _topic(question: str, record: MeetingRecord) -> str:
    """What is left of a question when the form, the meeting's name and its people are taken away."""
    known = set("".join((record.name or "", *record.chair_or_lead, *record.places_visited)))
    return "".join(character for character in _GENERAL.sub("", question) if character not in known)
