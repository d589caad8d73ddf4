"""The conversation: a question goes from the box to `QA.stream`, its answer to the chat, its sources to the panel.

`turns` is what was asked and answered; the chat's messages and the panel follow from it. A question that was stopped or
failed stands in the chat alone.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple

import gradio as gr

from rag import QA, Answer, BaowenError, Language, Turn
from web.head import header
from web.judging import judging
from web.kept import Asked
from web.markup import ECHOED_CHARS, chat_text, plain
from web.parts import HIDDEN, Desk, Worded, named
from web.sources import panel_html
from web.words import WORDS

EXAMPLES = 4
SUGGESTED = 3
KEPT_TURNS = 20
WAITING = "…"


class Talk(NamedTuple):
    """The components of a conversation: the box, the chat, the states of what was asked last and of all turns."""

    box: Any
    chat: Any
    last: Any
    turns: Any
    after: Any


def talk(desk: Desk, turns: Any, clear: Any) -> tuple[Talk, list[Worded]]:
    """The chat, the box below it, and what asks, stops and starts over; what of it has words."""
    words = WORDS["zh"]
    last = gr.State("")
    # No copy button of Gradio's: it would copy the Markdown, with its entities. Marked text copies as it is seen.
    with gr.Column(elem_id="talk"):
        chat = gr.Chatbot(
            height="auto", placeholder=_welcome("zh"), show_label=False, label="报问", latex_delimiters=[], buttons=[],
            elem_id="chat",
        )  # fmt: skip
        with gr.Row(elem_id="examples"):
            examples = [gr.Button(visible=False, size="sm", elem_classes="example") for _ in range(EXAMPLES)]
        with gr.Column(visible=False, elem_id="after") as after:
            with gr.Row(elem_id="next"):
                suggested = [gr.Button(visible=False, size="sm", elem_classes="example") for _ in range(SUGGESTED)]
            with gr.Row(elem_id="again"):
                retry, edit = (gr.Button(words[key], size="sm", min_width=40, elem_id=key) for key in ("retry", "edit"))
                judged = judging(desk, turns)
        box = gr.Textbox(
            show_label=False, label=words["ask"], placeholder=words["ask"], submit_btn=words["send"],
            lines=1, max_lines=6, autofocus=True, elem_id="question",
        )  # fmt: skip
    parts = Talk(box, chat, last, turns, after)
    _converse(desk, parts, [*examples, *suggested], suggested, retry, edit, clear)
    return parts, [
        named(clear, "clear"), named(retry, "retry"), named(edit, "edit"), *judged,
        Worded(chat, lambda chosen: gr.Chatbot(placeholder=_welcome(chosen))),
        Worded(box, _box),
        *(Worded(button, partial(_example, desk.qa, at)) for at, button in enumerate(examples)),
    ]  # fmt: skip


def messages_of(turns: Sequence[Asked]) -> list[dict[str, Any]]:
    """The chat's messages for these turns."""
    return [
        message for turn in turns for message in _exchange(turn.answer.question, chat_text(turn.answer, turn.number))
    ]


def _exchange(question: str, reply: str) -> list[dict[str, Any]]:
    echoed = {"role": "user", "content": plain(question[:ECHOED_CHARS])}
    return [echoed, {"role": "assistant", "content": reply}]


def _welcome(language: Language) -> str:
    return f"<div class='welcome'>{WORDS[language]['welcome']}</div>"


def _box(chosen: Language) -> Any:
    words = WORDS[chosen]
    return gr.Textbox(placeholder=words["ask"], label=words["ask"], submit_btn=words["send"])


def _example(qa: QA, at: int, chosen: Language) -> Any:
    question = dict(enumerate(qa.examples(chosen, EXAMPLES))).get(at)
    return gr.Button(question or "", visible=bool(question))


def _converse(
    desk: Desk, talk: Talk, offered: list[Any], suggested: list[Any], retry: Any, edit: Any, clear: Any
) -> None:
    """What asks, asks again, stops and starts over."""
    given = [desk.language, talk.chat, talk.turns]
    results = [talk.box, talk.chat, desk.panel, talk.turns, talk.last, talk.after]

    def respond(question: str, chosen: Language, messages: list[Any], turns: list[Asked]) -> Iterator[Any]:
        if question.strip():
            yield from _respond(desk, question, chosen, messages, turns)
        else:
            yield (gr.skip(),) * len(results)

    def again(question: str, chosen: Language, messages: list[Any], turns: list[Asked]) -> Iterator[Any]:
        yield from respond(question, chosen, *_without_last(messages, turns))

    def edited(question: str, chosen: Language, messages: list[Any], turns: list[Asked]) -> list[Any]:
        messages, turns = _without_last(messages, turns)
        panel = panel_html(desk.qa, turns, chosen)
        return [_idle(chosen, value=question, autofocus=True), messages, panel, turns, "", gr.Column(visible=False)]

    def stopped(chosen: Language, messages: list[Any]) -> tuple[Any, ...]:
        if messages and _text(messages[-1]) == WAITING:
            messages[-1]["content"] = WORDS[chosen]["stopped"]
        return _idle(chosen), messages, gr.Column(visible=True)

    def cleared(chosen: Language) -> list[Any]:
        return [_idle(chosen, value=""), [], panel_html(desk.qa, [], chosen), [], "", gr.Column(visible=False)]

    def answered(chosen: Language, turns: list[Asked]) -> list[Any]:
        return [header(desk.qa, chosen), *_suggestions(desk.qa, chosen, turns)]

    private: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    sources = [(talk.box, talk.box.submit), *((button, button.click) for button in offered)]
    asking = [event(respond, [source, *given], results, **private) for source, event in sources]
    asking.append(retry.click(again, [talk.last, *given], results, **private))
    for event in asking:
        event.then(answered, [desk.language, talk.turns], [desk.head, *suggested], **HIDDEN)
    edit.click(edited, [talk.last, *given], results, **HIDDEN)
    talk.box.stop(stopped, [desk.language, talk.chat], [talk.box, talk.chat, talk.after], cancels=asking, **HIDDEN)
    clear.click(cleared, desk.language, results, cancels=asking, **HIDDEN)


def _suggestions(qa: QA, chosen: Language, turns: list[Asked]) -> list[Any]:
    """The buttons of what to ask next; none where the last answer leads to nothing."""
    questions: list[str] = []
    if turns:
        questions = qa.suggest(turns[-1].answer, [one.answer.question for one in turns], chosen)
    padded: list[str | None] = [*questions, *[None] * SUGGESTED]
    return [gr.Button(question or "", visible=bool(question)) for question in padded[:SUGGESTED]]


def _without_last(messages: list[Any], turns: list[Asked]) -> tuple[list[Any], list[Asked]]:
    """The conversation before its last question, answered or not."""
    at = max((at for at, message in enumerate(messages) if message["role"] == "user"), default=0)
    number = sum(message["role"] == "user" for message in messages)
    return messages[:at], [turn for turn in turns if turn.number != number]


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
    """Box, chat, panel, turns, the question itself, and what stands below, as the answer grows."""
    # Questions are counted in the chat, not in the turns: one that was stopped or failed keeps its links to itself.
    number = 1 + sum(message["role"] == "user" for message in messages)
    messages = [*messages, *_exchange(question, WAITING)]
    unchanged = (gr.skip(),) * 4
    yield _busy(chosen), messages, gr.skip(), gr.skip(), question, gr.Column(visible=False)
    panel: Any = gr.skip()
    answer: Answer | None = None
    try:
        for answer in desk.metrics.stream(question, earlier_turns(turns)):
            messages[-1]["content"] = chat_text(answer, number)
            yield gr.skip(), messages, *unchanged
        if answer is not None:
            turns = [*turns, Asked(number, answer)][-KEPT_TURNS:]
            panel = panel_html(desk.qa, turns, chosen)
    except Exception as error:
        messages[-1]["content"] = _apology(error, chosen)
    yield _idle(chosen), messages, panel, turns, gr.skip(), gr.Column(visible=True)


def earlier_turns(turns: Sequence[Asked]) -> list[Turn]:
    """What was said, as `QA` takes it."""
    return [Turn(one.answer.question, one.answer.answer) for one in turns]


def _apology(error: Exception, chosen: Language) -> str:
    if isinstance(error, BaowenError):
        return plain(str(error))
    logging.getLogger("baowen").error("a question could not be answered", exc_info=error)
    return WORDS[chosen]["failed"]
