"""Question -> ranked passages: found by meaning (vectors) and by words (BM25), then looked at sentence by sentence.

First every passage gets a lexical score, BM25 as a share of what the question's own terms weigh (1 would be a passage
that holds them all), and a dense one, the cosine. Both have a fixed scale, so they can be added, compared between
questions and held against a threshold; ranks or scores stretched to each result list could not. `fuse` adds them.

Then the best twenty are ranked anew by `weigh`: the two scores again, with the cosine of the passage's best sentence
and the share of the question's terms that two neighbouring sentences hold. An answer stands in a sentence or two, not
all over a passage. `python -m benchmarks.ablation` prints what each of it brings.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from index.article import Article, Passage
from index.encoder import Encoder
from index.folding import fold, simplify
from index.pinyin import needles, sounded
from index.schema import Filters, FloatArray
from index.sentences import Span
from index.store import Store
from index.terms import grams, question_terms, words
from index.vectors import VectorIndex, open_vectors

DENSE = 2.0
POOL, RANKED_ANEW = 100, 20
HALF = math.log(2)  # the weight of a term that half of the passages hold
WEIGHTS = (1.0, 5.0, 6.0, 1.25)  # lexical, dense, the best sentence's cosine, neighbours' terms together


@dataclass(frozen=True)
class Query:
    """A question made ready for search: its vector, and its terms with their weights (inverse document frequency).

    `passages` is how many there are to search.
    """

    passages: int
    vector: FloatArray
    weights: dict[str, float]

    @cached_property
    def weight(self) -> float:
        """What all terms weigh together."""
        return sum(self.weights.values()) or 1.0

    @cached_property
    def telling(self) -> list[str]:
        """The terms that less than half of the passages hold: BM25 gives the others nothing, and they cost the most."""
        return [term for term, weight in self.weights.items() if weight > HALF] or list(self.weights)

    @cached_property
    def _bits(self) -> dict[str, int]:
        return {term: 1 << at for at, term in enumerate(self.weights)}

    @cached_property
    def _in_characters(self) -> list[tuple[str, int]]:
        """Terms of Chinese characters stand in a text if and only if it has them in a row."""
        return [(term, bit) for term, bit in self._bits.items() if not term.isascii()]

    @cached_property
    def _sounds(self) -> list[tuple[str, int]]:
        return [(needle, bit) for term, bit in self._bits.items() if term.isascii() for needle in needles(term)]

    def held(self, folded: str) -> int:
        """Which of the terms a folded text holds, a bit each, in their order."""
        found = sum(bit for term, bit in self._in_characters if term in folded)
        if len(self._in_characters) < len(self.weights):
            found |= sum(self._bits[word] for word in {*words(folded)} if word in self._bits)
        if self._sounds:
            heard = sounded(folded)
            for needle, bit in self._sounds:
                if needle in heard:
                    found |= bit
        return found

    def share(self, held: int) -> float:
        """What terms weigh, as a share of all, 0 to 1."""
        return sum(weight for at, weight in enumerate(self.weights.values()) if held >> at & 1) / self.weight

    def coverage(self, text: str) -> float:
        """The weight of the question's terms that a text holds, as a share of all, 0 to 1."""
        return self.share(self.held(fold(text)))


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a passage, `body[start:end]`: the question's terms it holds, their share, its vector and cosine."""

    start: int
    end: int
    held: int
    lexical: float
    dense: float
    vector: FloatArray

    @property
    def score(self) -> float:
        """Fused as a passage's is."""
        return fuse(self.lexical, self.dense)


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found, the article it stands in, and its sentences.

    `score` is what it was ranked by (see `weigh`), 0 to 1; `fused` what it was found by, of `lexical` and `dense`.
    """

    passage: Passage
    article: Article
    score: float
    lexical: float
    dense: float
    sentences: tuple[Sentence, ...] = ()

    @property
    def fused(self) -> float:
        """The score of the first ranking."""
        return fuse(self.lexical, self.dense)


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
        if unseen := [term for term in terms if term not in seen]:
            seen |= self.store.document_frequencies(unseen)
        passages = self.store.passage_count()
        weights = {term: _idf(seen.get(term, 0), passages) for term in terms}
        return Query(passages, self.encoder.query(simplify(text)), weights)

    def search(self, query: Query, limit: int, filters: Filters | None = None) -> list[Hit]:
        """The best passages, best first; none twice."""
        among = self.store.selected(filters) if filters else None
        vectors = self.vectors()
        lexical = self.store.lexical(query.telling, POOL, filters)
        dense = vectors.search(query.vector, POOL, among)
        unseen = [number for number in lexical if number not in dense]
        if unseen:
            dense |= vectors.search(query.vector, len(unseen), unseen)
        scored = {number: fuse(lexical.get(number, 0.0) / query.weight, cosine) for number, cosine in dense.items()}
        best = sorted(scored, key=lambda number: -scored[number])[: max(limit, RANKED_ANEW)]
        shares = {number: lexical.get(number, 0.0) / query.weight for number in best}
        hits = self._hits(query, best, shares, dense)
        return sorted(hits, key=lambda hit: -hit.score)[:limit]

    def _hits(
        self, query: Query, numbers: Sequence[int], lexical: Mapping[int, float], dense: Mapping[int, float]
    ) -> list[Hit]:
        """The passages of these numbers with their articles and sentences; one that is gone meanwhile is left out."""
        passages = self.store.passages(numbers)
        named = list({passage.article_id for passage in passages.values()})
        articles = self.store.articles_of_ids(named)
        sentences = _Sentences(query, self.store.sentences(named))
        hits = []
        for number in numbers:
            passage = passages.get(number)
            article = articles.get(passage.article_id) if passage else None
            if passage and article:
                within = sentences.within(article, passage.start, passage.end)
                score = weigh(query, lexical[number], dense[number], within)
                hits.append(Hit(passage, article, score, lexical[number], dense[number], within))
        return hits


class _Sentences:
    """Sentences held against a question, each once, though passages overlap."""

    def __init__(self, query: Query, sentences: Mapping[str, tuple[list[Span], FloatArray]]) -> None:
        self.query, self.sentences = query, sentences
        self._folded: dict[str, str] = {}
        self._scored: dict[tuple[str, int], Sentence] = {}

    def within(self, article: Article, start: int, end: int) -> tuple[Sentence, ...]:
        """The sentences of `body[start:end]`."""
        spans, vectors = self.sentences[article.id]
        found = (at for at, span in enumerate(spans) if start <= span[0] and span[1] <= end)
        return tuple(self._sentence(article, spans[at], vectors[at]) for at in found)

    def _sentence(self, article: Article, span: Span, vector: FloatArray) -> Sentence:
        key = (article.id, span[0])
        if key not in self._scored:
            if article.id not in self._folded:
                self._folded[article.id] = fold(article.body)
            held = self.query.held(self._folded[article.id][slice(*span)])
            cosine = float(vector @ self.query.vector)
            self._scored[key] = Sentence(*span, held, self.query.share(held), cosine, vector)
        return self._scored[key]


def weigh(query: Query, lexical: float, dense: float, sentences: Sequence[Sentence]) -> float:
    """What a passage is ranked by: a weighted mean of its two scores and of what its sentences add to them, 0 to 1.

    The weights are round figures from the middle of where they do well; `python -m benchmarks.ablation` prints what
    each brings.
    """
    best = max((sentence.dense for sentence in sentences), default=dense)
    parts = (lexical, dense, best, together(query, lexical, sentences))
    return sum(weight * part for weight, part in zip(WEIGHTS, parts, strict=True)) / sum(WEIGHTS)


def together(query: Query, lexical: float, sentences: Sequence[Sentence]) -> float:
    """The greatest share of the question's terms that one sentence, or two neighbours, hold."""
    if len(sentences) < 2:
        return max((sentence.lexical for sentence in sentences), default=lexical)
    return max(query.share(one.held | other.held) for one, other in pairwise(sentences))


def fuse(lexical: float, cosine: float) -> float:
    """The score of a passage or a sentence: the share of the question's terms, plus twice the cosine."""
    return lexical + DENSE * cosine


def _idf(holding: int, passages: int) -> float:
    """Robertson and Spärck Jones' weight; one is added under the logarithm to keep it positive."""
    return math.log(1 + (passages - holding + 0.5) / (holding + 0.5))
