"""Answers that are given before the application is asked, and the headers that every answer gets."""

from __future__ import annotations

import asyncio
import contextlib
import json
from dataclasses import dataclass
from typing import Any

from rag import Language
from web.bodies import Counted
from web.shaped import Wrong, shaped
from web.words import WORDS

# 'unsafe-eval' because Gradio compiles the panel's template in the browser; nothing untrusted is ever in a template.
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; media-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self' data: blob:; worker-src 'self' blob:; form-action 'self'; base-uri 'self'; "
    "frame-ancestors 'self'; object-src 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",  # with no-referrer a browser would send a form's Origin as "null"
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}
DRAINING_S = 10.0
AS_A_FILE = {"content-security-policy": "default-src 'none'; sandbox", "content-disposition": "attachment"}


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer that a request gets instead of what it asked for; `word` is a key of `WORDS`, with room for `value`."""

    status: int
    word: str
    value: str = ""
    headers: tuple[tuple[str, str], ...] = ()


class Answering:
    """The way back to whoever asked for a path, in the `language` they read; begun once at most."""

    def __init__(self, path: str, body: Counted, send: Any, language: Language, headers: dict[str, str]) -> None:
        self._path, self._body, self._send, self.language = path, body, send, language
        self._headers, self.begun = HEADERS | headers, False

    async def send(self, message: Any) -> None:
        """Pass on what the application says, with the headers put to it."""
        if message["type"] == "http.response.start":
            self.begun = True
            given = [(key, value) for key, value in message.get("headers", ()) if key.decode() not in self._headers]
            added = [(key.encode(), value.encode("latin-1")) for key, value in self._headers.items()]
            message = {**message, "headers": [*given, *added]}
        await self._send(message)

    async def whole(self, status: int, kind: str, text: str, *headers: tuple[str, str]) -> None:
        """A whole answer of a media type; nothing where one was begun."""
        if self.begun:
            return
        body = text.encode()
        every = [("content-type", kind), ("content-length", str(len(body))), ("cache-control", "no-store"), *headers]
        raw = [(key.encode(), value.encode("latin-1")) for key, value in every]
        await self.send({"type": "http.response.start", "status": status, "headers": raw})
        await self.send({"type": "http.response.body", "body": body, "more_body": True})
        # Who is hung up on while sending never reads the answer.
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._body.run_out(), DRAINING_S)
        await self.send({"type": "http.response.body", "body": b""})

    async def refuse(self, refusal: Refusal) -> None:
        """Say in one line why not, and look at no more of the request."""
        line = WORDS[self.language][refusal.word].format(value=shown(refusal.value))
        wrong = shaped(self._path, Wrong(refusal.status, line, refusal.word))
        text = json.dumps(wrong, ensure_ascii=False) + "\n"
        await self.whole(refusal.status, "application/json", text, ("connection", "close"), *refusal.headers)


def shown(value: str) -> str:
    """What somebody sent, short and on one line."""
    return "".join(char if char.isprintable() else "?" for char in value[:100])
