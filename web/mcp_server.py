"""The functions of `service.py` as tools of a Model Context Protocol server, over streamable HTTP at `/mcp`."""

from __future__ import annotations

import functools
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import anyio.to_thread
from fastapi import FastAPI
from mcp.server.fastmcp import FastMCP
from mcp.server.fastmcp.exceptions import ToolError
from mcp.server.transport_security import TransportSecuritySettings
from mcp.types import ToolAnnotations

from web.service import Function
from web.told import told

TOOLS = ("ask", "search", "read_article", "list_meetings")
INSTRUCTIONS = (
    "Answers from a collection of Chinese newspaper articles. Use ask for questions: its answers are cited to exact "
    "words, and when it abstains the articles do not say. Name newspaper, date and page with what you repeat."
)


def add_tools(app: FastAPI, functions: Sequence[Function]) -> None:
    """Serve the tools from this application; foreign names and origins are kept out by what stands before it."""
    kept_out = TransportSecuritySettings(enable_dns_rebinding_protection=False)
    server = FastMCP(
        "baowen", INSTRUCTIONS, stateless_http=True, json_response=True, log_level="ERROR", transport_security=kept_out
    )
    for function in functions:
        if function.__name__ in TOOLS:
            server.add_tool(_in_thread(function), annotations=ToolAnnotations(readOnlyHint=True, openWorldHint=False))
    app.router.routes.extend(server.streamable_http_app().routes)
    app.router.lifespan_context = _with_sessions(server, app.router.lifespan_context)


def _with_sessions(server: Any, around: Any) -> Any:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[Any]:
        inner: AbstractAsyncContextManager[Any] = around(app)
        async with inner as state, server.session_manager.run():
            yield state

    return lifespan


def _in_thread(function: Function) -> Function:
    """The function in a thread of its own, so that a question doesn't hold up the others."""

    @functools.wraps(function)
    async def called(**kwargs: Any) -> Any:
        try:
            return await anyio.to_thread.run_sync(functools.partial(function, **kwargs))
        except Exception as error:
            if line := told(error):
                raise ToolError(line) from error
            raise

    return called
