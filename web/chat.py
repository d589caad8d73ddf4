"""The conversation: a question goes from the box to `QA.stream`, its answer to the chat, its sources to the panel."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from functools import partial
from typing import Any

import gradio as gr

from rag import QA, Answer, BaowenError, Language, Turn
from web.markup import ECHOED_CHARS, chat_text, plain
from web.parts import HIDDEN, Desk, Worded, named
from web.sources import Asked, panel_html
from web.words import WORDS

EXAMPLES = 4
KEPT_TURNS = 20
WAITING = "…"


def talk(desk: Desk, turns: Any, clear: Any) -> list[Worded]:
    """The chat, the box below it, and what asks, stops and starts over; what of it has words."""
    words = WORDS["zh"]
    # No copy button of Gradio's: it would copy the Markdown, with its entities. Marked text copies as it is seen.
    with gr.Column(elem_id="talk"):
        chat = gr.Chatbot(
            height="auto", placeholder=_welcome("zh"), show_label=False, label="报问", latex_delimiters=[], buttons=[],
            elem_id="chat",
        )  # fmt: skip
        with gr.Row(elem_id="examples"):
            examples = [gr.Button(visible=False, size="sm", elem_classes="example") for _ in range(EXAMPLES)]
        box = gr.Textbox(
            show_label=False, label=words["ask"], placeholder=words["ask"], submit_btn=words["send"],
            lines=1, max_lines=6, autofocus=True, elem_id="question",
        )  # fmt: skip
    _converse(desk, [desk.language, chat, turns], [box, chat, desk.panel, turns], examples, clear)
    return [
        named(clear, "clear"),
        Worded(chat, lambda chosen: gr.Chatbot(placeholder=_welcome(chosen))),
        Worded(box, _box),
        *(Worded(button, partial(_example, desk.qa, at)) for at, button in enumerate(examples)),
    ]


def _welcome(language: Language) -> str:
    return f"<div class='welcome'>{WORDS[language]['welcome']}</div>"


def _box(chosen: Language) -> Any:
    words = WORDS[chosen]
    return gr.Textbox(placeholder=words["ask"], label=words["ask"], submit_btn=words["send"])


def _example(qa: QA, at: int, chosen: Language) -> Any:
    question = dict(enumerate(qa.examples(chosen, EXAMPLES))).get(at)
    return gr.Button(question or "", visible=bool(question))


def _converse(desk: Desk, given: list[Any], results: list[Any], examples: list[Any], clear: Any) -> None:
    """What asks, stops and starts over."""
    box, chat, *_ = results
    qa, language = desk.qa, desk.language

    def respond(question: str, chosen: Language, messages: list[Any], turns: list[Asked]) -> Iterator[Any]:
        if question.strip():
            yield from _respond(desk, question, chosen, messages, turns)
        else:
            yield (gr.skip(),) * 4

    def stopped(chosen: Language, messages: list[Any]) -> tuple[Any, Any]:
        if messages and _text(messages[-1]) == WAITING:
            messages[-1]["content"] = WORDS[chosen]["stopped"]
        return _idle(chosen), messages

    def cleared(chosen: Language) -> tuple[Any, ...]:
        return _idle(chosen, value=""), [], panel_html(qa, [], chosen), []

    asking = [
        event(respond, [source, *given], results, show_progress="hidden", api_visibility="private")
        for source, event in ((box, box.submit), *((button, button.click) for button in examples))
    ]
    box.stop(stopped, [language, chat], [box, chat], cancels=asking, **HIDDEN)
    clear.click(cleared, language, results, cancels=asking, **HIDDEN)


def _busy(chosen: Language) -> Any:
    """The box while an answer comes: empty, its button stops the answer."""
    return gr.Textbox("", submit_btn=False, stop_btn=WORDS[chosen]["stop"])


def _idle(chosen: Language, **more: Any) -> Any:
    return gr.Textbox(submit_btn=WORDS[chosen]["send"], stop_btn=False, **more)


def _text(message: dict[str, Any]) -> str:
    """A message's text; Gradio gives a message back in parts."""
    content = message["content"]
    return content if isinstance(content, str) else "".join(part.get("text", "") for part in content)


def _respond(
    desk: Desk, question: str, chosen: Language, messages: list[Any], turns: list[Asked]
) -> Iterator[tuple[Any, ...]]:
    """Box, chat, panel and turns as the answer grows."""
    # Questions are counted in the chat, not in the turns: one that was stopped or failed keeps its links to itself.
    number = 1 + sum(message["role"] == "user" for message in messages)
    reply = {"role": "assistant", "content": WAITING}
    messages = [*messages, {"role": "user", "content": plain(question[:ECHOED_CHARS])}, reply]
    yield _busy(chosen), messages, gr.skip(), gr.skip()
    panel: Any = gr.skip()
    answer: Answer | None = None
    try:
        for answer in desk.metrics.stream(question, _turns(turns)):
            reply["content"] = chat_text(answer, number)
            yield gr.skip(), messages, gr.skip(), gr.skip()
        if answer is not None:
            turns = [*turns, Asked(number, answer)][-KEPT_TURNS:]
            panel = panel_html(desk.qa, turns, chosen)
    except Exception as error:
        reply["content"] = _apology(error, chosen)
    yield _idle(chosen), messages, panel, turns


def _turns(turns: list[Asked]) -> list[Turn]:
    return [Turn(one.answer.question, one.answer.answer) for one in turns]


def _apology(error: Exception, chosen: Language) -> str:
    if isinstance(error, BaowenError):
        return plain(str(error))
    logging.getLogger("baowen").error("a question could not be answered", exc_info=error)
    return WORDS[chosen]["failed"]
