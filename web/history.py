"""Conversations that the reader's own browser keeps (`script/history.js`), and one of them opened again."""

from __future__ import annotations

import html
import json
from typing import Any

import gradio as gr

from rag import Language
from web.chat import Talk, messages_of
from web.kept import restored
from web.parts import HIDDEN, Desk, Worded
from web.sources import panel_html
from web.words import WORDS, asset

_SAID = (
    "history", "kept_here", "no_history", "rename", "export", "delete", "deleted", "undo", "delete_all", "really_all",
    "turns_kept", "full", "cannot_keep", "exported_from",
)  # fmt: skip


def history() -> Any:
    """The list of conversations, to stand among the page's actions; `follow` makes it work."""
    return gr.HTML(_words("zh"), elem_id="history", js_on_load=asset("script/history.js"), min_width=60)


def follow(desk: Desk, listed: Any, talk: Talk) -> Worded:
    """Open the conversation that the reader chooses."""

    def opened(chosen: Language, event: gr.EventData) -> list[Any]:
        turns = restored(desk.qa, event._data.get("turns") if isinstance(event._data, dict) else None, chosen)
        if not turns:
            return [gr.skip()] * len(results)
        last = turns[-1].answer.question
        return [messages_of(turns), panel_html(desk.qa, turns, chosen), turns, [], last, gr.Column(visible=True)]

    results = [talk.chat, desk.panel, talk.turns, talk.beside, talk.last, talk.after]
    listed.select(opened, desk.language, results, **HIDDEN)
    return Worded(listed, _words)


def _words(language: Language) -> str:
    """The button, and what the script says, in a language."""
    words = {key: WORDS[language][key] for key in _SAID}
    data = html.escape(json.dumps(words, ensure_ascii=False))
    button = f"<button type='button' class='toggle' aria-expanded='false'>{words['history']}</button>"
    shelf = f"<section hidden aria-label='{words['history']}'></section>"
    return f"<div class='history' data-words='{data}'>{button}{shelf}</div>"
