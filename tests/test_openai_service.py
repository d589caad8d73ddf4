"""Chat programs that speak OpenAI's interface, asked through OpenAI's own client and LangChain's."""

from __future__ import annotations

import json
from typing import Any

import httpx
import openai
import pytest
from fastapi.testclient import TestClient
from langchain_openai import ChatOpenAI
from markdown_it import MarkdownIt
from pydantic import SecretStr

import ui
from rag import QA
from tests.browser import HOSTILE, Scripted
from web import footnotes

QUESTION = "王小平暗访了哪些单位？"
NAME, PASSWORD = "reader", "chun-tian"
BACKSLASHES = r"\<img src=x> !\[a](http://evil.example) \![a](http://evil.example) [a\](http://evil.example)"
ASKED: list[Any] = [{"role": "user", "content": QUESTION}]


@pytest.fixture
def client(address: str) -> openai.OpenAI:
    return openai.OpenAI(base_url=f"{address}/v1", api_key="any", max_retries=0)


def test_the_one_model_is_named(client: openai.OpenAI) -> None:
    assert [model.id for model in client.models.list()] == ["baowen"]
    assert client.models.retrieve("baowen").owned_by == "baowen"


def test_an_answer_has_its_citations_as_footnotes_and_as_a_field(client: openai.OpenAI, qa: QA) -> None:
    choice = client.chat.completions.create(model="baowen", messages=ASKED).choices[0]
    text, expected = choice.message.content or "", qa.ask(QUESTION)
    assert text.startswith(expected.answer) and choice.finish_reason == "stop"
    assert "来源：\n\n[1] 焦作日报，2020-02-27，第1版，《" in text
    citations = (choice.message.model_extra or {})["citations"]
    assert [one["quote"] for one in citations] == [one.quote for one in expected.citations]


def test_a_stream_says_the_same(client: openai.OpenAI) -> None:
    whole = client.chat.completions.create(model="baowen", messages=ASKED).choices[0].message
    options: Any = {"include_usage": True}
    stream = client.chat.completions.create(model="baowen", messages=ASKED, stream=True, stream_options=options)
    chunks = list(stream)
    deltas = [chunk.choices[0].delta for chunk in chunks if chunk.choices]
    assert "".join(delta.content or "" for delta in deltas) == whole.content
    assert deltas[0].role == "assistant" and chunks[-1].usage and chunks[-2].choices[0].finish_reason == "stop"
    [citations] = [delta.model_extra["citations"] for delta in deltas if (delta.model_extra or {}).get("citations")]
    assert citations == (whole.model_extra or {})["citations"]


def test_a_follow_up_is_completed_from_the_messages_before_it(client: openai.OpenAI) -> None:
    said = client.chat.completions.create(model="baowen", messages=ASKED).choices[0].message.content
    messages: list[Any] = [{"role": "system", "content": "You are a pirate."}, *ASKED,
                           {"role": "assistant", "content": said},
                           {"role": "user", "content": [{"type": "text", "text": "是哪天？"}]}]  # fmt: skip
    assert "2月26日" in (
        client.chat.completions.create(model="baowen", messages=messages).choices[0].message.content or ""
    )


def test_what_the_articles_do_not_say_has_no_footnotes(client: openai.OpenAI) -> None:
    messages: list[Any] = [{"role": "user", "content": "Who won the football world cup in 1998?"}]
    message = client.chat.completions.create(model="baowen", messages=messages).choices[0].message
    assert "[1]" not in (message.content or "") and (message.model_extra or {})["outcome"] == "none"


def test_langchain_asks_through_its_chat_model(address: str) -> None:
    chat = ChatOpenAI(model="baowen", base_url=f"{address}/v1", api_key=SecretStr("any"), temperature=0)
    assert "市审计局" in str(chat.invoke(QUESTION).content)
    assert "市审计局" in "".join(str(piece.content) for piece in chat.stream(QUESTION))


WRONG: list[tuple[Any, int, str | None, str]] = [
    ({}, 400, "model", "model: Field required"),
    ([], 400, None, "not what is expected"),
    ({"model": "baowen"}, 400, "messages", "messages: Field required"),
    ({"model": "baowen", "messages": []}, 400, "messages", "at least 1 item"),
    ({"model": "baowen", "messages": "谁？"}, 400, "messages", "valid list"),
    ({"model": "baowen", "messages": ASKED, "stream": "yes"}, 400, "stream", "valid boolean"),
    ({"model": "baowen", "messages": ASKED, "n": 2}, 400, "n", "n: Input should be 1"),
    ({"model": "baowen", "messages": [{"role": "king", "content": "谁？"}]}, 400, "messages", "messages.0.role"),
    ({"model": "baowen", "messages": [{"role": "user", "content": [{"type": "image"}]}]}, 400, "messages", "'text'"),
    ({"model": "baowen", "messages": [{"role": "user", "content": " "}]}, 400, None, "the question is empty"),
    ({"model": "baowen", "messages": [{"role": "user"}]}, 400, None, "the question is empty"),
    ({"model": "baowen", "messages": [{"role": "user", "content": "\ud800"}]}, 400, None, "broken character"),
    ({"model": "baowen", "messages": [{"role": "user", "content": "问" * 1001}]}, 400, None, "1,001 characters"),
    ({"model": "baowen", "messages": [{"role": "assistant", "content": "我"}]}, 400, None, "the last message"),
    ({"model": "baowen", "messages": ASKED * 1001}, 400, "messages", "at most 1000 items"),
    ({"model": "gpt-5", "messages": ASKED}, 404, None, "its name is baowen"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "status", "field", "line"), WRONG)
def test_a_wrong_request_gets_openais_error(address: str, body: Any, status: int, field: str | None, line: str) -> None:
    sent = httpx.post(
        f"{address}/v1/chat/completions", content=json.dumps(body), headers={"content-type": "application/json"}
    )
    error = sent.json()["error"]
    assert (sent.status_code, error["type"], error["param"]) == (status, "invalid_request_error", field)
    assert line in error["message"] and "\n" not in error["message"]


@pytest.mark.parametrize("content", ["{", "", "[" * 100_000, '{"model": NaN}', "\xff"])
def test_what_is_no_json_gets_one_too(address: str, content: str) -> None:
    sent = httpx.post(f"{address}/v1/chat/completions", content=content.encode("latin-1"))
    assert sent.status_code in (400, 422) and sent.json()["error"]["message"]


def test_a_long_conversation_and_a_large_body_are_refused(client: openai.OpenAI, address: str) -> None:
    long: list[Any] = [*ASKED, {"role": "assistant", "content": "答" * 40_000}, *ASKED]
    with pytest.raises(openai.BadRequestError) as raised:
        client.chat.completions.create(model="baowen", messages=long)
    assert raised.value.code == "context_length_exceeded"
    sent = httpx.post(f"{address}/v1/chat/completions", content=b" " * 1_100_000)
    assert sent.status_code == 413 and sent.json()["error"]["type"] == "invalid_request_error"
    assert httpx.get(f"{address}/v1/files").json()["error"]["message"]


def test_a_key_is_name_and_password(closed: str) -> None:
    client = openai.OpenAI(base_url=f"{closed}/v1", api_key=f"{NAME}:{PASSWORD}", max_retries=0)
    assert client.models.list().data
    assert "市审计局" in (
        client.chat.completions.create(model="baowen", messages=ASKED).choices[0].message.content or ""
    )
    assert httpx.get(f"{closed}/v1/models", auth=(NAME, PASSWORD)).status_code == 200


@pytest.mark.parametrize("key", ["sk-1234", f"{NAME}:wrong"])
def test_a_wrong_key_is_told_as_openai_would(closed: str, key: str) -> None:
    with pytest.raises(openai.AuthenticationError) as raised:
        openai.OpenAI(base_url=f"{closed}/v1", api_key=key, max_retries=0).models.list()
    assert raised.value.code == "invalid_api_key"


def scripted(question: str, **more: Any) -> httpx.Response:
    """What is answered by a stand-in whose one article is hostile."""
    qa: Any = Scripted()
    sent = {"model": "baowen", "messages": [{"role": "user", "content": question}], **more}
    with TestClient(ui.create_app(qa), base_url="http://localhost") as page:
        return page.post("/v1/chat/completions", json=sent)  # type: ignore[return-value]


def test_no_text_of_an_article_becomes_markup_in_a_chat() -> None:
    text = scripted("x").json()["choices"][0]["message"]["content"]
    assert HOSTILE not in text
    shown = MarkdownIt("commonmark", {"html": True}).render(f"{text}\n\n{footnotes.inert(BACKSLASHES)}")
    assert not any(tag in shown for tag in ("<img", "<script", "<a ", "</b>")), shown


def test_a_failure_of_our_own_says_nothing_of_itself() -> None:
    for more in ({}, {"stream": True}):
        error = scripted("boom", **more)
        assert error.status_code == 500 and "secret" not in error.text
        assert error.json()["error"]["type"] == "server_error"
    refused = scripted("refused")
    assert refused.status_code == 503 and "rebuild it" in refused.json()["error"]["message"]


def test_footnotes_that_come_back_are_taken_off(qa: QA) -> None:
    for question in (QUESTION, "Which bureaus did Wang Xiaoping inspect?"):
        answer = qa.ask(question)
        for language in ("zh", "en"):
            text = footnotes.body(answer) + footnotes.foot(answer, language)  # type: ignore[arg-type]
            assert footnotes.without_foot(text) == footnotes.body(answer) != text
