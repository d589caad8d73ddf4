"""What is known of a sentence as an answer to a question, in numbers: what the learned ranking looks at.

`sentence_features` gives a row a sentence, `answer_features` one for the best sentences together, by which it is told
whether they answer at all; the question's vector, which says what kind of thing is asked for, stands behind them. The
names stand beside the numbers; the order is that of the shipped weights.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from index.article import Article
from index.folding import fold
from index.schema import FloatArray
from rag.answer_types import TYPES, asked_types
from rag.claims import denied, unknown_names
from rag.query import Query, idf
from rag.question import Question
from rag.retriever import Hit, Sentence
from rag.wanted import wanted

_DIGIT = re.compile(r"\d")
_QUOTED = re.compile("[“「]")
SENTENCE = (
    "cosine", "lexical", "passage lexical", "passage cosine", "passage score", "one over passage rank",
    "standard score", "behind best", "new cosine", "new lexical",
    "cosine before", "cosine after", "with neighbours lexical", "held by no other here",
    "types given", "types missing", "length", "digits", "quoted", "said before", "english", "follow-up",
    *(f"asks {one.name}" for one in TYPES), *(f"{one.name} given" for one in TYPES),
    "first", "place", "one over rank here", "best here behind best",
    "article: passage score", "article: passage score behind", "article: passage lexical", "article: passage cosine",
    "article: one over rank", "article: best three cosines", "article: best three lexical", "article: sentences",
    "article: lexical",
)  # fmt: skip
UNKNOWN = (math.nan,) * 384  # for the vector of another encoder
ANSWER = (
    "best", "second behind", "third behind", "chance of best", "chance of two", "chance of five", "entropy",
    "same article", "lexical of three", "article lexical", "unknown terms", "terms", "question length",
    "articles in five", "passages", "wanted here", "wanted missing in best", "wanted missing in three",
    "names unknown", "premises denied",
    "whole article lexical", "heaviest missing in article", "next missing in article", "numbers missing in article",
    "heaviest missing in three", "next missing in three",
    *(f"best: {name}" for name in SENTENCE),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """A sentence that was found: its article, where it stands in it, and the best passage it was found in."""

    article: Article
    sentence: Sentence
    hit: Hit

    @property
    def text(self) -> str:
        """Its words; of an article that is a headline alone, the headline."""
        return self.article.body[self.sentence.start : self.sentence.end] or self.article.headline


def places_of(hits: Sequence[Hit], query: Query) -> list[Place]:
    """The sentences of the passages found, each once, by the best passage that holds it."""
    found: dict[tuple[str, int], Place] = {}
    for hit in hits:
        for one in hit.sentences or _headline(hit, query):
            found.setdefault((hit.article.id, one.start), Place(hit.article, one, hit))
    return list(found.values())


def _headline(hit: Hit, query: Query) -> tuple[Sentence, ...]:
    """An article that is a headline alone, as a sentence of no place."""
    if hit.article.body:
        return ()
    held = query.held_of(hit.article.headline)
    return (Sentence(0, 0, held, query.share(held), hit.dense, np.zeros(0, np.float32)),)


def sentence_features(
    asked: Question, query: Query, places: Sequence[Place], hits: Sequence[Hit], newer: Query | None = None
) -> FloatArray:
    """A row a sentence, (places, len(SENTENCE)), in the order of `places`."""
    if not places:
        return np.zeros((0, len(SENTENCE)), np.float32)
    look = _Look(asked, query, newer, hits, _cosines(places))
    by_article: dict[str, list[int]] = {}
    for at, place in enumerate(places):
        by_article.setdefault(place.article.id, []).append(at)
    rows: list[list[float]] = [[] for _ in places]
    for numbers in by_article.values():
        numbers.sort(key=lambda at: places[at].sentence.start)
        for at, row in zip(numbers, look.rows([places[at] for at in numbers]), strict=True):
            rows[at] = row
    return np.array(rows, np.float32)


def _cosines(places: Sequence[Place]) -> FloatArray:
    return np.array([one.sentence.dense for one in places], np.float32)


@dataclass(frozen=True)
class _Look:
    """A question as sentences are held against it; `cosines` are those of all that were found."""

    asked: Question
    query: Query
    newer: Query | None
    hits: Sequence[Hit]
    cosines: FloatArray

    @cached_property
    def ranks(self) -> dict[str, int]:
        """The rank of each passage, from 1."""
        return {hit.passage.id: rank for rank, hit in enumerate(self.hits, 1)}

    @cached_property
    def articles(self) -> list[str]:
        """The articles in the order of their best passages."""
        return list(dict.fromkeys(hit.article.id for hit in self.hits))

    @cached_property
    def asks(self) -> list[float]:
        """Which kinds of things are asked for, 1 or 0 each."""
        found = {one.name for one in asked_types(self.asked.asks)}
        return [float(one.name in found) for one in TYPES]

    @cached_property
    def spread(self) -> tuple[float, float, float]:
        """Mean, deviation and greatest of the cosines."""
        return float(self.cosines.mean()), float(self.cosines.std()) + 1e-3, float(self.cosines.max())

    def rows(self, places: Sequence[Place]) -> list[list[float]]:
        """The rows of one article's sentences, given as they are read."""
        article, sentences = places[0].article, [place.sentence for place in places]
        ordered = sorted(range(len(places)), key=lambda at: -sentences[at].dense)
        standing = {at: rank for rank, at in enumerate(ordered, 1)}
        behind = sentences[ordered[0]].dense - self.spread[2]
        alone = _held_alone([one.held for one in sentences])
        whole = self._article(places)
        return [
            [
                *self._scores(place),
                *self._neighbours(sentences, at),
                self.query.share(alone[at]),
                *self._kinds(place),
                float(place.sentence.start == 0), place.sentence.start / max(len(article.body), 1), 1 / standing[at],
                behind, *whole,
            ]
            for at, place in enumerate(places)
        ]  # fmt: skip

    def _article(self, places: Sequence[Place]) -> list[float]:
        """What its article is to the question: its best passages and sentences, and what terms they hold together."""
        own = [hit for hit in self.hits if hit.article.id == places[0].article.id]
        best = max(hit.score for hit in own)
        held = self.query.held_of(places[0].article.headline)
        for place in places:
            held |= place.sentence.held
        cosines = sorted((place.sentence.dense for place in places), reverse=True)[:3]
        return [
            best, best - max(hit.score for hit in self.hits), max(hit.lexical for hit in own),
            max(hit.dense for hit in own), 1 / (1 + self.articles.index(places[0].article.id)),
            sum(cosines) / len(cosines),
            sum(sorted((place.sentence.lexical for place in places), reverse=True)[:3]), len(places) / 10,
            self.query.share(held),
        ]  # fmt: skip

    def _scores(self, place: Place) -> list[float]:
        one, hit = place.sentence, place.hit
        mean, deviation, best = self.spread
        newer = float(one.vector @ self.newer.vector) if self.newer and one.vector.size else one.dense
        return [
            one.dense, one.lexical, hit.lexical, hit.dense, hit.score, 1 / self.ranks[hit.passage.id],
            (one.dense - mean) / deviation, one.dense - best,
            newer, self.newer.coverage(place.text) if self.newer else one.lexical,
        ]  # fmt: skip

    def _neighbours(self, sentences: Sequence[Sentence], at: int) -> list[float]:
        """The cosines of the sentences before and after, and what terms all three hold."""
        before = sentences[at - 1] if at else None
        after = sentences[at + 1] if at + 1 < len(sentences) else None
        held = sentences[at].held | (before.held if before else 0) | (after.held if after else 0)
        mean = self.spread[0]
        return [before.dense if before else mean, after.dense if after else mean, self.query.share(held)]

    def _kinds(self, place: Place) -> list[float]:
        """What the sentence is and holds, beside what is asked for."""
        text = fold(place.text)
        given = [asks * float(bool(one.given.search(text))) for one, asks in zip(TYPES, self.asks, strict=True)]
        return [
            sum(given), sum(self.asks) - sum(given), math.log(1 + len(text)) / 5,
            float(bool(_DIGIT.search(text))), float(bool(_QUOTED.search(text))), float(place.text in self.asked.said),
            float(self.asked.language == "en"), float(self.newer is not None),
            *self.asks, *given,
        ]  # fmt: skip


def _held_alone(held: Sequence[int]) -> list[int]:
    """Of the terms that each sentence holds, those that no other one does."""
    once = twice = 0
    for one in held:
        twice |= once & one
        once |= one
    return [one & ~twice for one in held]


def answer_features(
    asked: Question, query: Query, ranked: Sequence[Place], scores: FloatArray, rows: FloatArray
) -> FloatArray:
    """What is known of the best sentences together, (len(ANSWER) + dimension,); all given best first, at least one."""
    chances = np.exp(scores - scores.max())
    chances /= chances.sum()
    top = [float(scores[at]) if at < len(scores) else float(scores[-1]) - 2 for at in range(3)]
    held = 0
    for place in ranked[:3]:
        held |= place.sentence.held
    best = ranked[0]
    in_article = 0
    for place in ranked:
        if place.article.id == best.article.id:
            in_article |= place.sentence.held
    unknown = 1 - query.share(query.known)
    return np.array(
        [
            top[0], top[0] - top[1], top[0] - top[2], chances[0], chances[:2].sum(), chances[:5].sum(),
            float(-(chances * np.log(chances + 1e-9)).sum()),
            float(len(ranked) > 1 and ranked[1].article.id == best.article.id), query.share(held),
            query.share(in_article | query.held_of(best.article.headline)), unknown,
            math.log(1 + len(query.weights)), math.log(1 + len(asked.text)),
            len({place.article.id for place in ranked[:5]}) / 5, math.log(query.passages),
            *_wanted(asked, ranked),
            float(bool(unknown_names(asked.asks, ranked[:1], ranked))), float(bool(denied(asked.asks, ranked[:1]))),
            *_missing(query, held, query.held_of(f"{best.article.headline}\n{best.article.body}")),
            *rows[0], *(query.vector if query.trained else UNKNOWN),
        ],
        np.float32,
    )  # fmt: skip


def _wanted(asked: Question, ranked: Sequence[Place]) -> list[float]:
    """Whether the question's form says what must stand in its answer; whether the best lacks it, and all of three."""
    pattern = wanted(asked.asks)
    given = [bool(pattern.search(fold(place.text))) for place in ranked[:3]] if pattern else [True]
    return [float(pattern is not None), float(not given[0]), float(not any(given))]


def _missing(query: Query, in_three: int, in_article: int) -> list[float]:
    """What the article as a whole holds, and the rarest terms that the archive knows and the best do not: its names."""
    rare = idf(1, query.passages)
    known = query.known
    numbers = [float(not in_article & bit) for term, bit in query.bits.items() if term[0].isdigit()]
    found = [query.share(in_article)]
    for held in (in_article, in_three):
        weights = [
            query.weights[term] / rare for term, bit in query.bits.items() if len(term) > 1 and known & bit & ~held
        ]
        found += sorted([*weights, 0.0, 0.0], reverse=True)[:2]
    return [*found[:3], sum(numbers), *found[3:]]
