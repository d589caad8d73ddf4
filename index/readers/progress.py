"""How far a reader is with a file of many pages: what whoever waits for it is shown, and a sign that it goes on."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar

Heard = Callable[[int, int], None]

listener: ContextVar[Heard] = ContextVar("listener", default=lambda done, total: None)


def page_read(done: int, total: int) -> None:
    """Say that so many of a file's pages (or parts) are read. A reader must do so within its time limit."""
    listener.get()(done, total)
