"""The commands as a shell sees them: shapes, exit codes, one clear line for an error, and nothing heavy too early."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
QUESTION = "王小平暗访了哪些单位？"


def run(*arguments: str | Path, index: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    chosen = {"BAOWEN_INDEX": str(index)} if index else {}
    return subprocess.run(
        [sys.executable, "-m", "rag", *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        env={**os.environ, **chosen, **environment},
    )


def names(text: str) -> set[str]:
    return set(text.split())


def test_ask_prints_one_answer_object(sample_index: Path) -> None:
    answer = json.loads(run("ask", QUESTION, "--json", index=sample_index).stdout)
    assert set(answer) >= names("id question standalone_question answer abstained mode citations passages timings_ms")
    citation, passage = answer["citations"][0], answer["passages"][0]
    assert set(citation) >= names("marker article_id title source date page quote start end verdict")
    assert set(passage) >= names("rank score article_id passage_id start end text")
    assert set(answer["timings_ms"]) == {"retrieve", "answer", "total"}


def test_ask_answers_a_file_line_by_line_and_keeps_ids_and_conversations(sample_index: Path, tmp_path: Path) -> None:
    asked = [
        {"id": "b", "question": QUESTION},
        {
            "id": "a",
            "question": "它给武汉送过什么？",
            "conversation": [{"question": "企业叫什么？", "answer": "伊赛牛肉"}],
        },
    ]
    questions, answers = tmp_path / "q.jsonl", tmp_path / "a.jsonl"
    questions.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in asked), "utf-8")
    done = run("ask", "--file", questions, "--out", answers, index=sample_index)
    assert (done.returncode, done.stdout) == (0, "")
    found = [json.loads(line) for line in answers.read_text("utf-8").splitlines()]
    assert [answer["id"] for answer in found] == ["b", "a"]
    assert "伊赛牛肉" in found[1]["standalone_question"]


def test_search_articles_meetings_and_eval_print_json(sample_index: Path) -> None:
    passages = json.loads(run("search", QUESTION, "--json", "-k", "3", index=sample_index).stdout)
    assert [passage["rank"] for passage in passages] == [1, 2, 3]
    articles = json.loads(run("articles", "--json", index=sample_index).stdout)
    assert len(articles) == 8
    assert set(articles[0]) >= names(
        "id kind title kicker subtitle agency reporters place source issue_date page event_date continues_on body "
        "source_file"
    )
    assert len(json.loads(run("meetings", "--json", index=sample_index).stdout)) == 6


def test_commands_print_for_people_too(sample_index: Path, tmp_path: Path) -> None:
    assert "[1] 焦作日报，2020-02-27，第1版" in run("ask", QUESTION, index=sample_index).stdout
    assert "姚广强" not in run("articles", index=sample_index).stderr
    assert "市政府第三十九次常务会议" in run("meetings", index=sample_index).stdout
    questions = tmp_path / "q.jsonl"
    questions.write_text(json.dumps({"question": QUESTION, "answers": ["市审计局"]}), "utf-8")
    done = run("eval", questions, "--out", tmp_path / "out", index=sample_index)
    assert "hit@5" in done.stdout and (tmp_path / "out/report.html").exists()


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["ask", ""], 2, "the question is empty"),
        (["ask", "?" * 100_000], 2, "has 100,000 characters"),
        (["ask"], 2, "give one question, or --file"),
        (["ask", QUESTION, "--from", "yesterday"], 2, "'yesterday' is no date"),
        (["ask", QUESTION, "--llm", "gpt"], 2, "not understood"),
        (["ask", "--file", "no-such.jsonl"], 1, "no-such.jsonl"),
        (["index"], 2, "name the files or folders"),
        (["ask", "--nope"], 2, "No such option: --nope"),
        (["ask", QUESTION, "-k", "0"], 2, "Invalid value for '-k'"),
        (["nope"], 2, "No such command 'nope'"),
        (["index", "no-such-folder"], 1, "no such file or folder"),
        (["articles", "--index", "no-such-index"], 1, "no index here"),
    ],
)
def test_an_error_is_one_clear_line(sample_index: Path, arguments: list[str], code: int, says: str) -> None:
    done = run(*arguments, index=sample_index)
    assert done.returncode == code
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("baowen: ") and says in done.stderr


def test_another_model_is_refused(sample_index: Path) -> None:
    done = run("ask", QUESTION, index=sample_index, BAOWEN_MODEL="other/model")
    assert done.returncode == 1 and "BAOWEN_MODEL=multilingual-e5-small" in done.stderr


def test_a_setting_that_does_not_fit_is_named(sample_index: Path) -> None:
    done = run("articles", BAOWEN_PASSAGE_CHARS="many")
    assert done.returncode == 2 and done.stderr.startswith("baowen: BAOWEN_PASSAGE_CHARS=many: ")
    assert done.stderr.count("\n") == 1


def test_debug_shows_the_traceback(sample_index: Path) -> None:
    assert "Traceback" in run("--debug", "ask", "", index=sample_index).stderr


@pytest.mark.parametrize(
    "arguments", [["--help"], ["articles"], ["meetings"], ["index", "articles", "--source", "焦作日报"]]
)
def test_nothing_heavy_is_imported_where_it_is_not_needed(sample_index: Path, arguments: list[str]) -> None:
    script = (
        "import sys; sys.argv = ['baowen', *sys.argv[1:]]\n"
        "from rag.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print({'torch', 'sentence_transformers', 'gradio'} & set(sys.modules), file=sys.stderr)"
    )
    command = [sys.executable, "-c", script, *arguments]
    environment = {**os.environ, "BAOWEN_INDEX": str(sample_index)}
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", cwd=ROOT, env=environment)
    assert done.stderr.splitlines()[-1] == "set()"
