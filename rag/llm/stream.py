"""A chat model's words as they come: with time limits, retries, and an end whenever the reader has enough.

Thoughts are taken out (`thoughts.py`), requests made as the server wants them (`habits.py`), and where a model gives no
answer the next of its line is asked.
"""

from __future__ import annotations

import queue
import re
import threading
import time
from collections.abc import Generator, Iterator, Sequence
from typing import TYPE_CHECKING

from rag.llm.failures import Failure, failure
from rag.llm.models import Model
from rag.llm.thoughts import Thoughts

if TYPE_CHECKING:
    from langchain_core.messages import AIMessage, BaseMessage

RETRIES = 2
BACK_OFF_S = 0.5
_FINISHED = ("finish_reason", "stop_reason", "done_reason")
_CUT = {"length", "max_tokens"}
_WHOLE = re.compile(r"[。！？.!?”’」』）)\]】]\s*$")  # how an answer ends that was not cut off
ADJUSTED = 4  # requests at most until a server takes one


def words(model: Model, messages: Sequence[BaseMessage]) -> Generator[str]:
    """Pieces of the answer of a model, or of the first of its line that gives one. Failure when none does.

    `thoughts.END` in a piece says that what came before it is no part of the answer.
    """
    deadline = time.monotonic() + model.total_s
    line = (model, *model.others)
    for place, one in enumerate(line, 1):
        begun = False
        try:
            for piece in _answer(one, messages, deadline, RETRIES if place == len(line) else 0):
                begun = True
                yield piece
            return
        except Failure:
            if begun or place == len(line):
                raise


def _answer(model: Model, messages: Sequence[BaseMessage], deadline: float, retries: int) -> Generator[str]:
    """Pieces of one model's answer. Failure when it gives none, breaks off, or takes longer than its limits.

    A request that failed before its first piece is made again, so many times, where that makes sense.
    """
    try:
        began = time.monotonic()
        model.load()
        deadline += time.monotonic() - began  # the first question waits for imports and files, as for the encoder
    except Exception as error:
        raise failure(error) from error
    for attempt in range(retries + 1):
        begun = False
        try:
            for piece in _once(model, messages, deadline):
                begun = True
                yield piece
            return
        except Failure as problem:
            pause = max(BACK_OFF_S * 2**attempt, problem.wait_s)
            last = attempt == retries or time.monotonic() + pause > deadline
            if begun or last or not problem.retried:
                raise
            time.sleep(pause)


def _once(model: Model, messages: Sequence[BaseMessage], deadline: float) -> Generator[str]:
    """One request. It runs in a thread of its own, so that one that hangs can be left."""
    pieces: queue.SimpleQueue[str | Failure | None] = queue.SimpleQueue()
    stop = threading.Event()
    threading.Thread(target=_read, args=(model, messages, pieces, stop), daemon=True).start()
    limit = min(deadline, time.monotonic() + model.first_s)
    empty, came = True, 0
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
            came += 1
            if came > 1 or piece.strip():  # the first may be empty and says nothing; later ones stand for thoughts
                limit = deadline
            empty = empty and not piece.strip()
            if piece:
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
    """Put each piece into the queue, then None, or the failure that ended it."""
    try:
        while not stop.is_set():
            if _heard(model, messages, pieces, stop):
                pieces.put(None)
                return
    except Exception as error:
        pieces.put(failure(error))


def _heard(
    model: Model,
    messages: Sequence[BaseMessage],
    pieces: queue.SimpleQueue[str | Failure | None],
    stop: threading.Event,
) -> bool:
    """Whether a request was answered to its end; one cut at its length broke off, or is to be made with more room.

    Of a model that is first seen to think nothing is passed on before it is known whether thoughts left it room.
    """
    thoughts, habits, reason, said, held = Thoughts(), model.habits, "", "", ""
    for chunk in _chunks(model, messages):
        if stop.is_set():
            return True
        reason = next((told for name in _FINISHED if (told := chunk.response_metadata.get(name))), reason)
        spoken = thoughts.spoken(str(chunk.text))
        said += spoken
        holding = habits is not None and habits.short and thoughts.seen
        pieces.put("" if holding else held + spoken)
        held = held + spoken if holding else ""
    rest = held + thoughts.rest()
    said += thoughts.rest()
    cut = reason in _CUT
    if cut and habits and (thoughts.seen or not said.strip()) and habits.lengthen():
        return False
    if cut or not (reason or not model.says_finished or not said.strip() or _WHOLE.search(said)):
        raise Failure("broken")
    pieces.put(rest)
    return True


def _chunks(model: Model, messages: Sequence[BaseMessage]) -> Iterator[AIMessage]:
    """What the server sends, after as many refusals as say what it wants."""
    habits = model.habits
    for attempt in range(1, ADJUSTED + 1):
        begun = False
        given = habits.given() if habits else {}
        try:
            if habits and not habits.streams:
                yield model.chat().invoke(list(messages), **given)
                return
            for chunk in model.chat().stream(list(messages), **given):
                begun = True
                yield chunk
            return
        except Exception as error:
            if begun or habits is None or attempt == ADJUSTED or not habits.learn(error):
                raise
