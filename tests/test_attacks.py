"""Servers as they are started for others, attacked by hand: files, origins, bodies, names, and all that can be sent."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest

from rag import Answer, Turn
from tests.attacker import Attacker, memory, raw
from tests.browser import free_port, serve_command, wait_until_ready
from web.feedback import LARGEST, note

SECRET = "the-key-that-nobody-may-read"  # noqa: S105
NAME, PASSWORD = "reader", "chun-tian"
BASIC = "Basic " + base64.b64encode(f"{NAME}:{PASSWORD}".encode()).decode()
FOREIGN = "http://evil.example"
NEXT_DOOR = "http://localhost:1"  # another server of this machine
CLIENT = httpx.Client(timeout=20)


class Attacked(NamedTuple):
    """A running server, what it may give out of itself, and how its readers are known."""

    address: str
    pid: int
    folder: Path
    headers: dict[str, str]

    def attacker(self) -> Attacker:
        return Attacker(self.address, **self.headers)


@contextmanager
def running(index: Path, folder: Path, *options: str, **headers: str) -> Iterator[Attacked]:
    port = free_port()
    own = {"BAOWEN_FEEDBACK": str(folder / "feedback.jsonl"), "BAOWEN_UPLOADS": str(folder / "uploads")}
    environment = os.environ | own | {"GRADIO_TEMP_DIR": str(folder / "cache")}
    with subprocess.Popen(serve_command(index, port, *options), env=environment) as server:
        try:
            yield Attacked(wait_until_ready(f"http://127.0.0.1:{port}"), server.pid, folder, headers)
        finally:
            server.terminate()


@pytest.fixture(scope="module")
def opened(sample_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attacked]:
    with running(sample_index, tmp_path_factory.mktemp("open")) as server:
        yield server


@pytest.fixture(scope="module")
def reading(sample_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attacked]:
    with running(sample_index, tmp_path_factory.mktemp("reading"), "--read-only") as server:
        yield server


@pytest.fixture(scope="module")
def named(sample_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attacked]:
    folder = tmp_path_factory.mktemp("named")
    (folder / "names").write_text(f"{NAME}:{PASSWORD}\n")
    (folder / "names").chmod(0o600)
    with running(sample_index, folder, "--auth-file", str(folder / "names"), "--mcp", authorization=BASIC) as server:
        yield server


@pytest.fixture(scope="module", params=["opened", "reading", "named"])
def server(request: pytest.FixtureRequest) -> Attacked:
    return request.getfixturevalue(request.param)  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def secret(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("private") / "names.txt"
    file.write_text(SECRET)
    return file


def file_data(path: Any, **more: Any) -> dict[str, Any]:
    return {"path": str(path), "meta": {"_type": "gradio.FileData"}} | more


def wrapped(file: dict[str, Any]) -> list[Any]:
    """A file in every shape that some component of Gradio's takes one in."""
    part = {"type": "file", "file": file}
    return [
        [{"role": "user", "content": [part]}], file, [file], [[[file, None]]], {"text": "x", "files": [file]},
    ]  # fmt: skip


# No file is read -----------------------------------------------------------------------------------------------------


def test_no_event_takes_a_path_of_this_machine(server: Attacked, secret: Path) -> None:
    attacker = server.attacker()
    for number, shape in enumerate(wrapped(file_data(secret))):
        for event, data in attacker.everywhere(shape, attacker.different if number else None):
            assert "file=" not in attacker.call(event, data).text, event
    for path in (server.folder / "names", "/proc/self/environ", f"{server.folder}/cache/../../../etc/passwd"):
        for event, data in attacker.everywhere([file_data(path)], attacker.different):
            assert "file=" not in attacker.call(event, data).text, event
    kept = [one for one in (server.folder / "cache").rglob("*") if one.is_file()]
    assert not any(SECRET in one.read_text("utf-8", "replace") for one in kept)


def test_no_queued_event_takes_a_path_either(server: Attacked, secret: Path) -> None:
    attacker = server.attacker()
    shape = [{"role": "user", "content": [{"type": "file", "file": file_data(secret)}]}]
    for event, data in attacker.everywhere(shape, attacker.different):
        answer = attacker.queued(event, data, event_data=file_data(secret))
        assert "file=" not in answer and SECRET not in answer, event


def test_what_stands_in_the_chat_is_never_taken_from_a_browser(server: Attacked) -> None:
    attacker = server.attacker()
    kinds = {kind for event in attacker.events for kind in attacker.kinds(event)}
    assert not kinds & {"chatbot", "image", "gallery", "video", "audio", "multimodaltextbox", "uploadbutton", "html"}


def test_the_address_of_files_gives_none_of_this_machine(server: Attacked, secret: Path) -> None:
    client = server.attacker().client
    for path in (
        secret,
        "/etc/passwd",
        "ui.py",
        "../../etc/passwd",
        "/proc/self/environ",
        "//etc/passwd",
        "%2fetc/passwd",
    ):
        for route in ("/gradio_api/file=", "/gradio_api/file/", "/file=", "/gradio_api/static/", "/assets/", "/static/",
                      "/svelte/", "/gradio_api/custom_component/x/client/y/"):  # fmt: skip
            assert client.get(f"{route}{path}").status_code in (400, 403, 404), (route, path)


def test_the_server_fetches_nothing_for_anybody(server: Attacked) -> None:
    asked: list[str] = []

    class Inner(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        do_HEAD = do_GET  # noqa: N815

        def log_message(self, *_: Any) -> None:
            pass

    inner = HTTPServer(("127.0.0.1", 0), Inner)
    threading.Thread(target=inner.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{inner.server_port}/metadata"
    attacker = server.attacker()
    for shape in (file_data(address), file_data("a", url=address), {"url": address}, [{"content": file_data(address)}]):
        for event, data in attacker.everywhere(shape, attacker.different):
            attacker.call(event, data)
    for route in ("file=", "proxy=", "file/"):
        assert attacker.client.get(f"/gradio_api/{route}{address}").status_code in (400, 403, 404)
    inner.shutdown()
    assert asked == []


def test_only_a_file_that_was_sent_is_taken_and_given_back_and_as_nothing_but_a_file(opened: Attacked) -> None:
    attacker = opened.attacker()
    page = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
    [path] = attacker.client.post("/gradio_api/upload", files={"files": ("a.svg", page)}).json()
    given = attacker.client.get(f"/gradio_api/file={path}")
    assert given.status_code == 200 and given.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in given.headers["content-security-policy"]
    assert attacker.client.get(f"/gradio_api/file={Path(path).parent}").status_code == 404


def test_readers_who_may_not_add_send_nothing(reading: Attacked) -> None:
    attacker = reading.attacker()
    assert attacker.client.post("/gradio_api/upload", files={"files": ("a.txt", b"x")}).status_code == 403
    assert not any("file" in attacker.kinds(event) for event in attacker.events)


# Names and origins ---------------------------------------------------------------------------------------------------


def routes(server: Attacked) -> list[tuple[str, str]]:
    """Every route that the server says it has, with the method it takes."""
    paths = server.attacker().client.get("/openapi.json").json()["paths"]
    found = [(method.upper(), path) for path, methods in paths.items() for method in methods]
    assert {("GET", "/config"), ("POST", "/v1/chat/completions"), ("POST", "/retrieval")} <= set(found)
    return [
        *found,
        ("GET", "/"),
        ("GET", "/metrics"),
        ("GET", "/healthz"),
        ("GET", "/feed"),
        ("OPTIONS", "/gradio_api/queue/join"),
    ]


def sent(server: Attacked, method: str, path: str, **headers: str) -> httpx.Response:
    plain = path.replace("{", "").replace("}", "")
    with CLIENT.stream(method, server.address + plain, headers=server.headers | headers) as answer:
        return answer


def test_another_name_for_this_machine_gets_nothing(server: Attacked) -> None:
    for method, path in routes(server):
        for name in (
            "evil.example",
            "127.0.0.1.evil.example",
            "localhost.evil.example:80",
            "evil.example@127.0.0.1",
            "",
        ):
            assert sent(server, method, path, host=name).status_code in (400, 403), (path, name)
        forwarded = {"x-forwarded-host": "127.0.0.1", "forwarded": "host=127.0.0.1"}
        assert sent(server, method, path, host="evil.example", **forwarded).status_code == 403


def test_a_page_elsewhere_gets_nothing_and_no_leave_to_read(server: Attacked) -> None:
    own = server.address
    preflight = {"access-control-request-method": "POST", "access-control-request-headers": "content-type"}
    for method, path in routes(server):
        for origin in (
            FOREIGN,
            "null",
            "https://127.0.0.1.evil.example",
            "file://",
            f"{own}.evil.example",
            "http://localhost:1",
        ):
            answer = sent(server, method, path, origin=origin, **preflight)
            assert answer.status_code == 403, (path, origin)
            assert not [name for name in answer.headers if name.startswith("access-control")]
    answer = sent(server, "GET", "/config", origin=own)
    assert answer.status_code == 200 and "access-control-allow-origin" not in answer.headers


def test_the_forwarded_host_is_believed_of_a_known_proxy_alone(server: Attacked) -> None:
    text = server.attacker().client.get("/config", headers={"x-forwarded-host": "evil.example"}).text
    assert "evil.example" not in text


def test_a_socket_is_not_opened(server: Attacked) -> None:
    host = server.address.removeprefix("http://")
    upgrade = (
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
        + "A" * 22
        + "=="
    )
    for name in (host, "evil.example"):
        head = f"GET /gradio_api/queue/join HTTP/1.1\r\nHost: {name}\r\n{upgrade}\r\n\r\n"
        assert raw(server.address, head, iter(())).split()[1] in (b"403", b"405")


def test_every_answer_says_what_a_browser_may_do_with_it(server: Attacked) -> None:
    for path in ("/", "/config", "/healthz", "/nowhere", "/theme.css"):
        headers = server.attacker().client.get(path).headers
        assert "frame-ancestors 'self'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff" and "referrer-policy" in headers


# Bodies --------------------------------------------------------------------------------------------------------------

POSTED = (
    "/gradio_api/queue/join", "/login", "/gradio_api/upload", "/gradio_api/run/predict", "/gradio_api/api/ask",
    "/gradio_api/call/ask", "/gradio_api/call/v2/ask", "/gradio_api/component_server", "/gradio_api/cancel",
    "/gradio_api/reset", "/gradio_api/process_recording", "/mcp", "/", "/healthz", "/v1/chat/completions", "/retrieval",
)  # fmt: skip


@pytest.mark.parametrize("announced", [True, False], ids=["with a length", "in chunks"])
def test_a_large_body_is_turned_away_and_not_kept(server: Attacked, announced: bool) -> None:
    before = memory(server.pid)
    host = server.address.removeprefix("http://")
    block, times = b"a" * 1_000_000, 150
    for path, asks in [*((path, "") for path in POSTED), *((path, f"Authorization: {BASIC}\r\n") for path in POSTED)]:
        length = f"Content-Length: {len(block) * times}" if announced else "Transfer-Encoding: chunked"
        kind = "multipart/form-data; boundary=b" if "upload" in path else "application/json"
        head = f"POST {path} HTTP/1.1\r\nHost: {host}\r\n{asks}Content-Type: {kind}\r\n{length}\r\n\r\n"
        chunk = block if announced else b"%x\r\n%s\r\n" % (len(block), block)
        answer = raw(server.address, head, iter([chunk] * (times if path == POSTED[0] else 3)))
        assert not answer or answer.split()[1] in (b"400", b"401", b"403", b"404", b"405", b"413"), (path, answer[:200])
    assert memory(server.pid) < before + 60_000_000
    assert httpx.get(f"{server.address}/healthz").status_code == 200


def test_an_upload_may_be_as_large_as_the_setting_says(opened: Attacked) -> None:
    client = opened.attacker().client
    assert client.post("/gradio_api/upload", files={"files": ("a.txt", b"x" * 19_000_000)}).status_code == 200
    assert client.post("/gradio_api/upload", files={"files": ("a.txt", b"x" * 21_000_000)}).status_code == 413


# Without a name ------------------------------------------------------------------------------------------------------


def test_nothing_but_the_door_is_open_to_the_nameless(named: Attacked) -> None:
    for method, path in routes(named):
        plain = path.replace("{", "").replace("}", "")
        answer = httpx.request(method, f"{named.address}{plain}")
        if plain.rstrip("/") not in ("", "/healthz", "/login", "/logout"):
            assert answer.status_code in (401, 403, 404, 405), plain
    door = httpx.get(named.address).text
    assert "password" in door
    assert not [word for word in ("/ask", "焦作", "dependencies", "gradio", "api_info") if word in door]
    assert httpx.get(f"{named.address}/healthz").json()["status"] == "ok"


def test_the_owner_comes_in_while_another_guesses(named: Attacked) -> None:
    over = threading.Event()
    tried: list[int] = []

    def guess() -> None:
        elsewhere = httpx.HTTPTransport(local_address="127.0.0.2")
        with httpx.Client(base_url=named.address, transport=elsewhere, timeout=30) as client:
            while not over.is_set():
                form = {"username": NAME, "password": f"guess {len(tried)}"}
                tried.append(client.post("/login", data=form).status_code)

    guessing = [threading.Thread(target=guess) for _ in range(30)]
    for thread in guessing:
        thread.start()
    owner = {"username": NAME, "password": PASSWORD}
    came = [httpx.post(f"{named.address}/login", data=owner, timeout=30).status_code for _ in range(20)]
    over.set()
    for thread in guessing:
        thread.join()
    assert came == [200] * 20
    assert set(tried) == {401, 429}


def test_a_login_is_known_by_its_cookie_until_it_leaves(named: Attacked) -> None:
    with httpx.Client(base_url=named.address, timeout=60) as client:
        answer = client.post("/login", data={"username": NAME, "password": PASSWORD})
        assert "HttpOnly" in answer.headers["set-cookie"] and "SameSite=Lax" in answer.headers["set-cookie"]
        assert client.get("/config").status_code == 200
        cookies = dict(client.cookies)
        client.get("/logout")
    assert httpx.get(f"{named.address}/config", cookies=cookies, timeout=60).status_code == 401
    key = {"authorization": f"Bearer {NAME}:{PASSWORD}"}
    assert httpx.get(f"{named.address}/config", headers=key, timeout=60).status_code == 200


# Everything that is sent ---------------------------------------------------------------------------------------------

WRONG: tuple[Any, ...] = (
    None, -1, 1e308, "\0", "问\udfff", [], {"question": None}, "a" * 50_000,
    [{"question": "a" * 50_000, "answer": ""}], [{"question": "\ud800"}], json.loads("[" * 200 + "]" * 200), 10**30,
)  # fmt: skip


def test_whatever_is_sent_gets_an_answer_or_one_line(opened: Attacked) -> None:
    attacker = opened.attacker()
    for value in WRONG:
        for event, data in attacker.everywhere(value, attacker.different):
            answer = attacker.call(event, data)
            body = answer.json()
            assert "data" in body or one_line(body["error"]), (event["api_name"], value, answer.text[:200])


def test_a_call_that_names_nothing_gets_one_line(opened: Attacked) -> None:
    attacker = opened.attacker()
    for body in (
        {"data": [], "fn_index": 99_999}, {"data": [], "fn_index": "x"}, {"data": None, "fn_index": 1}, {}, [], None,
        {"data": [], "fn_index": 1, "session_hash": "x" * 5000}, {"data": [[]] * 5000, "fn_index": 1},
        {"data": [], "fn_index": 1, "trigger_id": "\ud800", "event_data": [[]]},
    ):  # fmt: skip
        for path in (
            "run/predict",
            "queue/join",
            "call/ask",
            "call/v2/ask",
            "call/nothing",
            "api/nothing",
            "component_server",
        ):
            answer = attacker.post(f"/gradio_api/{path}", body)
            found = answer.json()
            if answer.status_code >= 400:
                assert one_line(found.get("error") or found.get("detail")), (path, body, found)


def test_whatever_other_programs_send_gets_an_answer_or_one_line(server: Attacked) -> None:
    attacker = server.attacker()
    asked = {"model": "baowen", "messages": [{"role": "user", "content": "谁？"}]}
    searched = {"knowledge_id": "baowen", "query": "谁？", "retrieval_setting": {"top_k": 1, "score_threshold": 0.5}}
    for path, right in (("/v1/chat/completions", asked), ("/retrieval", searched)):
        for value in WRONG:
            changes = [{name: value} for name in (*right, "stream", "stream_options", "metadata_condition")]
            changes += [{"messages": [{"role": role, "content": value}]} for role in (value, "user")]
            for change in changes:
                answer = attacker.post(path, right | change)
                assert answer.status_code < 500 and "Traceback" not in answer.text, (path, change, answer.text[:200])
                if answer.status_code >= 400:
                    error = answer.json().get("error", {}).get("message") or answer.json().get("error_msg")
                    assert one_line(error), (path, change, answer.text[:200])


def test_every_call_of_the_queue_that_fails_says_why_in_the_readers_language(server: Attacked) -> None:
    for accepted, line in (("zh-CN", "问题有 50,000 个字符"), ("en", "the question has 50,000 characters")):
        attacker = server.attacker()
        attacker.client.headers["accept-language"] = accepted
        ask = next(one for one in attacker.events if one["api_name"] == "ask")
        assert line in attacker.outcome(ask, ["问" * 50_000, None, None, None, None, 10])["error"]


def test_a_conversation_counts_against_what_is_read(server: Attacked) -> None:
    attacker = server.attacker()
    ask = next(one for one in attacker.events if one["api_name"] == "ask")
    for conversation in (
        [{"question": "问" * 1001}],
        [{"question": "谁？", "answer": "答" * 50_000}],
        [{"question": "谁？", "answer": "答" * 100}] * 1000,
    ):
        error = attacker.outcome(ask, ["他还去了哪里？", conversation, None, None, None, 10])["error"]
        assert "at most" in error


def test_what_a_browser_says_it_kept_is_checked(server: Attacked) -> None:
    attacker = server.attacker()
    [chosen] = [one for one in attacker.events if [name for _, name in one["targets"]] == ["select"]]
    citation = {"marker": 1, "article_id": "x", "quote": "x", "start": 0, "end": 10**12, "verdict": "supported"}
    turn = {"question": "a", "standalone": "a", "answer": "a[1]", "abstained": False, "mode": "extractive"}
    for turns in (
        [turn | {"citations": [citation]}], [turn | {"answer": "a" * 30_000}], [turn] * 21,
        [turn | {"answer": "\ud800"}], [turn | {"citations": [citation | {"end": -1}]}], "x", None, {"turns": turn},
        [[turn]], [turn | {"note": file_data("/etc/passwd")}],
    ):  # fmt: skip
        answer = attacker.call(chosen, [None], event_data={"turns": turns})
        assert "data" in answer.json() or one_line(answer.json()["error"]), turns
        assert "file=" not in answer.text


def test_likes_write_no_more_than_their_share(tmp_path: Path) -> None:
    file = tmp_path / "judged" / "feedback.jsonl"
    long = "长" * 20_000
    answer = Answer(long, long, long, False, "extractive", (), ())
    for _ in range(300):
        note(file, answer, [Turn(long, long)], liked=True, expected=long)
    assert sum(one.stat().st_size for one in file.parent.iterdir()) < 2 * LARGEST
    assert {one.name for one in file.parent.iterdir()} == {"feedback.jsonl", "feedback.jsonl.1"}


def test_the_panel_answers_nonsense_with_nothing(opened: Attacked) -> None:
    attacker = opened.attacker()
    panels = [one["id"] for one in attacker.config["components"] if one["type"] == "html"]
    for wanted in (
        "\ud800", {"article": "\ud800", "spans": [], "at": ""}, {"article": "x", "spans": [[1e999, 0, 0]], "at": 0},
        {"of": "records", "chosen": ["\0"] * 6, "kind": "csv"}, {"of": "records", "chosen": 5, "kind": []}, [],
        {"question": "\ud800", "after": 0}, {"question": "x" * 5000, "after": "0"}, {"question": "x", "after": -1},
        {"of": "answer", "turn": {"question": "\ud800"}, "kind": "xlsx"}, {"of": [], "kind": "csv"},
        {"of": "articles", "issue": "{[", "query": "", "kind": "csv"}, {"article": "x", "start": 1e999, "end": "9"},
        {"of": "articles", "issue": "[1]", "query": "a" * 50_000, "kind": "csv"}, {"article": "\ud800", "quote": []},
        {"of": "clippings", "kind": "docx", "clippings": [{"article": "x", "start": -1, "end": 0, "quote": "a"}]},
        {"of": "clippings", "kind": "exe", "clippings": [[]] * 5000},
    ):  # fmt: skip
        for panel in panels:
            for name in (
                "read_article",
                "read_page",
                "read_address",
                "take_away",
                "clipping",
                "look_for",
                "__init__",
                "postprocess",
            ):
                body = {"data": wanted, "component_id": panel, "fn_name": name, "session_hash": "x"}
                answer = attacker.post("/gradio_api/component_server", body)
                assert answer.status_code < 500 and "root:" not in answer.text, (name, wanted, answer.text[:200])


def one_line(text: Any) -> bool:
    return (
        isinstance(text, str)
        and text.strip() != ""
        and "\n" not in text
        and len(text) < 600
        and "Traceback" not in text
    )


def test_it_is_still_well(server: Attacked) -> None:
    attacker = server.attacker()
    ask = next(one for one in attacker.events if one["api_name"] == "ask")
    assert attacker.outcome(ask, ["王小平暗访了哪些单位？", None, None, None, None, 10])["data"][0]["citations"]
