"""Question -> ranked passages: by meaning (vectors) and by words (BM25), fused by scores that mean the same everywhere.

The lexical score is BM25 as a share of what the question's own terms weigh: 1 would be a passage that holds them all.
The dense score is the cosine. Both have a fixed scale, so they can be added, compared between questions and held
against a threshold; ranks or scores stretched to each result list could not. `fuse` adds them.
"""

from __future__ import annotations

import math
import threading
from dataclasses import dataclass

from index.article import Passage
from index.encoder import Encoder
from index.folding import simplify
from index.schema import Filters, FloatArray
from index.store import Store
from index.terms import document_terms, grams, question_terms
from index.vectors import VectorIndex, open_vectors

DENSE = 2.0
POOL = 100


@dataclass(frozen=True, slots=True)
class Query:
    """A question made ready for search: its vector, and its terms with their weights (inverse document frequency).

    `passages` is how many there are to search.
    """

    passages: int
    vector: FloatArray
    weights: dict[str, float]

    @property
    def weight(self) -> float:
        """What all terms weigh together."""
        return sum(self.weights.values()) or 1.0

    def coverage(self, text: str) -> float:
        """The weight of the question's terms that a text holds, as a share of all, 0 to 1."""
        sounded = any(term.isascii() and term.isalpha() for term in self.weights)
        terms = set(document_terms(text) if sounded else grams(text))
        return sum(weight for term, weight in self.weights.items() if term in terms) / self.weight


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found, with its fused score and the two it was fused from."""

    passage: Passage
    score: float
    lexical: float
    dense: float


class Retriever:
    """Searches one store. Safe to use from several threads; notices when the store has changed."""

    def __init__(self, store: Store, encoder: Encoder) -> None:
        self.store, self.encoder = store, encoder
        self._vectors: VectorIndex | None = None
        self._lock = threading.Lock()

    def warm(self) -> None:
        """Load the model and the vectors, so that the first question doesn't wait for them."""
        self.encoder.load()
        self.vectors()

    def vectors(self) -> VectorIndex:
        """The vector index of the store's present generation."""
        with self._lock:
            if self._vectors is None or self._vectors.generation != self.store.generation:
                self.store.require(self.encoder.name)  # another process may have rebuilt it with another model
                self._vectors = open_vectors(self.store)
            return self._vectors

    def prepare(self, text: str) -> Query:
        """Encode a question and weigh its terms."""
        seen = self.store.document_frequencies(list(dict.fromkeys(grams(text))))
        terms = question_terms(text, seen.__contains__)
        found = seen | self.store.document_frequencies([term for term in terms if term not in seen])
        _, passages = self.store.counts()
        weights = {term: _idf(found.get(term, 0), passages) for term in terms}
        return Query(passages, self.encoder.query(simplify(text)), weights)

    def search(self, query: Query, limit: int, filters: Filters | None = None) -> list[Hit]:
        """The best passages, best first; none twice."""
        among = self.store.selected(filters) if filters else None
        vectors = self.vectors()
        lexical = self.store.lexical(list(query.weights), POOL, filters)
        dense = vectors.search(query.vector, POOL, among)
        unseen = [number for number in lexical if number not in dense]
        if unseen:
            dense |= vectors.search(query.vector, len(unseen), unseen)
        scored = {number: fuse(lexical.get(number, 0.0) / query.weight, cosine) for number, cosine in dense.items()}
        best = sorted(scored, key=lambda number: -scored[number])[:limit]
        passages = self.store.passages(best)
        return [
            Hit(passages[number], scored[number], lexical.get(number, 0.0) / query.weight, dense[number])
            for number in best
            if number in passages
        ]


def fuse(lexical: float, cosine: float) -> float:
    """The score of a passage or a sentence: the share of the question's terms, plus twice the cosine."""
    return lexical + DENSE * cosine


def _idf(holding: int, passages: int) -> float:
    """Robertson and Spärck Jones' weight; one is added under the logarithm to keep it positive."""
    return math.log(1 + (passages - holding + 0.5) / (holding + 0.5))
