"""For the tests of the web chat: servers to look at, and a browser that notes where its requests go."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import uvicorn

import ui
from index.settings import settings
from rag import Answer, Article, BaowenError, Citation, RankedPassage, Status, Turn

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
needs_browser = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium found: install Debian's package 'chromium'")
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
HOSTILE = (
    "<img src=x onerror=alert(1)> [x](javascript:alert(1)) ![i](http://evil.example/a.png) **b** _i_ `c` ${alert(1)} "
    "{{alert(1)}} <script>alert(1)</script> https://evil.example www.evil.example a@evil.example &lt; </p> <b>b</b> \\"
)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def health(address: str) -> dict[str, Any]:
    with urllib.request.urlopen(f"{address}/healthz", timeout=5) as response:  # noqa: S310
        return dict(json.load(response))


def wait_until_ready(address: str, seconds: float = 120) -> str:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if health(address)["ready"]:
                return address
        except OSError:
            pass
        time.sleep(0.2)
    raise TimeoutError(address)


def serve_command(index: Path, port: int, *options: str) -> list[str]:
    return [sys.executable, "-m", "rag", "serve", "--index", str(index), "--port", str(port), *options]


@contextmanager
def served(index: Path, *options: str, **environment: str) -> Iterator[str]:
    """`baowen serve` as a user starts it, with its model loaded."""
    port = free_port()
    with subprocess.Popen(serve_command(index, port, *options), env=os.environ | environment) as server:
        try:
            yield wait_until_ready(f"http://127.0.0.1:{port}")
        finally:
            server.terminate()


@contextmanager
def served_here(qa: Any) -> Iterator[str]:
    """The page over any stand-in for `QA`, in a thread of this process."""
    port = free_port()
    server = uvicorn.Server(
        uvicorn.Config(ui.create_app(qa), port=port, log_level="error", timeout_graceful_shutdown=1)
    )
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield wait_until_ready(f"http://127.0.0.1:{port}")
    finally:
        server.should_exit = True
        thread.join()


class Scripted:
    """A stand-in for `QA` whose one article is hostile; the question says what happens."""

    ready = True
    options = settings()
    store = SimpleNamespace(require_in_place=lambda: None)
    body = f"第一段。\n{HOSTILE}\n第三段。"
    text = Article(id="a1", kind="news", title=HOSTILE, kicker=HOSTILE, byline=HOSTILE, source=HOSTILE, body=body)

    def __init__(self) -> None:
        self.go_on = threading.Event()

    def article(self, article_id: str) -> Article | None:
        return self.text if article_id == self.text.id else None

    def suggest(self, answer: Answer, asked: Sequence[str], language: str) -> list[str]:
        return [f"next {HOSTILE}"]

    dossiers = SimpleNamespace(named_in=lambda *_, **__: [("topic", HOSTILE)], get=lambda *_: None)
    corrections = SimpleNamespace(of=lambda article_id: ())

    def page_texts(self, article_id: str) -> list[str]:
        return [f"{HOSTILE}\n{self.body}"]

    def page_pictures(self, article_id: str) -> list[tuple[str | None, bytes]]:
        return []

    def status(self) -> Status:
        return Status(1, 1, None, None, (HOSTILE,), "extractive")

    def examples(self, language: str = "zh", count: int = 4) -> list[str]:
        return [HOSTILE]

    def ask(self, question: str, conversation: Sequence[Turn] = (), **_: Any) -> Answer:
        end = self.body.index("\n第三段")
        citations = [self._citation(1, 2, end), self._citation(2, 0, len(self.body))]
        passage = RankedPassage(1, 1.0, "a1", "p1", HOSTILE, 0, len(self.body), self.body)
        text = f"{HOSTILE}[1]\n• {HOSTILE}[2]"
        return Answer(question, question, text, False, "extractive", tuple(citations), (passage,))

    def stream(self, question: str, conversation: Sequence[Turn] = (), **_: Any) -> Iterator[Answer]:
        if question == "boom":
            raise RuntimeError("secret")
        if question == "refused":
            raise BaowenError("the index is **gone**; rebuild it")
        if question == "slow":
            self.go_on.wait(60)
        yield self.ask(question)

    def _citation(self, marker: int, start: int, end: int) -> Citation:
        return Citation(marker, "a1", HOSTILE, HOSTILE, None, None, self.body[start:end], start, end)


class Page:
    """A page of the chat as a reader uses it."""

    def __init__(self, page: Any, address: str) -> None:
        self.page = page
        self.requests: list[str] = []
        self.dialogs: list[str] = []
        page.set_default_timeout(30_000)
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("dialog", lambda dialog: (self.dialogs.append(dialog.message), dialog.dismiss()))
        page.goto(address)
        page.wait_for_selector("button.example")

    def type(self, question: str) -> None:
        self.page.fill("#question textarea", question)
        self.page.press("#question textarea", "Enter")

    def ask(self, question: str) -> str:
        """The answer's text, once its sources are there."""
        before = self.page.locator("#panel .turn").count()
        self.type(question)
        self.page.wait_for_function("count => document.querySelectorAll('#panel .turn').length > count", arg=before)
        return str(self.page.locator("#chat .bot.message").last.inner_text())

    def open_citation(self, key: str = "c1-1") -> Any:
        """Click a citation in the chat; the marks of its words."""
        self.page.click(f'#chat a[href="#{key}"]')
        self.page.wait_for_selector("mark.here")
        return self.page.locator("mark.here")

    def complaints(self) -> list[str]:
        """What axe-core has against the page as it is now: the rule and where it is broken."""
        from axe_playwright_python.sync_playwright import Axe

        found = Axe().run(self.page).response["violations"]
        return [f"{rule['id']}: {node['html'][:200]}" for rule in found for node in rule["nodes"]]

    def wait_in_view(self, selector: str) -> None:
        self.page.wait_for_function(
            """selector => {
                const line = document.querySelector(selector)?.getClientRects()[0];
                if (!line) return false;
                const at = document.elementFromPoint(line.left + line.width / 2, line.top + line.height / 2);
                return at !== null && at.closest(selector) !== null;
            }""",
            arg=selector,
        )


@contextmanager
def opened(browser: Any, address: str, **options: Any) -> Iterator[Page]:
    """A fresh browser window on an address. Fails when anything was asked of another host."""
    context = browser.new_context(**({"viewport": {"width": 1280, "height": 800}, "locale": "zh-CN"} | options))
    try:
        page = Page(context.new_page(), address)
        yield page
        assert [url for url in page.requests if not url.startswith((address, "data:", "blob:"))] == []
        assert page.dialogs == []
    finally:
        context.close()
