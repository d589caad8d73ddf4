"""Whatever is asked is answered, or refused in a line; `python -m benchmarks.fuzz` asks far more."""

from __future__ import annotations

from benchmarks.fuzz import fuzz
from rag import QA


def test_any_question_and_any_conversation_is_answered_or_refused(qa: QA) -> None:
    assert list(fuzz(qa, questions=300, conversations=100, seed=20200227)) == []
