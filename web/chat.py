"""The conversation: a question goes from the box to `QA.stream`, its answer to the chat, its sources to the panel.

`turns` is what was asked and answered, `beside` what else stands in the chat: questions that were stopped or failed,
and those too long ago to be read on from. Messages and panel follow from them; neither is ever taken from a browser.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple

import gradio as gr

from rag import QA, Answer, Language
from web.head import header
from web.judging import judging
from web.kept import Asked, earlier_turns
from web.markup import ECHOED_CHARS, chat_text, plain
from web.parts import HIDDEN, Desk, Worded, named
from web.sources import panel_html
from web.told import told
from web.words import WORDS

EXAMPLES = 4
SUGGESTED = 3
KEPT_TURNS = 20
KEPT_BESIDE = 100
KEPT_CHARS = 10_000  # of a question, to be asked again
WAITING = "…"


class Talk(NamedTuple):
    """The components of a conversation: box and chat, and the states of the last question, of turns and of the rest."""

    box: Any
    chat: Any
    last: Any
    turns: Any
    beside: Any
    after: Any


class Exchange(NamedTuple):
    """A question of the chat and what stands below it, as Markdown, where no turn has it."""

    number: int
    question: str
    reply: str


def talk(desk: Desk, turns: Any, clear: Any) -> tuple[Talk, list[Worded]]:
    """The chat, the box below it, and what asks, stops and starts over; what of it has words."""
    words = WORDS["zh"]
    last, beside = gr.State(""), gr.State([])
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
    parts = Talk(box, chat, last, turns, beside, after)
    _converse(desk, parts, [*examples, *suggested], suggested, retry, edit, clear)
    return parts, [
        named(clear, "clear"), named(retry, "retry"), named(edit, "edit"), *judged,
        Worded(chat, lambda chosen: gr.Chatbot(placeholder=_welcome(chosen))),
        Worded(box, _box),
        *(Worded(button, partial(_example, desk.qa, at)) for at, button in enumerate(examples)),
    ]  # fmt: skip


def messages_of(turns: Sequence[Asked], beside: Sequence[Exchange] = ()) -> list[dict[str, Any]]:
    """The chat's messages, in the order of the questions."""
    answered = [Exchange(one.number, one.answer.question, chat_text(one.answer, one.number)) for one in turns]
    exchanges = sorted([*answered, *beside], key=lambda one: one.number)
    return [message for one in exchanges for message in _messages(one)]


def _messages(one: Exchange) -> list[dict[str, Any]]:
    echoed = {"role": "user", "content": plain(one.question[:ECHOED_CHARS])}
    return [echoed, {"role": "assistant", "content": one.reply or WAITING}]


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
    given = [desk.language, talk.turns, talk.beside]
    results = [talk.box, talk.chat, desk.panel, talk.turns, talk.beside, talk.last, talk.after]

    def respond(question: str, chosen: Language, turns: list[Asked], beside: list[Exchange]) -> Iterator[Any]:
        if question.strip():
            yield from _respond(desk, question, chosen, turns, beside)
        else:
            yield (gr.skip(),) * len(results)

    def again(question: str, chosen: Language, turns: list[Asked], beside: list[Exchange]) -> Iterator[Any]:
        yield from respond(question, chosen, *_without_last(turns, beside))

    def edited(question: str, chosen: Language, turns: list[Asked], beside: list[Exchange]) -> list[Any]:
        turns, beside = _without_last(turns, beside)
        box = _idle(chosen, value=question, autofocus=True)
        shown = [messages_of(turns, beside), panel_html(desk.qa, turns, chosen)]
        return [box, *shown, turns, beside, "", gr.Column(visible=False)]

    def stopped(chosen: Language, turns: list[Asked], beside: list[Exchange]) -> tuple[Any, ...]:
        beside = [one if one.reply else one._replace(reply=WORDS[chosen]["stopped"]) for one in beside]
        return _idle(chosen), messages_of(turns, beside), beside, gr.Column(visible=True)

    def cleared(chosen: Language) -> list[Any]:
        return [_idle(chosen, value=""), [], panel_html(desk.qa, [], chosen), [], [], "", gr.Column(visible=False)]

    def answered(chosen: Language, turns: list[Asked]) -> list[Any]:
        return [header(desk.qa, chosen), *_suggestions(desk.qa, chosen, turns)]

    private: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    sources = [(talk.box, talk.box.submit), *((button, button.click) for button in offered)]
    asking = [event(respond, [source, *given], results, **private) for source, event in sources]
    asking.append(retry.click(again, [talk.last, *given], results, **private))
    for event in asking:
        event.then(answered, [desk.language, talk.turns], [desk.head, *suggested], **HIDDEN)
    edit.click(edited, [talk.last, *given], results, **HIDDEN)
    talk.box.stop(stopped, given, [talk.box, talk.chat, talk.beside, talk.after], cancels=asking, **HIDDEN)
    clear.click(cleared, desk.language, results, cancels=asking, **HIDDEN)


def _suggestions(qa: QA, chosen: Language, turns: list[Asked]) -> list[Any]:
    """The buttons of what to ask next; none where the last answer leads to nothing."""
    questions: list[str] = []
    if turns:
        questions = qa.suggest(turns[-1].answer, [one.answer.question for one in turns], chosen)
    padded: list[str | None] = [*questions, *[None] * SUGGESTED]
    return [gr.Button(question or "", visible=bool(question)) for question in padded[:SUGGESTED]]


def _last_number(turns: Sequence[Asked], beside: Sequence[Exchange]) -> int:
    return max([*(one.number for one in turns), *(one.number for one in beside)], default=0)


def _without_last(turns: list[Asked], beside: list[Exchange]) -> tuple[list[Asked], list[Exchange]]:
    """The conversation before its last question, answered or not."""
    last = _last_number(turns, beside)
    return [one for one in turns if one.number != last], [one for one in beside if one.number != last]


def _busy(chosen: Language) -> Any:
    """The box while an answer comes: empty, its button stops the answer."""
    return gr.Textbox("", submit_btn=False, stop_btn=WORDS[chosen]["stop"])


def _idle(chosen: Language, **more: Any) -> Any:
    return gr.Textbox(submit_btn=WORDS[chosen]["send"], stop_btn=False, **more)


def _respond(
    desk: Desk, question: str, chosen: Language, turns: list[Asked], beside: list[Exchange]
) -> Iterator[tuple[Any, ...]]:
    """Box, chat, panel, turns, what stands beside them, the question itself, and what stands below, as it grows."""
    number = 1 + _last_number(turns, beside)
    asked = Exchange(number, question[:ECHOED_CHARS], "")
    unchanged = (gr.skip(),) * 2
    growing = [*beside, asked]
    yield (
        _busy(chosen),
        messages_of(turns, growing),
        *unchanged,
        growing,
        question[:KEPT_CHARS],
        gr.Column(visible=False),
    )
    panel: Any = gr.skip()
    answer: Answer | None = None
    try:
        for answer in desk.metrics.stream(question, earlier_turns(turns, desk.qa.options.max_conversation_chars)):
            growing = [*beside, asked._replace(reply=chat_text(answer, number))]
            yield gr.skip(), messages_of(turns, growing), *unchanged, growing, *unchanged
        if answer is not None:
            turns, beside = _kept([*turns, Asked(number, answer)], beside)
            panel = panel_html(desk.qa, turns, chosen)
    except Exception as error:
        beside = [*beside, asked._replace(reply=_apology(error, chosen))]
    messages = messages_of(turns, beside)
    yield _idle(chosen), messages, panel, turns, beside[-KEPT_BESIDE:], gr.skip(), gr.Column(visible=True)


def _kept(turns: list[Asked], beside: list[Exchange]) -> tuple[list[Asked], list[Exchange]]:
    """The last turns, and what else stays in the chat: of the turns before them what was said."""
    said = [Exchange(one.number, one.answer.question, chat_text(one.answer, one.number)) for one in turns[:-KEPT_TURNS]]
    return turns[-KEPT_TURNS:], [*beside, *said]


def _apology(error: Exception, chosen: Language) -> str:
    if line := told(error, chosen):
        return plain(line)
    logging.getLogger("baowen").error("a question could not be answered", exc_info=error)
    return WORDS[chosen]["failed"]
