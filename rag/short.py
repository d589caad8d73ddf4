"""The short answer that stands before its sentence: the day, the number, the person that was asked for.

What is chosen among the words of that kind, and whether any is shown, is learned (`spans.py`). It is what people
repeat, so it is given only where it is hardly ever wrong; else the sentence speaks for itself.
"""

from __future__ import annotations

import re

from index.folding import HAN
from rag.answer import PERHAPS
from rag.candidates import Candidate, Line
from rag.derived import counted_day
from rag.learned import chance, network
from rag.question import Question
from rag.spans import Span, sought, span_features, spans, wants_year
from rag.tuning import TUNING

_RELATIVE = re.compile(r"[昨前今当][日天]")
_HAN = re.compile(f"[{HAN}]")
_TIME = re.compile(r"(?:上午|下午|晚上?|凌晨|中午|清晨)?(?:\d{1,2}[时点:：](?:\d{1,2}分?)?)?")


def short_answer(asked: Question, best: Candidate, answered: float) -> Line | None:
    """What was asked for in a word or two; None when the sentence has to speak for itself.

    `answered` is the probability that the sentence answers at all.
    """
    found = spans(asked, best.text, best.article.issue_date) if answered >= PERHAPS else []
    if not found:
        return None
    odds = network("short")(span_features(asked, best.text, found))
    chosen = found[int(odds.argmax())]
    if chance(float(odds.max())) < _bound(asked, best.text, found[0]):
        return None
    text = _said(asked, best, chosen)
    return Line(f"{text}。", best.article, best.start, best.end, short=True) if text else None


def _bound(asked: Question, sentence: str, first: Span) -> float:
    """How sure it must be. What is learned from has no 昨日 and no English sentence.

    The 昨日 by which a report begins is the day of what it reports; in English its best is taken from even odds on.
    """
    if sought(asked) == "day" and _RELATIVE.match(sentence, first.start) and not wants_year(asked):
        return 0.0
    return TUNING.short if _HAN.search(sentence) else 0.5


def _said(asked: Question, best: Candidate, one: Span) -> str | None:
    """The words as they are shown: a day with its hour, 昨日 and the like counted from the issue date."""
    word = best.text[one.start : one.end]
    if sought(asked) != "day":
        return word
    time = _TIME.match(best.text, one.end)
    hour = time[0] if time else ""
    if not _RELATIVE.match(word):
        return f"{word}{hour}"
    issued = best.article.issue_date
    return counted_day(one.iso, hour, word, issued) if issued else None
