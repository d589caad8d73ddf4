"""A large model reads the passages itself; what it says is held against what it cites, one place or several."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from index.article import Article
from index.encoder import Encoder
from index.settings import settings
from index.store import Store
from rag import QA, Growing
from rag.candidates import Line
from rag.llm.guard import Written, check_sentence
from rag.llm.models import Model
from rag.llm.prompt import Ground
from rag.llm.writer import Writer
from rag.question import understand
from tests.faulty_server import FaultyServer, fails, faulty_server, says

QUESTION = "王小平暗访了哪些单位？"
GOOD = "王小平到市审计局、市委编办，暗访机关工作人员在岗在位情况。[1]"
NEAR = "市委编办有多少名工作人员？"  # reported on, but not what is asked


@pytest.fixture
def server() -> Iterator[FaultyServer]:
    with faulty_server() as running:
        yield running


@pytest.fixture
def reading(sample_index: Path, encoder: Encoder, server: FaultyServer) -> QA:
    options = settings().model_copy(update={"llm_url": server.url, "llm_context": 8192})
    return QA(Store.open(sample_index), encoder, options, "openai:test")


def shown(server: FaultyServer) -> str:
    return str(server.requests[-1]["messages"][-1]["content"])


# What it is given ----------------------------------------------------------------------------------------------------


def test_a_model_behind_an_api_reads_passages(reading: QA, server: FaultyServer) -> None:
    server.script = [says(GOOD)]
    answer = reading.ask(QUESTION)
    assert answer.mode == "llm" and answer.answer == GOOD
    assert "党建办" in shown(server), "a sentence that the quoted answer does not have"


@pytest.mark.parametrize(
    ("setting", "sizes", "given"),
    [
        ("auto", (True,), "passages"), ("auto", (False,), "lines"), ("auto", (True, False), "lines"),
        ("lines", (True,), "lines"), ("passages", (False,), "passages"),
    ],
)  # fmt: skip
def test_the_setting_or_the_size_says_what_is_given(setting: Any, sizes: tuple[bool, ...], given: str) -> None:
    def never() -> Any:
        raise AssertionError

    first, *others = (Model("m", never, len, never, 1, 1, large=size) for size in sizes)
    assert Writer.of(replace(first, others=tuple(others)), never, setting).given == given


def test_what_records_know_is_given_too(reading: QA, server: FaultyServer, qa: QA) -> None:
    server.script = [says("x")]
    question = "市政府第三十九次常务会议有哪些人出席？"
    reading.ask(question)
    for line in qa.ask(question).citations:
        assert line.quote[:20] in shown(server)


# What it may say -----------------------------------------------------------------------------------------------------


def test_it_may_find_what_the_quoted_answer_only_comes_near_to(reading: QA, server: FaultyServer, qa: QA) -> None:
    assert qa.ask(NEAR).outcome == "partly"
    server.script = [says(GOOD)]
    answer = reading.ask(NEAR)
    assert (answer.outcome, answer.abstained, answer.citations[0].role) == ("answered", False, "evidence")


@pytest.mark.parametrize("behaviour", [says("报道里没有。"), fails(401)])
def test_where_it_finds_nothing_what_comes_nearest_is_shown(
    reading: QA, server: FaultyServer, qa: QA, behaviour: Any
) -> None:
    server.script = [behaviour]
    answer, quoted = reading.ask(NEAR), qa.ask(NEAR)
    assert (answer.outcome, answer.answer, answer.citations) == ("partly", quoted.answer, quoted.citations)


def test_in_english_its_own_words_need_no_frame(reading: QA, server: FaultyServer) -> None:
    said = "Wang Xiaoping visited the Audit Bureau on 26 February.[1]"
    server.script = [says(said)]
    answer = reading.ask("Which bureaus did Wang Xiaoping inspect on 26 February?")
    assert answer.mode == "extractive" or answer.answer == said


def test_what_is_passed_on_as_it_grows_is_the_whole_answer(reading: QA, server: FaultyServer) -> None:
    more = "他强调，要在搞好单位防护、家庭防护、个人防护的同时，充分发挥部门职能作用。[1]"
    last = "王小平到市委编办综合科、党建办，察看上班期间工作纪律。[1]"
    server.script = [says(f"{GOOD}{more}{last}")]
    growing, answers = Growing(), list(reading.stream(QUESTION))
    assert "".join(map(growing.more, answers)) == answers[-1].answer
    assert [answer.state for answer in answers] == ["growing"] * (len(answers) - 1) + ["complete"]
    assert len(answers) > 2


# Several places ------------------------------------------------------------------------------------------------------

BRIDGE = Article(id="a", kind="news", title="大桥", body="青石河大桥3月2日合龙，全长860米。")
SCHOOL = Article(id="b", kind="news", title="学校", body="实验小学新校区投资1.2亿元，9月1日开学。")
GROUNDS = [
    Ground(number, article.body, (Line(article.body, article, 0, len(article.body)),))
    for number, article in enumerate((BRIDGE, SCHOOL), 1)
]


def checked(text: str, *marks: int) -> tuple[Line, ...]:
    question = understand("大桥和学校怎么样了？")
    return check_sentence(Written(text, marks), GROUNDS, question, Encoder().documents).lines


def test_a_sentence_may_rest_on_several_places() -> None:
    lines = checked("青石河大桥全长860米，实验小学新校区投资1.2亿元。", 1, 2)
    assert [line.article.id for line in lines] == ["a", "b"]


@pytest.mark.parametrize(
    "text",
    [
        "青石河大桥投资1.2亿元，实验小学新校区全长860米。",
        "青石河大桥9月1日合龙，实验小学新校区3月2日开学。",
        "青石河大桥全长860米，实验小学新校区投资2.2亿元。",
    ],
)
def test_what_one_place_says_is_not_given_to_another(text: str) -> None:
    assert checked(text, 1, 2) == ()


def test_a_sentence_has_all_its_marks(reading: QA, server: FaultyServer) -> None:
    first = "王小平到市审计局、市委编办，暗访机关工作人员在岗在位情况"
    second = "截至2月25日，我市1101家规模以上工业企业中已复工复产912家"
    server.script = [says("x")]
    question = "王小平暗访了哪些单位，企业复工复产了多少家？"
    reading.ask(question)
    parts = shown(server).split("\n[")
    marks = [next(n for n, part in enumerate(parts, 1) if words in part) for words in ("市审计局、市委编办", "1101家")]
    server.script = [says(f"{first}，{second}。[{marks[0]}][{marks[1]}]")]
    answer = reading.ask(question)
    assert answer.mode == "llm" and answer.answer.endswith("[1][2]") and len(answer.citations) == 2
    assert len({citation.article_id for citation in answer.citations}) == 2
