"""Likes and dislikes as lines of a question file, which `baowen eval` reads. Who gave them is not noted.

A liked answer's citations are the evidence its question wants. Of a disliked one the reason is kept, and what should
have been answered, if the reader said so; where it should have declined, the question counts as unanswerable.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from rag import Answer, BaowenError, Turn

LONGEST = 4000  # characters of a text that is noted; a conversation has as many in all
LARGEST = 5_000_000  # bytes of the file; then it is put aside as FILE.1, and one put aside before goes
CITED = 20
_WRITING = threading.Lock()
REASONS = ("wrong", "not_borne_out", "should_answer", "should_decline", "other")
EXPECTED_CHARS = 500


def note(
    file: Path, answer: Answer, earlier: Sequence[Turn], liked: bool, reason: str = "", expected: str = ""
) -> None:
    """Add a judgement to the file, in one write, cut to `LONGEST`. BaowenError when it cannot be written."""
    expected = expected.strip()[:EXPECTED_CHARS]
    line = {
        "id": uuid4().hex[:12],
        "question": answer.question[:LONGEST],
        "conversation": [
            {"question": turn.question[:LONGEST], "answer": turn.answer[:LONGEST]} for turn in earlier[-CITED:]
        ],
        "answers": [expected] if expected else [],
        "evidence": [one.quote[:LONGEST] for one in answer.citations[:CITED]] if liked else [],
        "article_ids": list(dict.fromkeys(one.article_id for one in answer.citations[:CITED])) if liked else [],
        "unanswerable": answer.abstained if liked else reason == "should_decline",
        "liked": liked,
        "reason": reason if reason in REASONS else "",
        "answer": answer.answer[:LONGEST],
        "time": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    try:
        with _WRITING:
            _write(file, (json.dumps(line, ensure_ascii=False) + "\n").encode("utf-8", "replace"))
    except OSError as error:
        raise BaowenError(f"{file}: cannot be written ({error.strerror}); set BAOWEN_FEEDBACK to another") from error


def _write(file: Path, line: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    if file.exists() and file.stat().st_size + len(line) > LARGEST:
        file.replace(file.with_name(f"{file.name}.1"))
    handle = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        os.write(handle, line)
    finally:
        os.close(handle)
