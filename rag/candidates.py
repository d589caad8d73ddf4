"""Passages -> the sentences that may answer, best first; and the lines that an answer is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.article import Article
from rag.features import ANSWER, answer_features, places_of, sentence_features
from rag.learned import chance, network
from rag.query import Query
from rag.question import Question
from rag.retriever import Hit


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may answer: its score in log odds, and its chance among all that were found (see `rank`)."""

    article: Article
    start: int
    end: int
    score: float
    chance: float

    @property
    def text(self) -> str:
        """The words of the sentence; of an article that is a headline alone, the headline."""
        return self.article.body[self.start : self.end] or self.article.headline

    @property
    def line(self) -> Line:
        """The sentence as a line of an answer, in its own words."""
        return Line(self.text, self.article, self.start, self.end)


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence of the answer and the words it rests on: `article.body[start:end]`.

    `labels` are the program's own words in `text`, each before a colon, as in 记者：甲. They state nothing. A `short`
    line is the answer in a word or two; the sentence it is taken from follows it.
    """

    text: str
    article: Article
    start: int
    end: int
    labels: tuple[str, ...] = ()
    short: bool = False

    @property
    def stated(self) -> str:
        """The text without its labels: what has to be borne out."""
        text = self.text
        for label in self.labels:
            text = text.replace(f"{label}：", "", 1)
        return text

    @property
    def quote(self) -> str:
        """The words of the article that are cited."""
        return self.article.body[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Ranking:
    """The sentences that may answer, best first.

    `answered` is the probability that the best ones hold what was asked for, `about` that they are about it at all.
    """

    candidates: tuple[Candidate, ...]
    answered: float
    about: float


def rank(asked: Question, query: Query, hits: Sequence[Hit], newer: Query | None = None) -> Ranking:
    """The sentences of the passages that a query found, as the learned ranking orders them.

    A follow-up is two queries: what it is about, and `newer`, what is new in it. A question about an article itself
    (who wrote it) has no sentence that answers it: then the best passage's come first.
    """
    places = places_of(hits, query)
    if not places:
        return Ranking((), 0.0, 0.0)
    rows = sentence_features(asked, query, places, hits, newer)
    scores = network("rank")(rows)
    if asked.kind == "credit":
        scores = scores - 100 * np.array([hits.index(one.hit) for one in places], np.float32)
    order = np.argsort(-scores)
    chances = np.exp(scores - scores.max())
    chances /= chances.sum()
    best = [places[at] for at in order]
    known = answer_features(asked, query, best, scores[order], rows[order])[None]
    found = tuple(
        Candidate(one.article, one.sentence.start, one.sentence.end, float(scores[at]), float(chances[at]))
        for one, at in zip(best, order, strict=True)
    )
    answered, about = network("answered")(known), network("about")(known[:, : len(ANSWER)])
    return Ranking(found, chance(float(answered[0])), chance(float(about[0])))
