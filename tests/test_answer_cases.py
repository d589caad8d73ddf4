"""Questions that people ask about small papers of their own: the right cell, office, rate, street, and follow-ups."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.build import build_index
from index.encoder import Encoder
from index.readers import Issue
from index.settings import settings
from rag import QA, Answer, Turn

CASES = Path(__file__).parent / "data" / "cases"


def opened(folder: Path, encoder: Encoder, *names: str) -> QA:
    build_index(folder, [CASES / name for name in names], Issue(), settings(), encoder)
    return QA.open(folder)


def talk(qa: QA, *questions: str) -> Answer:
    """The answer to the last question of a conversation."""
    turns: list[Turn] = []
    for question in questions:
        answer = qa.ask(question, turns)
        turns.append(Turn(question, answer.answer))
    return answer


def first_line(answer: Answer) -> str:
    return next(line for line in answer.answer.split("\n") if "[1]" in line)


@pytest.fixture(scope="module")
def roads(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> QA:
    return opened(tmp_path_factory.mktemp("roads"), encoder, "12-followup")


@pytest.mark.parametrize(
    ("name", "question", "short"),
    [
        ("08-numerals/b.txt", "去年同期栽种树木1860棵，成活率多少？", "95%。[1]"),
        ("20-role/b.txt", "市图书馆馆长是谁？", "方小青。[1]"),
        ("04-html/table.html", "河西县优良天数是多少？", "17。[1]"),
        ("04-html/table.html", "哪个县区PM2.5浓度是63？", "河西县。[1]"),
        ("10-spaces/b.txt", "市图书馆新馆藏书多少册？", "60万册。[1]"),
        ("10-spaces/a.txt", "西湖路全长多少公里？", "4.2公里。[1]"),
        ("01-kangxi", "谁到黄河车站调研？", "高文龙。[1]"),
        ("01-kangxi", "西门水厂日供水能力多少？", "12万立方米。[1]"),
        ("02-excel-csv/a-gbk-semicolon.csv", "市图书馆新馆阅览座位多少个？", "1,200个。[1]"),
        ("04-html/founder.html", "西湖路总投资多少？", "3.8亿元。[1]"),
        ("06-chrome-pdf/page.pdf", "黄河车站改造工程总投资多少？", "8.6亿元。[1]"),
        ("07-docx/a-tracked.docx", "西湖路全长多少公里？", "4.2公里。[1]"),
        ("07-docx/d-merged.docx", "哪个县区PM2.5浓度是46？", "东山区。[1]"),
        ("08-numerals/a.txt", "计划投资多少？", "一点二亿元。[1]"),
        ("11-pdf-english/page.pdf", "How much did it cost?", "38 million pounds。[1]"),
        ("18-front/b.md", "绿化投资多少？", "1.2亿元。[1]"),
    ],
)
def test_the_short_answer_is_what_was_asked_for(
    tmp_path: Path, encoder: Encoder, name: str, question: str, short: str
) -> None:
    assert first_line(opened(tmp_path, encoder, name).ask(question)) == short


@pytest.mark.parametrize(
    ("name", "question"),
    [
        ("08-numerals/b.txt", "投入资金1200万元的是哪个活动？"),
        ("08-numerals/a.txt", "受益居民12500人是哪个区的？"),
        ("08-numerals/a.txt", "受益居民１２５００人是哪个区的？"),
        ("08-numerals/a.txt", "新增绿地260亩是哪个区？"),
        ("08-numerals/a.txt", "谁主持了120名志愿者参加的活动？"),
    ],
)
def test_a_number_written_another_way_is_no_false_premise(
    tmp_path: Path, encoder: Encoder, name: str, question: str
) -> None:
    assert opened(tmp_path, encoder, name).ask(question).outcome == "answered"


def test_another_number_still_is(tmp_path: Path, encoder: Encoder) -> None:
    answer = opened(tmp_path, encoder, "08-numerals/b.txt").ask("投入资金1300万元的是哪个活动？")
    assert answer.outcome == "corrected"
    assert "1300万元" in answer.answer


def test_an_initial_ends_no_sentence(tmp_path: Path, encoder: Encoder) -> None:
    answer = opened(tmp_path, encoder, "11-pdf-english/page.pdf").ask("Who opened the new canal bridge?")
    assert any("by Mayor T. A. Vance." in citation.quote for citation in answer.citations)


def test_another_street_of_the_same_kind_is_no_answer(tmp_path: Path, encoder: Encoder) -> None:
    answer = opened(tmp_path, encoder, "17-concurrent/f1.txt").ask("第3号街道全长多少公里？")
    assert answer.abstained
    assert answer.outcome == "corrected"
    assert "第3号街道" in answer.answer


@pytest.mark.parametrize(
    ("questions", "found", "other"),
    [
        (("西湖路全长多少公里？", "投资多少"), "3.8亿元", "2.1亿元"),
        (("谁出席了西湖路通车仪式？", "是哪天？"), "3月11日", "3月12日"),
        (("谁出席了西湖路通车仪式？", "谢谢！", "是哪天？"), "3月11日", "3月12日"),
        (("西湖路全长多少公里？", "How much did it cost?"), "3.8亿元", "2.1亿元"),
        (("How long is Xihu Road?", "How much did it cost?"), "3.8亿元", "2.1亿元"),
    ],
)
def test_a_follow_up_is_about_what_was_asked_before(
    roads: QA, questions: tuple[str, ...], found: str, other: str
) -> None:
    answer = talk(roads, *questions)
    assert found in answer.answer
    assert other not in answer.answer


def test_an_english_question_is_answered_in_an_english_frame(roads: QA) -> None:
    assert talk(roads, "西湖路全长多少公里？", "How much did it cost?").answer.startswith("The articles say")


def test_a_person_is_kept_over_a_question_that_names_nobody(qa: QA) -> None:
    assert "2月26日" in talk(qa, "王小平暗访了哪些单位？", "是哪天？").answer
    last = talk(qa, "王小平暗访了哪些单位？", "是哪天？", "他还去了哪里？")
    assert last.standalone_question == "王小平还去了哪里？"
    assert "市审计局" in last.answer


@pytest.mark.parametrize("text", ["谢谢", "你好", "你是谁", "用英文再说一遍", "Thank you!", "What can you do?"])
def test_a_courtesy_is_returned_and_nothing_cited(qa: QA, text: str) -> None:
    answer = talk(qa, "王小平暗访了哪些单位？", text)
    assert (answer.citations, answer.passages) == ((), ())
    assert answer.abstained
    assert "报道里没有" not in answer.answer


@pytest.mark.parametrize("ordinal", ["39", "三十九"])
def test_an_ordinal_in_digits_is_the_one_in_numerals(qa: QA, ordinal: str) -> None:
    answer = qa.ask(f"市政府第{ordinal}次常务会议是谁主持的？")
    assert answer.outcome == "answered" and "徐衣显" in answer.answer


@pytest.mark.parametrize("question", ["会议第1一点要求是什么？", "市政府第1十次常务会议是谁主持的？"])
def test_digits_and_numerals_mixed_are_a_number_like_any(qa: QA, question: str) -> None:
    assert qa.ask(question).answer


def test_a_note_about_a_place_is_its_answer_and_not_another_place_s_row(tmp_path: Path, encoder: Encoder) -> None:
    answer = opened(tmp_path, encoder, "07-docx/d-merged.docx").ask("河西县优良天数是多少？")
    assert "数据暂缺" in answer.answer and "21" not in answer.answer
