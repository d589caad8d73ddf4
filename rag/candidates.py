"""Passages -> the sentences that may answer, best first; and the lines that an answer is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.article import Article
from rag.query import Query
from rag.retriever import Hit, Sentence, fuse

CONTEXT = 0.25


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may answer, with its score (higher is better; see `candidates`)."""

    article: Article
    start: int
    end: int
    score: float

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

    `labels` are the program's own words in `text`, each before a colon, as in 记者：甲. They state nothing.
    """

    text: str
    article: Article
    start: int
    end: int
    labels: tuple[str, ...] = ()

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


def candidates(query: Query, hits: Sequence[Hit], newer: Query | None = None, said: str = "") -> list[Candidate]:
    """The sentences of the passages that a query found, best first.

    A sentence's score is fused like a passage's, plus a quarter of its passage's for the context it stands in. A
    follow-up is two queries: what it is about, and `newer`, what is new in it; they count half each. A sentence that
    was `said` in the answer before comes after those that were not. An article that is a headline alone stands with
    its headline.
    """
    found: dict[tuple[str, int], Candidate] = {}
    for hit in hits:
        article = hit.article
        if not article.body:
            own = fuse(query.coverage(article.headline), hit.dense)
            found[article.id, 0] = Candidate(article, 0, 0, own + CONTEXT * hit.fused)
        for one in hit.sentences:
            if (article.id, one.start) not in found:
                own = one.score if newer is None else (one.score + _score(newer, article, one)) / 2
                found[article.id, one.start] = Candidate(article, one.start, one.end, own + CONTEXT * hit.fused)
    return sorted(found.values(), key=lambda candidate: (candidate.text in said, -candidate.score))


def _score(query: Query, article: Article, sentence: Sentence) -> float:
    words = article.body[sentence.start : sentence.end]
    return fuse(query.coverage(words), float(sentence.vector @ query.vector))
