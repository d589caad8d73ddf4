"""Likes and dislikes of the last answer; what they say goes to `feedback.py`."""

from __future__ import annotations

import html
import logging
from typing import Any

import gradio as gr

from rag import BaowenError, Language
from web.feedback import EXPECTED_CHARS, LONGEST, REASONS, note
from web.kept import Asked, earlier_turns
from web.parts import HIDDEN, Desk, Worded, choices, labelled, named
from web.words import WORDS


def judging(desk: Desk, turns: Any) -> list[Worded]:
    """Two buttons, and the form that a dislike opens; what of it has words."""
    words = WORDS["zh"]
    like, dislike = (gr.Button(words[key], size="sm", min_width=40, elem_id=key) for key in ("like", "dislike"))
    with gr.Column(visible=False, elem_id="judging") as form:
        reason = gr.Radio(_reasons("zh"), value="wrong", label=words["why"])
        expected = gr.Textbox(label=words["expected"], max_lines=4, max_length=EXPECTED_CHARS)
        with gr.Row():
            save, cancel = (gr.Button(words[key], size="sm", elem_id=key) for key in ("save", "cancel"))
    said = gr.HTML(elem_id="judged")

    def judged(chosen: Language, asked: list[Asked], liked: bool, reason: str = "", expected: str = "") -> Any:
        if not asked:
            return ""
        earlier = earlier_turns(asked[:-1], LONGEST)
        try:
            note(desk.qa.options.feedback, asked[-1].answer, earlier, liked, reason, expected)
        except BaowenError as error:
            logging.getLogger("baowen").error("%s", error)
            return _line(WORDS[chosen]["not_noted"])
        desk.metrics.judged(liked)
        return _line(WORDS[chosen]["noted"])

    def liked(chosen: Language, asked: list[Asked]) -> list[Any]:
        return [judged(chosen, asked, True), gr.Column(visible=False)]

    def disliked(chosen: Language, asked: list[Asked], reason: str, expected: str) -> list[Any]:
        return [judged(chosen, asked, False, reason, expected), gr.Column(visible=False), ""]

    given = [desk.language, turns]
    like.click(liked, given, [said, form], **HIDDEN)
    dislike.click(lambda: [gr.Column(visible=True), ""], None, [form, said], **HIDDEN)
    save.click(disliked, [*given, reason, expected], [said, form, expected], **HIDDEN)
    cancel.click(lambda: gr.Column(visible=False), None, form, **HIDDEN)
    desk.panel.change(lambda: ["", gr.Column(visible=False)], None, [said, form], **HIDDEN)
    return [
        *(named(one, key) for one, key in ((like, "like"), (dislike, "dislike"), (save, "save"), (cancel, "cancel"))),
        choices(reason, "why", _reasons),
        labelled(expected, "expected"),
    ]


def _reasons(language: Language) -> list[tuple[str, str]]:
    return [(WORDS[language][reason], reason) for reason in REASONS]


def _line(text: str) -> str:
    return f"<p role='status'>{html.escape(text)}</p>"
