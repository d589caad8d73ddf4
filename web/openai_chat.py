"""OpenAI's chat interface over the same answers, for whatever chat program: `/v1/chat/completions`, `/v1/models`.

The last message is the question, those before it its conversation; a system's messages and settings of sampling are
passed over, since here it is the articles that answer.
"""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from rag import Answer, Growing, RefusedError, Turn, language_of
from web import footnotes
from web.metrics import Metrics
from web.shaped import ShapedRoute
from web.turnstile import Turnstile
from web.words import WORDS

MODEL = "baowen"
MESSAGES = 1000
STRICT = ConfigDict(strict=True)


class Part(BaseModel):
    """A part of a message; of all kinds only text can be answered."""

    model_config = STRICT
    type: Literal["text"]
    text: str


class Message(BaseModel):
    """Something said."""

    model_config = STRICT
    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | list[Part] | None = None

    @property
    def text(self) -> str:
        """What it says."""
        return self.content if isinstance(self.content, str) else "\n".join(one.text for one in self.content or ())


class StreamOptions(BaseModel):
    """What a stream is to carry besides."""

    model_config = STRICT
    include_usage: bool = False


class ChatRequest(BaseModel):
    """What a client sends, as far as it is looked at."""

    model_config = STRICT
    model: str
    messages: Annotated[list[Message], Field(min_length=1, max_length=MESSAGES)]
    stream: bool | None = False
    stream_options: StreamOptions | None = None
    n: Literal[1] | None = 1


def add_openai(app: Any, metrics: Metrics, turnstile: Turnstile) -> None:
    """Give an application the two routes."""
    router = APIRouter(route_class=ShapedRoute, tags=["openai"])
    known = {"id": MODEL, "object": "model", "created": int(time.time()), "owned_by": MODEL}

    @router.get("/v1/models")
    async def models() -> dict[str, Any]:
        return {"object": "list", "data": [known]}

    @router.get("/v1/models/{model}")
    async def model(model: str) -> dict[str, Any]:
        _require(model)
        return known

    @router.post("/v1/chat/completions", response_model=None)
    async def chat_completions(sent: ChatRequest, request: Request) -> Response:
        _require(sent.model)
        question, conversation = _asked(sent.messages)
        answers = metrics.stream(question, conversation)
        if not sent.stream:
            answer = await turnstile.run(_last, answers)
            return JSONResponse(_completion(sent, answer))
        first = await turnstile.run(next, answers)  # what is wrong with a question is said before the stream begins
        events = _events(sent, first, answers, turnstile)
        return StreamingResponse(events, media_type="text/event-stream", headers={"cache-control": "no-store"})

    app.include_router(router)


def _require(model: str) -> None:
    if model != MODEL:
        raise RefusedError("no_such_model", WORDS["en"]["no_such_model"])


def _asked(messages: list[Message]) -> tuple[str, list[Turn]]:
    """The question, and the turns before it; questions that nobody answered are turns, too."""
    last = messages[-1]
    if last.role != "user":
        raise RefusedError("question_last", WORDS["en"]["question_last"])
    turns: list[Turn] = []
    for message in messages[:-1]:
        if message.role == "user":
            turns.append(Turn(message.text))
        elif message.role == "assistant" and turns:
            said = footnotes.without_foot(message.text)
            turns[-1] = Turn(turns[-1].question, f"{turns[-1].answer}\n{said}".strip())
    return last.text, turns


def _last(answers: Iterator[Answer]) -> Answer:
    *_, answer = answers
    return answer


def _completion(sent: ChatRequest, answer: Answer) -> dict[str, Any]:
    text = footnotes.body(answer) + footnotes.foot(answer, language_of(answer.question))
    message = {"role": "assistant", "content": text, "refusal": None, **_findings(answer)}
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
    return _head("chat.completion") | {"choices": [choice], "usage": _usage(sent, text)}


async def _events(
    sent: ChatRequest, first: Answer, answers: Iterator[Answer], turnstile: Turnstile
) -> AsyncIterator[str]:
    """The answer as server-sent events; the citations come with its footnotes. Hung up on, the answer is stopped."""
    head = _head("chat.completion.chunk")

    def event(delta: dict[str, Any], reason: str | None = None) -> str:
        return _event(head | {"choices": [{"index": 0, "delta": delta, "finish_reason": reason}]})

    growing = Growing()
    with closing(answers):  # type: ignore[type-var]
        yield event({"role": "assistant", "content": ""})
        answer: Answer | None = first
        while answer is not None:
            whole = answer
            if more := growing.more(answer):
                yield event({"content": footnotes.inert(more)})
            answer = await turnstile.run(next, answers, None)
    notes = footnotes.note(whole) + footnotes.foot(whole, language_of(whole.question))
    yield event({"content": notes, **_findings(whole)})
    yield event({}, "stop")
    if sent.stream_options and sent.stream_options.include_usage:
        yield _event(head | {"choices": [], "usage": _usage(sent, whole.answer + notes)})
    yield "data: [DONE]\n\n"


def _head(kind: str) -> dict[str, Any]:
    return {"id": f"chatcmpl-{uuid.uuid4().hex}", "object": kind, "created": int(time.time()), "model": MODEL}


def _findings(answer: Answer) -> dict[str, Any]:
    citations = [asdict(citation) for citation in answer.citations]
    return {"citations": citations, "outcome": answer.outcome, "confidence": answer.confidence}


def _usage(sent: ChatRequest, text: str) -> dict[str, int]:
    """Characters: there is no tokenizer whose count would mean anything here, and clients want a figure."""
    asked = sum(len(message.text) for message in sent.messages)
    return {"prompt_tokens": asked, "completion_tokens": len(text), "total_tokens": asked + len(text)}


def _event(value: dict[str, Any]) -> str:
    return f"data: {json.dumps(value, ensure_ascii=False)}\n\n"
