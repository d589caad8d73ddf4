"""What is new on a question (关注): the articles that came in since a mark and are about what it asks.

A mark is the number of the article that came in last; numbers only grow. Each new article that search brings up is
judged alone, by the two probabilities of a single answer: an article is news when it is about the question at all, and
`answers` when it holds what is asked for. Nothing of the question is kept: whoever asks says from which mark on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.article import Article
from index.schema import Filters
from rag.candidates import rank
from rag.query import Query
from rag.question import Question, understand
from rag.retriever import Hit, Retriever
from rag.survey.plan import plan_of
from rag.tuning import TUNING

POOL = 60  # passages looked at
MOST = 20  # articles judged


@dataclass(frozen=True, slots=True)
class Found:
    """An article that came in since the mark: its sentence nearest to the question, and whether that `answers` it."""

    article: Article
    start: int
    end: int
    answers: bool

    @property
    def quote(self) -> str:
        """The words of its sentence."""
        return self.article.body[self.start : self.end]


@dataclass(frozen=True, slots=True)
class News:
    """What is new on a question, the newest issue first; `mark` is from which on the next time asks."""

    question: str
    mark: int
    found: tuple[Found, ...]


def news(question: str, after: int, search: Retriever) -> News:
    """The articles about a question whose number is beyond `after`; of a mark that the index never had, of all."""
    mark = search.store.last_number()
    asked = understand(_topic(question, search), ())
    query = search.prepare(asked.sought)
    hits = search.search(query, POOL, Filters(after=after if after <= mark else 0))
    judged = (_judged(asked, query, some) for some in _by_article(hits)[:MOST])
    found = sorted((one for one in judged if one), key=lambda one: one.article.issue_date or "", reverse=True)
    return News(question, mark, tuple(found))


def _topic(question: str, search: Retriever) -> str:
    """What a question over the whole archive (哪些报道写了…) is about; any other as it is."""
    plan = plan_of(question, (), search.store.dates()[1])
    return plan.topic if plan else question


def _by_article(hits: Sequence[Hit]) -> list[list[Hit]]:
    """The hits of each article, in the order of their best."""
    found: dict[str, list[Hit]] = {}
    for hit in hits:
        found.setdefault(hit.article.id, []).append(hit)
    return list(found.values())


def _judged(asked: Question, query: Query, hits: Sequence[Hit]) -> Found | None:
    ranking = rank(asked, query, hits)
    if not ranking.candidates or ranking.about < TUNING.news:
        return None
    best = ranking.candidates[0]
    return Found(best.article, best.start, best.end, ranking.answered >= TUNING.answered)
