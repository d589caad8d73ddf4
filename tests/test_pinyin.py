"""Names typed in pinyin and homophone typos find what they sound like."""

from __future__ import annotations

import pytest

from index.pinyin import sounds, typed_sounds
from index.terms import document_terms, question_terms
from rag import QA


def test_characters_sound_in_pairs() -> None:
    assert sounds("王小平，市长") == ["wangxiao", "xiaoping", "shizhang"]


@pytest.mark.parametrize(
    ("typed", "heard"),
    [
        ("wangxiaoping", ["wangxiao", "xiaoping"]),
        ("Which sites did Xu Yixian take care of in Bo'ai?", ["xuyi", "yixian", "boai"]),
        ("暗访了哪些danwei", ["danwei"]),
        ("How many were there?", []),
    ],
)
def test_only_words_that_are_pinyin_are_heard(typed: str, heard: list[str]) -> None:
    assert typed_sounds(typed, names_only="Which" in typed) == heard


def test_a_pair_that_no_article_holds_is_looked_for_by_its_sound() -> None:
    terms = question_terms("举抱电话", known={"举", "抱", "电", "话", "电话"}.__contains__)
    assert terms == ["举", "抱", "电", "话", "jubao", "baodian", "电话"]
    assert "jubao" in document_terms("监督举报电话")


def test_a_foreign_word_counts_only_where_an_article_holds_it() -> None:
    assert question_terms("When was WHO founded?", known={"who"}.__contains__) == ["who"]
    assert "python" in question_terms("怎么用Python", known=lambda term: False)


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("wang xiaoping 26号上午anfang了哪两个danwei？", "市审计局、市委编办"),
        ("举抱电话是多少？", "3569278"),
        ("Which county did Xu Yixian visit in the afternoon?", "到博爱"),
    ],
)
def test_such_questions_are_answered(qa: QA, question: str, found: str) -> None:
    assert found in qa.ask(question).answer
