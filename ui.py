"""The web chat: a conversation on the left, the cited articles on the right. It sees `rag`'s public face alone.

A question goes one way: box → `respond` → `QA.stream` → `chat_text` in the chat and `sources` in the panel. A click on
a citation asks `read` for its article, so that the page carries no article nobody opened.

What is shown of it, and how text is kept from being more than text, is in `web/markup.py`.
"""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")  # read when gradio is imported
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")

import gradio as gr
import uvicorn
from fastapi import FastAPI
from gradio.events import api

from rag import QA, Answer, BaowenError, Language, Turn
from web.markup import ECHOED_CHARS, WORDS, Asked, asset, chat_text, header, panel_html, plain, preferred, read

EXAMPLES = 4
KEPT_TURNS = 20
WAITING = "…"
SANS = ["PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", "sans-serif"]
# 'unsafe-eval' because Gradio compiles the panel's template in the browser; nothing untrusted is ever in a template.
GUARDS = (
    (
        b"content-security-policy",
        b"default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
        b"img-src 'self' data: blob:; media-src 'self' data: blob:; font-src 'self' data:; "
        b"connect-src 'self' data: blob:; worker-src 'self' blob:; form-action 'self'; base-uri 'self'; "
        b"frame-ancestors 'self'; object-src 'none'",
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
)


# The page ------------------------------------------------------------------------------------------------------------

# An event that is over at once: not queued, no progress shown, no endpoint of the public interface.
HIDDEN: dict[str, Any] = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}


def build(qa: QA) -> gr.Blocks:
    """The page over an open index."""
    words = WORDS["zh"]

    def read_article(wanted: Any) -> str:
        return read(qa, wanted, "en" if isinstance(wanted, dict) and wanted.get("language") == "en" else "zh")

    def ask(question: str) -> dict[str, Any]:
        """Answer one question: the Answer object of `baowen ask --json`."""
        try:
            return qa.ask(question).as_json()
        except BaowenError as error:
            raise gr.Error(str(error), print_exception=False) from error

    with (page := gr.Blocks(title="报问 Baowen", fill_width=True)):
        language, turns = gr.State("zh"), gr.State([])
        with gr.Row(elem_id="top"):
            head = gr.HTML(header(qa, "zh"), elem_id="head")
            with gr.Row(elem_id="actions"):
                clear = gr.Button(words["clear"], size="sm", min_width=60, elem_id="clear")
                switch = gr.Button(words["switch"], size="sm", min_width=60, elem_id="switch")
        with gr.Row(equal_height=False, elem_id="panes"):
            with gr.Column(scale=3, min_width=320, elem_id="talk"):
                chat = _chatbot()
                with gr.Row(elem_id="examples"):
                    examples = [gr.Button(visible=False, size="sm", elem_classes="example") for _ in range(EXAMPLES)]
                box = gr.Textbox(
                    show_label=False, label=words["ask"], placeholder=words["ask"], submit_btn=words["send"],
                    lines=1, max_lines=6, autofocus=True, elem_id="question",
                )  # fmt: skip
            with gr.Column(scale=2, min_width=320, elem_id="side"):
                panel = gr.HTML(
                    panel_html(qa, [], "zh"), elem_id="panel", js_on_load=asset("page.js"),
                    server_functions=[read_article],
                )  # fmt: skip
        timer = gr.Timer(1.0)
        _speak(qa, page, switch, [language, turns], [language, head, clear, switch, chat, box, panel, *examples])
        _converse(qa, [language, chat, turns], [box, chat, panel, turns], examples, clear)
        timer.tick(lambda chosen: _state(qa, chosen), language, [head, timer], **HIDDEN)
        api(ask, api_name="ask")
    page.queue(default_concurrency_limit=4, max_size=64)
    return page


def _chatbot() -> Any:
    # No copy button of Gradio's: it would copy the Markdown, with its entities. Marked text copies as it is seen.
    return gr.Chatbot(
        height="auto", placeholder=_welcome("zh"), show_label=False, label="报问", latex_delimiters=[], buttons=[],
        elem_id="chat",
    )  # fmt: skip


def _welcome(language: Language) -> str:
    return f"<div class='welcome'>{WORDS[language]['welcome']}</div>"


def _state(qa: QA, chosen: Language) -> tuple[Any, Any]:
    """The state line once more when the model is there; until then the page is left alone."""
    return (header(qa, chosen), gr.Timer(active=False)) if qa.ready else (gr.skip(), gr.skip())


def _speak(qa: QA, page: Any, switch: Any, given: list[Any], texts: list[Any]) -> None:
    """The page's words: in the browser's language when it opens, in the other one at the switch."""

    def in_language(chosen: Language, turns: list[Asked]) -> list[Any]:
        words = WORDS[chosen]
        questions: list[str | None] = [*qa.examples(chosen, EXAMPLES), *[None] * EXAMPLES]
        return [
            chosen,
            header(qa, chosen),
            gr.Button(words["clear"]),
            gr.Button(words["switch"]),
            gr.Chatbot(placeholder=_welcome(chosen)),
            gr.Textbox(placeholder=words["ask"], label=words["ask"], submit_btn=words["send"]),
            panel_html(qa, turns, chosen),
            *(gr.Button(question or "", visible=bool(question)) for question in questions[:EXAMPLES]),
        ]

    def opened(turns: list[Asked], request: gr.Request) -> list[Any]:
        return in_language(preferred(request.headers.get("accept-language")), turns)

    def switched(chosen: Language, turns: list[Asked]) -> list[Any]:
        return in_language("en" if chosen == "zh" else "zh", turns)

    page.load(opened, given[1:], texts, **HIDDEN)
    switch.click(switched, given, texts, **HIDDEN)


def _converse(qa: QA, given: list[Any], results: list[Any], examples: list[Any], clear: Any) -> None:
    """What asks, stops and starts over."""
    box, chat, *_ = results
    language = given[0]

    def respond(question: str, chosen: Language, messages: list[Any], turns: list[Asked]) -> Iterator[Any]:
        if question.strip():
            yield from _respond(qa, question, chosen, messages, turns)
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
    qa: QA, question: str, chosen: Language, messages: list[Any], turns: list[Asked]
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
        for answer in qa.stream(question, [Turn(one.answer.question, one.answer.answer) for one in turns]):
            reply["content"] = chat_text(answer, number)
            yield gr.skip(), messages, gr.skip(), gr.skip()
        if answer is not None:
            turns = [*turns, Asked(number, answer)][-KEPT_TURNS:]
            panel = panel_html(qa, turns, chosen)
    except Exception as error:
        reply["content"] = _apology(error, chosen)
    yield _idle(chosen), messages, panel, turns


def _apology(error: Exception, chosen: Language) -> str:
    if isinstance(error, BaowenError):
        return plain(str(error))
    logging.getLogger("baowen").error("a question could not be answered", exc_info=error)
    return WORDS[chosen]["failed"]


# The server ----------------------------------------------------------------------------------------------------------


def serve(index_dir: Path, host: str, port: int, llm: str | None = None) -> None:
    """Serve the page until it is stopped. BaowenError when there is no index, or the port is taken."""
    qa = QA.open(index_dir, llm=llm)
    listener = _listen(host, port)
    # A browser keeps a stream open for as long as it shows the page; stopping does not wait for it.
    config = uvicorn.Config(create_app(qa), log_level="warning", timeout_graceful_shutdown=1)
    where = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    with contextlib.suppress(KeyboardInterrupt):
        _Server(config, qa, where).run(sockets=[listener])


class _Server(uvicorn.Server):
    """Says where the page is once it is up, and only then loads the model, so that the page needn't wait for it."""

    def __init__(self, config: uvicorn.Config, qa: QA, where: str) -> None:
        super().__init__(config)
        self.qa, self.where = qa, where

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        print(f"报问 {self.where}", flush=True)
        threading.Thread(target=_warm, args=(self.qa,), daemon=True).start()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # The streams of open pages are cut off, which uvicorn would report as errors, each with a traceback.
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
        await super().shutdown(sockets)


def _warm(qa: QA) -> None:
    try:
        qa.warm()
    except Exception as error:  # the next question meets it again, and says so in the chat
        logging.getLogger("baowen").error("the model could not be loaded: %s", error)


def _listen(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise BaowenError(f"port {port} is taken; give another with --port or PORT=") from error
        raise BaowenError(f"cannot listen on {host}:{port}: {error.strerror}; give another --host or --port") from error


def create_app(qa: QA) -> FastAPI:
    """The page as a web application, with `/healthz` and a policy that lets the browser ask no other host."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

    @app.get("/healthz")
    def healthz() -> dict[str, Any]:
        return {"status": "ok", "ready": qa.ready}

    app.add_middleware(_Guarded)
    theme = gr.themes.Base(primary_hue="red", neutral_hue="stone", font=SANS, font_mono=["monospace"], radius_size="sm")
    gr.mount_gradio_app(
        app, build(qa), path="/", theme=theme, css=asset("page.css"),
        show_error=False, run_history=False, footer_links=[],
    )  # fmt: skip
    return app


class _Guarded:
    """Adds the headers that keep the browser to this host. Plain ASGI: a stream passes through it untouched."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        async def guarded(message: Any) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *GUARDS]
            await send(message)

        await self.app(scope, receive, guarded)
