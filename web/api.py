"""The public interface over HTTP: endpoints of Gradio with names and types, the same functions as the MCP server's."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Sequence
from typing import Any

import gradio as gr
from gradio.events import api

from web.service import Function, said


def publish(page: gr.Blocks, functions: Sequence[Function]) -> None:
    """Give the page an endpoint for each function, by its name."""
    with page:
        for function in functions:
            api(_told(function), api_name=function.__name__)


def _told(function: Function) -> Function:
    """The function, telling its caller in a line what is wrong with the call."""
    names = list(inspect.signature(function).parameters)

    @functools.wraps(function)
    def called(*args: Any) -> Any:
        try:
            return function(**dict(zip(names, args, strict=False)))  # named, so that what is wrong can be, too
        except Exception as error:
            if line := said(error):
                raise gr.Error(line, print_exception=False) from error
            raise

    return called
