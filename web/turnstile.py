"""How many questions of other programs are answered at once, and how many wait for that."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar

import anyio
import anyio.to_thread

from rag import RefusedError
from web.words import WORDS

Result = TypeVar("Result")


class Turnstile:
    """Lets `at_once` calls through, each in a thread of its own; beyond `waiting` others are turned away."""

    def __init__(self, at_once: int, waiting: int) -> None:
        self._limiter, self._waiting = anyio.CapacityLimiter(at_once), waiting

    async def run(self, function: Callable[..., Result], *args: Any, **kwargs: Any) -> Result:
        """What the function gives. RefusedError when too many wait."""
        if self._limiter.statistics().tasks_waiting >= self._waiting:
            raise RefusedError("busy", WORDS["en"]["busy"])
        return await anyio.to_thread.run_sync(functools.partial(function, *args, **kwargs), limiter=self._limiter)
