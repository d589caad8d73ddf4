"""What keeps a server safe, seen from inside: its names, the page under a path, what is kept."""

from __future__ import annotations

import ast
import asyncio
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

import ui
from index.build import build_index
from index.encoder import Encoder
from index.readers import Issue
from index.settings import settings
from rag import QA, Answer, Turn, UsageError
from rag.file_words import chinese, chinese_note
from tests.browser import Scripted
from tests.conftest import ROOT
from web.bodies import Counted
from web.hosts import Hosts
from web.kept import Asked, earlier_turns, kept, restored
from web.sources import panel_html
from web.told import told

# What is said of a file in words that stand apart from its name in the program.
FAULTS_TOLD = (
    "a.txt: its reader crashed; it may be damaged",
    "a.txt: not read within 30 s; split it",
    "a.png: a page not read by OCR within 300 s; make it smaller",
    "a.txt: reading it takes more than 6,000 bytes of memory; split it",
    "a.png: a picture has no text layer; give it",
    "a.docx: no Word document that can be read (x)",
    "a.epub: no EPUB that can be opened; it may be damaged",
    "a.odt: no OpenDocument text that can be read (x)",
    "a.xyz: cannot read '.xyz' files; give .txt",
    "a.txt: no such file or folder",
    "a.txt: neither a file nor a folder",
)


def client(**options: Any) -> TestClient:
    """The page over a stand-in, without a server."""
    qa: Any = Scripted()
    return TestClient(ui.create_app(qa, **options), base_url="http://localhost")


@pytest.mark.parametrize("path", ["/", "/news", "/news/"])
def test_the_page_knows_what_a_proxy_puts_before_it_whether_it_is_taken_off_or_left(path: str) -> None:
    with client(root_path="/news") as page:
        assert "http://localhost/news" in page.get(path).text
        assert page.get("/config").json()["root"] == "http://localhost/news"


def test_what_a_proxy_says_counts_where_there_is_one() -> None:
    forwarded = {
        "x-forwarded-host": "news.example",
        "x-forwarded-proto": "https",
        "x-forwarded-for": "1.1.1.1, 203.0.113.7",
    }
    with client(hosts=Hosts(allowed=("news.example",), proxied=True)) as page:
        assert page.get("/config", headers=forwarded).json()["root"] == "https://news.example"
        assert page.get("/config", headers=forwarded | {"origin": "https://news.example"}).status_code == 200
        assert page.get("/config", headers={"x-forwarded-host": "evil.example"}).status_code == 403
    with client() as page:
        assert page.get("/config", headers=forwarded).json()["root"] == "http://localhost"


@pytest.mark.parametrize("given", ["news", "/news?x", "/a b", "//", "/\n"])
def test_a_path_that_is_none_is_one_clear_line(sample_index: Any, given: str) -> None:
    with pytest.raises(UsageError, match="give a path such as /news"):
        ui.serve(sample_index, Hosts(), 1, root_path=given)


def test_a_name_is_allowed_by_whatever_port_it_is_called() -> None:
    hosts = Hosts(allowed=("news.example", "other.example:8000"))
    for host in ("news.example", "NEWS.example:443", "other.example", "localhost:7860", "[::1]:7860", "127.0.0.1"):
        assert hosts.refused({"scheme": "http"}, {"host": host}) is None, host
    for host in (
        "",
        "example",
        "news.example.evil",
        "news.example/@x",
        "[::2]",
        "0.0.0.0",  # noqa: S104
        "a@news.example",
        "news.example:1:2",
    ):
        assert hosts.refused({"scheme": "http"}, {"host": host}) is not None, host


def test_where_it_listens_on_all_addresses_the_one_that_was_reached_is_a_name() -> None:
    hosts, scope = Hosts("0.0.0.0"), {"scheme": "http", "server": ("192.0.2.4", 80)}  # noqa: S104
    assert hosts.refused(scope, {"host": "192.0.2.4:80"}) is None
    assert hosts.refused(scope, {"host": "192.0.2.5:80"}) is not None


def test_no_more_sessions_are_kept_than_the_setting_says_and_closed_ones_go_first() -> None:
    qa: Any = Scripted()
    qa.options = settings().model_copy(update={"sessions": 10})
    app = ui.create_app(qa)
    sessions = app.routes[-1].app.state_holder  # type: ignore[attr-defined]
    with TestClient(app, base_url="http://localhost") as page:
        [opening] = [
            one for one in page.get("/config").json()["dependencies"] if ["load"] == [at for _, at in one["targets"]]
        ]
        for number in range(30):
            job = {"data": [None], "fn_index": opening["id"], "session_hash": f"reader {number}"}
            assert page.post("/gradio_api/run/predict", json=job).status_code == 200
            sessions.session_data[f"reader {number}"].is_closed = number != 3
    assert len(sessions.session_data) == len(sessions.time_last_used) == 10
    assert "reader 3" in sessions.session_data


def test_no_text_of_an_article_breaks_the_page(qa: QA) -> None:
    scripted: Any = Scripted()
    scripted.text = replace(scripted.text, title="题" * 100_000, source="报" * 5000, id="i" * 3000)
    answer: Answer = scripted.ask("x")
    citation = replace(answer.citations[0], article_id="i" * 3000, quote="句" * 100_000)
    long = replace(answer, answer="答" * 100_000, citations=(citation,) * 500, question="问" * 100_000)
    assert panel_html(scripted, [Asked(1, long)], "zh")
    assert restored(scripted, [kept(scripted, long)], "zh")


def test_of_a_long_conversation_the_last_turns_are_read() -> None:
    answer = Scripted().ask("x")
    turns = [Asked(number, replace(answer, question=str(number), answer="a" * 99)) for number in range(1, 10)]
    assert [one.question for one in earlier_turns(turns, 250)] == ["8", "9"]
    assert earlier_turns(turns, 50) == []


def test_a_conversation_is_held_against_the_sizes_wherever_it_comes_from(qa: QA) -> None:
    most = qa.options.max_conversation_chars
    for earlier in ([Turn("问" * 1001)], [Turn("谁？", "答" * most)], [Turn("\ud800")], [Turn("谁？", None)]):  # type: ignore[arg-type]
        with pytest.raises(UsageError) as raised:
            qa.ask("他还去了哪里？", earlier)
        assert told(raised.value, "zh") != told(raised.value, "en")


def test_why_a_file_was_not_read_is_said_in_the_language_of_the_page() -> None:
    assert chinese("a.pdf: no text layer, as in a scan") == "a.pdf：没有文字层，像是扫描件；请给出版面的文字"
    assert chinese("a.pdf, page 3: no text layer") == "a.pdf 第 3 页：没有文字层，像是扫描件；请给出版面的文字"
    assert chinese("a.pdf: something new") == "a.pdf: something new"


def reasons() -> Iterator[str]:
    """All that the readers say of a file they cannot read, as it stands in the program."""
    others = (ROOT / "index" / name for name in ("files.py", "writer.py", "reader_process.py"))
    for path in (*(ROOT / "index" / "readers").glob("*.py"), *others, ROOT / "rag" / "archive.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            raised = isinstance(node, ast.Call) and ast.unparse(node.func) in ("BaowenError", "Unreadable")
            literal = "".join(_literal(one) for one in node.args) if raised and isinstance(node, ast.Call) else ""
            known_apart = re.fullmatch(r"(NAME[:, ]*)*|NAME: no NAME .*", literal)
            if literal.startswith("NAME") and not known_apart:
                yield literal


def _literal(node: ast.AST) -> str:
    """A text of the program; a value stands in it as NAME."""
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    return "".join(str(one.value) if isinstance(one, ast.Constant) else "NAME" for one in parts)


def test_every_reason_has_its_chinese() -> None:
    for reason in {*reasons(), *FAULTS_TOLD}:
        assert chinese(reason) != reason, reason


@pytest.mark.parametrize(
    ("note", "said"),
    [
        ("issue date inferred", "日期是推断的"),
        ("read as gb18030", "文字编码是 gb18030"),
        ("12 characters of private use, which only their own font can show", "12 个自造字符，只有它自己的字体才能显示"),
        ("no text layer on page 2, 3", "没有文字层的页：2, 3"),
        ("page 2 read by OCR, confidence 0.97, 1 line unsure", "第 2 页由文字识别读出，可信度 0.97，1 行没有把握"),
        ("read by OCR, confidence 0.97", "由文字识别读出，可信度 0.97"),
        ("head and foot left out: 第1版", "页眉页脚没有读入：第1版"),
        (
            "left out: line 3: '春' is no date; write it as YYYY-MM-DD; line 5: no text ('题'); and 4 more",
            "没有读入：第 3 行：日期要写成 2020-02-27 这样；第 5 行：这一篇没有正文；另有 4 处",
        ),
        ("something new", "something new"),
    ],
)
def test_a_note_on_a_file_is_said_in_chinese_and_what_it_quotes_as_it_is(note: str, said: str) -> None:
    assert chinese_note(note) == said


def test_every_note_on_a_file_of_the_cases_has_its_chinese(tmp_path: Path, encoder: Encoder) -> None:
    found = build_index(tmp_path / "i", [ROOT / "tests" / "data" / "cases"], Issue(), settings(), encoder)
    notes = {note for report in found for note in report.notes}
    assert notes and not [note for note in notes if chinese_note(note) == note]


def test_after_the_end_of_a_body_nothing_more_is_waited_for() -> None:
    messages = [{"type": "http.request", "body": b"a", "more_body": True}, {"type": "http.request", "body": b"b"}]

    async def receive() -> Any:
        return messages.pop(0)

    async def read() -> bytes:
        body = Counted(receive, 10)
        whole = await body.whole()
        await body.run_out()
        return whole

    with ThreadPoolExecutor() as beside:  # in a thread of its own: a browser's tests leave a loop running in this one
        assert beside.submit(lambda: asyncio.run(read())).result() == b"ab"
