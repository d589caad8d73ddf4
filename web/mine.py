"""What a reader keeps (我的): clippings, in the reader's own browser (`script/clippings.js`), and takes away.

The service answers what the browser asks for and remembers nothing of it.
"""

from __future__ import annotations

import html
import json
from typing import Any

import gradio as gr

from rag import QA, BaowenError, Language
from web.parts import Worded
from web.taking import clip, take
from web.told import told
from web.watching import Watch, look
from web.words import WORDS, asset

_SAID = (
    "mine", "clippings", "no_clipping", "clipped", "note_on", "delete", "deleted", "undo", "kept_in_browser",
    "too_full", "as_markdown", "as_word", "cited_as", "not_taken", "whole_article", "open",
    "watched", "none_watched", "watching", "not_watched", "too_many_watched", "news_came", "news_answers", "news_about",
    "seen", "how_many_new", "nothing_new",
)  # fmt: skip
_SCRIPTS = ("shelf", "take", "clippings", "watched")


def mine(qa: QA, watch: Watch) -> Worded:
    """The shelf of what the reader keeps, to stand among the page's actions."""

    def take_away(wanted: Any) -> dict[str, str]:
        language = _language(wanted)
        try:
            return take(qa, wanted, language)
        except BaowenError as error:
            return {"error": told(error, language) or ""}

    def clipping(wanted: Any) -> dict[str, Any]:
        try:
            return clip(qa, wanted)
        except BaowenError:  # the index is gone, which the panel says
            return {}

    def look_for(wanted: Any) -> dict[str, Any]:
        try:
            return look(watch, wanted)
        except BaowenError as error:
            return {"error": told(error, _language(wanted)) or ""}

    script = "\n".join(asset(f"script/{name}.js") for name in _SCRIPTS)
    shelf = gr.HTML(
        _shelf("zh"), elem_id="mine", js_on_load=script, server_functions=[take_away, clipping, look_for], min_width=60
    )
    return Worded(shelf, _shelf)


def _language(wanted: Any) -> Language:
    return "en" if isinstance(wanted, dict) and wanted.get("language") == "en" else "zh"


def _shelf(language: Language) -> str:
    words = {key: WORDS[language][key] for key in _SAID} | {"language": language}
    data = html.escape(json.dumps(words, ensure_ascii=False))
    button = f"<button type='button' class='toggle' aria-expanded='false'>{words['mine']}</button>"
    shelf = f"<section hidden aria-label='{words['mine']}'></section>"
    return f"<div class='history' data-words='{data}'>{button}{shelf}<p class='said' role='status'></p></div>"
