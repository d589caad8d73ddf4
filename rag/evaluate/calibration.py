"""How far an answer's confidence can be believed.

Confidence is the probability that what was asked for is in the sentences found (`Answer.confidence`): of all answers
with about one confidence, as large a share should be solved. Questions that were declined or corrected are left out;
what was found for them was not put forward as an answer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from rag.evaluate.judge import Result

BINS = 10  # of equal width, from 0 to 1


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers of about one confidence: its mean, the share of them that are answerable and solved, and their number."""

    confidence: float
    solved: float
    answers: int


def reliability(results: Sequence[Result]) -> list[Bin]:
    """The bins that hold any answers, least confidence first."""
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for result in results:
        sure = result.answer.confidence
        if sure is not None and result.answer.outcome == "answered":
            bins[min(int(sure * BINS), BINS - 1)].append((sure, result.solved and not result.asked.unanswerable))
    return [_bin(bins[at]) for at in sorted(bins)]


def calibration_error(bins: Sequence[Bin]) -> float:
    """The expected calibration error, 0 to 1: how far confidence and share lie apart, on average over the answers.

    Naeini, Cooper and Hauskrecht (2015). ZeroDivisionError without bins.
    """
    apart = sum(one.answers * abs(one.confidence - one.solved) for one in bins)
    return apart / sum(one.answers for one in bins)


def _bin(answers: Sequence[tuple[float, bool]]) -> Bin:
    count = len(answers)
    return Bin(sum(sure for sure, _ in answers) / count, sum(solved for _, solved in answers) / count, count)
