"""Made-up newspapers of any size, for `python -m benchmarks.scaling`, with the statistics of real ones.

Text: the shares of passages in which the commonest, the 20th, the 100th and the 400th character stand are those of
1,881 passages of Chinese news (0.9, 0.44, 0.22, 0.1); two-character words follow Zipf's law, and an article draws
some of its words from a topic. Vectors: unit length, a common direction of length 0.92, and a residual whose variance
falls over the dimensions as the bundled encoder's does (an effective dimension of about 120), shared in parts with the
broad topic, the narrow topic and the article; the mean cosine of two passages is 0.85 and of nearest neighbours 0.95.
A question is a passage's own words and direction, mixed with common words and with noise.
"""

from __future__ import annotations

import json
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.article import Article
from index.schema import FloatArray, Manifest
from index.seals import sealed
from index.sentences import Span
from index.store import VECTOR_TYPE, Store
from index.terms import document_terms
from index.writer import Writer

DIMENSION = 384
CHARACTERS, WORDS, TOPIC_WORDS = 3500, 40_000, 300
PASSAGE_WORDS, PASSAGES, SENTENCES = 115, 3, 4  # words a passage, passages an article, sentences a passage
BROAD = 200
COMMON, RESIDUAL = 0.92, 0.39
SHARES = (0.15, 0.17, 0.33, 0.35)  # of the residual's variance: broad topic, narrow topic, article, the passage's own
QUESTION_WORDS, QUESTION_RUN = 10, 5
LOT = 500  # articles


@dataclass(frozen=True, slots=True)
class Question:
    """A made-up question: its words, and its vector, (dimension,)."""

    text: str
    vector: FloatArray


@lru_cache(maxsize=1)
def _words() -> tuple[NDArray[np.str_], NDArray[np.float64]]:
    """Two-character words, and the cumulated probability of each."""
    rng = np.random.default_rng(1)
    ranks = np.arange(1, CHARACTERS + 1)
    weights = ranks**-0.55 * np.exp(-ranks / 2500)
    drawn = rng.choice(CHARACTERS, (WORDS, 2), p=weights / weights.sum())
    characters = np.array([chr(0x4E00 + at * 5) for at in range(CHARACTERS)])
    words = np.char.add(characters[drawn[:, 0]], characters[drawn[:, 1]])
    frequency = 1 / (np.arange(WORDS) + 30.0)
    return words, np.cumsum(frequency / frequency.sum())


def body(article: int) -> str:
    """The words of an article: passages one after another, with a full stop after each sentence."""
    words, cumulated = _words()
    rng = np.random.default_rng((2, article))
    count = PASSAGES * PASSAGE_WORDS
    drawn = np.searchsorted(cumulated, rng.random(count))
    topic = rng.integers(2000)
    of_topic = rng.random(count) < 0.25
    drawn[of_topic] = (topic * 7919 + rng.integers(TOPIC_WORDS, size=int(of_topic.sum()))) % WORDS
    text = words[drawn]
    ends = np.linspace(0, count, PASSAGES * SENTENCES + 1, dtype=int)
    return "".join("".join(text[start:end]) + "。" for start, end in pairwise(ends))


def spans(text: str) -> tuple[list[Span], list[Span]]:
    """Where its passages and its sentences are."""
    stops = [0, *(at + 1 for at, character in enumerate(text) if character == "。")]
    sentences = list(pairwise(stops))
    return list(pairwise(stops[::SENTENCES])), sentences


class Space:
    """Where vectors come from: the common direction, the spectrum and the topics, the same for every size."""

    def __init__(self, passages: int) -> None:
        self._rng = np.random.default_rng(3)
        self._scale = (np.arange(DIMENSION) + 8.0) ** -0.45
        self._scale /= np.sqrt((self._scale**2).sum())
        self._turn = np.linalg.qr(self._rng.standard_normal((DIMENSION, DIMENSION)))[0].astype(np.float32)
        self._common, self._asking = self._turn[-1], self._turn[-2]
        self._broad = self._drawn(BROAD)
        self._narrow = self._drawn(max(1, passages // 60))

    def _drawn(self, count: int) -> FloatArray:
        return (self._rng.standard_normal((count, DIMENSION), np.float32) * self._scale.astype(np.float32)) @ self._turn

    def vectors(self, passages: int) -> FloatArray:
        """The vectors of the next so many passages, of `PASSAGES` an article: (passages, dimension)."""
        articles = -(-passages // PASSAGES)
        narrow = self._rng.integers(len(self._narrow), size=articles)
        parts = (self._broad[narrow % BROAD], self._narrow[narrow], self._drawn(articles))
        shared = sum(np.sqrt(share) * part for share, part in zip(SHARES, parts, strict=False))
        residual = np.repeat(shared, PASSAGES, axis=0)[:passages] + np.sqrt(SHARES[3]) * self._drawn(passages)
        return _unit(COMMON * self._common + RESIDUAL * residual)

    def asked(self, vectors: FloatArray) -> FloatArray:
        """A question about each of the vectors: near it as a question is near the passage that answers."""
        residual = vectors - (vectors @ self._common)[:, None] * self._common
        other = RESIDUAL * self._drawn(len(vectors))
        return _unit(0.89 * self._common + 0.25 * self._asking + 0.5 * residual + 0.75 * other)


def _unit(vectors: FloatArray) -> FloatArray:
    normal: FloatArray = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    return normal


def questions(space: Space, vectors: FloatArray, count: int) -> list[Question]:
    """Questions about passages drawn at random from `vectors`, row n being passage n + 1 of the store."""
    words, cumulated = _words()
    rng = np.random.default_rng(4)
    about = rng.integers(len(vectors), size=count)
    made = []
    for passage, vector in zip(about, space.asked(vectors[about]), strict=True):
        text = body(int(passage) // PASSAGES)
        start, end = spans(text)[0][int(passage) % PASSAGES]
        at = int(rng.integers(start, end - 2 * QUESTION_RUN))
        common = words[np.searchsorted(cumulated, rng.random(QUESTION_WORDS - QUESTION_RUN))]
        made.append(Question(text[at : at + 2 * QUESTION_RUN].replace("。", "") + "".join(common), vector))
    return made


def fill(folder: Path, passages: int, space: Space) -> None:
    """Make a store of so many passages, as indexing would have left it.

    Sentences have their passage's vector, since only how many are read counts.
    """
    store = Store.create(folder, Manifest("synthetic", DIMENSION, 300, 80))
    store.connection.execute("PRAGMA synchronous = OFF")
    vectors = space.vectors(passages)
    lots = [range(at, min(at + LOT, passages // PASSAGES)) for at in range(0, passages // PASSAGES, LOT)]
    with store.transaction() as connection:
        connection.execute("INSERT INTO file VALUES ('synthetic', '')")
    # Never forked: whoever calls may have threads, whose locks a fork would take along.
    with ProcessPoolExecutor(mp_context=get_context("forkserver")) as pool:
        for lot, rows in zip(lots, pool.map(_made, lots), strict=True):
            with store.transaction():
                _put(store, lot, rows, vectors)
    with store.transaction():
        Writer(store).finish()
    store.close()


def _made(lot: range) -> list[tuple[str, list[str]]]:
    """Bodies, and the terms of their passages."""
    texts = [body(article) for article in lot]
    return [(text, [" ".join(document_terms(text[start:end])) for start, end in spans(text)[0]]) for text in texts]


def _put(store: Store, lot: range, rows: list[tuple[str, list[str]]], vectors: FloatArray) -> None:
    connection = store.connection
    for number, (text, terms) in zip(lot, rows, strict=True):
        article = Article(f"s{number:07}", "news", None, text, issue_date=_day(number), source="合成日报")
        _insert(store, article)
        blobs = [vector.tobytes() for vector in vectors[number * PASSAGES :][:PASSAGES].astype(VECTOR_TYPE)]
        cut, sentences = spans(text)
        first = number * PASSAGES + 1
        connection.executemany(
            "INSERT INTO passage VALUES (?, ?, ?, ?, ?, ?, ?)",
            [(first + at, *sealed(article.id, *span, first + at, blobs[at])) for at, span in enumerate(cut)],
        )
        connection.executemany("INSERT INTO terms (rowid, grams) VALUES (?, ?)", enumerate(terms, first))
        connection.executemany(
            "INSERT INTO sentence VALUES (?, ?, ?, ?, ?, ?)",
            [sealed(article.id, *span, first, blobs[at // SENTENCES]) for at, span in enumerate(sentences)],
        )


def _insert(store: Store, article: Article) -> None:
    record = json.dumps(article.as_json(), ensure_ascii=False)
    store.connection.execute(
        "INSERT INTO article (words, source, issue_date, encoded, id, record, seal) VALUES (?, ?, ?, 1, ?, ?, ?)",
        [article.id, article.source, article.issue_date, *sealed(article.id, record)],
    )
    store.connection.execute(
        "INSERT INTO origin (article, file, source, issue_date, page, seal) VALUES (?, ?, ?, ?, ?, ?)",
        sealed(article.id, "synthetic", article.source, article.issue_date, None),
    )


def _day(number: int) -> str:
    return str(np.datetime64("2020-01-01") + number % 1000)


def stored(store: Store) -> FloatArray:
    """All vectors of a store, (passages, dimension)."""
    return np.concatenate([vectors for _, vectors in store.vectors()])
