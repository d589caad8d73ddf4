"""The comparison with other programs: what counts as a hit, and a peer that cannot be had."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from benchmarks.peers import __main__ as peers
from rag.evaluate import Asked


def test_a_peer_that_cannot_be_installed_is_one_line_and_the_others_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def create(home: Path, with_pip: bool) -> None:
        raise OSError("no space left\non the disk")

    monkeypatch.setattr(peers.venv, "create", create)
    (tmp_path / "txtai").mkdir()
    (tmp_path / "txtai/installed.txt").write_text((peers.HERE / "txtai.txt").read_text())
    assert [name for name, _ in peers.environments(tmp_path)] == ["txtai"]
    assert capsys.readouterr().err.splitlines() == [
        "langchain: cannot be installed (on the disk)",
        "llama_index: cannot be installed (on the disk)",
    ]


def test_a_peer_that_fails_says_why(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    failed = peers.run("no_such_peer", Path(sys.executable), [], home)
    assert isinstance(failed, peers.Failed)
    assert "no_such_peer" in failed.reason


def test_a_hit_is_a_passage_of_a_gold_article_with_the_answer() -> None:
    asked = [Asked(str(at), "？", (), {"answers": ["十二月"], "gold_articles": ["a"]}) for at in range(3)]
    found = [[["b", "十二月。"], ["a", "在十二月。"]], [["a", "十二月"]], []]
    report = {name: 1.0 for name in (*peers.TIMES, "passages")} | {"found": found}
    figures = peers.figures_of(report, asked)
    assert (figures["hit@1"], figures["hit@5"], figures["MRR"]) == (1 / 3, 2 / 3, 0.5)


def test_articles_are_given_as_this_program_reads_them(tmp_path: Path) -> None:
    peers.write_articles(peers.HERE.parent.parent / "articles", tmp_path / "a.jsonl")
    rows = [json.loads(line) for line in (tmp_path / "a.jsonl").read_text("utf-8").splitlines()]
    assert len({row["id"] for row in rows}) == len(rows) > 5
    assert all(row["text"] for row in rows)


def test_requirements_are_pinned_and_name_no_address() -> None:
    for name in peers.PEERS:
        for line in (peers.HERE / f"{name}.txt").read_text().splitlines():
            assert line.count("==") == 1 and "/" not in line and not line.startswith("-")
