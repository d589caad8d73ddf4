"""A plan -> the articles of its answer, each with the sentence that says most.

Every passage near the question is scored as for a single answer. The articles a question is about stand clear of the
rest: what lies more than halfway from what unrelated text reaches to the best one is taken. Unrelated text is what the
passages ranked 13th to 40th by article are: an archive seldom has more on one matter. Names and days that the question
sets are then required.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from statistics import mean

from index.article import Article
from index.dates import find_dates
from index.folding import fold
from index.periods import periods
from index.schema import Filters
from rag.query import Folded, Query
from rag.question import Language
from rag.retriever import Hit, Retriever
from rag.survey.period import Period
from rag.survey.plan import Plan

POOL = 150  # passages looked at
UNRELATED = slice(12, 40)  # articles by rank
CLEAR = 0.6  # share of the way from unrelated text to the best article
APART: dict[Language, float] = {"zh": 0.035, "en": 0.025}  # of the best above unrelated text, for there to be anything
COVERED = 0.3  # share of the question's terms that an article must have to stand alone
OPENING = 300  # characters in which an article says of which day it is
LATE = 3  # days after an event that its report may be printed
_CAPITAL = re.compile(r"(?<=[\s(])[A-Z][A-Za-z]+|\d[\d,.]*")
_HEADER = re.compile(r"(20\d\d)[年/-](\d{1,2})[月/-](\d{1,2})")


@dataclass(frozen=True, slots=True)
class Item:
    """An article of the result: its best sentence `body[start:end]`, and its hit.

    `day` is the day it was printed or that it names, `happened` the day of what it reports; None where not known.
    """

    article: Article
    day: str | None
    happened: str | None
    start: int
    end: int
    hit: Hit

    @property
    def quote(self) -> str:
        """The words of its sentence."""
        return self.article.body[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Collected:
    """What was found for a plan, best first; `hits` are the nearest passages, whatever came of them."""

    items: tuple[Item, ...]
    hits: tuple[Hit, ...]


def collect(
    plan: Plan, question: str, language: Language, search: Retriever, filters: Filters | None = None
) -> Collected:
    """The articles a plan asks for."""
    query = _query(plan, question, language, search)
    hits = search.search(query, POOL, filters)
    best = _best(hits)
    newest = search.store.dates()[1]
    named = [hit for hit in best if plan.quoted and _names(hit.article, plan)]
    chosen = [hit for hit in named or _clear(best, query, APART[language]) if _fits(hit.article, plan, newest)]
    items = tuple(_item(hit, newest) for hit in chosen)
    return Collected(items, tuple(hits))


def _query(plan: Plan, question: str, language: Language, search: Retriever) -> Query:
    """An English question shares only names and numbers with Chinese articles; its other words count for nothing."""
    if language == "zh":
        return search.prepare(plan.topic)
    query = search.prepare(question)
    names = {word.lower() for word in _CAPITAL.findall(question)}
    weights = {term: weight for term, weight in query.weights.items() if term in names}
    return replace(query, weights=weights, asked=tuple(term for term in query.asked if term in weights))


def _best(hits: Sequence[Hit]) -> list[Hit]:
    """The best passage of each article, best first."""
    best: dict[str, Hit] = {}
    for hit in hits:
        if hit.article.id not in best or hit.score > best[hit.article.id].score:
            best[hit.article.id] = hit
    return sorted(best.values(), key=lambda hit: -hit.score)


def _clear(best: Sequence[Hit], query: Query, apart: float) -> list[Hit]:
    """Those that stand clear of unrelated text; none when nothing does."""
    if not best:
        return []
    floor = mean([hit.score for hit in best[UNRELATED]] or [best[-1].score])
    top = best[0].score
    if top - floor < apart and len(best) > UNRELATED.start:
        return []
    chosen = [hit for hit in best if hit.score >= floor + CLEAR * (top - floor)]
    if len(chosen) == 1 and query.weights and _coverage(chosen[0].article, query) < COVERED:
        return []
    return chosen


def _coverage(article: Article, query: Query) -> float:
    return query.share(query.held(Folded(fold(f"{article.headline}\n{article.body}"))))


def _names(article: Article, plan: Plan) -> bool:
    """Whether an article has the names and the words in quotation marks that a plan sets."""
    text = f"{article.headline}\n{article.body}"
    return all(name in text for name in (*plan.people, *plan.quoted))


def _fits(article: Article, plan: Plan, newest: str | None) -> bool:
    """Whether an article has the names and the days that a plan sets."""
    if not _names(article, plan):
        return False
    if plan.as_of and (day := day_of(article, newest)) and day > plan.as_of:
        return False
    return plan.period is None or _within(article, plan.period, newest)


def _within(article: Article, period: Period, newest: str | None) -> bool:
    """Whether an article is of the period: the days its opening names, else the one it was printed on.

    昨日, 上周 and 近日 are those of its issue.
    """
    reference, opening = article.issue_date or newest, article.body[:OPENING]
    named = {iso for _, _, iso in find_dates(opening, reference)}
    if any(period.holds(day) for day in named):
        return True
    spans = [(first, last) for _, _, first, last in periods(opening, reference)] if reference and not named else []
    if any(period.holds(first) and period.holds(last) for first, last in spans):
        return True
    printed = article.issue_date
    return printed is not None and period.first <= printed and not named and period.holds(printed)


def day_of(article: Article, newest: str | None) -> str | None:
    """The day of an article: of its issue, else the first that its text names."""
    if article.issue_date:
        return article.issue_date
    if header := _HEADER.search(article.body[:OPENING]):
        return f"{header[1]}-{int(header[2]):02}-{int(header[3]):02}"
    dates = find_dates(article.body[:OPENING], newest)
    return dates[0][2] if dates else None


def _item(hit: Hit, newest: str | None) -> Item:
    said = max(hit.sentences, key=lambda one: one.score, default=None)
    start, end = (said.start, said.end) if said else (hit.passage.start, hit.passage.end)
    day = day_of(hit.article, newest)
    return Item(hit.article, day, _first_named(hit.article, day), start, end, hit)


def _first_named(article: Article, day: str | None) -> str | None:
    """The first day that an article's opening names and that may be its news: at most `LATE` days old."""
    if day is None:
        return None
    dates = (iso for _, _, iso in find_dates(article.body[:OPENING], day))
    return next((iso for iso in dates if 0 <= (date.fromisoformat(day) - date.fromisoformat(iso)).days <= LATE), day)
