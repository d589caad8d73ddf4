"""The web chat's server: the page of `web/` over an index, with what keeps a browser to this host.

A question goes one way: box → `web/chat.py` → `QA.stream` → the chat and the panel. The page sees `rag`'s public face
alone; how text is kept from being more than text stands in `web/markup.py`.
"""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import re
import socket
import threading
from pathlib import Path
from typing import Any

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")  # read when gradio is imported
os.environ.setdefault("GRADIO_ANALYTICS_MAX_EVENTS", "100")
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")

import gradio as gr
import uvicorn
from fastapi import FastAPI, Response

from rag import QA, BaowenError, UsageError
from web.access import Access, read_access
from web.api import publish
from web.blocks import say_refusals, tell
from web.described import describe
from web.dify import add_dify
from web.feed import add_feed
from web.guard import Guard, Rules
from web.hosts import LOOPBACK, Hosts
from web.metrics import CONTENT_TYPE, Metrics
from web.openai_chat import add_openai
from web.page import build
from web.service import functions
from web.sessions import Sessions
from web.turnstile import Turnstile
from web.watching import Watch
from web.words import asset, style

SANS = ["PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", "sans-serif"]


def serve(
    index_dir: Path,
    hosts: Hosts,
    port: int,
    llm: str | None = None,
    auth_file: Path | None = None,
    read_only: bool | None = None,
    mcp: bool = False,
    root_path: str = "",
) -> None:
    """Serve the page until it is stopped. BaowenError when there is no index, or the port is taken.

    With an `auth_file` (see `web/access.py`) it asks for name and password. Unless `read_only` says so, readers may add
    and remove files where the page is for this machine alone, or behind a password. `mcp` adds the MCP server.
    `root_path` is what a proxy puts before the page's paths, such as /news.
    """
    access = read_access(auth_file) if auth_file else None
    host = hosts.listening
    closed = not (access or host in LOOPBACK) if read_only is None else read_only
    root_path = _root_path(root_path)
    qa = QA.open(index_dir, llm=llm)
    listener = _listen(host, port)
    app = create_app(qa, access, read_only=closed, mcp=mcp, hosts=hosts, root_path=root_path)
    # A browser keeps a stream open for as long as it shows the page; stopping does not wait for it.
    config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1, proxy_headers=False)
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


def _root_path(given: str) -> str:
    path = given.rstrip("/")
    if given not in ("", "/") and not re.fullmatch(r"(/[\w.~-]+)+", path, re.ASCII):  # names with a slash before each
        raise UsageError(f"--root-path {given}: give a path such as /news")
    return path


def create_app(
    qa: QA,
    access: Access | None = None,
    *,
    read_only: bool = False,
    mcp: bool = False,
    hosts: Hosts = Hosts(),  # noqa: B008, it is frozen
    root_path: str = "",
) -> FastAPI:
    """The page as a web application, with `/healthz`, `/metrics`, the endpoints of `web/service.py`, and who may in."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    metrics, options = Metrics(qa), qa.options

    @app.get("/healthz")
    def healthz() -> dict[str, Any]:
        qa.store.require_in_place()  # without its index it answers nothing
        return {"status": "ok", "ready": qa.ready}

    @app.get("/metrics")
    def figures() -> Response:
        return Response(metrics.text(), media_type=CONTENT_TYPE)

    say_refusals(app)
    watch = Watch(qa)
    add_feed(app, watch, root_path)
    exposed = functions(qa, metrics)
    turnstile = Turnstile(options.concurrency, options.queue)
    add_openai(app, metrics, turnstile)
    add_dify(app, qa, turnstile)
    if mcp:
        from web.mcp_server import add_tools

        add_tools(app, qa, exposed, turnstile)
    page = build(qa, metrics, read_only, watch)
    publish(page, exposed)
    page.queue(default_concurrency_limit=options.concurrency, max_size=options.queue)
    sent = page.upload_file_set
    app.add_middleware(Guard, rules=Rules(hosts, access, options.max_upload_bytes, read_only, sent, root_path))
    theme = gr.themes.Base(primary_hue="red", neutral_hue="stone", font=SANS, font_mono=["monospace"], radius_size="sm")
    gr.mount_gradio_app(
        app, page, path="/", theme=theme, css=style(), js=asset("script/start.js"),
        head=f"<style>{asset('script/print.css')}</style>", root_path=root_path or None,
        max_file_size=options.max_upload_bytes, show_error=False, run_history=False, footer_links=[],
    )  # fmt: skip
    mounted: Any = app.routes[-1]
    mounted.app.state_holder = Sessions(page, options.sessions)
    tell(page, mounted.app)
    describe(app, mounted.app)
    return app
