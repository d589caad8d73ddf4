"""The functions of `service.py` as tools of a Model Context Protocol server, over streamable HTTP at `/mcp`."""

from __future__ import annotations

import functools
import inspect
import typing
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import fields
from typing import Any

from fastapi import FastAPI
from mcp.server.fastmcp.exceptions import ToolError
from mcp.server.transport_security import TransportSecuritySettings
from mcp.types import ToolAnnotations
from pydantic import BaseModel, create_model

from rag import QA, Answer, Article, MeetingRecord, RankedPassage
from web.mcp_articles import ArticleServer
from web.service import Function
from web.told import told
from web.turnstile import Turnstile

INSTRUCTIONS = (
    "Answers from a collection of Chinese newspaper articles. Use ask for questions: its answers are cited to exact "
    "words, and when it abstains the articles do not say. Name newspaper, date and page with what you repeat."
)


def _shape(kind: Any) -> type[BaseModel]:
    """What a tool gives back, for its schema: the fields of a dataclass with their types, and what it is."""
    types = typing.get_type_hints(kind)
    given: dict[str, Any] = {one.name: (types[one.name], ...) for one in fields(kind)}
    shape: type[BaseModel] = create_model(kind.__name__, __doc__=inspect.getdoc(kind), **given)
    return shape


# The tools, and what each gives back.
TOOLS: dict[str, Any] = {
    "ask": _shape(Answer),
    "search": list[_shape(RankedPassage)],  # type: ignore[misc]
    "read_article": _shape(Article),
    "list_meetings": list[_shape(MeetingRecord)],  # type: ignore[misc]
}


def add_tools(app: FastAPI, qa: QA, functions: Sequence[Function], turnstile: Turnstile) -> None:
    """Serve the tools from this application; foreign names and origins are kept out by what stands before it."""
    kept_out = TransportSecuritySettings(enable_dns_rebinding_protection=False)
    server = ArticleServer(
        qa,
        "baowen",
        INSTRUCTIONS,
        stateless_http=True,
        json_response=True,
        log_level="ERROR",
        transport_security=kept_out,
    )
    for function in functions:
        if function.__name__ in TOOLS:
            server.add_tool(
                _in_thread(function, turnstile), annotations=ToolAnnotations(readOnlyHint=True, openWorldHint=False)
            )
    app.router.routes.extend(server.streamable_http_app().routes)
    app.router.lifespan_context = _with_sessions(server, app.router.lifespan_context)


def _with_sessions(server: Any, around: Any) -> Any:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[Any]:
        inner: AbstractAsyncContextManager[Any] = around(app)
        async with inner as state, server.session_manager.run():
            yield state

    return lifespan


def _in_thread(function: Function, turnstile: Turnstile) -> Function:
    """The function in a thread of its own, so that a question doesn't hold up the others; its result with its shape."""

    @functools.wraps(function)
    async def called(**kwargs: Any) -> Any:
        try:
            return await turnstile.run(function, **kwargs)
        except Exception as error:
            if line := told(error):
                raise ToolError(line) from error
            raise

    result = TOOLS[function.__name__]
    called.__signature__ = inspect.signature(function, eval_str=True).replace(return_annotation=result)  # type: ignore[attr-defined]
    return called
