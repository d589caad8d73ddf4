"""What the parts of the page share: what they are given, and what they give to be spoken in another language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import gradio as gr

from rag import QA, Language
from web.metrics import Metrics
from web.words import WORDS

# An event that is over at once: not queued, no progress shown, no endpoint of the public interface.
HIDDEN: dict[str, Any] = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}


@dataclass(frozen=True, slots=True)
class Desk:
    """What a part of the page is given: the index, what is counted, the reader's language (a state), the page's
    first lines, and the panel of sources.

    `read_only` says that readers may not add or remove files.
    """

    qa: QA
    metrics: Metrics
    language: Any
    head: Any
    panel: Any
    read_only: bool = False


class Worded(NamedTuple):
    """A component with words on it, and what Gradio is to change about it for a language."""

    component: Any
    words: Callable[[Language], Any]


def labelled(component: Any, key: str) -> Worded:
    """A component whose label is this word."""
    return Worded(component, lambda chosen: type(component)(label=WORDS[chosen][key]))


def named(button: Any, key: str) -> Worded:
    """A button with this word on it."""
    return Worded(button, lambda chosen: gr.Button(WORDS[chosen][key]))


def choices(component: Any, key: str, of: Callable[[Language], list[tuple[str, str]]]) -> Worded:
    """A component whose label is this word and whose choices have words too."""
    return Worded(component, lambda chosen: type(component)(of(chosen), label=WORDS[chosen][key]))
