"""The web chat: a conversation on the left, the cited articles on the right. It sees `rag`'s public face alone.

Everything that comes from an article, a question or an answer is untrusted text. In the chat, which renders Markdown,
`plain` turns each character that could mean something into a numeric entity; in the panel, which renders HTML, all of
it goes through `html.escape`.
"""

from __future__ import annotations

import html
import logging
import os
import re
import socket
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")  # read when gradio is imported
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")

import gradio as gr
import uvicorn
from fastapi import FastAPI, Request
from gradio.events import api

from rag import QA, Answer, Article, BaowenError, Citation, Language, Turn

EXAMPLES = 4
KEPT_TURNS = 20
WORDS: dict[Language, dict[str, str]] = {
    "zh": {
        "tagline": "向报纸提问，每句话都有出处",
        "ask": "输入问题，例如：会议由谁主持？",
        "clear": "新对话",
        "welcome": "问人、问时间、问数字、问要求。<br>报道里没有的，会直说没有。",
        "sources": "出处",
        "none": "回答里的 [1]、[2] 是出处。点开，就能在报道原文里读到那句话。",
        "nearest": "报道里没有答案，最接近的是这几篇：",
        "failed": "出错了，这个问题没能回答。请再试一次。",
        "status": "{articles} 篇报道 · {dates} · 摘录原文回答",
        "loading": "模型加载中，第一个问题会稍慢",
        "full": "读全文",
        "supported": "已核对：与原文一致",
        "partly": "已核对：部分与原文一致",
        "page": "第{page}版",
        "switch": "English",
    },
    "en": {
        "tagline": "Ask the newspaper; every sentence is cited",
        "ask": "Ask a question, in English or Chinese",
        "clear": "New chat",
        "welcome": "Ask who, when, how many, or what was decided.<br>What the articles do not say, the answer says so.",
        "sources": "Sources",
        "none": "[1] and [2] in an answer are its sources. Open one to read the very words in their article.",
        "nearest": "The articles do not say. These come nearest:",
        "failed": "Something went wrong and the question was not answered. Please try again.",
        "status": "{articles} articles · {dates} · answers quote the articles",
        "loading": "the model is loading; the first answer takes a little longer",
        "full": "Read the article",
        "supported": "checked: as the article has it",
        "partly": "checked: partly as the article has it",
        "page": "page {page}",
        "switch": "中文",
    },
}

_SPECIAL = re.compile(r"[\\`*_{}\[\]()#+\-.!|~<>&:@$\"'=^/]")
_MARK = re.compile(r"\[(\d+)\]")


# Text to markup ------------------------------------------------------------------------------------------------------


def plain(text: str) -> str:
    """Markdown that shows exactly this text: no link, no tag, no emphasis can come of it."""
    return "\n\n".join(_SPECIAL.sub(lambda match: f"&#{ord(match[0])};", line) for line in text.split("\n"))


def chat_text(answer: Answer, turn: int) -> str:
    """The answer as Markdown, with each mark a link to its quote in the panel."""
    known = {citation.marker for citation in answer.citations}
    pieces: list[str] = []
    at = 0
    for match in _MARK.finditer(answer.answer):
        if int(match[1]) in known:
            pieces += [plain(answer.answer[at : match.start()]), f"[[{match[1]}]](#c{turn}-{match[1]})"]
            at = match.end()
    return "".join([*pieces, plain(answer.answer[at:])])


def story(article: Article, citations: Sequence[Citation], turn: int, words: dict[str, str]) -> str:
    """An article as HTML, with the cited words marked in place and the marks numbered."""
    heads = (("p", "kicker", article.kicker), ("h3", "title", article.title), ("p", "subtitle", article.subtitle))
    head = "".join(f"<{tag} class='{name}'>{html.escape(text)}</{tag}>" for tag, name, text in heads if text)
    byline = f"<p class='byline'>{html.escape(article.byline)}</p>" if article.byline else ""
    marks = f"<p class='byline'>{html.escape(' '.join(article.marks))}</p>" if article.marks else ""
    return f"{head}{_place(article, words)}{byline}{_marked_body(article.body, citations, turn)}{marks}"


def _place(article: Article, words: dict[str, str]) -> str:
    page = words["page"].format(page=article.page) if article.page else None
    parts = [html.escape(part) for part in (article.source, article.issue_date, page) if part]
    return f"<p class='place'>{' · '.join(parts)}</p>" if parts else ""


def _marked_body(body: str, citations: Sequence[Citation], turn: int) -> str:
    """The body's paragraphs; where citations overlap, the later one begins where the earlier ends."""
    pieces: list[str] = []
    at = 0
    for citation in sorted(citations, key=lambda one: one.start):
        start = max(at, citation.start)
        if citation.end <= start:
            continue
        pieces.append(html.escape(body[at:start]))
        quoted = html.escape(body[start : citation.end]).replace("\n", "<br>")
        pieces.append(f"<mark id='c{turn}-{citation.marker}' tabindex='-1'>{quoted}</mark>")
        at = citation.end
    pieces.append(html.escape(body[at:]))
    return "".join(f"<p>{paragraph}</p>" for paragraph in "".join(pieces).split("\n") if paragraph)


def sources(qa: QA, answer: Answer, turn: int, words: dict[str, str]) -> str:
    """The panel's part for one answer: a card for each article it cites or, if it declined, for the nearest."""
    by_article: dict[str, list[Citation]] = {}
    for citation in answer.citations:
        by_article.setdefault(citation.article_id, []).append(citation)
    if not by_article:
        by_article = {passage.article_id: [] for passage in answer.passages[:3]}
    cards = [
        _card(article, cited, turn, words)
        for article_id, cited in by_article.items()
        if (article := qa.article(article_id))
    ]
    note = f"<p class='note'>{words['nearest']}</p>" if answer.abstained and cards else ""
    question = f"<p class='question'>{html.escape(answer.question)}</p>"
    return f"<section class='turn' aria-label='{words['sources']}'>{question}{note}{''.join(cards)}</section>"


def _card(article: Article, citations: Sequence[Citation], turn: int, words: dict[str, str]) -> str:
    numbers = "".join(f"<b>[{citation.marker}]</b>" for citation in citations)
    title = html.escape(article.headline or article.body[:30] + "…")
    quotes = "".join(
        f"<blockquote>{html.escape(citation.quote)}<span class='verdict'>{words.get(citation.verdict, '')}</span>"
        "</blockquote>"
        for citation in citations
    )
    return (
        f"<article class='card'><header>{numbers} {title}</header>{_place(article, words)}{quotes}"
        f"<details><summary>{words['full']}</summary><div class='story'>{story(article, citations, turn, words)}</div>"
        "</details></article>"
    )


def header(qa: QA, language: Language) -> str:
    """The page's first lines: what this is, and what it holds."""
    words, status = WORDS[language], qa.status()
    days = dict.fromkeys(date for date in (status.first_date, status.last_date) if date)
    what = words["status"].format(articles=status.articles, dates=" – ".join(days) or "—")
    papers = "、".join(status.sources[:3])
    loading = "" if qa.ready else f" · <span class='loading'>{words['loading']}</span>"
    line = " · ".join(part for part in (html.escape(papers), html.escape(what)) if part)
    title = f"<h1>报问 <small>Baowen</small></h1><p>{words['tagline']}</p>"
    return f"{title}<p class='state' role='status'>{line}{loading}</p>"


def preferred(accept_language: str | None) -> Language:
    """Chinese, unless the browser asks for English before any Chinese."""
    tags = [part.strip().lower() for part in (accept_language or "").split(",")]
    return next(("en" if tag.startswith("en") else "zh" for tag in tags if tag[:2] in ("en", "zh")), "zh")


# The page ------------------------------------------------------------------------------------------------------------


def build(qa: QA) -> gr.Blocks:
    """The page over an open index."""
    hidden: dict[str, Any] = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}

    page = gr.Blocks(title="报问 Baowen", fill_width=True)
    with page:
        language = gr.State("zh")
        turns = gr.State([])
        shown = gr.State([])
        with gr.Row(elem_id="top"):
            head = gr.HTML(header(qa, "zh"), elem_id="head")
            switch = gr.Button(WORDS["zh"]["switch"], size="sm", elem_id="switch", min_width=80, scale=0)
        with gr.Row(equal_height=False):
            with gr.Column(scale=3, min_width=320):
                chat = gr.Chatbot(
                    height="54vh",
                    placeholder=_welcome("zh"),
                    show_label=False,
                    label="报问",
                    latex_delimiters=[],
                    buttons=["copy"],
                    elem_id="chat",
                )
                box = gr.Textbox(
                    show_label=False, label=WORDS["zh"]["ask"], placeholder=WORDS["zh"]["ask"], submit_btn=True,
                    autofocus=True, elem_id="question",
                )  # fmt: skip
                with gr.Row(elem_id="examples"):
                    buttons = [gr.Button(visible=False, size="sm", elem_classes="example") for _ in range(EXAMPLES)]
                clear = gr.Button(WORDS["zh"]["clear"], size="sm", variant="secondary", elem_id="clear")
            with gr.Column(scale=2, min_width=320):
                panel = gr.HTML(_panel([], "zh"), elem_id="panel", js_on_load=OPEN_CITATION)

        def translated(chosen: Language, shown: list[str]) -> list[Any]:
            words = WORDS[chosen]
            asked = qa.examples(chosen, EXAMPLES)
            updates = [gr.Button(value=text, visible=True) for text in asked]
            updates += [gr.Button(visible=False)] * (EXAMPLES - len(asked))
            return [
                chosen,
                header(qa, chosen),
                gr.Button(words["switch"]),
                gr.Chatbot(placeholder=_welcome(chosen)),
                gr.Textbox(placeholder=words["ask"], label=words["ask"]),
                gr.Button(words["clear"]),
                _panel(shown, chosen),
                *updates,
            ]

        def opened(request: gr.Request) -> list[Any]:
            return translated(preferred(request.headers.get("accept-language")), [])

        def switched(chosen: Language, shown: list[str]) -> list[Any]:
            return translated("en" if chosen == "zh" else "zh", shown)

        def respond(
            question: str, chosen: Language, messages: list[Any], turns: list[Turn], shown: list[str]
        ) -> Iterator[Any]:
            if question.strip():
                yield from _respond(qa, question, chosen, messages, turns, shown)
            else:
                yield (gr.skip(),) * 5

        texts = [language, head, switch, chat, box, clear, panel, *buttons]
        page.load(opened, None, texts, **hidden)
        switch.click(switched, [language, shown], texts, **hidden)
        given, results = [box, language, chat, turns, shown], [box, chat, panel, turns, shown]
        _ask_with_stop(box, box.submit, respond, given, results, hidden)
        for button in buttons:
            _ask_with_stop(box, button.click, respond, [button, *given[1:]], results, hidden)
        for cleared in (clear.click, chat.clear):
            cleared(lambda chosen: ("", [], _panel([], chosen), [], []), language, results, **hidden)
        timer = gr.Timer(2.0)
        timer.tick(
            lambda chosen: (header(qa, chosen), gr.Timer(active=not qa.ready)), language, [head, timer], **hidden
        )

        def ask(question: str) -> dict[str, Any]:
            return qa.ask(question).as_json()

        api(ask, api_name="ask")
    page.queue(default_concurrency_limit=4, max_size=64)
    return page


def _ask_with_stop(box: Any, event: Any, respond: Any, given: list[Any], results: list[Any], hidden: Any) -> None:
    """Ask on an event; while the answer comes, the send button stops it."""
    busy = event(lambda: gr.Textbox(submit_btn=False, stop_btn=True), None, box, **hidden)
    asked = busy.then(respond, given, results, show_progress="hidden", api_visibility="private")
    asked.then(lambda: gr.Textbox(submit_btn=True, stop_btn=False), None, box, **hidden)
    box.stop(lambda: gr.Textbox(submit_btn=True, stop_btn=False), None, box, cancels=[asked], **hidden)


def _respond(
    qa: QA, question: str, chosen: Language, messages: list[Any], turns: list[Turn], shown: list[str]
) -> Iterator[tuple[Any, ...]]:
    """Chat, panel and state as the answer grows."""
    words, turn = WORDS[chosen], len(turns) + 1
    messages = [*messages, {"role": "user", "content": plain(question)}, {"role": "assistant", "content": "…"}]
    yield "", messages, gr.skip(), gr.skip(), gr.skip()
    answer: Answer | None = None
    try:
        for answer in qa.stream(question, turns):
            messages[-1]["content"] = chat_text(answer, turn)
            yield gr.skip(), messages, gr.skip(), gr.skip(), gr.skip()
    except BaowenError as error:
        messages[-1]["content"] = plain(str(error))
    except Exception:
        logging.getLogger("baowen").exception("a question could not be answered")
        messages[-1]["content"] = words["failed"]
    if answer is None:
        yield gr.skip(), messages, gr.skip(), gr.skip(), gr.skip()
        return
    turns = [*turns, Turn(question, answer.answer)]
    shown = [sources(qa, answer, turn, words), *shown][:KEPT_TURNS]
    yield gr.skip(), messages, _panel(shown, chosen), turns, shown


def _welcome(language: Language) -> str:
    return f"<div class='welcome'>{WORDS[language]['welcome']}</div>"


def _panel(shown: Sequence[str], language: Language) -> str:
    words = WORDS[language]
    inside = "".join(shown) or f"<p class='note'>{words['none']}</p>"
    return f"<div class='panel'><h2>{words['sources']}</h2>{inside}</div>"


# The server ----------------------------------------------------------------------------------------------------------


def serve(folder: Path, host: str, port: int) -> None:
    """Serve the page until it is stopped. BaowenError when there is no index, or the port is taken."""
    qa = QA.open(folder)
    listener = _listen(host, port)
    app = create_app(qa)
    threading.Thread(target=_warm, args=(qa,), daemon=True).start()
    print(f"报问 http://{host}:{port}", flush=True)
    uvicorn.Server(uvicorn.Config(app, log_level="warning")).run(sockets=[listener])


def _warm(qa: QA) -> None:
    try:
        qa.warm()
    except BaowenError as error:
        logging.getLogger("baowen").error("%s", error)


def _listen(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port))
    except OSError as error:
        raise BaowenError(
            f"cannot listen on {host}:{port} ({error.strerror}); give another port with --port, or PORT= to make"
        ) from error


def create_app(qa: QA) -> FastAPI:
    """The page as a web application, with `/healthz` and a policy that lets the browser ask no other host."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

    @app.get("/healthz")
    def healthz() -> dict[str, Any]:
        return {"status": "ok", "ready": qa.ready}

    @app.middleware("http")
    async def guard(request: Request, call_next: Any) -> Any:
        response = await call_next(request)
        response.headers["Content-Security-Policy"] = CONTENT_POLICY
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    theme = gr.themes.Default(primary_hue="red", neutral_hue="stone", font=FONTS, font_mono=["monospace"])
    gr.mount_gradio_app(
        app, build(qa), path="/", show_error=False, run_history=False, footer_links=[], theme=theme, css=STYLE
    )
    return app


FONTS = ["system-ui", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "sans-serif"]
CONTENT_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; media-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self' data: blob:; worker-src 'self' blob:; form-action 'self'; base-uri 'self'; object-src 'none'"
)
OPEN_CITATION = """
document.addEventListener('click', (event) => {
  const link = event.target.closest && event.target.closest('a[href^="#c"]');
  if (!link) return;
  const mark = element.querySelector('#' + CSS.escape(link.getAttribute('href').slice(1)));
  if (!mark) return;
  event.preventDefault();
  element.querySelectorAll('mark.here').forEach((other) => other.classList.remove('here'));
  mark.closest('details').open = true;
  mark.classList.add('here');
  mark.focus({preventScroll: true});
  mark.scrollIntoView({behavior: 'smooth', block: 'center'});
});
"""
STYLE = """
.gradio-container {max-width: 1320px !important; margin: 0 auto}
footer {display: none !important}
#head h1, #panel .story {font-family: 'Songti SC', 'Noto Serif CJK SC', 'SimSun', serif}
#head h1 {font-size: 1.9rem; margin: 0; letter-spacing: .08em}
#head small {font-size: .95rem; letter-spacing: 0; opacity: .6; font-weight: 400}
#head p {margin: .1rem 0; opacity: .85}
#head .state {font-size: .85rem; opacity: .7}
#head .loading {color: var(--primary-600)}
#top {align-items: flex-start; border-bottom: 3px double var(--border-color-primary); padding-bottom: .5rem}
#examples {gap: .4rem}
#clear {align-self: flex-end; flex: 0 0 auto !important; width: auto !important}
.welcome {text-align: center; opacity: .6; line-height: 1.9}
.example {font-weight: 400 !important; flex: 1 1 auto !important; white-space: normal}
#chat a[href^="#c"] {text-decoration: none; font-size: .8em; vertical-align: super; padding: 0 .1em}
#chat a[href^="#c"] {color: var(--primary-600)}
.dark #chat a[href^="#c"] {color: var(--primary-400)}
#panel .panel {max-height: 78vh; overflow-y: auto; padding: 0 .4rem}
#panel h2 {font-size: 1rem; margin: .2rem 0 .6rem}
#panel .note, #panel .place, #panel .byline {font-size: .85rem; opacity: .75; margin: .2rem 0}
#panel .question {font-size: .85rem; font-weight: 600; margin: .4rem 0}
#panel .turn + .turn {border-top: 1px solid var(--border-color-primary); margin-top: 1rem; padding-top: .6rem}
#panel .card {border: 1px solid var(--border-color-primary); border-radius: 6px; padding: .7rem .9rem; margin: .5rem 0;
  background: var(--background-fill-secondary)}
#panel .card > header {font-weight: 600; line-height: 1.4}
#panel header b {color: var(--primary-600); margin-right: .2em}
#panel blockquote {border-left: 3px solid var(--primary-400); margin: .5rem 0; padding: .1rem 0 .1rem .7rem}
#panel .verdict {display: block; font-size: .75rem; opacity: .7}
#panel summary {cursor: pointer; font-size: .85rem; padding: .3rem 0}
#panel .story {line-height: 1.85}
#panel .story h3 {font-size: 1.2rem; margin: .2rem 0}
#panel .story p {margin: .35rem 0; text-indent: 2em}
#panel .story .kicker, #panel .story .subtitle, #panel .story .place, #panel .story .byline {text-indent: 0}
#panel .story .kicker, #panel .story .subtitle {font-size: .92rem; opacity: .85}
#panel mark {background: #ffe9a8; color: inherit; padding: .05em 0; scroll-margin: 4rem}
#panel mark.here {background: #ffd65c; outline: 2px solid var(--primary-500); outline-offset: 1px}
.dark #panel mark {background: #6b5514; color: #fff}
.dark #panel mark.here {background: #86690f}
@media (max-width: 700px) {#panel .panel {max-height: none}}
"""
