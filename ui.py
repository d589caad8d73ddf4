"""The web chat: a conversation on the left, the cited articles on the right. It sees `rag`'s public face alone.

A question goes one way: box → `respond` → `QA.stream` → `chat_text` in the chat and `sources` in the panel. A click on
a citation asks `read` for its article, so that the page carries no article nobody opened.

Everything that comes from an article, a question or an answer is untrusted text. In the chat, which renders Markdown,
it goes through `plain`; in the panel, which renders HTML, through `html.escape`.
"""

from __future__ import annotations

import contextlib
import errno
import html
import json
import logging
import os
import re
import socket
import threading
from collections.abc import Iterator, Sequence
from itertools import groupby, islice, pairwise
from pathlib import Path
from typing import Any, NamedTuple

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")  # read when gradio is imported
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")

import gradio as gr
import uvicorn
from fastapi import FastAPI
from gradio.events import api

from rag import QA, Answer, Article, BaowenError, Language, Turn

EXAMPLES = 4
KEPT_TURNS = 20
NEAREST = 3
ECHOED_CHARS = 2000
QUOTED_CHARS = 150
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


def _asset(name: str) -> str:
    return (Path(__file__).with_name("ui_assets") / name).read_text("utf-8")


WORDS: dict[Language, dict[str, str]] = json.loads(_asset("words.json"))


class Span(NamedTuple):
    """Words of an article's body that a link opens; `key` names the link, as in `#c2-1`: turn 2, citation 1."""

    start: int
    end: int
    key: str


class Quote(NamedTuple):
    """What a card shows of a span, and what the check says of the sentence that rests on it."""

    span: Span
    text: str
    verdict: str = "supported"


class Asked(NamedTuple):
    """A turn of the conversation as the page keeps it; `number` counts the questions, answered or not."""

    number: int
    answer: Answer


# Text to markup ------------------------------------------------------------------------------------------------------

# What can open a construct anywhere in a line, what makes a bare address a link, and what opens a block at its start.
_SPECIAL = re.compile(r"[\\`*_~\[\]<>&@]|:(?=//)|(?<=www)\.|^[!-@{-}]", re.IGNORECASE)
_MARK = re.compile(r"\[(\d+)\]")


def plain(text: str) -> str:
    """Markdown that shows this text, a paragraph a line: no link, tag, list or emphasis can come of it."""
    lines = (line.strip() for line in text.splitlines())
    return "\n\n".join(_SPECIAL.sub(lambda match: f"&#{ord(match[0])};", line) for line in lines if line)


def chat_text(answer: Answer, turn: int) -> str:
    """The answer as Markdown, with each mark that has a citation a link to it."""
    known = {citation.marker for citation in answer.citations}
    return "\n\n".join(_linked(line, known, turn) for line in answer.answer.splitlines() if line.strip())


def _linked(line: str, known: set[int], turn: int) -> str:
    pieces: list[str] = []
    at = 0
    for match in _MARK.finditer(line):
        if int(match[1]) in known:
            pieces += [plain(line[at : match.start()]), f"[[{match[1]}]](#c{turn}-{match[1]})"]
            at = match.end()
    return "".join([*pieces, plain(line[at:])])


def marked(body: str, spans: Sequence[Span], at: str) -> str:
    """The body as paragraphs of HTML with its spans marked; the one named `at` whole, whatever overlaps it."""
    inside = [span._replace(start=max(0, span.start), end=min(len(body), span.end)) for span in spans]
    inside.sort(key=lambda span: (span.key != at, span.start))
    edges = sorted({0, len(body), *(edge for span in inside if span.start < span.end for edge in span[:2])})

    def owner(piece: tuple[int, int]) -> Span | None:
        return next((span for span in inside if span.start <= piece[0] and piece[1] <= span.end), None)

    pieces: list[str] = []
    for span, run in groupby(pairwise(edges), owner):
        ends = list(run)
        text = html.escape(body[ends[0][0] : ends[-1][1]])
        pieces.append(_mark(text, span, at) if span else text)
    return "".join(f"<p>{line}</p>" for line in "".join(pieces).split("\n") if line.strip())


def _mark(text: str, span: Span, at: str) -> str:
    """One mark a paragraph; the number beside the first is drawn by the style, so that it is no part of the text."""
    number = _number(span.key)
    first = f" data-n='{number}'" if number else ""
    focus = f" class='{'here' if number else 'here near'}' tabindex='-1'" if span.key == at else ""
    lines: list[str] = []
    for line in text.split("\n"):
        lines.append(f"<mark{focus}{first}>{line}</mark>" if line else "")
        first = "" if line else first
    return "\n".join(lines)


def _number(key: str) -> str:
    """The number of the citation that a link names; none where it leads to an article that is merely near."""
    return found[1] if (found := re.search(r"-(\d+)$", key)) else ""


def story(article: Article, spans: Sequence[Span], at: str, words: dict[str, str]) -> str:
    """A whole article as HTML: headline block, where and when it was printed, and the body with its spans marked."""
    heads = (("p", "kicker", article.kicker), ("h3", "title", article.title), ("p", "subtitle", article.subtitle))
    head = "".join(f"<{tag} class='{name}'>{html.escape(text)}</{tag}>" for tag, name, text in heads if text)
    credit = article.byline or " ".join(filter(None, (article.agency, *article.reporters)))
    byline = f"<p class='byline' lang='zh'>{html.escape(credit)}</p>" if credit else ""
    foot = f"<p class='foot' lang='zh'>{html.escape(' '.join(article.marks))}</p>" if article.marks else ""
    body = f"<div class='body' lang='zh'>{marked(article.body, spans, at)}</div>"
    return f"<header lang='zh'>{head}</header>{_place(article, words)}{byline}{body}{foot}"


def _place(article: Article, words: dict[str, str]) -> str:
    page = words["page"].format(page=article.page) if article.page else None
    parts = [html.escape(part) for part in (article.source, article.issue_date, page) if part]
    return f"<p class='place'>{' · '.join(parts)}</p>" if parts else ""


def _title(article: Article, words: dict[str, str]) -> str:
    return article.title or article.headline or " ".join(filter(None, (words["untitled"], article.byline)))


def read(qa: QA, wanted: Any, language: Language) -> str:
    """The article behind a citation, as the panel shows it; empty when a browser asks for what is not there."""
    try:
        article = qa.article(str(wanted["article"]))
        spans = [Span(int(start), int(end), str(key)) for start, end, key in wanted["spans"][:100]]
        at = str(wanted["at"])
    except (KeyError, TypeError, ValueError):
        return ""
    if article is None:
        return ""
    words = WORDS[language]
    links = "".join(
        f"<a href='#{html.escape(key)}'{' aria-current=true' if key == at else ''}>[{_number(key)}]</a>"
        for _, _, key in (spans if len(spans) > 1 else ())
    )
    bar = f"<div class='bar'><button type='button' class='back'>← {words['back']}</button><nav>{links}</nav></div>"
    return f"{bar}<article class='story'>{story(article, spans, at, words)}</article>"


def sources(qa: QA, asked: Asked, words: dict[str, str]) -> str:
    """The panel's part for one answer: what it cites, article by article, or what comes nearest if it declined."""
    answer, turn = asked.answer, asked.number
    quotes: dict[str, list[Quote]] = {}
    for citation in answer.citations:
        span = Span(citation.start, citation.end, f"c{turn}-{citation.marker}")
        quotes.setdefault(citation.article_id, []).append(Quote(span, citation.quote, citation.verdict))
    if not quotes:
        for passage in answer.passages:
            span = Span(passage.start, passage.end, f"c{turn}-n{passage.rank}")
            quotes.setdefault(passage.article_id, [Quote(span, passage.text[:QUOTED_CHARS])])
        quotes = dict(islice(quotes.items(), NEAREST))
    cards = [_card(qa.article(article_id), items, words) for article_id, items in quotes.items()]
    note = f"<p class='note'>{words['nearest']}</p>" if answer.abstained and cards else ""
    question = f"<p class='question'>{html.escape(answer.question[:ECHOED_CHARS])}</p>"
    return f"<section class='turn'>{question}{note}{''.join(cards)}</section>"


def _card(article: Article | None, quotes: Sequence[Quote], words: dict[str, str]) -> str:
    if article is None:
        return ""
    data = (
        f"data-article='{html.escape(article.id)}' data-spans='{html.escape(json.dumps([one.span for one in quotes]))}'"
    )
    title = f"<h3 lang='zh'>{html.escape(_title(article, words))}</h3>"
    items = "".join(_item(quote, words) for quote in quotes)
    return f"<article class='card' {data}>{title}{_place(article, words)}<ul>{items}</ul></article>"


def _item(quote: Quote, words: dict[str, str]) -> str:
    key = quote.span.key
    name = f"[{_number(key)}]" if _number(key) else "→"
    link = f"<a href='#{key}' aria-label='{name} {words['open']}'>{name}</a>"
    doubt = f"<em>{words[quote.verdict]}</em>" if quote.verdict != "supported" else ""
    return f"<li id='{key}'>{link}<q lang='zh'>{html.escape(quote.text)}</q>{doubt}</li>"


def panel_html(qa: QA, turns: Sequence[Asked], language: Language) -> str:
    """The panel: the last answer's sources, those of earlier ones folded below, and room for the article opened."""
    words = WORDS[language]
    shown = [sources(qa, asked, words) for asked in reversed(turns)] or [f"<p class='note'>{words['none']}</p>"]
    earlier = f"<details><summary>{words['earlier']}</summary>{''.join(shown[1:])}</details>" if shown[1:] else ""
    reader = f"<section class='reader' aria-label='{words['article']}' hidden></section>"
    cards = f"<div class='list'><h2>{words['sources']}</h2>{shown[0]}{earlier}</div>"
    return f"<div class='panel' lang='{language}' data-language='{language}'>{cards}{reader}</div>"


def header(qa: QA, language: Language) -> str:
    """The page's first lines: what this is, what it holds and how it answers."""
    words, status = WORDS[language], qa.status()
    many = len(status.sources) > 2
    papers = words["papers"].format(n=len(status.sources)) if many else html.escape("、".join(status.sources))
    articles = words["one"] if status.articles == 1 else words["articles"].format(n=status.articles)
    days = " – ".join(dict.fromkeys(day for day in (status.first_date, status.last_date) if day))
    state = [papers, articles, days, words.get(status.mode, status.mode)]
    line = " · ".join(f"<span>{part}</span>" for part in state if part)
    loading = "" if qa.ready else f" · <span class='loading'>{words['loading']}</span>"
    title = f"<h1>报问 <small>Baowen</small></h1><p class='tagline'>{words['tagline']}</p>"
    return f"{title}<p class='state' role='status'>{line}{loading}</p>"


def preferred(accept_language: str | None) -> Language:
    """Chinese, unless the browser asks for English before any Chinese."""
    tags = [part.strip().lower() for part in (accept_language or "").split(",")]
    return next(("en" if tag.startswith("en") else "zh" for tag in tags if tag[:2] in ("en", "zh")), "zh")


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
                    panel_html(qa, [], "zh"), elem_id="panel", js_on_load=_asset("page.js"),
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


def serve(index_dir: Path, host: str, port: int) -> None:
    """Serve the page until it is stopped. BaowenError when there is no index, or the port is taken."""
    qa = QA.open(index_dir)
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
        app, build(qa), path="/", theme=theme, css=_asset("page.css"),
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
