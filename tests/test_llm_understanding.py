"""A language model completes follow-ups and puts English questions into Chinese; the rules hold what it says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from index.encoder import Encoder
from index.settings import settings
from index.store import Store
from rag import QA, Turn
from rag.llm.interpret import Interpreter
from rag.llm.models import open_model
from tests.faulty_server import Behaviour, FaultyServer, fails, faulty_server, says

TURNS = [Turn("王小平暗访了哪些单位？", "王小平到市审计局、市委编办暗访。[1]")]
FOLLOW_UP = "那他是哪天去的？"
WHOLE = "王小平是哪天去市审计局、市委编办暗访的？"
ENGLISH = "Which offices did Wang Xiaoping visit on 26 February?"
CHINESE = "2月26日王小平暗访了哪些单位？"


@pytest.fixture
def server() -> Iterator[FaultyServer]:
    with faulty_server() as running:
        yield running


def options(server: FaultyServer, **changes: Any) -> Any:
    return settings().model_copy(update={"llm_url": server.url, "llm_context": 8192, **changes})


@pytest.fixture
def interpreter(server: FaultyServer) -> Interpreter:
    model = open_model("openai:test", options(server))
    assert model
    return Interpreter(model)


def test_a_follow_up_is_completed_by_the_model(interpreter: Interpreter, server: FaultyServer) -> None:
    server.script = [says(f"<think>他是谁？</think>{WHOLE}")]
    asked = interpreter.understand(FOLLOW_UP, TURNS)
    assert (asked.text, asked.standalone, asked.kind) == (FOLLOW_UP, WHOLE, "when")
    assert TURNS[0].question in str(server.requests[0]["messages"])


@pytest.mark.parametrize(
    "behaviour",
    [
        says("李东明是哪天去市审计局的？"),
        says("那他是哪天去的？他去过医院吗？"),
        says("王小平2月28日去了哪里？"),
        says("王小平是哪天去的？\n我的回答是2月26日。"),
        says("好" * 300),
        fails(500),
    ],
    ids=["another name", "another place", "another day", "more than a question", "no end of it", "none"],
)
def test_what_was_not_said_is_not_asked(
    interpreter: Interpreter, server: FaultyServer, behaviour: Behaviour, qa: QA
) -> None:
    server.script = [behaviour]
    by_rules = qa.ask(FOLLOW_UP, TURNS).standalone_question
    assert interpreter.understand(FOLLOW_UP, TURNS).standalone == by_rules


def test_a_question_that_stands_alone_is_not_sent(interpreter: Interpreter, server: FaultyServer) -> None:
    assert interpreter.understand("太焦铁路什么时候通车？", TURNS).standalone == "太焦铁路什么时候通车？"
    assert server.requests == []


def test_an_english_question_is_searched_in_chinese_too(interpreter: Interpreter, server: FaultyServer) -> None:
    server.script = [says(CHINESE)]
    asked = interpreter.understand(ENGLISH, ())
    assert (asked.language, asked.sought, asked.also, asked.standalone) == ("en", CHINESE, ENGLISH, ENGLISH)
    interpreter.understand(ENGLISH, ())
    assert len(server.requests) == 1, "it is remembered"


@pytest.mark.parametrize("said", ["王小平27日去了哪些单位？", "Which offices?", "无法翻译"])
def test_what_is_no_translation_is_not_searched_for(interpreter: Interpreter, server: FaultyServer, said: str) -> None:
    server.script = [says(said)]
    asked = interpreter.understand(ENGLISH, ())
    assert (asked.sought, asked.also) == (ENGLISH, None)


def test_what_is_found_is_what_either_finds(sample_index: Path, encoder: Encoder, server: FaultyServer, qa: QA) -> None:
    reading = QA(Store.open(sample_index), encoder, options(server), "openai:test")
    server.script = [says("2月26日王小平暗访了哪些单位？"), fails(500)]
    found = reading.ask(ENGLISH)
    assert found.standalone_question == ENGLISH and found.passages[0].text.startswith("2月26日上午")
    passages = [one.passage_id for one in found.passages]
    assert len(set(passages)) == len(passages) == 10
    assert found.passages[0].score >= qa.ask(ENGLISH).passages[0].score


def test_a_small_model_is_not_asked(sample_index: Path, encoder: Encoder, server: FaultyServer) -> None:
    small = QA(Store.open(sample_index), encoder, options(server, llm_given="lines"), "openai:test")
    server.script = [fails(500)]
    small.ask(FOLLOW_UP, TURNS)
    assert "改写成不看前文" not in str(server.requests)
