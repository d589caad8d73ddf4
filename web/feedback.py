"""Likes and dislikes as lines of a question file, which `baowen eval` reads. Who gave them is not noted.

A liked answer's citations are the evidence its question wants. Of a disliked one the reason is kept, and what should
have been answered, if the reader said so; where it should have declined, the question counts as unanswerable.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from rag import Answer, BaowenError, Turn

REASONS = ("wrong", "not_borne_out", "should_answer", "should_decline", "other")
EXPECTED_CHARS = 500


def note(
    file: Path, answer: Answer, earlier: Sequence[Turn], liked: bool, reason: str = "", expected: str = ""
) -> None:
    """Add a judgement to the file, in one write. BaowenError when it cannot be written."""
    expected = expected.strip()[:EXPECTED_CHARS]
    line = {
        "id": uuid4().hex[:12],
        "question": answer.question,
        "conversation": [{"question": turn.question, "answer": turn.answer} for turn in earlier],
        "answers": [expected] if expected else [],
        "evidence": [one.quote for one in answer.citations] if liked else [],
        "article_ids": list(dict.fromkeys(one.article_id for one in answer.citations)) if liked else [],
        "unanswerable": answer.abstained if liked else reason == "should_decline",
        "liked": liked,
        "reason": reason if reason in REASONS else "",
        "answer": answer.answer,
        "time": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(handle, (json.dumps(line, ensure_ascii=False) + "\n").encode("utf-8", "replace"))
        finally:
            os.close(handle)
    except OSError as error:
        raise BaowenError(f"{file}: cannot be written ({error.strerror}); set BAOWEN_FEEDBACK to another") from error
