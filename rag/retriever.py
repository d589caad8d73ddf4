"""Question -> ranked passages: found by meaning (vectors) and by words (BM25), then looked at sentence by sentence.

First every passage gets a lexical score, BM25 as a share of what the question's own terms weigh (1 would be a passage
that holds them all), and a dense one, the cosine. Both have a fixed scale, so they can be added, compared between
questions and held against a threshold; ranks or scores stretched to each result list could not. `fuse` adds them.

Then the best fifteen are ranked anew by `weigh`: the two scores again, with the cosine of the passage's best sentence
and the share of the question's terms that two neighbouring sentences hold. An answer stands in a sentence or two, not
all over a passage. `python -m benchmarks.ablation` prints what each of it brings.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import pairwise

from index.article import Article, Passage
from index.counts import open_counts
from index.encoder import Encoder
from index.folding import fold, simplify
from index.pinyin import typed_sounds
from index.schema import Filters, FloatArray
from index.sentences import Span
from index.settings import Settings
from index.store import Store
from index.terms import grams, is_foreign, question_terms
from index.vectors import VectorIndex, open_vectors
from rag.query import Folded, Query, idf, rarest

DENSE = 2.0
POOL = 100
RECIPROCAL = 60
KEPT_READ = 512  # articles
# Lexical, dense, the best sentence's cosine, neighbours' terms together; fitted by `python -m training.answering`.
WEIGHTS = (2.0, 4.0, 6.0, 4.0)
WEIGHTS_FOREIGN = (1.0, 5.0, 6.0, 1.25)


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

    def __init__(self, store: Store, encoder: Encoder, options: Settings) -> None:
        self.store, self.encoder, self.options = store, encoder, options
        self._vectors: VectorIndex | None = None
        self._beside = ThreadPoolExecutor(thread_name_prefix="vectors")
        self._lock = threading.Lock()
        self._kept: tuple[int, dict[str, _Read]] = (-1, {})

    def warm(self) -> None:
        """Load the model and the vectors, so that the first question doesn't wait for them."""
        self.encoder.load()
        self.vectors()

    def vectors(self) -> VectorIndex:
        """The vector index of the store's present generation."""
        with self._lock:
            if self._vectors is None or self._vectors.generation != self.store.generation:
                self.store.require(self.encoder.identity)  # another process may have rebuilt it with another model
                self._vectors = open_vectors(self.store)
                open_counts(self.store)
            return self._vectors

    def prepare(self, text: str) -> Query:
        """Encode a question and weigh its terms."""
        self.vectors()  # and with them the counts of common terms
        seen = self.store.document_frequencies(
            list(dict.fromkeys([*grams(text), *typed_sounds(text, names_only=False)]))
        )
        terms = question_terms(text, seen.__contains__)
        if unseen := [term for term in terms if term not in seen]:
            seen |= self.store.document_frequencies(unseen)
        passages = self.store.passage_count()
        weights = {term: idf(seen.get(term, 0), passages) for term in terms}
        vector = self.encoder.query(simplify(text))
        return Query(passages, vector, weights, rarest(terms, seen, passages), is_foreign(text), self.encoder.trained)

    def search(self, query: Query, limit: int, filters: Filters | None = None) -> list[Hit]:
        """The best passages, best first; none twice. Vectors are looked through while the words are."""
        among = self.store.selected(filters) if filters else None
        vectors = self.vectors()
        beside = self._beside.submit(vectors.search, query.vector, POOL, among)
        lexical = self.store.lexical(query.asked, POOL, filters)
        dense = beside.result()
        unseen = [number for number in lexical if number not in dense]
        if unseen:
            dense |= vectors.search(query.vector, len(unseen), unseen)
        shares = {number: lexical.get(number, 0.0) / query.asked_weight for number in dense}
        scored = FUSIONS[self.options.fusion](shares, dense)
        best = sorted(scored, key=lambda number: -scored[number])[: max(limit, self.options.ranked_anew)]
        hits = self._hits(query, best, lexical, dense)
        return sorted(hits, key=lambda hit: -hit.score)[:limit] if self.options.ranked_anew else hits

    def _hits(
        self, query: Query, numbers: Sequence[int], lexical: Mapping[int, float], dense: Mapping[int, float]
    ) -> list[Hit]:
        """The passages of these numbers with their articles and sentences; one that is gone meanwhile is left out."""
        passages = self.store.passages(numbers)
        read = self._read_articles({passage.article_id for passage in passages.values()})
        sentences = _Sentences(query)
        hits = []
        for number in numbers:
            passage = passages.get(number)
            article = read.get(passage.article_id) if passage else None
            if passage and article:
                within = sentences.within(article, passage.start, passage.end)
                share = query.completed(lexical.get(number, 0.0), article.as_searched(passage))
                score = weigh(query, share, dense[number], within)
                hits.append(Hit(passage, article.article, score, share, dense[number], within))
        return hits

    def _read_articles(self, ids: set[str]) -> dict[str, _Read]:
        """Articles with their sentences, from memory where they were asked for lately."""
        generation = self.store.generation
        with self._lock:
            if self._kept[0] != generation:
                self._kept = generation, {}
            kept = self._kept[1]
            found = {article_id: kept.pop(article_id) for article_id in ids if article_id in kept}
        unknown = [article_id for article_id in ids if article_id not in found]
        sentences = self.store.sentences(unknown) if unknown else {}
        for article_id, article in (self.store.articles_of_ids(unknown) if unknown else {}).items():
            spans, vectors = sentences[article_id]
            found[article_id] = _Read(article, fold(article.body), spans, vectors)
        with self._lock:
            kept.update(found)  # those asked for last stand last
            for article_id in list(kept)[: max(0, len(kept) - KEPT_READ)]:
                del kept[article_id]
        return found


@dataclass(frozen=True, slots=True)
class _Read:
    """An article as questions are held against it: its body folded, and its sentences with their vectors.

    A text is made ready to be held against questions when the first one is.
    """

    article: Article
    body: str
    spans: list[Span]
    vectors: FloatArray
    texts: dict[int, Folded] = field(default_factory=dict)
    searched: dict[Passage, Folded] = field(default_factory=dict)

    def text(self, at: int) -> Folded:
        """The sentence of this number."""
        if at not in self.texts:
            self.texts[at] = Folded(self.body[slice(*self.spans[at])])
        return self.texts[at]

    def as_searched(self, passage: Passage) -> Folded:
        """What search sees of a passage."""
        if passage not in self.searched:
            text = f"{fold(self.article.credits)}\n{self.body[passage.start : passage.end]}"
            self.searched[passage] = Folded(text)
        return self.searched[passage]


class _Sentences:
    """Sentences held against a question, each once, though passages overlap."""

    def __init__(self, query: Query) -> None:
        self.query = query
        self._cosines: dict[str, list[float]] = {}
        self._scored: dict[tuple[str, int], Sentence] = {}

    def within(self, read: _Read, start: int, end: int) -> tuple[Sentence, ...]:
        """The sentences of `body[start:end]`."""
        if (name := read.article.id) not in self._cosines:
            self._cosines[name] = (read.vectors @ self.query.vector).tolist()
        found = (at for at, span in enumerate(read.spans) if start <= span[0] and span[1] <= end)
        return tuple(self._sentence(read, at) for at in found)

    def _sentence(self, read: _Read, at: int) -> Sentence:
        key = (read.article.id, at)
        if key not in self._scored:
            start, end = read.spans[at]
            held = self.query.held(read.text(at))
            cosine = self._cosines[read.article.id][at]
            self._scored[key] = Sentence(start, end, held, self.query.share(held), cosine, read.vectors[at])
        return self._scored[key]


def weigh(query: Query, lexical: float, dense: float, sentences: Sequence[Sentence]) -> float:
    """What a passage is ranked by: a weighted mean of its two scores and of what its sentences add to them, 0 to 1.

    The weights are those that `python -m training.answering` prints; `python -m benchmarks.ablation` prints what each
    brings.
    """
    parts, weights = _parts(query, lexical, dense, sentences), weights_of(query)
    return sum(weight * part for weight, part in zip(weights, parts, strict=True)) / sum(weights)


def weights_of(query: Query) -> tuple[float, float, float, float]:
    """What the parts of a passage's score weigh for a question: of one in a foreign language the words little."""
    return WEIGHTS_FOREIGN if query.foreign else WEIGHTS


def passage_parts(query: Query, hit: Hit) -> tuple[float, float, float, float]:
    """What a passage found is weighed by, in the order of `WEIGHTS`."""
    return _parts(query, hit.lexical, hit.dense, hit.sentences)


def _parts(
    query: Query, lexical: float, dense: float, sentences: Sequence[Sentence]
) -> tuple[float, float, float, float]:
    best = max((sentence.dense for sentence in sentences), default=dense)
    return lexical, dense, best, together(query, lexical, sentences)


def together(query: Query, lexical: float, sentences: Sequence[Sentence]) -> float:
    """The greatest share of the question's terms that one sentence, or two neighbours, hold."""
    if len(sentences) < 2:
        return max((sentence.lexical for sentence in sentences), default=lexical)
    return max(query.share(one.held | other.held) for one, other in pairwise(sentences))


def _by_ranks(lexical: Mapping[int, float], dense: Mapping[int, float]) -> dict[int, float]:
    """Reciprocal rank fusion (Cormack, Clarke and Büttcher 2009)."""
    found = dict.fromkeys(dense, 0.0)
    for scores in (lexical, dense):
        for rank, number in enumerate(sorted(found, key=lambda number: -scores[number]), 1):
            found[number] += 1 / (RECIPROCAL + rank)
    return found


FUSIONS: dict[str, Callable[[Mapping[int, float], Mapping[int, float]], Mapping[int, float]]] = {
    "sum": lambda lexical, dense: {number: fuse(lexical[number], cosine) for number, cosine in dense.items()},
    "ranks": _by_ranks,
    "words": lambda lexical, dense: lexical,
    "vectors": lambda lexical, dense: dense,
}


def fuse(lexical: float, cosine: float) -> float:
    """The score of a passage or a sentence: the share of the question's terms, plus twice the cosine."""
    return lexical + DENSE * cosine
