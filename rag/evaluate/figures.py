"""Results -> figures, over all questions and by group, each with its 95 % interval.

A figure is a sum over a sum, so one bootstrap serves all: questions are drawn with replacement, and the figure is made
anew of each draw (Efron 1979, percentile interval). The draws are the same in every run.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from rag.evaluate.calibration import calibration_error, reliability
from rag.evaluate.judge import Result, Values, judge
from rag.evaluate.questions import Asked, Progress, ask_all

if TYPE_CHECKING:
    from rag.qa import QA

DRAWS, SEED = 2000, 20200227
NAMES = (
    "hit@1", "hit@5", "hit@10", "MRR", "nDCG@10", "evidence recall@10",
    "solved", "answerable solved", "items found", "character F1", "ROUGE-L",
    "short answers right", "short answers given", "citation precision", "citation recall", "supported sentences",
    "unanswerable declined or corrected", "answerable declined", "decline precision", "decline recall", "decline F1",
    "set F1", "count right", "order right", "none declined", "archive items found",
)  # fmt: skip
GROUPS = ("type", "subtype", "kind", "lang", "difficulty")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with the ends of its 95 % interval; a count, a percentile and the calibration error have none.

    The calibration error of a draw is larger than that of the questions drawn from, so draws say nothing of it.
    """

    value: float | int
    low: float | None = None
    high: float | None = None


Figures = dict[str, Figure]


@dataclass(frozen=True, slots=True)
class Report:
    """Figures by name, over all questions and by group (`type who`, `lang en`); and every result."""

    figures: Figures
    by_group: dict[str, Figures]
    results: tuple[Result, ...]

    @property
    def metrics(self) -> dict[str, float | int]:
        """The values over all questions."""
        return {name: figure.value for name, figure in self.figures.items()}


def evaluate(qa: QA, asked: Sequence[Asked], progress: Progress = lambda done: None) -> Report:
    """Ask everything and measure; evidence is matched by its words, article ids only where there is none."""
    answers = ask_all(qa, asked, progress=progress)
    return report_of(tuple(judge(one, answer) for one, answer in zip(asked, answers, strict=True)))


def report_of(results: tuple[Result, ...]) -> Report:
    """The figures of results."""
    groups: dict[str, list[Result]] = defaultdict(list)
    for field in GROUPS:
        for result in results:
            if name := result.asked.gold.get(field):
                groups[f"{field} {name}"].append(result)
    return Report(figures_of(results), {name: figures_of(group) for name, group in groups.items()}, results)


def figures_of(results: Sequence[Result]) -> Figures:
    """The figures over some questions; those that none of them counts for are left out."""
    rows = [result.values for result in results]
    figures: Figures = {
        "questions": Figure(len(results)),
        "answerable": Figure(sum(not result.asked.unanswerable for result in results)),
    }
    for name in NAMES:
        parts = parts_of(rows, name)
        if parts[1].sum() > 0:
            low, high = np.nanpercentile(drawn(parts), [2.5, 97.5])
            figures[name] = Figure(float(parts[0].sum() / parts[1].sum()), float(low), float(high))
    if bins := reliability(results):
        figures["calibration error"] = Figure(calibration_error(bins))
    times = [result.answer.timings_ms["total"] for result in results]
    lengths = [len(result.answer.answer) for result in results]
    figures["answer characters, median"] = Figure(float(np.median(lengths)))
    figures["latency p50 ms"] = Figure(float(np.percentile(times, 50)))
    figures["latency p95 ms"] = Figure(float(np.percentile(times, 95)))
    return figures


def parts_of(rows: Sequence[Values], name: str) -> NDArray[np.float64]:
    """Numerators and denominators of a figure, (2, questions); a question that it doesn't count for has zeros."""
    return np.array([row.get(name, (0.0, 0.0)) for row in rows], np.float64).reshape(-1, 2).T


def drawn(parts: NDArray[np.float64]) -> NDArray[np.float64]:
    """The figure in each of the bootstrap's draws, (draws,); NaN in a draw that no question counts for."""
    count = parts.shape[1]
    weights = np.random.default_rng(SEED).multinomial(count, np.full(count, 1 / count), DRAWS)
    above, below = weights @ parts[0], weights @ parts[1]
    figures: NDArray[np.float64] = np.divide(above, below, out=np.full(DRAWS, np.nan), where=below > 0)
    return figures
