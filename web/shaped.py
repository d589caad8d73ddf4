"""What is wrong with a request, in the shape that its client reads: OpenAI's, Dify's, or one line of our own."""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from rag import RefusedError, UsageError
from web.told import told
from web.words import WORDS, spoken

OPENAI, DIFY = "/v1/", "/retrieval"
# The code of a refusal by the key of its word, as the clients know it.
_OPENAI_CODES = {
    "name_needed": "invalid_api_key",
    "wrong_password": "invalid_api_key",
    "too_many_guesses": "rate_limit_exceeded",
    "busy": "rate_limit_exceeded",
    "conversation_too_long": "context_length_exceeded",
    "no_such_model": "model_not_found",
}
_DIFY_CODES = {"name_needed": 1001, "wrong_password": 1002, "no_such_knowledge": 2001}
_STATUS = {"busy": 429, "no_such_model": 404, "no_such_knowledge": 404}


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is said of a request: HTTP's status, one line, the key of its word, and the field that is wrong, if any."""

    status: int
    line: str
    word: str = ""
    field: str | None = None


def shaped(path: str, wrong: Wrong) -> dict[str, Any]:
    """The object that a client of this path expects of a failure."""
    if path.startswith(OPENAI):
        kind = "invalid_request_error" if wrong.status < 500 else "server_error"
        code = _OPENAI_CODES.get(wrong.word)
        return {"error": {"message": wrong.line, "type": kind, "param": wrong.field, "code": code}}
    if path.rstrip("/") == DIFY:
        return {"error_code": _DIFY_CODES.get(wrong.word, wrong.status), "error_msg": wrong.line}
    return {"error": wrong.line}


class ShapedRoute(APIRoute):
    """A route whose failures come in the shape of its path."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """What answers a request."""
        answer = super().get_route_handler()

        async def answered(request: Request) -> Response:
            try:
                return await answer(request)
            except Exception as error:
                wrong = _wrong(error, request)
                return JSONResponse(shaped(self.path, wrong), wrong.status)

        return answered


def _wrong(error: Exception, request: Request) -> Wrong:
    language = spoken(dict(request.headers))
    if isinstance(error, RequestValidationError):
        closest = max(error.errors(), key=lambda one: len(one["loc"]))  # of the alternatives that none fits
        place = [str(part) for part in closest["loc"][1:]]
        if closest["type"] == "json_invalid" or not place:
            return Wrong(400, WORDS[language]["not_understood"], "not_understood")
        return Wrong(400, f"{'.'.join(place)}: {closest['msg']}"[:400], "not_understood", place[0])
    if isinstance(error, HTTPException):
        return Wrong(error.status_code, WORDS[language]["not_understood"], "not_understood")
    word = error.word if isinstance(error, RefusedError) else ""
    if line := told(error, language):
        return Wrong(_STATUS.get(word, 400 if isinstance(error, UsageError) else 503), line, word)
    logging.getLogger("baowen").error("%s failed", request.url.path, exc_info=error)
    return Wrong(500, WORDS[language]["failed_request"])
