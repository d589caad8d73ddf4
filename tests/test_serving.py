"""Running it for others: who may in, what is limited and counted, and the interface for other programs."""

from __future__ import annotations

import base64
import signal
import subprocess
from pathlib import Path
from typing import Any

import httpx
import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError, AuthenticationError

from rag import QA, BaowenError
from tests.attacker import Attacker
from tests.browser import free_port, needs_browser, serve_command, served, wait_until_ready
from web.access import Access, read_access

QUESTION = "王小平暗访了哪些单位？"
NAME, PASSWORD = "reader", "chun-tian"


@pytest.fixture(scope="module")
def passwords(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("auth") / "names"
    file.write_text(f"# those who may in\n\n{NAME}:{PASSWORD}\n", "utf-8")
    file.chmod(0o600)
    return file


@pytest.fixture(scope="module")
def client(address: str) -> Client:
    return Client(address, verbose=False)


def basic(password: str = PASSWORD) -> dict[str, str]:
    return {"authorization": "Basic " + base64.b64encode(f"{NAME}:{password}".encode()).decode()}


# The interface for other programs ------------------------------------------------------------------------------------


def test_the_endpoints_are_named_for_what_they_do(client: Client) -> None:
    names = set(client.view_api(return_format="dict")["named_endpoints"])
    assert names == {"/ask", "/search", "/read_article", "/list_articles", "/list_meetings"}


def test_ask_answers_with_the_shape_of_the_command_line(client: Client, qa: QA) -> None:
    answer = client.predict(question=QUESTION, api_name="/ask")
    assert answer["citations"][0]["quote"] in answer["answer"]
    assert answer.keys() == qa.ask(QUESTION).as_json().keys()


def test_ask_knows_the_conversation_and_filters(client: Client) -> None:
    earlier = [{"question": "市政府第三十九次常务会议是谁主持的？", "answer": "徐衣显"}]
    follow_up = client.predict(question="哪些市领导出席了？", conversation=earlier, api_name="/ask")
    assert "李民生" in follow_up["answer"]
    assert client.predict(question=QUESTION, date_from="2020-03-01", api_name="/ask")["abstained"]


def test_what_is_found_can_be_read(client: Client) -> None:
    found = client.predict(query="复工复产率", limit=3, api_name="/search")
    assert [one["rank"] for one in found] == [1, 2, 3]
    article = client.predict(article_id=found[0]["article_id"], api_name="/read_article")
    assert article["body"][found[0]["start"] : found[0]["end"]] == found[0]["text"]


def test_articles_and_meetings_are_listed(client: Client) -> None:
    articles = client.predict(limit=3, offset=2, api_name="/list_articles")
    assert [len(articles), articles[0]["source"], "body" in articles[0]] == [3, "焦作日报", False]
    meetings = client.predict(person="徐衣显", form="meeting", api_name="/list_meetings")
    assert {"专题会议", "市政府第三十九次常务会议"} == {one["name"] for one in meetings}


@pytest.mark.parametrize(
    ("endpoint", "arguments", "line"),
    [
        ("/ask", {"question": " "}, "the question is empty; ask something"),
        ("/ask", {"question": "问" * 1001}, "1,001 characters"),
        ("/ask", {"question": QUESTION, "passages": "many"}, "passages: Input should be a valid integer"),
        ("/search", {"query": QUESTION, "limit": 101}, "limit: Input should be less than or equal to 100"),
        ("/search", {"query": QUESTION, "date_to": "27.2."}, "'27.2.' is no date; write it as YYYY-MM-DD"),
        ("/read_article", {"article_id": "../../etc"}, "no article of this index has this id"),
        ("/list_meetings", {"form": "party"}, "form: Input should be 'meeting', 'inspection'"),
    ],
)
def test_a_wrong_call_is_told_what_is_wrong(
    client: Client, endpoint: str, arguments: dict[str, Any], line: str
) -> None:
    with pytest.raises(AppError) as raised:
        client.predict(**arguments, api_name=endpoint)
    assert line in str(raised.value) and "\n" not in str(raised.value)


def test_figures_are_in_the_form_of_prometheus(address: str, client: Client) -> None:
    def count(outcome: str) -> float:
        lines = httpx.get(f"{address}/metrics").text.splitlines()
        name = f'baowen_questions_total{{mode="extractive",outcome="{outcome}"}}'
        return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith(name))

    before = count("answered"), count("none")
    client.predict(question=QUESTION, api_name="/ask")
    client.predict(question="梅西进了几个球？", api_name="/ask")
    assert (count("answered"), count("none")) == (before[0] + 1, before[1] + 1)
    text = httpx.get(f"{address}/metrics").text
    assert "baowen_articles 8.0" in text and "baowen_question_seconds_bucket" in text
    assert "王小平" not in text


# Who may in ----------------------------------------------------------------------------------------------------------


def test_nothing_of_the_articles_is_had_without_a_name(closed: str) -> None:
    paths = ["/config", "/gradio_api/info", "/gradio_api/openapi.json", "/gradio_api/file=articles", "/metrics", "/mcp"]
    for path in paths:
        assert httpx.get(closed + path).status_code in (401, 403, 404), path
    job: dict[str, Any] = {"data": [QUESTION], "fn_index": 0, "session_hash": "x"}
    for path in ("/gradio_api/queue/join", "/gradio_api/call/ask", "/gradio_api/upload", "/mcp"):
        assert httpx.post(closed + path, json=job).status_code == 401, path
    wanted = {"fn_name": "read_article", "session_hash": "x", "data": {"article": "a", "spans": [], "at": ""}}
    for number in range(40):
        assert httpx.post(f"{closed}/gradio_api/queue/join", json=job | {"fn_index": number}).status_code == 401
        read = httpx.post(f"{closed}/gradio_api/component_server", json=wanted | {"component_id": number})
        assert read.status_code == 401
    assert "焦作" not in httpx.get(closed).text


def test_whether_it_is_well_is_open_to_all(closed: str) -> None:
    assert httpx.get(f"{closed}/healthz").json() == {"status": "ok", "ready": True}


def test_a_program_logs_in(closed: str) -> None:
    assert not Client(closed, auth=(NAME, PASSWORD), verbose=False).predict(QUESTION, api_name="/ask")["abstained"]
    with pytest.raises((AuthenticationError, ValueError)):
        Client(closed, auth=(NAME, "wrong"), verbose=False)


def test_figures_ask_for_the_same_name(closed: str) -> None:
    assert httpx.get(f"{closed}/metrics", headers=basic()).status_code == 200
    assert httpx.get(f"{closed}/metrics", headers=basic("wrong")).status_code == 401
    assert httpx.get(f"{closed}/metrics", headers={"authorization": "Basic ###"}).status_code == 401


@needs_browser
def test_a_reader_logs_in(browser: Any, closed: str) -> None:
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    page.goto(closed)
    page.fill("input >> nth=0", NAME)
    page.fill("input[type=password]", PASSWORD)
    page.press("input[type=password]", "Enter")
    page.wait_for_selector("#question textarea")
    context.close()


def test_who_guesses_is_slowed_and_then_kept_out_and_nobody_else_is() -> None:
    access = Access({NAME: PASSWORD})
    waits = [access.wrong("203.0.113.5") for _ in range(25)]
    assert waits[0] == 0 and waits[-1] > 0
    assert not access.may_guess("203.0.113.5") and access.may_guess("203.0.113.6")
    assert access.admits(NAME, PASSWORD) and not access.admits("another", "")


def test_who_has_a_network_of_addresses_counts_once() -> None:
    access = Access({NAME: PASSWORD})
    for number in range(25):
        access.wrong(f"2001:db8::{number}")
    assert not access.may_guess("2001:db8::ffff") and access.may_guess("2001:db8:0:1::1")


@pytest.mark.parametrize(
    ("text", "line"), [("reader", "line 1: not of the form"), ("# none\n", "no name in it"), ("a:b\n:c\n", "line 2")]
)
def test_a_file_of_names_that_is_none_is_one_clear_line(tmp_path: Path, text: str, line: str) -> None:
    (tmp_path / "names").write_text(text)
    with pytest.raises(BaowenError, match=line):
        read_access(tmp_path / "names")
    with pytest.raises(BaowenError, match="cannot be read"):
        read_access(tmp_path / "nowhere")


# Limits --------------------------------------------------------------------------------------------------------------


def test_a_file_that_is_too_large_is_not_taken(sample_index: Path) -> None:
    with served(sample_index, BAOWEN_MAX_UPLOAD_BYTES="1000") as address:
        sent = httpx.post(f"{address}/gradio_api/upload", files={"files": ("a.txt", b"x" * 5000)})
        assert sent.status_code == 413
        assert httpx.post(f"{address}/gradio_api/upload", files={"files": ("a.txt", b"x")}).status_code == 200


def test_where_readers_may_not_change_the_archive_no_file_is_taken(sample_index: Path) -> None:
    with served(sample_index, "--read-only") as address:
        assert httpx.post(f"{address}/gradio_api/upload", files={"files": ("a.txt", b"x")}).status_code == 403


def test_it_ends_within_seconds_though_a_question_is_open(sample_index: Path) -> None:
    port = free_port()
    server = subprocess.Popen(serve_command(sample_index, port), stderr=subprocess.PIPE, text=True)
    address = wait_until_ready(f"http://127.0.0.1:{port}")
    with httpx.stream("GET", f"{address}/gradio_api/heartbeat/x", timeout=30):
        server.send_signal(signal.SIGTERM)
        _, errors = server.communicate(timeout=30)
    assert "Traceback" not in errors


def test_the_queue_turns_away_who_is_too_many(sample_index: Path) -> None:
    with served(sample_index, BAOWEN_CONCURRENCY="1", BAOWEN_QUEUE="1") as address:
        client = Client(address, verbose=False)
        jobs = [client.submit(QUESTION, api_name="/ask") for _ in range(12)]
        ended = [job.exception(timeout=60) for job in jobs]
        assert any(error is None for error in ended)
        assert any("Queue is full" in str(error) for error in ended if error)


def test_a_reader_who_is_turned_away_is_told_so_in_their_language(sample_index: Path) -> None:
    with served(sample_index, BAOWEN_CONCURRENCY="1", BAOWEN_QUEUE="1") as address:
        reader = Attacker(address, **{"accept-language": "zh-CN"})
        ask = next(one for one in reader.events if one["api_name"] == "ask")
        jobs = [{"data": [QUESTION, *[None] * 4, 10], "fn_index": ask["id"], "session_hash": str(n)} for n in range(12)]
        said = [reader.post("/gradio_api/queue/join", job).text for job in jobs]
    assert any("现在提问的人太多" in one for one in said)
    assert not any("Queue is full" in one for one in said)
