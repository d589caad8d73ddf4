"""An article -> its records. Nothing is guessed: a field the report doesn't state stays empty."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.article import Article
from index.dates import find_dates
from index.sentences import sentence_spans
from rag.bodies import body_of
from rag.records.events import LOOK, Event, bounded, events
from rag.records.measures import measures
from rag.records.model import Found, MeetingRecord
from rag.records.present import leads, present
from rag.records.visited import visited
from rag.wording import title

RULES_VERSION = 2  # of what is read; records kept under another number are read anew
_HEARD = re.compile(r"^(?:会议)?(?:还|并)?(?:听取|传达|研究|审议|学习|分析|部署|通报|讨论|详细了解|了解|介绍|解读)")
_LOOKED_INTO = re.compile(
    rf"(?:{LOOK})了?(?P<what>[^，。；]{{4,40}}?(?:工作|情况|进展|进度|建设))+(?=[，。]|$)"
    rf"|对(?P<of>[^。；]{{4,60}}?)(?:等工作|情况)?进行了?(?:实地)?(?:{LOOK})"
)
_BODYS_OWN = re.compile(
    r"(?:^|[，。日午])([\u4e00-\u9fff]{2,24}?)(?:今天|昨日|\d{1,2}月)?(?:\d{1,2}日)?(?:[上下]午)?(?:（[^）]{0,40}）)?(?:召开"
    r"|举行)会议"
)
_TIME = re.compile(r"上午|下午|晚上|凌晨|连日来")


def meeting_records(article: Article) -> Iterator[MeetingRecord]:
    """The events an article reports, in reading order; none when it reports none."""
    sentences = [Found(article.body[start:end], start, end) for start, end in sentence_spans(article.body)]
    opened = [event for event in events(sentences) if not _is_empty(event, sentences[event.first : event.last])]
    for at, event in enumerate(bounded(opened)):
        yield _record(article, event, sentences[event.first : event.last], at == 0)


def _is_empty(event: Event, sentences: Sequence[Found]) -> bool:
    """Whether an inspection has neither somebody who leads nor a place to go to: then it is a word, not an event."""
    return event.form == "inspection" and not (leads(event.form, sentences) or visited(event.form, sentences))


def _record(article: Article, event: Event, sentences: Sequence[Found], first: bool) -> MeetingRecord:
    led = leads(event.form, sentences)
    fields = {
        "chair_or_lead": led,
        "attendees": [one for one in present(event.form, sentences) if one.text not in {who.text for who in led}],
        "places_visited": visited(event.form, sentences),
        "items": _items(sentences, event),
        "measures": measures(event.form, sentences),
    }
    values = {name: tuple(dict.fromkeys(found.text for found in founds)) for name, founds in fields.items()}
    values["attendees"] = tuple(dict.fromkeys((*values["chair_or_lead"], *values["attendees"])))
    opening = sentences[0]
    time = _TIME.search(opening.text)
    return MeetingRecord(
        article_id=article.id,
        title=title(article),
        source=article.source,
        issue_date=article.issue_date,
        form=event.form,
        name=event.name or (_untitled(opening.text) if event.form == "meeting" else None),
        body=_body(event.name, led, article.body),
        date=_date(article, opening) or (article.event_date if first else None),
        time=time[0] if time else None,
        evidence={name: tuple(founds) for name, founds in fields.items()},
        **values,
    )


def _untitled(text: str) -> str | None:
    """中共中央政治局常务委员会2月26日召开会议: the body's own meeting."""
    held = _BODYS_OWN.search(text)
    return held[1] + "会议" if held else None


def _date(article: Article, opening: Found) -> str | None:
    """The day the opening sentence names; none when it is vague."""
    dates = find_dates(opening.text, article.issue_date)
    return dates[0][2] if dates else None


def _body(name: str | None, led: Sequence[Found], text: str) -> str | None:
    lead = next(iter(led), None)
    return body_of(name, lead.text, text[lead.start : lead.end]) if lead else body_of(name, None, "")


def _items(sentences: Sequence[Found], event: Event) -> list[Found]:
    """What was heard, conveyed or studied; of an inspection also what was looked into."""
    found: list[Found] = []
    if event.form in ("notice", "campaign"):
        return found
    for at, sentence in enumerate(sentences):
        looked = _LOOKED_INTO.search(sentence.text) if event.form == "inspection" and at < 2 else None
        if looked:
            found.append(Found(looked["what"] or looked["of"], sentence.start, sentence.end))
        clauses = re.split(r"[，；]", sentence.text.rstrip("。"))
        found.extend(Found(clause, sentence.start, sentence.end) for clause in clauses if _HEARD.match(clause))
    return found
