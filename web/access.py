"""Who may use the service: names and passwords from a file, and what stands before everything that is served.

Gradio has its own login for the page and its endpoints. What is served beside it (`/metrics`, `/mcp`) asks for the
same names by HTTP Basic; only `/healthz` is open. Who guesses passwords is made to wait.
"""

from __future__ import annotations

import base64
import hmac
import stat
import sys
import threading
import time
from pathlib import Path
from typing import Any

from rag import BaowenError

GUESSES, LONGEST_WAIT_S = 5, 60.0
OPEN = ("/healthz",)
OWN = ("/metrics", "/mcp")
UPLOAD = "/gradio_api/upload"


class Access:
    """Names with their passwords. Safe from any thread."""

    def __init__(self, passwords: dict[str, str]) -> None:
        self._passwords = passwords
        self._lock = threading.Lock()
        self._failed: dict[str, tuple[int, float]] = {}

    def admits(self, name: str, password: str) -> bool:
        """Whether a password is that of a name. After `GUESSES` wrong ones none is, for a time that doubles."""
        with self._lock:
            failures, until = self._failed.get(name, (0, 0.0))
            waiting = time.monotonic() < until
            known = self._passwords.get(name)
            right = hmac.compare_digest((known or "").encode(), password.encode()) and known is not None
            if right and not waiting:
                self._failed.pop(name, None)
                return True
            if not waiting and name in self._passwords:
                wait = min(2.0 ** (failures + 1 - GUESSES), LONGEST_WAIT_S) if failures + 1 >= GUESSES else 0.0
                self._failed[name] = failures + 1, time.monotonic() + wait
            return False


def read_access(path: Path) -> Access:
    """Names and passwords from a file of `name:password` lines; blank lines and # comments are passed over.

    BaowenError names the file, and the line that is neither.
    """
    try:
        lines = path.read_text("utf-8-sig").splitlines()
        if path.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH):
            print(f"baowen: {path}: can be read by others on this machine; chmod 600 it", file=sys.stderr)
    except (OSError, UnicodeDecodeError) as error:
        raise BaowenError(f"{path}: cannot be read ({error}); give a file of name:password lines") from error
    passwords: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        name, colon, password = line.strip().partition(":")
        if not (name and colon and password):
            raise BaowenError(f"{path}, line {number}: not of the form name:password")
        passwords[name] = password
    if not passwords:
        raise BaowenError(f"{path}: no name in it; give a file of name:password lines")
    return Access(passwords)


class Guard:
    """Stands before an application. Plain ASGI: a stream passes through it untouched.

    It adds `headers` to every answer, asks for a name before what is served beside the page, and refuses uploads where
    the page is `read_only`.
    """

    def __init__(
        self, app: Any, headers: tuple[tuple[bytes, bytes], ...], access: Access | None, read_only: bool
    ) -> None:
        self.app, self.headers, self.access, self.read_only = app, headers, access, read_only

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Let a request pass, or answer it here."""

        async def guarded(message: Any) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *self.headers]
            await send(message)

        refusal = self._refusal(scope) if scope["type"] == "http" else None
        if refusal:
            await _answer(guarded, *refusal)
        else:
            await self.app(scope, receive, guarded)

    def _refusal(self, scope: Any) -> tuple[int, str, list[tuple[bytes, bytes]]] | None:
        path = scope["path"].rstrip("/") or "/"
        if self.read_only and path == UPLOAD:
            return 403, "files cannot be added here", []
        if self.access and path.startswith(OWN) and not self._admitted(scope):
            return 401, "name and password are needed", [(b"www-authenticate", b'Basic realm="baowen"')]
        return None

    def _admitted(self, scope: Any) -> bool:
        given = dict(scope["headers"]).get(b"authorization", b"").decode("latin-1")
        kind, _, encoded = given.partition(" ")
        try:
            name, _, password = base64.b64decode(encoded, validate=True).decode("utf-8").partition(":")
        except ValueError:
            return False
        return kind.lower() == "basic" and self.access is not None and self.access.admits(name, password)


async def _answer(send: Any, status: int, text: str, headers: list[tuple[bytes, bytes]]) -> None:
    start = {"type": "http.response.start", "status": status, "headers": [(b"content-type", b"text/plain"), *headers]}
    await send(start)
    await send({"type": "http.response.body", "body": f"{text}\n".encode()})
