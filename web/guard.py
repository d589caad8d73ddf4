"""What stands before everything that is served: names, origins, sizes, routes. Plain ASGI: a stream passes untouched.

A request is held against `hosts.py`, `routes.py` and `login.py` before a byte of its body is read; whatever is refused
is told so in one line, in the reader's language where the request says which that is.
"""

from __future__ import annotations

import logging
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from web.access import Access
from web.answering import AS_A_FILE, Answering, Refusal
from web.bodies import Counted, announced
from web.hosts import Hosts, as_received
from web.login import Door
from web.routes import FILE, UPLOAD, Route, is_sent_file, longest, route_of
from web.words import spoken


@dataclass(frozen=True, slots=True)
class Rules:
    """What the guard goes by. `sent` are the paths of the files that browsers have sent, a set that grows."""

    hosts: Hosts
    access: Access | None
    largest_file: int
    read_only: bool
    sent: Collection[str]
    root_path: str = ""


class Guard:
    """Stands before an application: refuses what the `rules` do, and gives every answer its headers."""

    def __init__(self, app: Any, rules: Rules) -> None:
        self.app, self.rules = app, rules
        self.door = Door(rules.access, rules.root_path) if rules.access else None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Let a request pass, or answer it here."""
        if scope["type"] == "websocket":  # nothing here speaks it; closed before it is opened, it is answered 403
            await send({"type": "websocket.close", "code": 1008})
        elif scope["type"] == "http":
            await self._request(
                _within(as_received(scope, self.rules.hosts.proxied), self.rules.root_path), receive, send
            )
        else:
            await self.app(scope, receive, send)

    async def _request(self, scope: Any, receive: Any, send: Any) -> None:
        headers = {key.decode("latin-1").lower(): value.decode("latin-1") for key, value in scope["headers"]}
        route = route_of(scope["path"])
        body = Counted(receive, longest(route, self.rules.largest_file) if route else 0)
        path, own = scope["path"], AS_A_FILE if scope["path"].startswith(FILE) else {}
        answer = Answering(path, body, send, spoken(headers), own)
        if refusal := self._refusal(scope, headers, route):
            await answer.refuse(refusal)
            return
        if self.door is None or await self.door.admits(scope, headers, body, answer):
            # Gradio would answer an Origin with leave to read the answer; those that come this far need none.
            inner = [(key, value) for key, value in scope["headers"] if key != b"origin"]
            await self._pass({**scope, "headers": inner}, body, answer)

    async def _pass(self, scope: Any, body: Counted, answer: Answering) -> None:
        async def guarded(message: Any) -> None:
            if not body.overrun:
                await answer.send(message)

        try:
            await self.app(scope, body, guarded)
        except Exception as error:
            logging.getLogger("baowen").error("%s %s: %r", scope["method"], scope["path"], error)
        await answer.refuse(Refusal(413, "body_too_long") if body.overrun else Refusal(500, "failed_request"))

    def _refusal(self, scope: Any, headers: dict[str, str], route: Route | None) -> Refusal | None:
        """What is wrong with a request, as far as can be told without reading it."""
        if wrong := self.rules.hosts.refused(scope, headers):
            return Refusal(403, *wrong)
        path = scope["path"]
        if route is None or (route.path == FILE and not is_sent_file(path, self.rules.sent)):
            return Refusal(404, "no_such_page")
        if scope["method"] not in route.methods:
            return Refusal(405, "no_such_method", headers=(("allow", ", ".join(route.methods)),))
        if route.path == UPLOAD and self.rules.read_only:
            return Refusal(403, "read_only")
        if announced(headers) > longest(route, self.rules.largest_file):
            return Refusal(413, "body_too_long")
        return None


def _within(scope: Any, root_path: str) -> Any:
    """The request with the path that the page knows; a proxy may leave the root path before it, or take it off."""
    path = scope["path"]
    if not root_path or (path != root_path and not path.startswith(f"{root_path}/")):
        return scope
    inner = path[len(root_path) :] or "/"
    return {**scope, "path": inner, "raw_path": inner.encode()}
