"""False premises (不实前提): what a question takes for granted and the article it is about says otherwise.

The article that answers best must know the persons, places, dates and quantities that the question names. Where it
names others in their stead, the question is not answered but corrected, with what the article does say.
"""

from __future__ import annotations

import math

from index.article import Article
from index.dates import find_dates
from index.folding import fold
from index.sentences import sentence_spans
from rag.candidates import Candidate, Line
from rag.claims import denied, elsewhere, unknown_names
from rag.people import people
from rag.question import Question
from rag.records import meeting_records
from rag.tuning import TUNING
from rag.wanted import office, wanted

COMPARED = 3


def settle(asked: Question, ranked: list[Candidate], answered: float) -> tuple[list[Candidate], str | None]:
    """The candidates, and what their best one denies of the question, in the question's words; None when nothing.

    Names, places and days are spelt in many ways, so that an article which seems not to have one denies nothing where
    the question is likely `answered` (a probability); another number, or another who led, always does. Where the best
    one is only about another place or time, or gives nothing of the kind asked for, one that comes close and is about
    the right one, or gives it, is put in front.
    """
    ranked = _giving(asked, ranked)
    best = ranked[: COMPARED if asked.kind == "compare" else 1]
    doubtful = answered < TUNING.certain
    if doubtful and elsewhere(asked.asks, best):
        for candidate in ranked[1:]:
            if candidate.score < ranked[0].score - TUNING.close:
                break
            if not elsewhere(asked.asks, [candidate]):
                return [candidate, *(one for one in ranked if one is not candidate)], None
    claims = [*(unknown_names(asked.asks, best, ranked) if doubtful else ()), *denied(asked.asks, best)]
    return ranked, next(iter(claims), None)


def _giving(asked: Question, ranked: list[Candidate]) -> list[Candidate]:
    """With the first of the best that gives what the question's form says must be given in front, if it comes close.

    Whoever holds another office is no answer to who holds this one, however close.
    """
    pattern = wanted(asked.asks)
    least = -math.inf if office(asked.asks) else ranked[0].score - TUNING.close
    near = [one for one in ranked[:COMPARED] if one.score > least]
    giving = next((one for one in near if pattern and pattern.search(fold(one.text))), ranked[0])
    return [giving, *(one for one in ranked if one is not giving)]


def correction(claim: str, best: Candidate) -> list[Line]:
    """What the article says instead: of a day, the first sentence with one; of a person, the one that names who led.

    Of all else, the sentence that answers best.
    """
    article = best.article
    if days := list(find_dates(claim, article.issue_date)):
        return [_dated(article, days[0][2]) or best.line]
    if claim not in people(f"书记{claim}"):
        return [best.line]
    for record in meeting_records(article):
        if led := record.evidence["chair_or_lead"]:
            return [Line(article.body[led[0].start : led[0].end], article, led[0].start, led[0].end)]
    return [best.line]


def _dated(article: Article, unlike: str) -> Line | None:
    """The first sentence of an article that names a day, other than the one that is denied."""
    for start, end in sentence_spans(article.body):
        days = [iso for _, _, iso in find_dates(article.body[start:end], article.issue_date)]
        if days and unlike not in days:
            return Line(article.body[start:end], article, start, end)
    return None
