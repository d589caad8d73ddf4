"""Models as they are: those that think, servers that agree on little, keys and models that stand in for each other."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest

from index.encoder import Encoder
from index.errors import UsageError
from index.settings import settings
from index.store import Store
from rag import QA
from rag.llm import stream
from rag.llm.models import open_model
from rag.llm.thoughts import END, Thoughts
from tests.faulty_server import (
    Behaviour,
    FaultyServer,
    fails,
    faulty_server,
    pauses,
    refuses,
    says,
    says_at_once,
)

QUESTION = "王小平暗访了哪些单位？"
GOOD = "2月26日上午，王小平到市审计局、市委编办，暗访机关工作人员在岗在位和疫情防控期间工作开展情况。[1]"
THOUGHT = (
    "好的，用户问王小平暗访了哪些单位。句子[1]说他到市审计局、市委编办。"
    "2月26日上午，王小平到市审计局、市委编办。\n那么写短些。"
)


@pytest.fixture
def server() -> Iterator[FaultyServer]:
    with faulty_server() as running:
        yield running


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "BACK_OFF_S", 0.01)
    for name in ("OPENAI_API_KEY", "BAOWEN_LLM_KEY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def opened(sample_index: Path, encoder: Encoder, server: FaultyServer) -> Any:
    def open_qa(llm: str = "openai:test", **changes: Any) -> QA:
        given = {"llm_url": server.url, "llm_first_s": 2.0, "llm_total_s": 6.0, **changes}
        return QA(Store.open(sample_index), encoder, settings().model_copy(update=given), llm)

    return open_qa


# What is thought is not said ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "behaviour",
    [
        says(f"<think>\n{THOUGHT}\n</think>\n\n{GOOD}"),
        says(f"<Thinking>{THOUGHT}</Thinking>{GOOD}"),
        says(f"{THOUGHT}\n</think>\n\n{GOOD}"),
        says(f"<think>\n\n</think>\n\n{GOOD}"),
        says(GOOD, thought=THOUGHT),
    ],
    ids=["marked", "another name", "only its end marked", "empty", "in a field of its own"],
)
@pytest.mark.parametrize("given", ["lines", "passages"])
def test_thoughts_are_never_shown(opened: Any, server: FaultyServer, behaviour: Behaviour, given: str) -> None:
    server.script = [behaviour]
    answers = list(opened(llm_given=given).stream(QUESTION))
    assert (answers[-1].mode, answers[-1].answer) == ("llm", GOOD)
    assert {answer.answer for answer in answers} == {GOOD}


def test_thoughts_take_no_room_from_the_answer(opened: Any, server: FaultyServer) -> None:
    server.script = [says(f"<think>{THOUGHT}", "length"), says(f"<think>{THOUGHT}</think>{GOOD}")]
    qa = opened()
    assert qa.ask(QUESTION).answer == GOOD
    assert [request["max_tokens"] for request in server.requests] == [400, 4000]
    assert qa.ask(QUESTION).answer == GOOD and server.requests[-1]["max_tokens"] == 4000


def test_who_thinks_aloud_is_at_work(opened: Any, server: FaultyServer) -> None:
    server.script = [pauses(0.3, "<think>", *"一二三四", "</think>", GOOD)]
    assert opened(llm_first_s=0.7).ask(QUESTION).mode == "llm"


@pytest.mark.parametrize("size", [1, 2, 5, 100])
def test_thoughts_are_found_however_the_pieces_fall(size: int) -> None:
    for text, said in (
        ("<think>想</think>答", "答"), ("想</think>答", f"{END}答"), ("a < b <i>答", "a < b <i>答"), ("<think>想", ""),
        ("答<th", "答<th"), ("<think>一</think>甲<think>二</think>乙", "甲乙"),
    ):  # fmt: skip
        thoughts = Thoughts()
        pieces = [thoughts.spoken(text[at : at + size]) for at in range(0, len(text), size)]
        whole = "".join([*pieces, thoughts.rest()])
        assert (END + whole.rpartition(END)[2] if END in whole else whole) == said


# What servers want and leave out ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("behaviour", "requests"),
    [
        (says(GOOD, reason=None), 1),
        (says_at_once(GOOD), 2),
        (refuses("max_tokens", says(GOOD), "'{field}' is not supported. Use 'max_completion_tokens' instead."), 2),
        (refuses("temperature", says(GOOD), "Unsupported value: '{field}' does not support 0 with this model."), 2),
        (refuses("stream", says_at_once(GOOD), "{field} is not supported"), 2),
        (refuses("max_tokens", refuses("temperature", says(GOOD)), status=422), 3),
    ],
    ids=["no reason at the end", "no stream", "another limit", "no temperature", "streams refused", "two things"],
)
def test_a_request_is_made_as_the_server_wants_it(
    opened: Any, server: FaultyServer, behaviour: Behaviour, requests: int
) -> None:
    server.script = [behaviour]
    qa = opened()
    answer = qa.ask(QUESTION)
    assert (answer.mode, answer.answer, len(server.requests)) == ("llm", GOOD, requests)
    assert qa.ask(QUESTION).answer == GOOD and len(server.requests) == requests + 1, "it learned nothing"


def test_a_refusal_that_says_nothing_is_not_asked_again(opened: Any, server: FaultyServer) -> None:
    server.script = [fails(400, "no")]
    assert opened().ask(QUESTION).mode == "extractive" and len(server.requests) == 1


@pytest.mark.parametrize("status", [404, 405])
def test_an_address_without_its_version_is_hinted_at(opened: Any, server: FaultyServer, status: int) -> None:
    server.script = [fails(status)]
    note = opened(llm_url=server.url.removesuffix("/v1")).ask(QUESTION).note
    assert note and "末尾或许少了 /v1" in note


@pytest.mark.parametrize("wait_s", [1, 3600])
def test_a_date_to_come_back_at_is_understood(opened: Any, server: FaultyServer, wait_s: int) -> None:
    back = format_datetime(datetime.now(UTC) + timedelta(seconds=wait_s), usegmt=True)
    server.script = [fails(429, retry_after=back), says(GOOD)]
    assert opened().ask(QUESTION).mode == ("llm" if wait_s == 1 else "extractive")


# How much a model reads ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pages", "tokens"),
    [
        ({"/v1/models": {"data": [{"id": "other"}, {"id": "test", "max_model_len": 32_768}]}}, 32_768),
        ({"/v1/models": {"data": [{"id": "test", "context_length": 8192}]}}, 8192),
        ({"/v1/models": {"data": []}, "/props": {"default_generation_settings": {"n_ctx": 16_384}}}, 16_384),
        ({"/v1/models": {"data": [{"id": "test", "max_model_len": "many"}]}}, 4096),
        ({"/v1/models": ["x"], "/props": 5}, 4096),
        ({}, 4096),
    ],
)
def test_the_server_is_asked_how_much_its_model_reads(server: FaultyServer, pages: dict[str, Any], tokens: int) -> None:
    server.pages = pages
    options = settings().model_copy(update={"llm_url": server.url})
    model = open_model("openai:test", options)
    assert model and model.context == tokens
    told = open_model("openai:test", options.model_copy(update={"llm_context": 2048}))
    assert told and told.context == 2048


# Keys and models in turn --------------------------------------------------------------------------------------------


def test_a_key_is_read_without_what_stands_around_it(
    opened: Any, server: FaultyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BAOWEN_LLM_KEY", "  sk-1234\r\n")
    server.script = [says(GOOD)]
    assert opened().ask(QUESTION).mode == "llm" and server.keys == ["sk-1234"]


@pytest.mark.parametrize("key", ["sk-12 34", "sk-１２", "sk-\n12"])
def test_a_key_that_is_none_is_told_of_but_not_repeated(opened: Any, monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", key)
    with pytest.raises(UsageError, match="OPENAI_API_KEY") as raised:
        opened()
    assert key not in str(raised.value)


@pytest.mark.parametrize("first", [fails(401), fails(429), fails(503), fails(404)])
def test_where_one_key_fails_the_next_is_used(
    opened: Any, server: FaultyServer, monkeypatch: pytest.MonkeyPatch, first: Behaviour
) -> None:
    monkeypatch.setenv("BAOWEN_LLM_KEY", "one,two")
    server.script = [first, says(GOOD)]
    assert opened().ask(QUESTION).mode == "llm" and server.keys == ["one", "two"]


def test_where_one_model_fails_the_next_is_asked(opened: Any, server: FaultyServer) -> None:
    server.script = [fails(500), says(GOOD)]
    assert opened("openai:large, openai:small").ask(QUESTION).answer == GOOD
    assert [request["model"] for request in server.requests] == ["large", "small"]


def test_where_all_fail_the_last_says_why(opened: Any, server: FaultyServer) -> None:
    server.script = [fails(429), fails(401)]
    note = opened("openai:large,openai:small").ask(QUESTION).note
    assert note and "不接受密钥" in note


@pytest.mark.parametrize("name", ["openai:a,none", "openai:a,", ","])
def test_a_line_of_models_that_are_none(opened: Any, name: str) -> None:
    with pytest.raises(UsageError, match="language model"):
        opened(name)
