"""Holds each sentence of a model against the words it rests on: nothing invented stays.

A sentence stays when numbers, dates, persons and organisations in it occur in the sentence of the article that it is
cited to, and its wording is borne out by it: in Chinese by shared characters and pairs, in English by its vector,
since there the words are others. A mark that is missing or wrong is found by matching.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise

from index.folding import fold
from index.schema import FloatArray
from index.terms import grams
from rag import check
from rag.candidates import Line
from rag.facts import repeated, strange_lists, strange_names, strange_numbers, strange_organisations
from rag.llm.facts_en import anchored, strange_in_english
from rag.llm.prompt import Ground
from rag.llm.thoughts import END
from rag.question import Question

SUPPORT, CLAUSE_SUPPORT, CLAUSE_CHARS = 0.75, 0.5, 4
SUPPORT_EN = 0.57  # cosine: of parallel sentences (XQuAD) 0.99 reach it, of others of the same paragraph 0.3
UNSUPPORTED = "not borne out"
NEAR = 400
SEVERAL = 4  # places looked at for a sentence that rests on more than one
_MARKS = re.compile(r"(?<!\s)\s*[\[［【]\s*(\d+(?:\s*[,，、\-]\s*\d+)*)\s*[\]］】]")
_LIST_MARK = re.compile(r"^\s*(?:[-*•·]|\d+[.、)）](?!\d))\s*|\*\*|__|`")
_END = re.compile(
    r"(?:[。！？!?]+|\.(?=[\s\[])|\n)[”’」』）)]*(?:\s{0,4}[\[［【]\s*\d+(?:\s*[,，、\-]\s*\d+)*\s*[\]］】])*[。.]?"
)
_CLAUSE_END = re.compile(r"[，；：。！？]")
_TURNS = re.compile(r"[不没未无非勿别](?=[\u4e00-\u9fff])|禁止|严禁|停止|取消|除外")
_ABOUT_THE_TASK = re.compile(
    r"编号|句子|改写|原文|上述内容|未提及|没有提到|无法(?:回答|确定)|作为.{0,6}助手"
    r"|\b(?:sentences?|the text|passages?|does not (?:say|mention|specify)|cannot|rewrit)",
    re.IGNORECASE,
)

Encode = Callable[[Sequence[str]], FloatArray]


@dataclass(frozen=True, slots=True)
class Written:
    """One sentence of a model: its words without marks, and the numbers of the grounds it was marked with."""

    text: str
    marks: tuple[int, ...]


FORGET = Written("", ())  # what was written before was thought, and no part of the answer


@dataclass(frozen=True, slots=True)
class Checked:
    """A sentence that stays, a line for each place it rests on; or one that was struck, and why, in a word or two."""

    lines: tuple[Line, ...]
    why: str = ""

    @property
    def line(self) -> Line | None:
        """The sentence with its first place."""
        return self.lines[0] if self.lines else None


def split(pieces: Iterator[str]) -> Iterator[Written]:
    """Sentences as they are finished; the last one when the pieces end, though it may have no full stop."""
    rest = ""
    for piece in pieces:
        rest += piece
        if END in rest:
            rest = rest.rpartition(END)[2]
            yield FORGET
        while (match := _END.search(rest)) and rest[match.end() :].lstrip(" ")[:1] not in ("", "[", "［", "【"):
            yield from _written(rest[: match.end()])
            rest = rest[match.end() :]
    at = 0
    for match in _END.finditer(rest):
        yield from _written(rest[at : match.end()])
        at = match.end()
    yield from _written(rest[at:])


def _written(text: str) -> Iterator[Written]:
    marks = tuple(int(number) for group in _MARKS.findall(text) for number in re.findall(r"\d+", group))
    words = _LIST_MARK.sub("", _MARKS.sub("", text)).strip()
    if re.search(r"\w", words):
        yield Written(words, marks)


def check_sentence(written: Written, grounds: Sequence[Ground], asked: Question, encode: Encode) -> Checked:
    """The sentence with the place that bears it out best, those it was marked with first; or with several together.

    `why` says what speaks against it where there is none.
    """
    marked = [line for ground in grounds if ground.number in written.marks for line in ground.lines]
    others = [line for ground in grounds if ground.number not in written.marks for line in ground.lines]
    why = "no ground"
    for lines in (marked, others):
        places = sorted([*lines, *_together(lines)], key=lambda line: -overlap(written.text, _ground(line)))
        for place in places[:3]:
            objection = _objection(written.text, place, asked, encode)
            if not objection:
                return Checked((replace(place, text=written.text),))
            why = why if why != "no ground" else objection
    if together := _rests_on_several(written.text, marked, asked, encode):
        return Checked(tuple(replace(place, text=written.text) for place in together))
    return Checked((), why)


def _rests_on_several(text: str, lines: Sequence[Line], asked: Question, encode: Encode) -> tuple[Line, ...]:
    """The two or three places it is marked with that bear a sentence out together; none where they do not.

    Each of its clauses must be borne out by one of them alone, so that nobody gets what another place says of others.
    """
    best = sorted(lines, key=lambda line: -overlap(text, _ground(line)))[:SEVERAL]
    for count in (2, 3):
        for places in combinations(best, count):
            clauses = [clause for clause in _CLAUSE_END.split(text) if len(clause) >= CLAUSE_CHARS]
            apart = asked.language == "en" or all(any(_bears(clause, place) for place in places) for clause in clauses)
            if apart and not _objection(text, _joined(places), asked, encode):
                return tuple(sorted(places, key=lines.index))
    return ()


def _bears(clause: str, place: Line) -> bool:
    """Whether a place has the numbers, names and most of the words of a clause."""
    ground = _ground(place)
    strange = (strange_numbers, strange_names, strange_organisations)
    return overlap(clause, ground) >= CLAUSE_SUPPORT and not any(find(clause, ground) for find in strange)


def _joined(places: Sequence[Line]) -> Line:
    """Several places as if they were one."""
    body = "\n".join(_ground(place) for place in places)
    article = replace(places[0].article, body=body, parts=(), scanned=())
    return Line(body, article, 0, len(body))


def _together(lines: Sequence[Line]) -> Iterator[Line]:
    """Neighbouring sentences of one article that a sentence may rest on together."""
    for one, other in pairwise(lines):
        if one.article.id == other.article.id and one.start < other.start and other.end - one.start <= NEAR:
            yield replace(one, text=f"{one.text}{other.text}", end=other.end)


def _objection(text: str, place: Line, asked: Question, encode: Encode) -> str:
    """What speaks against a sentence resting on a place; empty when nothing does."""
    ground = _ground(place)
    if _ABOUT_THE_TASK.search(text):
        return "speaks of its task"
    if asked.language == "en":
        return _objection_en(text, place, ground, asked, encode)
    return _objection_zh(text, place, ground)


def _objection_zh(text: str, place: Line, ground: str) -> str:
    for strange in (strange_numbers, strange_names, strange_organisations, strange_lists):
        if found := strange(text, ground):
            return str(found[0])
    if again := repeated(text, place.quote):
        return again[0]
    if turned := [word for word in _TURNS.findall(fold(text)) if word not in fold(ground)]:
        return str(turned[0])
    if check.verdict(replace(place, text=text)) == "unsupported":
        return UNSUPPORTED
    clauses = [clause for clause in _CLAUSE_END.split(text) if len(clause) >= CLAUSE_CHARS]
    weakest = min((overlap(clause, ground) for clause in clauses), default=1.0)
    return "" if weakest >= CLAUSE_SUPPORT and overlap(text, ground) >= SUPPORT else UNSUPPORTED


def _objection_en(text: str, place: Line, ground: str, asked: Question, encode: Encode) -> str:
    """In another language only numbers and names can be compared word by word: a sentence must have some."""
    if strange := strange_in_english(text, ground, asked.text):
        return strange
    if not anchored(text):
        return "nothing to compare"
    one, other = encode([text, place.text])
    return "" if float(one @ other) >= SUPPORT_EN else UNSUPPORTED


def _ground(place: Line) -> str:
    """The words of a place, and the fields of its article."""
    article = place.article
    fields = (article.headline, article.byline, article.source, article.issue_date, article.event_date, article.page)
    return "\n".join(part for part in (place.text, place.quote, *fields, article.continues_on) if part)


def overlap(text: str, ground: str) -> float:
    """The share of a text's characters and pairs that the ground has too, 0 to 1."""
    terms = set(grams(text))
    return len(terms & set(grams(ground))) / max(len(terms), 1)
