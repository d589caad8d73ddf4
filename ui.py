"""The web chat's server: the page of `web/` over an index, with what keeps a browser to this host.

A question goes one way: box → `web/chat.py` → `QA.stream` → the chat and the panel. The page sees `rag`'s public face
alone; how text is kept from being more than text stands in `web/markup.py`.
"""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import socket
import threading
from pathlib import Path
from typing import Any

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")  # read when gradio is imported
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")

import gradio as gr
import uvicorn
from fastapi import FastAPI

from rag import QA, BaowenError
from web.api import publish
from web.page import build
from web.words import asset, style

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


def create_app(qa: QA, read_only: bool = False) -> FastAPI:
    """The page as a web application, with `/healthz` and a policy that lets the browser ask no other host."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

    @app.get("/healthz")
    def healthz() -> dict[str, Any]:
        return {"status": "ok", "ready": qa.ready}

    app.add_middleware(_Guarded)
    page = build(qa, read_only)
    publish(page, qa)
    page.queue(default_concurrency_limit=4, max_size=64)
    theme = gr.themes.Base(primary_hue="red", neutral_hue="stone", font=SANS, font_mono=["monospace"], radius_size="sm")
    gr.mount_gradio_app(
        app, page, path="/", theme=theme, css=style(), js=asset("script/start.js"),
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
