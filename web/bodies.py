"""A request's body, counted as it comes in, before anything reads it, and let go of when it is too long."""

from __future__ import annotations

from typing import Any


def announced(headers: dict[str, str]) -> int:
    """The length that a request gives its body, in bytes; 0 when it gives none, or nonsense."""
    length = headers.get("content-length", "0")
    return int(length) if length.isascii() and length.isdigit() and len(length) < 20 else 0


class Counted:
    """`receive` of a request, that takes no more than `limit` bytes.

    What reads the body is then told that its sender has gone, and `overrun` is set, so that the answer can say why.
    """

    def __init__(self, receive: Any, limit: int) -> None:
        self.receive, self.left, self.overrun, self.ended = receive, limit, False, False

    async def __call__(self) -> Any:
        """The next message, or the word that the sender has gone."""
        if self.overrun:
            return {"type": "http.disconnect"}
        message = await self._next()
        self.left -= len(message.get("body", b""))
        if self.left < 0:
            self.overrun = True
            return {"type": "http.disconnect"}
        return message

    async def _next(self) -> Any:
        message = await self.receive()
        self.ended = message["type"] != "http.request" or not message.get("more_body", False)
        return message

    async def run_out(self) -> None:
        """Throw away what is still to come; after the end of a body there is nothing to wait for but its sender."""
        while not self.ended:
            await self._next()

    async def whole(self) -> bytes:
        """All of the body, or what of it came in before its end or limit."""
        parts: list[bytes] = []
        while (message := await self())["type"] == "http.request":
            parts.append(message.get("body", b""))
            if not message.get("more_body"):
                break
        return b"".join(parts)
