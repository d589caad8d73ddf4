"""What is done at a terminal: a conversation, an answer that grows, completion, what is well and what is not."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from dataclasses import replace
from importlib import metadata
from pathlib import Path

import pytest
from rich.console import Console

from rag import QA
from rag.cli_conversation import Conversation, rendered
from rag.doctor import examine, version
from tests.test_cli import run

QUESTION = "王小平暗访了哪些单位？"


class Talk:
    """A conversation whose output is kept."""

    def __init__(self, qa: QA, terminal: bool = False) -> None:
        self.written = io.StringIO()
        console = Console(file=self.written, width=200, force_terminal=terminal, highlight=False)
        self.conversation = Conversation(qa, console)

    def says(self, line: str) -> str:
        before = len(self.written.getvalue())
        assert self.conversation.take(line)
        return self.written.getvalue()[before:]


@pytest.fixture(autouse=True)
def chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAOWEN_LANG", "zh")


@pytest.fixture
def talk(qa: QA) -> Talk:
    return Talk(qa)


def test_an_answer_comes_with_where_it_stands(talk: Talk, qa: QA) -> None:
    said = talk.says(QUESTION)
    assert said.startswith(qa.ask(QUESTION).answer)
    assert "[1] 焦作日报，2020-02-27，第1版，《" in said


def test_a_follow_up_is_understood_until_the_conversation_begins_anew(talk: Talk) -> None:
    talk.says(QUESTION)
    assert "2月26日" in talk.says("是哪天？")
    assert len(talk.conversation.turns) == 2
    talk.says("/new")
    assert talk.conversation.turns == []


def test_sources_are_the_words_cited(talk: Talk, qa: QA) -> None:
    assert "请先提一个问题" in talk.says("/sources")
    talk.says(QUESTION)
    assert qa.ask(QUESTION).citations[0].quote in talk.says("/sources")


def test_a_citation_is_opened_with_its_words_marked(qa: QA) -> None:
    talk = Talk(qa, terminal=True)
    talk.says(QUESTION)
    citation = qa.ask(QUESTION).citations[0]
    opened = talk.says("/open 1")
    assert f"\x1b[30;43m{citation.quote}" in opened.replace("\n", "")
    assert "引用的编号：1" in talk.says("/open 9")


def test_help_and_whatever_is_no_command_list_the_commands(talk: Talk) -> None:
    for line in ("/help", "/nothing"):
        assert all(command in talk.says(line) for command in ("/sources", "/open N", "/new", "/quit"))
    assert not talk.conversation.take("/quit")


def test_what_cannot_be_answered_is_one_line_and_the_conversation_goes_on(talk: Talk) -> None:
    assert "1,001" in talk.says("问" * 1001)
    assert "市审计局" in talk.says(QUESTION)


def test_no_text_commands_the_terminal(qa: QA) -> None:
    console = Console(file=(written := io.StringIO()), force_terminal=False)
    answer = qa.ask(QUESTION)
    hostile = replace(
        answer, answer="\x1b]0;owned\x07\x9b31m[1]", citations=(replace(answer.citations[0], title="\x1b[2J"),)
    )
    console.print(rendered(hostile))
    assert "\x1b" not in written.getvalue() and "\x9b" not in written.getvalue()


def test_a_conversation_comes_through_a_pipe(sample_index: Path) -> None:
    lines = f"{QUESTION}\n是哪天？\n/sources\n/quit\nnever asked\n"
    command = [sys.executable, "-m", "rag", "chat", "--index", str(sample_index)]
    done = subprocess.run(command, input=lines, capture_output=True, text=True, env=os.environ | {"BAOWEN_LANG": "en"})
    assert done.returncode == 0 and "Baowen: 8 articles" in done.stdout
    assert "市审计局" in done.stdout and "2月26日" in done.stdout and "never asked" not in done.stdout
    assert "\x1b" not in done.stdout


def test_an_answer_is_streamed_as_text_and_as_json(sample_index: Path, qa: QA) -> None:
    answer = qa.ask(QUESTION)
    assert run("ask", QUESTION, "--stream", index=sample_index).stdout.startswith(answer.answer)
    *_, last = run("ask", QUESTION, "--stream", "--json", index=sample_index).stdout.splitlines()
    assert json.loads(last)["answer"] == answer.answer


def test_the_version_is_the_packages() -> None:
    assert run("--version").stdout == f"baowen {metadata.version('baowen')}\n"
    assert version() == metadata.version("baowen")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_is_told_how_to_complete(shell: str) -> None:
    script = run("completion", shell).stdout
    assert "_BAOWEN_COMPLETE=complete_" in script and "baowen" in script


def test_no_such_shell() -> None:
    done = run("completion", "cmd", BAOWEN_LANG="en")
    assert done.returncode == 2 and "there are bash, zsh, fish" in done.stderr


def test_a_line_is_completed() -> None:
    asked = run(_BAOWEN_COMPLETE="complete_bash", COMP_WORDS="baowen do", COMP_CWORD="1")
    assert asked.stdout.split() == ["doctor"]


def findings(folder: Path, qa: QA, llm: str = "none") -> dict[str, str]:
    return {one.name: one.state for one in examine(folder, qa.options, llm)}


def test_a_doctor_finds_all_well(sample_index: Path, qa: QA) -> None:
    found = findings(sample_index, qa)
    assert found["packages"] == "ok" and found["extra llm"] == "ok" and found["language model"] == "absent"
    assert {found["encoder"], found["index"]} <= {"ok", "slow"}


def test_a_doctor_finds_what_is_broken(tmp_path: Path, qa: QA) -> None:
    assert findings(tmp_path, qa)["index"] == "broken"


def test_the_command_says_what_is_broken_and_fails(tmp_path: Path) -> None:
    done = run("doctor", "--json", "--llm", "gpt", index=tmp_path / "none")
    found = {one["name"]: one for one in json.loads(done.stdout)}
    assert done.returncode == 1 and found["index"]["state"] == found["language model"]["state"] == "broken"
    assert "ms" in found["encoder"]["said"] and "Traceback" not in done.stderr
