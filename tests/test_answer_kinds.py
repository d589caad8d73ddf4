"""Each kind of answer on the sample page: short first, whole lists, worked out, corrected, narrowed; and checked."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.article import Article
from index.schema import Filters
from rag import QA, Turn
from rag.candidates import Candidate, Line
from rag.check import verdict
from rag.derived import derived
from rag.evaluate import evaluate, read_questions
from rag.premise import settle
from rag.question import understand
from rag.scope import narrowed

ROOT = Path(__file__).parent.parent
ATTENDED = ("李民生", "牛炎平", "武磊", "闫小杏", "王付举", "孙起鹏", "薛志杰")


def test_other_questions_of_the_same_kinds_are_answered(qa: QA) -> None:
    report = evaluate(qa, read_questions(ROOT / "questions/jiaozuo-2020-02-27-more.jsonl"))
    assert report.metrics["solved"] >= 0.80
    assert report.metrics["unanswerable declined or corrected"] >= 0.80


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("中央政治局常委会会议由谁主持？", "主持：习近平。[1]"),
        ("市人大常委会派了几个督导调研组？", "6个。[1]"),
        ("太焦铁路的制梁任务哪天完成？", "3月5日。[1]"),
        ("王小平暗访了哪些单位？", "去了：市审计局、市委编办。[1]"),
        ("市长到博爱暗访那篇是谁写的？", "记者：杨丽娜。[1]"),
    ],
)
def test_the_short_answer_comes_first_and_then_its_sentence(qa: QA, question: str, first: str) -> None:
    lines = qa.ask(question).answer.split("\n")
    assert lines[0] == first
    assert len(lines) == 2 and lines[1].endswith("[1]")


def test_attendance_is_answered_from_the_whole_record(qa: QA) -> None:
    before = Turn("市政府第三十九次常务会议是谁主持的？", "徐衣显")
    for answer in (qa.ask("市政府第三十九次常务会议都有谁出席？"), qa.ask("还有哪些人参加了？", [before])):
        assert all(name in answer.answer for name in ATTENDED)


def test_the_points_of_a_meeting_are_a_list(qa: QA) -> None:
    answer = qa.ask("徐衣显主持的专题会议提出了哪三点要求？")
    assert [line[:2] for line in answer.answer.split("\n")] == ["• "] * 3
    assert len(answer.citations) == 3


def test_who_attended_is_declined_when_the_report_does_not_say(qa: QA) -> None:
    assert qa.ask("中央政治局常委会会议有哪些人出席？").abstained


def test_what_is_left_of_a_whole_is_worked_out_and_shown(qa: QA) -> None:
    answer = qa.ask("还有多少家规模以上工业企业没有复工？")
    assert answer.answer.startswith("189家（1101家 − 912家，由报道中的数字算出）。[1]")
    assert answer.citations[0].verdict == "supported"


def test_nothing_is_worked_out_of_figures_that_are_no_parts_of_each_other() -> None:
    body = "累计治愈26例，确诊病例降至7例。"
    article = Article("a", "news", None, body)
    assert derived("还剩多少例没治愈？", Candidate(article, 0, len(body), 3.0, 1.0)) is None


@pytest.mark.parametrize(
    ("question", "claim", "fact"),
    [
        ("王小平主持市政府第三十九次常务会议时讲了什么？", "王小平", "徐衣显主持召开"),
        ("2月25日上午王小平暗访市审计局时看了哪些科室？", "2月25日", "2月26日上午"),
        ("徐衣显到温县暗访重点项目时去了哪些企业？", "温县", "到博爱"),
        ("焦作连续19天零新增，数据截至哪天？", "19天", "连续9天"),
    ],
)
def test_a_false_premise_is_corrected_with_a_citation(qa: QA, question: str, claim: str, fact: str) -> None:
    answer = qa.ask(question)
    assert answer.abstained
    assert f"“{claim}”" in answer.answer and fact in answer.answer
    assert answer.citations and answer.answer.endswith("]")


def test_a_city_is_no_false_premise_where_nobody_said_whose_paper_it_is() -> None:
    body = "截至2月25日，我市1101家企业中已复工复产912家。"
    asked = understand("焦作一共有多少家企业？")
    for source, claim in ((None, None), ("焦作日报", None), ("长沙晚报", "焦作")):
        article = Article("a", "news", None, body, source=source)
        assert settle(asked, [Candidate(article, 0, len(body), 3.0, 1.0)], 0.5)[1] == claim


def test_the_works_of_a_reporter_are_listed(qa: QA) -> None:
    answer = qa.ask("姚广强写了哪几篇报道？")
    assert "化危为机促发展" in answer.answer and "打牢农业基础" in answer.answer
    assert len(answer.citations) == 2


def test_a_search_can_be_narrowed_to_a_reporter(qa: QA) -> None:
    found = qa.search("会议要求", filters=Filters(reporter="杜玲"))
    assert {qa.article(one.article_id).reporters for one in found} == {("杜玲",)}  # type: ignore[union-attr]
    assert qa.search("会议要求", filters=Filters(reporter="无此人")) == ()


def test_the_words_of_a_question_name_an_issue(qa: QA) -> None:
    assert narrowed("2月27日的报纸上讲了什么？", qa.store, None) == Filters(None, "2020-02-27", "2020-02-27")
    assert narrowed("2月26日徐衣显去了哪里？", qa.store, None) is None
    assert narrowed("2月28日的报纸上讲了什么？", qa.store, None) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("记者：甲乙丙。", "unsupported"),
        ("主持：徐衣显。", "supported"),
        ("主持：市长王大明。", "unsupported"),
        ("190家（1101家 − 912家，由报道中的数字算出）。", "unsupported"),
        ("8个督导组。", "unsupported"),
        ("主持：徐衣显，市公安局参加会议。", "unsupported"),
    ],
)
def test_each_line_is_held_against_the_words_it_cites(text: str, expected: str) -> None:
    body = "市长徐衣显主持会议，1101家企业中已复工912家。"
    assert verdict(Line(text, Article("a", "news", None, body), 0, len(body))) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2020年2月26日上午（文中“昨日”，报纸日期2020-02-27）。", "supported"),
        ("2020年2月25日上午（文中“昨日”，报纸日期2020-02-27）。", "unsupported"),
        ("2020年2月26日下午（文中“昨日”，报纸日期2020-02-27）。", "unsupported"),
        ("2020年2月27日上午（文中“昨日”，报纸日期2020-02-28）。", "unsupported"),
    ],
)
def test_a_day_that_was_counted_is_counted_again_by_the_check(text: str, expected: str) -> None:
    article = Article("a", "news", None, "昨日上午，市政府召开会议。", issue_date="2020-02-27")
    assert verdict(Line(text, article, 0, len(article.body))) == expected


def test_labels_of_the_program_need_not_stand_in_the_article(qa: QA) -> None:
    answer = qa.ask("王小平暗访了哪些单位？")
    assert answer.answer.startswith("去了：市审计局、市委编办。")
    assert {citation.verdict for citation in answer.citations} == {"supported"}


def test_a_year_that_is_asked_for_is_not_answered_with_a_day(qa: QA) -> None:
    assert "2月26日" not in qa.ask("哪一年的农业农村农民工作格外特殊、格外要紧？").answer


def test_who_attended_a_meeting_is_not_looked_for_in_an_inspection(qa: QA) -> None:
    answer = qa.ask("Who attended the meeting chaired by Xu Yixian on balancing epidemic control and the economy?")
    assert all(name in answer.answer for name in ("李民生", "牛炎平", "薛志杰"))


def test_where_two_sentences_may_answer_none_is_cut_short(qa: QA) -> None:
    answer = qa.ask("When will the Taijiao railway be completed?").answer
    assert "• 3月5日。" not in answer and "年底建成通车" in answer


def test_where_somebody_went_is_read_from_the_record_they_led(qa: QA) -> None:
    assert qa.ask("王小平去了哪些地方？").answer.startswith("去了：市审计局、市委编办。")
    assert qa.ask("葛探宇去了哪些地方？").answer.startswith("去了：10个县（市）区")


def test_what_others_did_is_not_put_to_somebody_who_attended(qa: QA) -> None:
    for question in ("李民生去了哪些地方？", "李民生提出了哪些要求？"):
        assert all("李民生" in one.quote for one in qa.ask(question).citations)
