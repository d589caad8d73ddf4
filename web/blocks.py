"""Gradio's page, made to take no more than it needs: no file but one sent to it, no text that is none, and for whatever
goes wrong one line in the reader's language, where Gradio would say nothing or too much.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import gradio as gr
from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse

from rag import BaowenError, Language, RefusedError, UsageError, broken
from web.told import told
from web.words import WORDS, spoken

DEEPEST, SHOWN_S = 40, 10.0


class Page(gr.Blocks):
    """A page whose every event passes through here, by whatever route it comes."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.has_launched = True  # without it Gradio takes any path of the machine for a file that it may give out

    async def preprocess_data(self, block_fn: Any, inputs: list[Any], state: Any, explicit_call: bool = False) -> Any:
        """What an event is given, as its function takes it; RefusedError, of what it cannot be given."""
        for block, given in zip(block_fn.inputs, inputs, strict=False):
            if not block.stateful:
                _fit(block, given, self.upload_file_set)
        inputs = ["" if given is None and isinstance(block, gr.Textbox | gr.Button) else given
                  for block, given in zip(block_fn.inputs, inputs, strict=False)]  # fmt: skip
        try:
            taken: list[Any] = await super().preprocess_data(block_fn, inputs, state, explicit_call)
        except Exception as error:  # a value of the wrong type, too many or too few of them, a choice that there is not
            raise _refused("not_understood") from error
        for at, (block, given) in enumerate(zip(block_fn.inputs, inputs, strict=False)):
            if isinstance(block, gr.File):
                taken[at] = _with_names(given)
        return taken

    async def process_api(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """An event's outcome. gr.Error, with the line that the page shows, whatever went wrong."""
        request = kwargs.get("request")
        language = spoken(dict(request.headers)) if isinstance(request, gr.Request) else "en"
        try:
            return await super().process_api(*args, **kwargs)
        except gr.Error:
            raise
        except Exception as error:
            raise gr.Error(_line(error, language), SHOWN_S, print_exception=False) from error


def _with_names(given: Any) -> list[tuple[str, str]]:
    """Path and name of each file that was sent; on disk the ends of long names are cut off.

    Not a method of the component, which Gradio makes anew whenever its words change.
    """
    return [(one["path"], str(one.get("orig_name") or Path(one["path"]).name)) for one in _sent(given)]


def _sent(given: Any) -> list[Any]:
    return given if isinstance(given, list) else [given] if given is not None else []


def _line(error: Exception, language: Language) -> str:
    if line := told(error, language):
        return line
    logging.getLogger("baowen").error("an event of the page failed", exc_info=error)
    return WORDS[language]["failed_request"]


def _fit(block: Any, given: Any, sent: Collection[str]) -> None:
    """RefusedError when a component of the page is given what it may not be; `sent` are the files browsers sent."""
    files = isinstance(block, gr.File)
    if isinstance(block, gr.Textbox | gr.Button) and not isinstance(given, str | None):
        raise _refused("not_understood")
    for value, depth in _parts(given):
        if depth > DEEPEST:
            raise _refused("not_understood")
        if isinstance(value, str) and broken(value):
            raise _refused("half_character")
        if isinstance(value, dict) and not files and {"path", "meta"} <= value.keys():
            raise _refused("no_file_here")
    if files:
        if not all(isinstance(one, dict) and one.get("path") in sent for one in _sent(given)):
            raise _refused("not_sent")
    most = getattr(block, "max_length", None)
    if most and isinstance(given, str) and len(given) > most:
        raise _refused("text_too_long", n=len(given), most=most)


def _parts(given: Any) -> Iterator[tuple[Any, int]]:
    """A value and all that is in it, with how deep it stands; keys of objects too."""
    waiting: list[tuple[Any, int]] = [(given, 0)]
    while waiting:
        value, depth = waiting.pop()
        yield value, depth
        if isinstance(value, dict):
            waiting += [(part, depth + 1) for pair in value.items() for part in pair]
        elif isinstance(value, list):
            waiting += [(part, depth + 1) for part in value]


def _refused(word: str, **values: int) -> RefusedError:
    return RefusedError(word, WORDS["en"][word], **values)


def tell(page: Page, app: Any) -> None:
    """Let the page's application say in the reader's language what Gradio says in English, or not at all."""
    queue, push = page._queue, page._queue.push

    async def pushed(body: Any, request: Any, username: str | None) -> Any:
        done, said, state = await push(body, request, username)
        # A program states no language, and gets the status by which its client knows that the queue is full.
        if state == "queue_full" and "accept-language" in request.headers:
            return done, WORDS[spoken(dict(request.headers))]["busy"], "error"
        return done, said, state

    queue.push = pushed  # type: ignore[method-assign]
    say_refusals(app)
    app.add_exception_handler(RequestValidationError, _unreadable)
    app.add_exception_handler(Exception, _unreadable)


def say_refusals(app: Any) -> None:
    """Let an application say in the reader's language what it cannot do: that its index is gone, for example."""
    app.add_exception_handler(BaowenError, _refusal)


async def _refusal(request: Request, error: Exception) -> JSONResponse:
    line = told(error, spoken(dict(request.headers)))
    return JSONResponse({"error": line, "detail": line}, 400 if isinstance(error, UsageError) else 503)


async def _unreadable(request: Request, error: Exception) -> JSONResponse:
    """What is said of a request that failed before any event took it: mostly one that no page would send."""
    theirs = isinstance(
        error, RequestValidationError | RefusedError | LookupError | TypeError | ValueError | RecursionError
    )
    line = WORDS[spoken(dict(request.headers))]["not_understood" if theirs else "failed_request"]
    return JSONResponse({"error": line, "detail": line}, 400 if theirs else 500)
