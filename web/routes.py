"""What is served at all, how much may be sent to it, and what of it is open to those who have not said who they are.

Gradio has more routes than the page uses (it records screens, fetches addresses, keeps links); a route that is not
named here is not there. Sizes are bytes of a request's body.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

UPLOAD = "/gradio_api/upload"
FILE = "/gradio_api/file="
TOGETHER = 5  # of the largest files, sent at once
SMALL, LARGE = 64_000, 1_000_000


class Route(NamedTuple):
    """Paths that begin so, the methods they take, and the longest body."""

    path: str
    methods: tuple[str, ...]
    body: int = SMALL


GET, POST = ("GET", "HEAD"), ("POST",)
OPEN = ("/healthz", "/login")  # to those who have given no name, too; of the others these ask for one in HTTP's way:
ASKING = ("/metrics", "/mcp", "/feed", "/v1/", "/retrieval")
WHOLE = (
    Route("/", GET), Route("/healthz", GET), Route("/metrics", GET), Route("/login", ("GET", "HEAD", "POST")),
    Route("/logout", ("GET", "HEAD", "POST")), Route("/config", GET), Route("/openapi.json", GET),
    Route("/theme.css", GET), Route("/manifest.json", GET), Route("/robots.txt", GET), Route("/favicon.ico", GET),
    Route("/gradio_api/info", GET), Route("/gradio_api/openapi.json", GET), Route("/gradio_api/app_id", GET),
    Route("/gradio_api/user", GET), Route("/gradio_api/login_check", GET), Route("/gradio_api/theme.css", GET),
    Route("/gradio_api/queue/join", POST, LARGE), Route("/gradio_api/queue/data", GET),
    Route("/gradio_api/queue/status", GET), Route("/gradio_api/upload_progress", GET),
    Route("/gradio_api/component_server", POST, LARGE), Route("/gradio_api/cancel", POST),
    Route("/gradio_api/reset", POST), Route("/gradio_api/startup-events", GET), Route(UPLOAD, POST),
    Route("/feed", GET), Route("/mcp", ("GET", "POST", "DELETE"), LARGE), Route("/retrieval", POST, LARGE),
    Route("/v1/chat/completions", POST, LARGE), Route("/v1/models", GET),
)  # fmt: skip
UNDER = (
    Route("/assets/", GET), Route("/static/", GET), Route("/svelte/", GET), Route("/v1/models/", GET),
    Route("/gradio_api/heartbeat/", GET), Route("/gradio_api/run/", POST, LARGE),
    Route("/gradio_api/api/", POST, LARGE), Route("/gradio_api/call/", ("GET", "POST"), LARGE), Route(FILE, GET),
)  # fmt: skip
_WHOLE = {route.path: route for route in WHOLE}


def route_of(path: str) -> Route | None:
    """The route that a path leads to, if there is one; a slash at its end is none."""
    plain = path.rstrip("/") or "/"
    return _WHOLE.get(plain) or next((one for one in UNDER if path.startswith(one.path)), None)


def longest(route: Route, largest_file: int) -> int:
    """Bytes that a request's body may have; uploads by the setting, with some room for what stands around files."""
    return TOGETHER * largest_file + SMALL if route.path == UPLOAD else route.body


def is_sent_file(path: str, sent: Collection[str]) -> bool:
    """Whether a path of `FILE` is that of a file which a browser sent; no other file is given out."""
    return path.removeprefix(FILE) in sent
