"""What each stage of finding and answering brings, and what a question costs.

`python -m benchmarks.ablation INDEX QUESTIONS` prints hit@1, hit@5, hit@10 and MRR of the answerable questions for
words alone, vectors alone, their sum, and the second ranking with and without each of its parts; how the answers fare
whole and without each stage (questions solved, items found, quoted characters that are evidence, unanswerable questions
declined or corrected, answerable ones declined); and the time of a question as a multiple of encoding it.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from unittest.mock import patch

import numpy as np

import rag.candidates
import rag.qa
from index.schema import FloatArray
from index.settings import settings
from rag import QA, compose, premise
from rag.evaluate import Asked, evaluate, read_questions
from rag.evaluate.judge import holds_evidence
from rag.features import SENTENCE
from rag.learned import network
from rag.query import Query
from rag.question import understand
from rag.retriever import POOL, Hit, together, weights_of
from rag.tuning import TUNING

Order = Callable[[Query, Hit], float]


def _without(part: int) -> Order:
    """The second ranking without one of its parts."""

    def order(query: Query, hit: Hit) -> float:
        best = max((sentence.dense for sentence in hit.sentences), default=hit.dense)
        parts = (hit.lexical, hit.dense, best, together(query, hit.lexical, hit.sentences))
        weights = weights_of(query)
        return hit.score - weights[part] * parts[part] / sum(weights)

    return order


ORDERS: dict[str, Order] = {
    "words": lambda query, hit: hit.lexical,
    "vectors": lambda query, hit: hit.dense,
    "sum": lambda query, hit: hit.fused,
    "ranked anew, without the lexical score": _without(0),
    "ranked anew, without the passage's cosine": _without(1),
    "ranked anew, without the best sentence's": _without(2),
    "ranked anew, without neighbours' terms": _without(3),
    "ranked anew": lambda query, hit: hit.score,
}


FIGURES = (
    "solved", "items found", "citation precision", "unanswerable declined or corrected", "answerable declined",
)  # fmt: skip


def _plain(name: str) -> Callable[[FloatArray], FloatArray]:
    """The share of the question's terms and five times the cosine in place of the learned order."""
    if name != "rank":
        return network(name)
    cosine, lexical = SENTENCE.index("cosine"), SENTENCE.index("lexical")
    return lambda rows: 10 * (rows[:, lexical] + 5 * rows[:, cosine]) / 3


STAGES: dict[str, list[tuple[ModuleType, str, object]]] = {
    "answers as they are": [],
    "without records": [(compose, "from_record", lambda *_: None), (compose, "meetings_chaired", lambda *_: [])],
    "without rows of tables": [(compose, "row_asked_for", lambda *_: [])],
    "without lists that belong together": [
        (compose, "whole_list", lambda *_: []),
        (compose, "with_its_ground", lambda *_: []),
    ],
    "without short answers and what is worked out": [
        (compose, "short_answer", lambda *_: None),
        (compose, "derived", lambda *_: None),
    ],
    "without further sentences": [(compose, "TUNING", replace(TUNING, next_sentence=1.0))],
    "without false premises": [(rag.qa, "settle", lambda _, ranked, __: (ranked, None))],
    "without what must be given": [(premise, "wanted", lambda _: None)],
    "without declining": [(rag.qa, "TUNING", replace(TUNING, about=0.0, answered=0.0))],
    "without telling what is not answered": [(rag.qa, "TUNING", replace(TUNING, answered=0.0))],
    "without telling what is not there": [(rag.qa, "TUNING", replace(TUNING, about=0.0))],
    "sentences by words and vectors alone": [(rag.candidates, "network", _plain)],
}


def main() -> None:
    """Print the tables and the times."""
    qa = QA.open(Path(sys.argv[1]))
    asked = [one for one in read_questions(Path(sys.argv[2])) if not one.unanswerable]
    found = [_found(qa, one) for one in asked]
    print(f"{len(asked)} answerable questions, {qa.store.passage_count()} passages")
    print(f"{'':44}" + "".join(f"{name:>8}" for name in ("hit@1", "hit@5", "hit@10", "MRR")))
    for name, order in ORDERS.items():
        ranks = np.array([_rank(one, *hits, order, name) for one, hits in zip(asked, found, strict=True)])
        figures = [*((ranks <= limit).mean() for limit in (1, 5, 10)), (1 / ranks).mean()]
        print(f"{name:44}" + "".join(f"{figure:8.3f}" for figure in figures))
    _answers(qa, Path(sys.argv[2]))
    _times(qa, asked)


def _answers(qa: QA, questions: Path) -> None:
    """Print how the answers fare whole, and without each stage."""
    print(f"\n{'':44}{'solved':>8}{'items':>8}{'quoted':>8}{'declined':>10}{'of answerable':>15}")
    for name, replaced in STAGES.items():
        with ExitStack() as stack:
            for module, function, instead in replaced:
                stack.enter_context(patch.object(module, function, instead))
            metrics = evaluate(qa, read_questions(questions)).metrics
        values = [metrics.get(figure, float("nan")) for figure in FIGURES]
        print(f"{name:44}{values[0]:8.3f}{values[1]:8.3f}{values[2]:8.3f}{values[3]:10.3f}{values[4]:15.3f}")


def _found(qa: QA, asked: Asked) -> tuple[Query, list[Hit]]:
    query = qa.search_engine.prepare(understand(asked.question, asked.conversation).standalone)
    return query, qa.search_engine.search(query, POOL)


def _rank(asked: Asked, query: Query, hits: Sequence[Hit], order: Order, name: str) -> float:
    """The rank of the first passage with evidence; the second ranking orders the best of the first alone."""
    ranked = sorted(hits, key=lambda hit: -hit.fused)
    depth = settings().ranked_anew if name.startswith("ranked anew") else len(ranked)
    ranked = [*sorted(ranked[:depth], key=lambda hit: -order(query, hit)), *ranked[depth:]]
    places = (rank for rank, hit in enumerate(ranked, 1) if holds_evidence(asked, hit.article.id, hit.passage.text))
    return next(places, np.inf)


def _times(qa: QA, asked: Sequence[Asked]) -> None:
    encoding, whole = [], []
    for one in asked:
        begun = time.perf_counter()
        qa.search_engine.encoder.query(one.question)
        encoding.append(time.perf_counter() - begun)
        begun = time.perf_counter()
        qa.ask(one.question)
        whole.append(time.perf_counter() - begun)
    for share in (50, 95):
        bare, all_of_it = 1000 * np.percentile(encoding, share), 1000 * np.percentile(whole, share)
        print(f"p{share}: encoding {bare:.1f} ms, the whole question {all_of_it:.1f} ms, {all_of_it / bare:.1f} times")


if __name__ == "__main__":
    main()
