"""The public interface over HTTP: endpoints of Gradio with names and types."""

from __future__ import annotations

from typing import Any

import gradio as gr
from gradio.events import api

from rag import QA, BaowenError


def publish(page: gr.Blocks, qa: QA) -> None:
    """Give the page its endpoints."""

    def ask(question: str) -> dict[str, Any]:
        """Answer one question: the Answer object of `baowen ask --json`."""
        try:
            return qa.ask(question).as_json()
        except BaowenError as error:
            raise gr.Error(str(error), print_exception=False) from error

    with page:
        api(ask, api_name="ask")
