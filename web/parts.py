"""What the parts of the page share: what they are given, and what they give to be spoken in another language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from rag import QA, Language
from web.metrics import Metrics

# An event that is over at once: not queued, no progress shown, no endpoint of the public interface.
HIDDEN: dict[str, Any] = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}


@dataclass(frozen=True, slots=True)
class Desk:
    """What a part of the page is given: the index, what is counted, the reader's language (a state), and the
    panel of sources.

    `read_only` says that readers may not add or remove files.
    """

    qa: QA
    metrics: Metrics
    language: Any
    panel: Any
    read_only: bool = False


class Worded(NamedTuple):
    """A component with words on it, and what Gradio is to change about it for a language."""

    component: Any
    words: Callable[[Language], Any]
