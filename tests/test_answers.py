"""Answers to real questions about the real page: right, cited exactly, and declined when the page does not say."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import QA, Turn, UsageError
from rag.evaluate import Report, evaluate, read_questions

ROOT = Path(__file__).parent.parent
QUESTION = "王小平暗访了哪些单位？"


@pytest.fixture(scope="module")
def report(qa: QA) -> Report:
    return evaluate(qa, read_questions(ROOT / "questions/jiaozuo-2020-02-27.jsonl"))


@pytest.mark.parametrize(
    ("figure", "floor"),
    [
        ("hit@5", 0.90),
        ("MRR", 0.80),
        ("solved", 0.85),
        ("unanswerable declined or corrected", 0.88),
        ("citation precision", 0.65),
    ],
)
def test_the_sample_questions_do_not_get_worse(report: Report, figure: str, floor: float) -> None:
    assert report.metrics[figure] >= floor


def test_few_answerable_questions_are_declined(report: Report) -> None:
    assert report.metrics["answerable declined"] <= 0.03


def test_every_quote_is_exact_text_of_its_article(report: Report, qa: QA) -> None:
    quotes = 0
    for result in report.results:
        for citation in result.answer.citations:
            article = qa.article(citation.article_id)
            assert article is not None
            assert article.body[citation.start : citation.end] == citation.quote
            quotes += 1
        for passage in result.answer.passages:
            article = qa.article(passage.article_id)
            assert article is not None
            assert article.body[passage.start : passage.end] == passage.text
    assert quotes > 60


def test_every_line_of_an_answer_carries_a_mark_and_every_mark_a_citation(report: Report) -> None:
    for result in report.results:
        answer = result.answer
        if answer.abstained:  # declined, or a false premise corrected
            continue
        markers = {f"[{citation.marker}]" for citation in answer.citations}
        framed = answer.answer.startswith("The articles say")
        lines = answer.answer.split("\n")[framed:]
        assert all(any(line.endswith(marker) for marker in markers) for line in lines)
        assert all(marker in answer.answer for marker in markers)
        assert {citation.verdict for citation in answer.citations} <= {"supported", "partly"}


def test_ten_passages_come_back_in_rank_order_also_when_it_abstains(qa: QA) -> None:
    for question in (QUESTION, "怎么用Python把PDF转成文字？"):
        passages = qa.ask(question).passages
        assert [passage.rank for passage in passages] == list(range(1, 11))
        assert [p.score for p in passages] == sorted((p.score for p in passages), reverse=True)


def test_the_question_of_the_front_page_is_answered(qa: QA) -> None:
    answer = qa.ask(QUESTION)
    assert not answer.abstained and answer.mode == "extractive"
    assert "市审计局" in answer.answer and "市委编办" in answer.answer
    citation = answer.citations[0]
    assert (citation.source, citation.date, citation.page) == ("焦作日报", "2020-02-27", "1")


def test_yesterday_is_resolved_and_shown_as_resolved(qa: QA) -> None:
    answer = qa.ask("徐衣显是哪天到博爱暗访暗查重点项目的？").answer
    assert "2020年2月26日下午（文中“昨日”，报纸日期2020-02-27）" in answer


def test_credits_are_read_off_the_article(qa: QA) -> None:
    answer = qa.ask("市长到博爱暗访暗查重点项目那篇报道是哪位记者写的？").answer
    assert "记者杨丽娜" in answer and "第1版" in answer


def test_a_list_is_given_whole(qa: QA) -> None:
    answer = qa.ask("专题会议要求聚焦哪五个方面？").answer
    assert all(item in answer for item in ("外防输入", "人员管理", "精准救治", "内防扩散", "物资保障"))


def test_what_is_compared_stands_in_two_articles(qa: QA) -> None:
    answer = qa.ask("2月26日上午，市长徐衣显主持了哪两场会？")
    assert "专题会议" in answer.answer and "市政府第三十九次常务会议" in answer.answer
    assert len({citation.article_id for citation in answer.citations}) == 2


def test_traditional_characters_find_the_same(qa: QA) -> None:
    assert qa.ask("王小平暗訪了哪些單位？").citations == qa.ask(QUESTION).citations


def test_an_english_question_gets_an_english_frame(qa: QA) -> None:
    assert qa.ask("How many large industrial enterprises have resumed work?").answer.startswith("The articles say")
    declined = qa.ask("What is the capital of France?")
    assert declined.abstained and declined.answer.startswith("The articles do not say.")


def test_a_follow_up_is_completed_from_the_conversation(qa: QA) -> None:
    before = Turn("徐衣显在博爱看的那家重点保供企业叫什么？", "伊赛牛肉")
    answer = qa.ask("它给武汉送过什么？", [before])
    assert "伊赛牛肉" in answer.standalone_question
    assert "牛肉等物资" in answer.answer


def test_a_question_that_stands_alone_is_left_as_it_is(qa: QA) -> None:
    for question in (QUESTION, "其他有关地区疫情反弹风险如何？"):
        assert qa.ask(question, [Turn("谁主持会议？", "徐衣显")]).standalone_question == question


@pytest.mark.parametrize("question", ["", "  \n"])
def test_an_empty_question_is_refused(qa: QA, question: str) -> None:
    with pytest.raises(UsageError, match="the question is empty"):
        qa.ask(question)


def test_a_question_of_a_hundred_thousand_characters_is_refused(qa: QA) -> None:
    with pytest.raises(UsageError, match="has 100,000 characters, at most 1,000"):
        qa.ask("问" * 100_000)


@pytest.mark.parametrize("question", ['" OR 1=1 --', "NEAR(市 会)", "*", "？？？", "\x00a", "🙂"])
def test_search_syntax_and_odd_characters_are_only_text(qa: QA, question: str) -> None:
    assert len(qa.ask(question).passages) == 10


def test_the_langchain_faces_find_and_answer_the_same(qa: QA) -> None:
    documents = qa.retriever(limit=3).invoke(QUESTION)
    assert [document.metadata["rank"] for document in documents] == [1, 2, 3]
    assert documents[0].page_content == qa.ask(QUESTION).passages[0].text
    asked = {"question": "它给武汉送过什么？", "conversation": [{"question": "那家企业叫什么？", "answer": "伊赛牛肉"}]}
    assert "牛肉等物资" in qa.runnable().invoke(asked).answer
    assert qa.runnable().invoke(QUESTION).citations == qa.ask(QUESTION).citations


def test_example_questions_are_drawn_from_the_index_and_have_answers(qa: QA) -> None:
    for language in ("zh", "en"):
        examples = qa.examples(language)
        assert len(examples) == len(set(examples)) == 4
    assert not any(qa.ask(question).abstained for question in qa.examples("zh"))


def test_a_headline_without_an_article_can_answer(qa: QA) -> None:
    answer = qa.ask("我市疫情防控工作第几场新闻发布会举行了？")
    assert "第七场新闻发布会举行" in answer.answer
    assert (answer.citations[0].quote, answer.citations[0].title) == ("", "管控有效 服务有力 打好防疫复工双战役")
