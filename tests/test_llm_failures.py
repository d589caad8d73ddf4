"""Whatever happens to a language model, there is an answer: the quoted one, with a line that says why."""

from __future__ import annotations

import logging
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.encoder import Encoder
from index.errors import UsageError
from index.settings import settings
from index.store import Store
from rag import QA, Answer
from rag.llm import stream
from tests.faulty_server import (
    Behaviour,
    FaultyServer,
    breaks_off,
    ends_early,
    fails,
    faulty_server,
    hangs,
    says,
    sends,
)
from tests.test_cli import run
from web.markup import chat_text

QUESTION = "王小平暗访了哪些单位？"
NOT_THERE = "火星上的水资源勘探有什么新发现？"
GOOD = "2月26日上午，王小平到市审计局、市委编办，暗访机关工作人员在岗在位和疫情防控期间工作开展情况。[1]"
KEY = "sk-only-a-test-0123456789"


@pytest.fixture
def server() -> Iterator[FaultyServer]:
    with faulty_server() as running:
        yield running


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "BACK_OFF_S", 0.01)
    monkeypatch.setenv("OPENAI_API_KEY", KEY)


def opened(index: Path, encoder: Encoder, url: str, **changes: object) -> QA:
    given = {"llm_url": url, "llm_first_s": 0.7, "llm_total_s": 3.0, **changes}
    return QA(Store.open(index), encoder, settings().model_copy(update=given), "openai:test")


@pytest.fixture
def worded(sample_index: Path, encoder: Encoder, server: FaultyServer) -> QA:
    return opened(sample_index, encoder, server.url)


def assert_quoted(answer: Answer, quoted: Answer, reason: str) -> None:
    assert answer.mode == "extractive" and answer.answer == quoted.answer and answer.citations == quoted.citations
    assert answer.note and reason in answer.note and "\n" not in answer.note and KEY not in answer.note


def test_a_good_answer_is_worded_and_cited(worded: QA, server: FaultyServer) -> None:
    server.script = [says(GOOD)]
    answer = worded.ask(QUESTION)
    assert (answer.mode, answer.note, answer.answer) == ("llm", None, GOOD)
    citation = answer.citations[0]
    article = worded.article(citation.article_id)
    assert article and article.body[citation.start : citation.end] == citation.quote
    assert citation.verdict != "unsupported"


@pytest.mark.parametrize(
    ("behaviour", "reason", "requests"),
    [
        (fails(401, f"Incorrect API key: {KEY}"), "不接受密钥（401）", 1),
        (fails(403), "不接受密钥（403）", 1),
        (fails(404), "语言模型出错（404）", 1),
        (fails(429), "请求过多，暂不受理（429）", 3),
        (fails(429, retry_after="3600"), "请求过多，暂不受理（429）", 1),
        (fails(500), "服务出错（500）", 3),
        (fails(503), "服务出错（503）", 3),
        (fails(400, "maximum context length is 4096 tokens", "context_length_exceeded"), "长度限制（400）", 1),
        (fails(413), "长度限制（413）", 1),
        (hangs(5), "没有在时限内", 1),
        (breaks_off(GOOD[:20]), "中途断了", 1),
        (breaks_off(GOOD + GOOD), "中途断了", 1),
        (ends_early(GOOD[:20]), "中途断了", 1),
        (sends("{this is no JSON"), "无法读取", 1),
        (sends('{"choices": [{"index": 0'), "无法读取", 1),
        (says(""), "没有写出回答", 1),
        (says(" \n "), "没有写出回答", 1),
        (says("王大明到市财政局暗访，发现37个问题。[1]"), "未能在报道中得到证实", 1),
    ],
)
def test_a_failure_leaves_the_quoted_answer(
    worded: QA, qa: QA, server: FaultyServer, behaviour: Behaviour, reason: str, requests: int
) -> None:
    server.script = [behaviour]
    assert_quoted(worded.ask(QUESTION), qa.ask(QUESTION), reason)
    assert len(server.requests) == requests


def test_a_refused_connection(sample_index: Path, encoder: Encoder, qa: QA) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    unreachable = opened(sample_index, encoder, f"http://127.0.0.1:{port}/v1")
    assert_quoted(unreachable.ask(QUESTION), qa.ask(QUESTION), "连接不上")


@pytest.mark.parametrize("first", [fails(429), fails(429, retry_after="0.05"), fails(502), fails(500)])
def test_a_second_try_that_succeeds(worded: QA, server: FaultyServer, first: Behaviour) -> None:
    server.script = [first, says(GOOD)]
    answer = worded.ask(QUESTION)
    assert (answer.mode, answer.note, len(server.requests)) == ("llm", None, 2)


def test_the_whole_answer_has_a_time_limit(sample_index: Path, encoder: Encoder, qa: QA, server: FaultyServer) -> None:
    slow = opened(sample_index, encoder, server.url, llm_first_s=5.0, llm_total_s=0.8)
    server.script = [hangs(5, after=GOOD[:9])]
    began = time.monotonic()
    assert_quoted(slow.ask(QUESTION), qa.ask(QUESTION), "没有在时限内")
    assert time.monotonic() - began < 3


def test_an_english_question_gets_an_english_line(worded: QA, server: FaultyServer) -> None:
    server.script = [fails(401)]
    answer = worded.ask("Which bureaus did Wang Xiaoping inspect?")
    assert answer.note == "Quoted from the articles: the language model does not accept the key (401)."


def test_the_model_is_not_asked_what_to_ask_next(worded: QA, server: FaultyServer) -> None:
    answer = worded.ask(QUESTION)
    before = len(server.requests)
    assert worded.suggest(answer, [QUESTION], "zh") != []
    assert len(server.requests) == before


def test_the_model_is_not_asked_about_what_the_articles_do_not_hold(worded: QA, server: FaultyServer) -> None:
    server.script = [says("火星上发现了水。[1]")]
    answer = worded.ask(NOT_THERE)
    assert answer.abstained and not server.requests


def test_a_stream_can_be_stopped(worded: QA, server: FaultyServer) -> None:
    server.script = [hangs(5, after=f"{GOOD}\n")]
    before = threading.active_count()
    answers = worded.stream(QUESTION)
    assert next(answers).answer == GOOD
    began = time.monotonic()
    answers.close()  # type: ignore[attr-defined]
    assert time.monotonic() - began < 0.5
    while threading.active_count() > before and time.monotonic() - began < 4:
        time.sleep(0.05)
    assert time.monotonic() - began < 4, "the request went on"


def test_the_key_is_in_no_log_and_no_setting(
    worded: QA, server: FaultyServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.script = [fails(401, f"Incorrect API key: {KEY}")]
    answer = worded.ask(QUESTION)
    ours = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("baowen"))
    assert KEY not in ours and KEY not in repr(worded.options) and KEY not in str(answer.as_json())
    assert KEY not in repr(worded.writer)


@pytest.mark.parametrize("name", ["gpt", "openai:", "nobody:model"])
def test_a_model_that_is_none(sample_index: Path, name: str) -> None:
    with pytest.raises(UsageError, match="language model"):
        QA.open(sample_index, llm=name).ask(QUESTION)


def test_openai_without_a_key(sample_index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY")
    with pytest.raises(UsageError, match="OPENAI_API_KEY"):
        QA.open(sample_index, llm="openai:test")


def test_the_embedded_model_that_was_not_fetched(sample_index: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"baowen model fetch|local-llm"):
        QA.open(sample_index, llm="local", options=settings().model_copy(update={"models": tmp_path}))


def test_the_command_and_the_page_show_the_line(sample_index: Path, worded: QA, server: FaultyServer) -> None:
    server.script = [fails(401)]
    answer = worded.ask(QUESTION)
    assert answer.note and chat_text(answer, 1).endswith(f"*{answer.note}*")
    asked = run("ask", QUESTION, "--llm", "openai:test", index=sample_index, BAOWEN_LLM_URL=server.url)
    assert asked.returncode == 0 and answer.note in asked.stdout and answer.citations[0].quote in asked.stdout


@pytest.mark.parametrize("name", ["ALL_PROXY", "http_proxy"])
def test_a_model_of_this_machine_is_asked_past_the_proxies(
    sample_index: Path, encoder: Encoder, server: FaultyServer, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "socks5://127.0.0.1:9" if name == "ALL_PROXY" else "http://127.0.0.1:9")
    server.script = [says(GOOD)]
    assert opened(sample_index, encoder, server.url).ask(QUESTION).mode == "llm"


def test_a_proxy_that_is_in_the_way_is_named_without_its_password(
    sample_index: Path, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    for proxy in ("http://me:hidden@127.0.0.1:9", "socks5://me:hidden@127.0.0.1:9"):
        monkeypatch.setenv("ALL_PROXY", proxy)
        note = opened(sample_index, encoder, "http://models.invalid/v1").ask(QUESTION).note
        assert note and "127.0.0.1:9" in note and "hidden" not in note
