"""Question files and the figures made of them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from index.errors import BaowenError
from rag import QA, Answer
from rag.evaluate import Asked, evaluate, judge, read_questions, write_report
from rag.evaluate.calibration import Bin, calibration_error, reliability
from rag.evaluate.figures import report_of
from rag.evaluate.judge import Result

GOLD = {
    "id": "q1",
    "question": "王小平暗访了哪些单位？",
    "must_include": ["市审计局", "市委编办"],
    "evidence": ["2月26日上午，市委书记、市人大常委会主任王小平到市审计局、市委编办，暗访机关工作人员在岗在位情况。"],
}


def write(path: Path, *rows: object) -> Path:
    path.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows), "utf-8")
    return path


def test_a_right_answer_counts_and_spoiled_ones_do_not(qa: QA, tmp_path: Path) -> None:
    (asked,) = read_questions(write(tmp_path / "q.jsonl", GOLD))
    answer = qa.ask(asked.question)
    assert judge(asked, answer).solved
    spoiled = [
        replace(answer, answer="市审计局。[1]"),
        replace(answer, citations=()),
        replace(answer, abstained=True),
        replace(answer, answer=answer.answer + "啊" * 300),
    ]
    assert not any(judge(asked, one).solved for one in spoiled)


def test_an_unanswerable_question_wants_a_decline_or_the_correction(qa: QA, tmp_path: Path) -> None:
    row = {"question": "王小平主持常务会议时谁到会？", "unanswerable": True, "correction": ["徐衣显"]}
    (asked,) = read_questions(write(tmp_path / "q.jsonl", row))
    answer = qa.ask(asked.question)
    assert judge(asked, replace(answer, abstained=True)).solved
    assert judge(asked, replace(answer, abstained=False, answer="徐衣显主持。[1]")).solved
    assert not judge(asked, replace(answer, abstained=False, answer="王小平主持。[1]")).solved


@pytest.mark.parametrize(("short", "right"), [("21人", 1), ("共21人", 1), ("121人", 0), ("1人", 0), ("2020年", 0)])
def test_a_short_answer_is_right_when_it_is_what_was_asked_for(qa: QA, tmp_path: Path, short: str, right: int) -> None:
    row = {
        "question": "多少人出席？",
        "answers": ["21人"],
        "aliases": {"21人": ["二十一人"]},
        "evidence": ["21人出席。"],
    }
    (asked,) = read_questions(write(tmp_path / "q.jsonl", row))
    values = judge(asked, replace(qa.ask(asked.question), short=short)).values
    assert values["short answers right"] == (right, 1)


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([GOLD, "{"], "line 2: needs a JSON object"),
        (['"text"'], "line 1: needs a JSON object"),
        ([{"question": " "}], "line 1: the question is empty"),
        ([""], "holds no questions"),
    ],
)
def test_a_line_that_does_not_fit_is_named(tmp_path: Path, rows: list[object], says: str) -> None:
    with pytest.raises(BaowenError, match=says):
        read_questions(write(tmp_path / "q.jsonl", *rows))


def test_the_report_is_written_as_json_and_as_a_page_of_its_own(qa: QA, tmp_path: Path) -> None:
    hostile = {"id": "<b>", "question": "<script>alert(1)</script>谁主持会议？", "answers": ["没有"]}
    report = evaluate(qa, read_questions(write(tmp_path / "q.jsonl", GOLD, hostile)))
    write_report(report, tmp_path / "out")
    assert json.loads((tmp_path / "out/report.json").read_text("utf-8"))["metrics"]["questions"] == 2
    page = (tmp_path / "out/report.html").read_text("utf-8")
    assert "<script" not in page and "http" not in page and "&lt;script&gt;" in page
    assert page.count("data:image/svg+xml;base64,") == 5


# Confidence ----------------------------------------------------------------------------------------------------------


def made_up(confidence: float | None, solved: bool, **gold: Any) -> Result:
    answer = Answer("?", "?", "甲。[1]", False, "extractive", confidence=confidence, timings_ms={"total": 1.0})
    return Result(Asked(None, "?", (), gold), answer, None, solved, {"solved": (solved, 1)})


def test_the_calibration_error_is_how_far_confidence_and_solved_lie_apart() -> None:
    results = [made_up(0.95, True)] * 3 + [made_up(0.95, False)] + [made_up(0.5, True)] * 4
    assert reliability(results) == [Bin(0.5, 1.0, 4), Bin(pytest.approx(0.95), 0.75, 4)]
    assert calibration_error(reliability(results)) == pytest.approx((0.5 + 0.2) / 2)
    assert report_of(tuple(results)).metrics["calibration error"] == pytest.approx(0.35)


def test_the_surest_answers_fall_into_the_last_bin() -> None:
    assert reliability([made_up(1.0, True), made_up(0.92, True)]) == [Bin(0.96, 1.0, 2)]


def test_an_answer_to_the_unanswerable_is_none_however_sure() -> None:
    assert reliability([made_up(0.9, True, unanswerable=True)]) == [Bin(0.9, 0.0, 1)]


def test_only_answers_with_a_confidence_count_for_the_calibration() -> None:
    related = made_up(0.3, False)
    related = replace(related, answer=replace(related.answer, abstained=True, outcome="partly"))
    results = (made_up(None, True), related)
    assert reliability(results) == []
    assert "calibration error" not in report_of(results).metrics
