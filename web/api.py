"""The public interface over HTTP: endpoints of Gradio with names and types, the same functions as the MCP server's."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Sequence
from typing import Any

import gradio as gr
from gradio.events import api

from web.service import Function


def publish(page: gr.Blocks, functions: Sequence[Function]) -> None:
    """Give the page an endpoint for each function, by its name."""
    with page:
        for function in functions:
            api(_by_name(function), api_name=function.__name__)


def _by_name(function: Function) -> Function:
    """The function, given its arguments by name, so that what is wrong with one can be named, too."""
    names = list(inspect.signature(function).parameters)

    @functools.wraps(function)
    def called(*args: Any) -> Any:
        return function(**dict(zip(names, args, strict=False)))

    return called
