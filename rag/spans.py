"""The words of a sentence that may be what was asked for in short: days, amounts, persons; and what is known of each.

`span_features` gives a row a span: what a learned network chooses by. Nothing of it depends on the archive, so that it
can be learned from any question whose answer is marked in a sentence.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np

from index.dates import find_dates
from index.folding import fold
from index.schema import FloatArray
from rag.numbers import plain
from rag.people import OFFICES, people
from rag.question import Question
from rag.wanted import amount, any_amount, office

Sought = Literal["day", "amount", "person"]
AROUND, NEAR = 10, 24  # characters
SPAN = (
    "asks day", "asks person", "asks unit", "asks year", "asks several", "asks office", "english", "question length",
    "sentence length", "candidates", "first", "last", "numeral", "vague", "bare", "like a date", "length",
    "in clause", "clause before others", "near", "before", "after", "asked after", "asked before",
    "year", "relative day", "beside office", "beside asked office", "speaks",
)  # fmt: skip
_WHO = re.compile(r"谁|哪[一]?位|何人|什么人|\bwho\b", re.IGNORECASE)
_WHICH = re.compile(r"哪[几两三四五六七八九十]")
_SEVERAL = re.compile(r"哪[些几两三四五]|都有|分别|各[自是有多]|\band\b|[多几].{1,16}[多几哪谁]", re.IGNORECASE)
_YEAR = re.compile(r"哪一?年|(?:what|which) year", re.IGNORECASE)
_HOW_MANY = re.compile(r"多少|多[大长高远久重宽]|几|how (?:many|much)|谁|哪[一]?位|什么时候|何时|哪[一]?[天年月日]")
RELATIVE = re.compile(r"[昨前今当][日天]")
_NUMERAL = re.compile(r"[一二两三四五六七八九十百千万亿]")
_VAGUE = re.compile(r"[几多半数]|一[个位名家种条项件次辆场人]")
_ROUND = re.compile(r"[数几多半百千万亿]")  # 百人 in 近百人 is no number that one would give
_PARTS = re.compile(r"[·•・]")  # of a foreign name; 莫顿 is who 菲奥娜·莫顿 is
_DATED = re.compile(r"[年月日号]$|^(?:19|20)\d\d$")
_SPEAKS = re.compile(r"说|表示|介绍|指出|强调|主持|告诉|认为|称")
_CLAUSE = re.compile(r"[，。；：！？、,;()（）]")
_ASKING = re.compile(r"[多少几什么哪谁何时吗呢啊的了是有在和？?，。]")


@dataclass(frozen=True, slots=True)
class Span:
    """Words of a sentence, `sentence[start:end]`; a day's `iso`."""

    start: int
    end: int
    iso: str = ""


def sought(asked: Question) -> Sought | None:
    """What kind of thing a question asks for that can be said in a word; None when it asks for another."""
    if asked.kind == "when":
        return "day"
    if amount(asked.asks) and not _WHICH.search(asked.asks):
        return "amount"
    return "person" if _WHO.search(asked.asks) else None


def wants_year(asked: Question) -> bool:
    """Whether a year is asked for, and not a day."""
    return bool(_YEAR.search(asked.asks))


def spans(asked: Question, sentence: str, issued: str | None) -> list[Span]:
    """The words of a sentence of the kind that is asked for, but for what stands in the question itself."""
    question = asked.plain
    match sought(asked):
        case "day":
            named = {iso for start, _, iso in find_dates(question, issued) if not RELATIVE.match(question, start)}
            return [Span(*found) for found in find_dates(sentence, issued) if found[2] not in named]
        case "amount":
            said, pattern = plain(fold(question)), amount(asked.asks)
            found = pattern.finditer(fold(sentence)) if pattern else ()
            return [Span(*one.span()) for one in found if plain(one[0]) not in said and not _ROUND.match(one[0])]
        case "person":
            names = [name for name in people(sentence) if not any(part in question for part in _PARTS.split(name))]
            return [Span(sentence.index(name), sentence.index(name) + len(name)) for name in names]
    return []


def span_features(asked: Question, sentence: str, found: Sequence[Span]) -> FloatArray:
    """A row a span, (spans, len(SPAN))."""
    if not found:
        return np.zeros((0, len(SPAN)), np.float32)
    question, folded = fold(asked.plain), fold(sentence)
    pairs = _pairs(question)
    clauses = [_share(pairs, _clause(folded, one)) for one in found]
    whole = _of_question(asked, folded, len(found))
    return np.array(
        [
            [
                *whole,
                float(at == 0), float(at == len(found) - 1),
                *_form(folded[one.start : one.end]),
                clauses[at], clauses[at] - max([*clauses[:at], *clauses[at + 1 :], 0.0]),
                *_around(question, pairs, folded, one),
                *_beside(asked, folded, one),
            ]
            for at, one in enumerate(found)
        ],
        np.float32,
    )  # fmt: skip


def _of_question(asked: Question, folded: str, count: int) -> list[float]:
    kind, pattern = sought(asked), amount(asked.asks)
    return [
        float(kind == "day"), float(kind == "person"), float(pattern is not None and not any_amount(pattern)),
        float(wants_year(asked)), float(bool(_SEVERAL.search(asked.asks))),
        float(office(asked.asks) is not None), float(asked.language == "en"), math.log(1 + len(asked.asks)),
        math.log(1 + len(folded)), math.log(1 + count),
    ]  # fmt: skip


def _form(text: str) -> list[float]:
    """What the words look like."""
    return [
        float(bool(_NUMERAL.match(text))), float(bool(_VAGUE.match(text))), float(text[-1:].isdigit()),
        float(bool(_DATED.search(text))), len(text) / 10,
    ]  # fmt: skip


def _around(question: str, pairs: frozenset[str], folded: str, one: Span) -> list[float]:
    """How much of the question stands around, and of what it says beside its question word."""
    before, after = folded[max(0, one.start - AROUND) : one.start], folded[one.end : one.end + AROUND]
    near = folded[max(0, one.start - NEAR) : one.end + NEAR]
    word = _HOW_MANY.search(question)
    said_after = question[word.end() : word.end() + AROUND] if word else ""
    said_before = question[max(0, word.start() - AROUND) : word.start()] if word else ""
    return [
        _share(pairs, near), _share(pairs, before), _share(pairs, after),
        _alike(said_after, after), _alike(said_before, before),
    ]  # fmt: skip


def _beside(asked: Question, folded: str, one: Span) -> list[float]:
    """What stands directly beside it: a year's 年, an office, a verb of speaking."""
    text = folded[one.start : one.end]
    before, after = folded[max(0, one.start - AROUND) : one.start], folded[one.end : one.end + AROUND]
    held = office(asked.asks)
    return [
        float("年" in text), float(bool(RELATIVE.match(text))),
        float(bool(re.search(f"(?:{OFFICES})$", before))),
        float(bool(held and re.search(rf"(?<!副){held}[、:]?$", before))), float(bool(_SPEAKS.search(after))),
    ]  # fmt: skip


def _clause(folded: str, one: Span) -> str:
    start = max((match.end() for match in _CLAUSE.finditer(folded, 0, one.start)), default=0)
    end = _CLAUSE.search(folded, one.end)
    return folded[start : end.start() if end else len(folded)]


def _pairs(text: str) -> frozenset[str]:
    """The pairs of characters of a question, without those of its question words."""
    return frozenset(pair for pair in map("".join, pairwise(text)) if not _ASKING.search(pair))


def _share(pairs: frozenset[str], text: str) -> float:
    """The share of the pairs that stand in a text."""
    return sum(pair in text for pair in pairs) / len(pairs) if pairs else 0.0


def _alike(said: str, text: str) -> float:
    """The share of what is said whose characters stand in a text."""
    known = [character for character in said if not _ASKING.match(character)]
    return sum(character in text for character in known) / len(known) if known else 0.0
