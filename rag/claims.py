"""What a question names and the articles found say otherwise or do not know: persons, places, days, quantities.

Used twice: as clues for whether a question is answered (`features.py`), and to say which premise is false
(`premise.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Protocol

from index.article import Article
from index.dates import find_dates
from index.folding import fold
from index.numerals import number_of
from rag.numbers import plain
from rag.people import NAME, OFFICES, people
from rag.places import places
from rag.records import meeting_records

_HALVES = {"上午": "上午|早[上晨]|清晨", "下午": "下午|午后", "晚": "晚|夜|凌晨"}
_QUANTITY = re.compile(
    r"(?<![\d.第])(?P<number>\d+(?:\.\d+)?)\s*(?P<unit>[万亿]?[个家名人例位户所项条套辆吨亩天次岁元%])(?!内|前|后)"
)
_ORDINAL = re.compile(
    r"第(?P<number>\d{1,6}|[一二三四五六七八九十百]{1,6})(?P<what>[号届次期批场轮][\u4e00-\u9fff]{2})"
)
_OURS = re.compile("[我本全][省市县区州]")
_WROTE = re.compile(rf"(?:^|记者|[，。？！：、\s])(?P<name>{NAME})(?:采写|撰写|写)的")  # 甲写的报道讲了什么
_ABSOLUTE = re.compile(r"\d|月")


class Found(Protocol):
    """A sentence that was found, in its article."""

    @property
    def article(self) -> Article:
        """The article it stands in."""

    @property
    def text(self) -> str:
        """Its words."""


def unknown_names(question: str, best: Sequence[Found], ranked: Sequence[Found]) -> list[str]:
    """Persons, places and days that the question names and the articles of its best sentences do not know."""
    return [*_missing_people(question, _text_of(best), ranked), *elsewhere(question, best)]


def denied(question: str, best: Sequence[Found]) -> list[str]:
    """Who is said to lead where another did, and quantities of which the best sentence gives others."""
    text = fold(_text_of(best))
    return [
        *_others_lead(question, best[0].article),
        *_others_wrote(question, best[0].article),
        *_other_quantities(plain(fold(question)), plain(fold(best[0].text)), plain(text)),
        *_other_ordinals(fold(question), text),
    ]


def _text_of(best: Sequence[Found]) -> str:
    return "\n".join(_all_text(one.article) for one in best)


def elsewhere(question: str, best: Sequence[Found]) -> list[str]:
    """Places, days and halves of them that the question names and the articles do not.

    A paper calls its own city 我市; which one that is, only its name tells.
    """
    text = "\n".join(_all_text(one.article) for one in best)
    absent = [place for place in places(question) if place.rstrip("县区镇乡村") not in text]
    if not any(one.article.source for one in best) and _OURS.search(text):
        absent = [place for place in absent if place[-1] in "县区镇乡村"]
    return [*absent, *_missing_dates(question, best[0].article), *other_half(question, text)]


def _missing_people(question: str, text: str, ranked: Sequence[Found]) -> Iterator[str]:
    """Persons whom the question names and the articles found know, but not this one."""
    known = {name for one in {one.article.id: one.article for one in ranked}.values() for name in _people_of(one)}
    yield from (name for name in [*known, *people(question)] if name in question and name not in text)


def _people_of(article: Article) -> list[str]:
    return [*people(article.body), *article.reporters]


def _others_lead(question: str, article: Article) -> Iterator[str]:
    """Who is said to chair or lead, where the record knows that others did."""
    said = [name for name in people(question) if re.search(f"{name}(?:同志|{OFFICES})?(?:主持|带队|率队)", question)]
    for record in meeting_records(article) if said else ():
        yield from (name for name in said if record.chair_or_lead and name not in record.chair_or_lead)


def _others_wrote(question: str, article: Article) -> Iterator[str]:
    """Who is said to have written (采写) what others signed."""
    if article.reporters and (said := _WROTE.search(question)) and said["name"] not in article.reporters:
        yield said["name"]


def _missing_dates(question: str, article: Article) -> Iterator[str]:
    """Days that the question names in figures and the article does not, neither by date nor by 昨日 and the like."""
    if article.issue_date is None:
        return
    named = [
        mention
        for mention in find_dates(question, article.issue_date)
        if _ABSOLUTE.search(question[slice(*mention[:2])])
    ]
    if not named:
        return
    known = {iso for _, _, iso in find_dates(article.body, article.issue_date)}
    known |= {article.issue_date, article.event_date or ""}
    yield from (question[start:end] for start, end, iso in named if iso not in known)


def other_half(question: str, text: str) -> Iterator[str]:
    """上午 where the article speaks of an afternoon alone, and so on."""
    spoken = {half for half, spellings in _HALVES.items() if re.search(spellings, text)}
    asked = {half: said[0] for half, spellings in _HALVES.items() if (said := re.search(spellings, question))}
    if len(asked) == 1 and spoken and not spoken & asked.keys():
        yield from asked.values()


def _other_quantities(question: str, sentence: str, text: str) -> Iterator[str]:
    """Numbers the article does not have, where its sentence gives another one of the same unit."""
    for match in _QUANTITY.finditer(question):
        others = {other["number"] for other in _QUANTITY.finditer(sentence) if other["unit"] == match["unit"]}
        if others and match["number"] not in others and match[0] not in text:
            yield match[0]


def _other_ordinals(question: str, text: str) -> Iterator[str]:
    """第3号街道 where the article knows only 第1号街道; 第39次会议 is 第三十九次会议."""
    for match in _ORDINAL.finditer(question):
        others = {number_of(other["number"]) for other in _ORDINAL.finditer(text) if other["what"] == match["what"]}
        if others and number_of(match["number"]) not in others:
            yield match[0]


def _all_text(article: Article) -> str:
    fields = (article.headline, article.byline, article.source, article.body)
    return "\n".join(field for field in fields if field)
