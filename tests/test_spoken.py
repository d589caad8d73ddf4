"""The commands in the reader's language: chosen by setting or locale, with the Chinese of all they say."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from rag.cli import app
from rag.spoken import catalogue, error_line, language, say

ROOT = Path(__file__).parent.parent
ERRORS = {"BaowenError", "UsageError", "RefusedError"}
READING = ("index/readers/", "index/scan/")  # of files: see test_every_reason_has_its_chinese
# Texts that are said by way of a name.
BY_NAME = ("added", "replaced", "unchanged", "removed", "failed", "answered", "partly", "corrected", "none", "likely",
           "perhaps", "unsure", "news", "notice", "headline_only", "meeting", "inspection", "briefing",
           "campaign")  # fmt: skip


@pytest.mark.parametrize(
    ("environment", "spoken"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "C"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "BAOWEN_LANG": "en"}, "en"),
        ({"LANG": "de_DE.UTF-8", "BAOWEN_LANG": "zh"}, "zh"),
        ({"LANG": "zh_TW", "LC_MESSAGES": ""}, "zh"),
    ],
    ids=str,
)
def test_the_language_is_that_of_the_setting_or_else_of_the_system(environment: dict[str, str], spoken: str) -> None:
    assert language(environment) == spoken


def source(*folders: str) -> Iterator[tuple[str, ast.Call]]:
    """Every call in the source, with the file and line where it is."""
    for file in (file for folder in folders for file in sorted(ROOT.glob(folder))):
        name = str(file.relative_to(ROOT))
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                yield f"{name}:{node.lineno}", node


def called(node: ast.Call) -> str:
    return getattr(node.func, "id", getattr(node.func, "attr", ""))


def template(node: ast.expr) -> str | None:
    """A text with `{}` for what is filled in; None when it is no text."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return None


def test_what_the_commands_say_has_its_chinese() -> None:
    said = {
        text: where
        for where, node in source("rag/**/*.py")
        if called(node) == "say" and node.args and (text := template(node.args[0]))
    }
    assert {text: where for text, where in said.items() if text not in catalogue()} == {}
    assert set(BY_NAME) <= catalogue().keys()


def test_every_help_text_has_its_chinese() -> None:
    def helped(command: Any) -> Iterator[str]:
        yield from (one.help for one in (command, *command.params) if getattr(one, "help", None))
        for below in getattr(command, "commands", {}).values():
            yield from helped(below)

    assert [text for text in helped(typer.main.get_command(app)) if text not in catalogue()] == []


def test_every_error_has_its_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAOWEN_LANG", "zh")
    missing = {}
    for where, node in source("index/**/*.py", "rag/**/*.py", "ui.py", "web/access.py"):
        if called(node) not in ERRORS or where.startswith(READING) or not node.args:
            continue
        text = template(node.args[1 if called(node) == "RefusedError" else 0])
        line = (text or "").replace("{}", "x")
        if re.search("[a-z]{2}", (text or "").replace("{}", "")) and error_line(line) == line:
            missing[text] = where
    assert missing == {}, "add them to rag/words/commands.json"


@pytest.mark.parametrize("text", sorted(catalogue()))
def test_the_chinese_says_no_value_that_the_english_has_not(text: str) -> None:
    values = {int(number) for number in re.findall(r"\{(\d)\}", catalogue()[text])}
    assert values <= set(range(text.count("{}")))
    assert re.search("[\u4e00-\u9fff]", catalogue()[text]) or not re.search("[a-z]{2}", text) or "bash" in text


def test_the_more_exact_text_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAOWEN_LANG", "zh")
    assert (
        error_line("q.jsonl: cannot be read as UTF-8 text (bad byte)") == "q.jsonl：不是能读的 UTF-8 文本（bad byte）"
    )
    assert error_line("q.jsonl: cannot be read (no such file)") == "q.jsonl：读不了（no such file）"
    assert say("{}: edit it, then: baowen eval {}", "q", "q") == "q：编辑之后运行 baowen eval q"
    assert error_line("something new") == "something new"


def run(spoken: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "BAOWEN_LANG": spoken, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "rag", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_a_reader_of_chinese_gets_help_answers_and_errors_in_chinese(sample_index: Path, tmp_path: Path) -> None:
    asked = run("zh", "ask", "王小平暗访了哪些单位？", "--index", str(sample_index))
    assert "（原文核对一致）" in asked.stdout and "结果：已回答" in asked.stdout
    none = run("zh", "articles", "--index", str(tmp_path))
    assert (
        none.returncode == 1
        and none.stderr == f"baowen: {tmp_path}：这里没有索引；用 baowen index 路径 建立，或用 --index 指定别处\n"
    )
    wrong = run("zh", "ask", "--nothing")
    assert wrong.returncode == 2 and "没有选项" in wrong.stderr
    assert "只查这份报纸。" in run("zh", "ask", "--help").stdout


def test_articles_are_listed_with_their_lengths_in_the_readers_language(sample_index: Path) -> None:
    chinese, english = (run(spoken, "articles", "--index", str(sample_index)).stdout for spoken in ("zh", "en"))
    assert "新闻，512 字" in chinese and "characters" not in chinese
    assert "news, 512 characters" in english


def test_json_is_the_same_in_every_language(sample_index: Path) -> None:
    chinese, english = (run(spoken, "articles", "--json", "--index", str(sample_index)) for spoken in ("zh", "en"))
    assert chinese.stdout == english.stdout and json.loads(chinese.stdout)
