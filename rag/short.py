"""The short answer that stands before its sentence: the day, the number, the person that was asked for.

What is chosen among the words of that kind, and whether any is shown, is learned (`spans.py`). It is what people
repeat, so it is given only where it is hardly ever wrong; else the sentence speaks for itself.
"""

from __future__ import annotations

import re

from index.dates import find_dates
from index.folding import HAN
from rag.answer import PERHAPS
from rag.candidates import Candidate, Line
from rag.derived import counted_day
from rag.learned import chance, network
from rag.question import Question
from rag.spans import RELATIVE, Span, sought, span_features, spans, wants_year
from rag.tuning import TUNING

EVEN = 0.5
_HAN = re.compile(f"[{HAN}]")
_TIME = re.compile(r"(?:上午|下午|晚上?|凌晨|中午|清晨)?(?:\d{1,2}[时点:：](?:\d{1,2}分?)?)?")


def short_answer(asked: Question, best: Candidate, answered: float) -> Line | None:
    """What was asked for in a word or two; None when the sentence has to speak for itself.

    `answered` is the probability that the sentence answers at all.
    """
    return likeliest(asked, best, _bound(asked, best)) if answered >= PERHAPS else None


def likeliest(asked: Question, best: Candidate, least: float) -> Line | None:
    """The likeliest words of a sentence, where they are what is asked for with the `least` probability or more."""
    found = spans(asked, best.text, best.article.issue_date)
    if not found:
        return None
    odds = network("short")(span_features(asked, best.text, found))
    if chance(float(odds.max())) < least:
        return None
    text = _said(asked, best, found[int(odds.argmax())])
    return Line(f"{text}。", best.article, best.start, best.end, short=True) if text else None


def _bound(asked: Question, best: Candidate) -> float:
    """How sure it must be. What was learned from has no 昨日 and no English sentence.

    The 昨日 by which a report begins is the day of what it reports; in English its best is taken from even odds on.
    """
    first = next(iter(find_dates(best.text, best.article.issue_date)), None)
    if sought(asked) == "day" and first and RELATIVE.match(best.text, first[0]) and not wants_year(asked):
        return 0.0
    return TUNING.short if _HAN.search(best.text) else EVEN


def _said(asked: Question, best: Candidate, one: Span) -> str | None:
    """The words as they are shown: a day with its hour, 昨日 and the like counted from the issue date."""
    word = best.text[one.start : one.end]
    if sought(asked) != "day":
        return word
    time = _TIME.match(best.text, one.end)
    hour = time[0] if time else ""
    if not RELATIVE.match(word):
        return f"{word}{hour}"
    issued = best.article.issue_date
    return counted_day(one.iso, hour, word, issued) if issued else None
