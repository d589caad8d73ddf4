"""A chat model's words as they come: with time limits, retries, and an end whenever the reader has enough."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Generator, Sequence
from typing import TYPE_CHECKING

from rag.llm.failures import Failure, failure
from rag.llm.models import Model

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage

RETRIES = 2
BACK_OFF_S = 0.5
_FINISHED = ("finish_reason", "stop_reason", "done_reason")
_CUT = {"length", "max_tokens"}


def words(model: Model, messages: Sequence[BaseMessage]) -> Generator[str]:
    """Pieces of the model's answer. Failure when it gives none, breaks off, or takes longer than its limits.

    A request that failed before its first piece is made again, up to twice, where that makes sense.
    """
    try:
        model.load()  # before the clock starts: the first question waits for imports and files, as for the encoder
    except Exception as error:
        raise failure(error) from error
    deadline = time.monotonic() + model.total_s
    for attempt in range(RETRIES + 1):
        begun = False
        try:
            for piece in _once(model, messages, deadline):
                begun = True
                yield piece
            return
        except Failure as problem:
            pause = max(BACK_OFF_S * 2**attempt, problem.wait_s)
            last = attempt == RETRIES or time.monotonic() + pause > deadline
            if begun or last or not problem.retried:
                raise
            time.sleep(pause)


def _once(model: Model, messages: Sequence[BaseMessage], deadline: float) -> Generator[str]:
    """One request. It runs in a thread of its own, so that one that hangs can be left."""
    pieces: queue.SimpleQueue[str | Failure | None] = queue.SimpleQueue()
    stop = threading.Event()
    threading.Thread(target=_read, args=(model, messages, pieces, stop), daemon=True).start()
    limit = min(deadline, time.monotonic() + model.first_s)
    empty = True
    try:
        while True:
            try:
                piece = pieces.get(timeout=max(0.0, limit - time.monotonic()))
            except queue.Empty:
                raise Failure("slow") from None
            if isinstance(piece, Failure):
                raise piece
            if piece is None:
                break
            if piece.strip():
                empty, limit = False, deadline
            yield piece
    finally:
        stop.set()
    if empty:
        raise Failure("empty")


def _read(
    model: Model,
    messages: Sequence[BaseMessage],
    pieces: queue.SimpleQueue[str | Failure | None],
    stop: threading.Event,
) -> None:
    """Put each piece into the queue, then None, or the failure that ended it; one cut at its length broke off."""
    reason = ""
    try:
        for chunk in model.chat().stream(list(messages)):
            if stop.is_set():
                return
            reason = next((said for name in _FINISHED if (said := chunk.response_metadata.get(name))), reason)
            pieces.put(str(chunk.text))
        whole = reason not in _CUT and (reason or not model.says_finished)
        pieces.put(None if whole else Failure("broken"))
    except Exception as error:
        pieces.put(failure(error))
