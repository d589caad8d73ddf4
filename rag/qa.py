"""QA: a question's way through the program, in six steps.

1. `question.understand`: completed from the conversation.  2. `scope.narrowed`, `Retriever.search`: the passages.
3. `candidates.rank`: the sentences in them.  4. Decline, or say what comes nearest; `premise.settle`, or correct.
5. `compose.compose`: the lines of the answer.  6. `check.verdict`: each line against what it cites.

With a language model, `rag.llm` words the lines of step 5 anew; whether to answer is decided by then.
"""

from __future__ import annotations

import copy
import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Self

from index.article import Article
from index.encoder import Encoder
from index.index import Index
from index.schema import Filters
from index.settings import Settings
from index.store import Store
from rag import check, compose, wording
from rag.answer import Answer, Citation, Outcome, RankedPassage, Role, Turn
from rag.archive import Archive
from rag.candidates import Line, Ranking, rank
from rag.corrected import Corrections
from rag.courtesy import courtesy
from rag.credits import listed, reporting
from rag.dossiers.shelf import Dossiers
from rag.examples import examples
from rag.limits import checked
from rag.llm.interpret import Interpreter
from rag.llm.models import open_model
from rag.llm.writer import Draft, Writer
from rag.meetings import Meetings
from rag.news import News, news
from rag.premise import correction, settle
from rag.query import Query
from rag.question import Language, Question, understand
from rag.readings import Readings
from rag.reported import is_reported
from rag.retriever import Hit, Retriever
from rag.scope import narrowed, written_by
from rag.suggest import suggestions
from rag.survey import survey
from rag.tuning import TUNING

if TYPE_CHECKING:
    from langchain_core.retrievers import BaseRetriever
    from langchain_core.runnables import Runnable

PASSAGES = 10
NEWEST = 400  # articles that examples are drawn from


@dataclass(frozen=True, slots=True)
class Status:
    """What the index holds, in the words of the page's first line."""

    articles: int
    passages: int
    first_date: str | None
    last_date: str | None
    sources: tuple[str, ...]
    mode: str


class QA:
    """Answers questions from one index. Open it once; ask from any thread.

    Examples:
        >>> qa = QA.open("asked-index")
        >>> answer = qa.ask("太焦铁路什么时候能通车？")
        >>> answer.outcome, answer.citations[0].quote in qa.article(answer.citations[0].article_id).body
        ('answered', True)
        >>> qa.ask("他是什么职务？", conversation=[Turn("王小平暗访了哪些单位？")]).standalone_question
        '王小平是什么职务？'
    """

    def __init__(self, store: Store, encoder: Encoder, options: Settings, llm: str = "none") -> None:
        self.store, self.options = store, options
        self.search_engine = Retriever(store, encoder, options)
        self._examples: dict[tuple[int, Language, int], list[str]] = {}
        readings = Readings(store)
        self.meetings, self.archive = Meetings(readings), Archive(store, encoder, options)
        self.dossiers, self.corrections = Dossiers(store, readings), Corrections(store)
        model = open_model(llm, options)
        self.writer = Writer.of(model, encoder.documents, options.llm_given) if model else None
        self.understand = Interpreter(model).understand if model and self.writer and self.writer.reads else understand

    @classmethod
    def open(cls, folder: Path | str | None = None, *, llm: str | None = None, options: Settings | None = None) -> Self:
        """Open the index in a folder (the setting's by default). The model is loaded by the first question, or `warm`.

        `llm` names the language model that words the answers, the setting's by default (see `rag.llm.models`).
        BaowenError when there is no index, or it was built with another embedding model; UsageError when the language
        model is not there.
        """
        index = Index.open(folder, options)
        return cls.over(index, llm or index.options.llm)

    @classmethod
    def over(cls, index: Index, llm: str = "none") -> Self:
        """What answers from an index that is open. BaowenError and UsageError as with `open`."""
        index.store.require(index.encoder.identity)
        return cls(index.store, index.encoder, index.options, llm)

    def warm(self) -> None:
        """Load the models and the vectors now."""
        self.search_engine.warm()
        if self.writer:
            self.writer.model.load()

    @property
    def ready(self) -> bool:
        """Whether a question would be answered without waiting for the model."""
        return self.search_engine.encoder.loaded

    def ask(
        self,
        question: str,
        conversation: Sequence[Turn] = (),
        filters: Filters | None = None,
        passages: int = PASSAGES,
    ) -> Answer:
        """The answer to a question, with its best `passages`. UsageError when it is empty or too long."""
        *_, answer = self.stream(question, conversation, filters, passages)
        return answer

    def stream(
        self,
        question: str,
        conversation: Sequence[Turn] = (),
        filters: Filters | None = None,
        passages: int = PASSAGES,
    ) -> Iterator[Answer]:
        """The answer as it grows; the last one is complete. Quoted answers come in one piece.

        Closing the iterator stops a language model.
        """
        started = time.perf_counter()
        text = checked(question, conversation, self.options)
        if reply := courtesy(text):
            yield Answer(text, text, reply, True, "extractive", outcome="none", timings_ms=_took(started))
            return
        asked = self.understand(text, conversation)
        if surveyed := survey(asked, self.search_engine, filters):
            yield self.corrections.attach(surveyed, asked.language)
            return
        query = self.search_engine.prepare(asked.sought)
        filters = narrowed(asked.plain, self.store, filters)
        hits = self._hits(asked, query, max(passages, PASSAGES), filters)
        retrieved = time.perf_counter()
        composed = self._composed(asked, self._rank(asked, query, hits), filters)
        for draft in self._drafts(asked, composed, hits):
            answer = self._answer(asked, draft, composed, hits[:passages], (started, retrieved))
            yield self.corrections.attach(answer, asked.language)

    def _hits(self, asked: Question, query: Query, limit: int, filters: Filters | None) -> list[Hit]:
        """The best passages; of a question that was put into Chinese, those for its own words too, each once."""
        hits = self.search_engine.search(query, limit, filters)
        if not asked.also:
            return hits
        more = self.search_engine.search(self.search_engine.prepare(asked.also), limit, filters)
        best: dict[str, Hit] = {}
        for hit in sorted([*hits, *more], key=lambda hit: -hit.score):
            best.setdefault(hit.passage.id, hit)
        return list(best.values())[:limit]

    def _drafts(self, asked: Question, composed: Composed, hits: list[Hit]) -> Iterable[Draft]:
        """The answer as a language model words it, if there is one and it is its turn; else as it was composed.

        One that reads passages may find in them what the quoted answer only comes near to.
        """
        near = composed.outcome == "partly"
        quoted = Draft(composed.lines)
        if not self.writer or not composed.lines or (composed.final and not (near and self.writer.reads)):
            return [quoted]
        drafts = self.writer.drafts(asked, composed.lines, hits)
        return (quoted if near and not draft.lines else draft for draft in drafts)

    def _composed(self, asked: Question, ranking: Ranking, filters: Filters | None) -> Composed:
        """The quoted answer, or what is said in its stead."""
        if lines := listed(written_by(asked.plain, self.store, filters)):
            return Composed(tuple(lines), "answered", final=True)
        if lines := reporting(asked.plain, [one.article for one in ranking.candidates]):
            return Composed(tuple(lines), "answered", final=True)
        if not ranking.candidates or (asked.kind != "credit" and ranking.about < TUNING.about):
            return Composed((), "none", ranking.answered, final=True)
        ranked, claim = settle(asked, list(ranking.candidates), ranking.answered)
        if claim:
            return _borne_out(correction(claim, ranked[0]), "corrected", ranking.answered, claim, final=True)
        reported = asked.kind == "credit" or is_reported(asked, ranked)
        if not reported and ranking.answered < TUNING.answered:
            return Composed((ranked[0].line,), "partly", ranking.answered, final=True)
        lines = compose.compose(asked, ranked, ranking.answered)
        return _borne_out(lines, "answered", ranking.answered, final=asked.kind == "credit")

    def rank(self, asked: Question) -> tuple[Ranking, Query]:
        """The sentences that may answer, best first, before it is decided whether they do."""
        query = self.search_engine.prepare(asked.sought)
        return self._rank(asked, query, self.search_engine.search(query, PASSAGES)), query

    def _rank(self, asked: Question, query: Query, hits: Sequence[Hit]) -> Ranking:
        return rank(asked, query, hits, self.search_engine.prepare(asked.new) if asked.new else None)

    def search(self, query: str, limit: int = PASSAGES, filters: Filters | None = None) -> tuple[RankedPassage, ...]:
        """Retrieval alone: the best passages, best first."""
        sought = self.search_engine.prepare(checked(query, (), self.options))
        return self._ranked(self.search_engine.search(sought, limit, filters))

    def news(self, question: str, after: int = 0) -> News:
        """What came in since a mark (`News.mark` of the last time) on a question. UsageError as of any question."""
        return news(checked(question, (), self.options), after, self.search_engine)

    def article(self, article_id: str) -> Article | None:
        """One article of the index, or None."""
        return self.store.article(article_id)

    def page_texts(self, article_id: str) -> list[str]:
        """The raw text (版面原文) of the pages an article stands on; none of an article that came ready-made."""
        return [text for _, text in self.store.page_texts(article_id)]

    def page_pictures(self, article_id: str) -> list[tuple[str | None, bytes]]:
        """Number and picture (JPEG) of the pages an article stands on that were read off pictures."""
        return [(origin.page, picture) for origin, picture in self.store.page_pictures(article_id)]

    def status(self) -> Status:
        """What the index holds and how it answers."""
        articles, passages = self.store.counts()
        return Status(
            articles, passages, *self.store.dates(), tuple(self.store.sources()), "llm" if self.writer else "extractive"
        )

    def examples(self, language: Language = "zh", count: int = 4) -> list[str]:
        """Questions that this index can answer, to begin with; drawn from the newest issues."""
        key = self.store.generation, language, count
        if key not in self._examples:
            self._examples[key] = examples(self.store.listed(None, NEWEST, 0), language, count)
        return self._examples[key]

    def suggest(self, answer: Answer, asked: Collection[str], language: Language) -> list[str]:
        """Questions to go on with after an answer, none of those asked already."""
        quoting = copy.copy(self)
        # Whether a question is answered is decided without a language model.
        quoting.writer, quoting.understand = None, understand
        return suggestions(answer, asked, language, quoting.ask, self.article)

    def retriever(self, limit: int = PASSAGES) -> BaseRetriever:
        """The index as a LangChain retriever."""
        from rag.chain import PassageRetriever

        return PassageRetriever(search=self.search, k=limit)

    def runnable(self) -> Runnable[str | dict[str, object], Answer]:
        """The program as a LangChain runnable: a question, or {"question", "conversation"}, to an Answer."""
        from rag.chain import runnable

        return runnable(self.ask)

    def _answer(
        self, asked: Question, draft: Draft, composed: Composed, hits: list[Hit], times: tuple[float, float]
    ) -> Answer:
        ranked = self._ranked(hits)
        outcome: Outcome = composed.outcome if draft.lines else "none"
        if draft.free and outcome == "partly":
            outcome = "answered"
        citations, text = _cite(draft.lines, draft.mode == "llm", "related" if outcome == "partly" else "evidence")
        return Answer(
            question=asked.text,
            standalone_question=asked.standalone,
            answer=wording.reply(text, outcome, composed.claim, ranked, asked.language, draft.free),
            abstained=outcome != "answered",
            outcome=outcome,
            confidence=None if composed.confidence is None else round(composed.confidence, 3),
            short=next((line.text.removesuffix("。") for line in draft.lines if line.short), None),
            mode=draft.mode,
            note=draft.note,
            state=draft.state,
            citations=citations,
            passages=ranked,
            timings_ms=_took(*times),
        )

    def _ranked(self, hits: Sequence[Hit]) -> tuple[RankedPassage, ...]:
        return tuple(self._ranked_passage(rank, hit) for rank, hit in enumerate(hits, 1))

    def _ranked_passage(self, rank: int, hit: Hit) -> RankedPassage:
        passage = hit.passage
        where = (passage.article_id, passage.id, wording.title(hit.article), passage.start, passage.end)
        return RankedPassage(rank, round(hit.score, 4), *where, passage.text)


def _took(started: float, retrieved: float | None = None) -> dict[str, float]:
    """Milliseconds until the passages were there, from then on, and in all."""
    now = time.perf_counter()
    retrieved = retrieved or now
    spans = {"retrieve": retrieved - started, "answer": now - retrieved, "total": now - started}
    return {name: round(1000 * seconds, 1) for name, seconds in spans.items()}


@dataclass(frozen=True, slots=True)
class Composed:
    """The lines of an answer, what came of the question, and the claim they correct, if any.

    `final` lines are not to be worded anew: corrections, and what was read off an article's fields.
    """

    lines: tuple[Line, ...]
    outcome: Outcome
    confidence: float | None = None
    claim: str | None = None
    final: bool = False


def _borne_out(
    lines: Sequence[Line], outcome: Outcome, confidence: float, claim: str | None = None, *, final: bool
) -> Composed:
    """The lines that the words they cite bear out; with none left there is no answer."""
    kept = tuple(line for line in lines if check.verdict(line) != "unsupported")
    return Composed(kept, outcome if kept else "none", confidence, claim, final)


def _cite(lines: Sequence[Line], guarded: bool, role: Role) -> tuple[tuple[Citation, ...], list[str]]:
    """Number the citations in the order they are read; lines that rest on the same words share a number.

    `guarded` lines have passed the guard of a language model, which bears out English ones by their meaning.
    """
    resting: dict[tuple[str, int, int], list[Line]] = {}
    for line in lines:
        resting.setdefault((line.article.id, line.start, line.end), []).append(line)
    marker = {place: number for number, place in enumerate(resting, 1)}
    text = []
    for said, same in groupby(lines, lambda line: line.text):  # a sentence of a model may rest on several places
        marks = dict.fromkeys(marker[line.article.id, line.start, line.end] for line in same)
        text.append("".join([said, *(f"[{mark}]" for mark in marks)]))
    return tuple(_citation(marker[place], shared, guarded, role) for place, shared in resting.items()), text


def _citation(marker: int, lines: Sequence[Line], guarded: bool, role: Role) -> Citation:
    """The words that these lines rest on; its verdict is that of the line which they bear out least."""
    line, article = lines[0], lines[0].article
    verdict = max(map(check.verdict, lines), key=check.VERDICTS.index)
    return Citation(
        marker=marker,
        article_id=article.id,
        title=wording.title(article),
        source=article.source,
        date=article.issue_date,
        page=article.page_at(line.start),
        quote=line.quote,
        start=line.start,
        end=line.end,
        verdict="partly" if guarded and verdict == "unsupported" else verdict,
        role=role,
        ocr_confidence=article.confidence(line.start, line.end),
    )
