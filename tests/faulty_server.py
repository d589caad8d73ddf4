"""An OpenAI-compatible server that fails as it is told: each request does the next thing of its script."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Behaviour = Callable[["_Handler"], None]


class FaultyServer(ThreadingHTTPServer):
    """Listens on a free port; `script` is what the next requests meet, its last entry for all that follow."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.script: list[Behaviour] = []
        self.requests: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.pages: dict[str, Any] = {}  # what is at an address to be read

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that left is no news."""


class _Handler(BaseHTTPRequestHandler):
    server: FaultyServer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        found = self.server.pages.get(self.path)
        self.whole(404 if found is None else 200, found)

    def do_POST(self) -> None:
        self.server.keys.append(self.headers.get("authorization", "").removeprefix("Bearer "))
        self.server.requests.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
        script = self.server.script
        (script.pop(0) if len(script) > 1 else script[0])(self)

    def log_message(self, *_: Any) -> None:
        """Quiet."""

    def whole(self, status: int, value: Any) -> None:
        body = json.dumps(value, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def begin(self) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()

    def event(self, data: str) -> None:
        line = f"data: {data}\n\n".encode()
        self.wfile.write(f"{len(line):x}\r\n".encode() + line + b"\r\n")
        self.wfile.flush()

    def pieces(self, texts: Iterable[str]) -> None:
        for text in texts:
            self.event(_chunk({"content": text}, None))

    def end(self) -> None:
        self.wfile.write(b"0\r\n\r\n")


def _chunk(delta: dict[str, str], reason: str | None) -> str:
    choice = {"index": 0, "delta": delta, "finish_reason": reason}
    return json.dumps(
        {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice]},
        ensure_ascii=False,
    )


def says(text: str, reason: str | None = "stop", thought: str = "") -> Behaviour:
    """The whole answer, in pieces of a few characters; `thought` in the field that some servers have for it."""

    def behave(handler: _Handler) -> None:
        handler.begin()
        for at in range(0, len(thought), 3):
            handler.event(_chunk({"reasoning_content": thought[at : at + 3]}, None))
        handler.pieces(text[at : at + 3] for at in range(0, len(text), 3))
        if reason:
            handler.event(_chunk({}, reason))
        handler.event("[DONE]")
        handler.end()

    return behave


def says_at_once(text: str) -> Behaviour:
    """The whole answer as one object, though a stream was asked for."""

    def behave(handler: _Handler) -> None:
        message = {"role": "assistant", "content": text}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        handler.whole(200, {"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice]})

    return behave


def pauses(seconds: float, *texts: str) -> Behaviour:
    """The texts of an answer, with a pause before each."""

    def behave(handler: _Handler) -> None:
        handler.begin()
        for text in texts:
            time.sleep(seconds)
            handler.pieces([text])
        handler.event(_chunk({}, "stop"))
        handler.end()

    return behave


def refuses(field: str, then: Behaviour, message: str = "unsupported: '{field}'", status: int = 400) -> Behaviour:
    """Refuses requests that have a field, and does something else with the others."""

    def behave(handler: _Handler) -> None:
        wrong = handler.server.requests[-1].get(field, False) is not False
        (fails(status, message.format(field=field)) if wrong else then)(handler)

    return behave


def fails(status: int, message: str = "no", code: str | None = None, **headers: str) -> Behaviour:
    """An error with an HTTP status."""

    def behave(handler: _Handler) -> None:
        body = json.dumps({"error": {"message": message, "type": "error", "code": code}}).encode()
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("content-type", "application/json")
        handler.send_header("content-length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return behave


def hangs(seconds: float, after: str = "") -> Behaviour:
    """Says the beginning of an answer and then nothing."""

    def behave(handler: _Handler) -> None:
        handler.begin()
        handler.pieces(after)
        time.sleep(seconds)

    return behave


def breaks_off(after: str) -> Behaviour:
    """Closes the connection in the middle of a stream."""

    def behave(handler: _Handler) -> None:
        handler.begin()
        handler.pieces(after)
        handler.close_connection = True

    return behave


def ends_early(after: str) -> Behaviour:
    """Ends the stream properly, but without the word that the answer is complete."""

    def behave(handler: _Handler) -> None:
        handler.begin()
        handler.pieces(after)
        handler.end()

    return behave


def sends(data: str) -> Behaviour:
    """An event that is no chunk of an answer."""

    def behave(handler: _Handler) -> None:
        handler.begin()
        handler.event(data)
        handler.end()

    return behave


@contextmanager
def faulty_server() -> Iterator[FaultyServer]:
    """A running server."""
    with FaultyServer() as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield server
        server.shutdown()
