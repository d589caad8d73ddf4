"""Whatever is asked is answered, or refused in a line; `python -m benchmarks.fuzz` asks far more."""

from __future__ import annotations

import pytest

from benchmarks.fuzz import fuzz
from rag import QA, BaowenError, Filters


def test_any_question_and_any_conversation_is_answered_or_refused(qa: QA) -> None:
    assert list(fuzz(qa, questions=300, conversations=100, seed=20200227)) == []


@pytest.mark.parametrize("field", ["source", "date_from", "reporter"])
def test_half_a_character_in_what_narrows_a_question_is_refused_in_a_line(qa: QA, field: str) -> None:
    with pytest.raises(BaowenError, match=r"type it again|is no date") as caught:
        qa.ask("谁出席了会议？", filters=Filters.of(**{field: "\ud800"}))
    str(caught.value).encode()
