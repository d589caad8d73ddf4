"""Where the floor for declining comes out: `python -m benchmarks.floor INDEX QUESTIONS`.

Fits `FLOOR` of `rag/check.py` on one half of a question file's Chinese questions, so that 3 % of the answerable ones
are declined, and prints what it would decline of the other half; then the same with the halves changed, and the share
that the present floor declines of all.
"""

from __future__ import annotations

import math
import sys
from pathlib import Path

import numpy as np

from rag import QA
from rag.check import FLOOR, GROWTH
from rag.evaluate import Asked, read_questions
from rag.question import understand

DECLINED = 0.03


def best_score(qa: QA, asked: Asked) -> float | None:
    """The score of the best sentence, less what the size of the index adds; None for a question that isn't Chinese."""
    question = understand(asked.question, asked.conversation)
    if question.language != "zh":
        return None
    ranked, query = qa.rank(question)
    return ranked[0].score - GROWTH * math.log(query.passages)


def main() -> None:
    """Print the fitted floors and what they decline."""
    qa = QA.open(Path(sys.argv[1]))
    scored = [(best_score(qa, asked), asked.unanswerable) for asked in read_questions(Path(sys.argv[2]))]
    scores = np.array([score for score, _ in scored if score is not None])
    unanswerable = np.array([missing for score, missing in scored if score is not None])
    half = np.arange(len(scores)) % 2 == 0
    for fitted in (half, ~half):
        floor = float(np.quantile(scores[fitted & ~unanswerable], DECLINED))
        show(f"fitted {floor:.2f}, other half", scores[~fitted] < floor, unanswerable[~fitted])
    show(f"present {FLOOR['zh']:.2f}, all", scores < FLOOR["zh"], unanswerable)


def show(label: str, declined: np.ndarray, unanswerable: np.ndarray) -> None:
    """Print the share declined of the answerable and of the unanswerable questions."""
    print(f"{label}: declined {declined[~unanswerable].mean():.3f} answerable, {declined[unanswerable].mean():.3f} not")


if __name__ == "__main__":
    main()
