"""Questions over the whole archive: recognised, planned, complete, in order, and none where there is none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from index.build import build_index
from index.encoder import Encoder
from index.readers import Issue
from index.settings import settings
from rag import QA
from rag.survey.period import Period, as_of, period_of
from rag.survey.plan import plan_of

NEWEST = "2023-08-19"


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("哪些报道写了桥梁检修？", "which"),
        ("库里有多少篇稿子提到堤防？", "count"),
        ("有几个城市开过防汛会？", "count"),
        ("大坝抢险这件事，按时间先后理一遍", "timeline"),
        ("水位最新是多少米？之前报的是多少", "latest"),
        ("7月1日到7月5日，李卫东都忙了些什么？", "period"),
        ("河东和河西各查出什么问题？", "compare"),
        ("Which articles deal with the bridge?", "which"),
        ("李卫东主持了什么会议？", None),
        ("会议提出了哪些要求？", None),
        ("多少人参加了会议？", None),
        ("这篇报道是谁写的？", None),
    ],
)
def test_a_question_over_the_archive_is_told_by_its_form(question: str, kind: str | None) -> None:
    plan = plan_of(question, (), NEWEST)
    assert (plan and plan.kind) == kind


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("7月28日到8月2日", ("2023-07-28", "2023-08-02")),
        ("8月8日到12日这几天", ("2023-08-08", "2023-08-12")),
        ("从7月下旬到8月中旬", ("2023-07-21", "2023-08-20")),
        ("八月上旬", ("2023-08-01", "2023-08-10")),
        ("9月份", ("2023-09-01", "2023-09-30")),
        ("去年的事", None),
        ("上周", ("2023-08-07", "2023-08-13")),
        ("本周都有谁开会", ("2023-08-14", "2023-08-20")),
        ("上个月", ("2023-07-01", "2023-07-31")),
        ("昨天", ("2023-08-18", "2023-08-18")),
        ("上周五", ("2023-08-11", "2023-08-11")),
        ("近三天", ("2023-08-16", "2023-08-19")),
        ("近日", ("2023-08-12", "2023-08-19")),
        ("截至8月2日，上周有哪些", ("2023-07-24", "2023-07-30")),
        ("what was held last week", ("2023-08-07", "2023-08-13")),
        ("the past 3 days", ("2023-08-16", "2023-08-19")),
        ("最近一次", None),
        ("上周岁生日", None),
        ("between 9 and 17 August 2023", ("2023-08-09", "2023-08-17")),
    ],
)
def test_days_are_read_from_the_question(text: str, period: tuple[str, str] | None) -> None:
    assert period_of(text, NEWEST) == (Period(*period) if period else None)


def test_a_question_sets_its_own_day() -> None:
    assert as_of("截至8月2日有多少人？", NEWEST) == "2023-08-02"
    assert as_of("从7月1日到8月2日有哪些？", NEWEST) is None


def _line(number: int, day: str, text: str) -> str:
    return json.dumps(
        {"id": f"n{number}", "title": None, "source": "河岸日报", "date": day, "text": text}, ensure_ascii=False
    )


def _others() -> list[str]:
    themes = ("小学开设书法课", "图书馆延长开放", "果农采摘葡萄", "足球队赢得比赛", "医院引进设备", "剧团排演新戏")
    return [_line(10 + at, "2023-07-20", f"{themes[at % 6]}，第{at}批居民参加了活动。") for at in range(36)]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> QA:
    folder = tmp_path_factory.mktemp("archive")
    told = [
        _line(1, "2023-07-22", "7月22日，清水河大堤出现管涌险情，河岸县组织抢险，12条公交线路停运。"),
        _line(2, "2023-07-26", "7月26日，清水河大堤管涌险情得到控制，仍有5条公交线路停运。"),
        _line(3, "2023-07-30", "7月30日，清水河大堤管涌险情解除，河岸县公交线路全部恢复。"),
    ]
    others = _others()
    file = folder / "news.jsonl"
    file.write_text("\n".join([*told, *others]), "utf-8")
    build_index(folder / "index", [file], Issue(), settings(), encoder)
    return QA.open(folder / "index")


def test_a_timeline_has_each_article_once_by_date(archive: QA) -> None:
    answer = archive.ask("清水河大堤管涌险情，按时间先后理一遍")
    assert [one.article_id for one in answer.citations] == ["n1", "n2", "n3"]


def test_the_newest_state_comes_first_and_says_what_it_supersedes(archive: QA) -> None:
    answer = archive.ask("清水河大堤管涌险情最新怎么样了？之前报的是什么")
    assert [one.article_id for one in answer.citations] == ["n3", "n2", "n1"]
    assert "最新" in answer.answer
    assert "此前" in answer.answer


def test_a_count_stands_at_the_beginning(archive: QA) -> None:
    assert "3" in archive.ask("有多少篇报道写清水河大堤管涌险情？").answer[:40]


def test_days_narrow_what_is_counted(archive: QA) -> None:
    answer = archive.ask("7月25日到7月31日，有多少篇报道写清水河大堤管涌险情？")
    assert sorted(one.article_id for one in answer.citations) == ["n2", "n3"]


def test_none_is_said_where_there_is_none(archive: QA) -> None:
    answer = archive.ask("9月份有哪些报道写清水河大堤管涌险情？")
    assert answer.abstained
    assert not answer.citations


def test_the_plan_is_shown_to_the_reader(archive: QA) -> None:
    note = archive.ask("7月25日到7月31日，有多少篇报道写清水河大堤管涌险情？").note
    assert note is not None
    assert "2023-07-25 – 2023-07-31" in note


def test_quotes_are_the_words_of_the_article(archive: QA) -> None:
    for one in archive.ask("哪些报道写了清水河大堤管涌险情？").citations:
        article = archive.article(one.article_id)
        assert article is not None
        assert article.body[one.start : one.end] == one.quote


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> QA:
    folder = tmp_path_factory.mktemp("cases")
    told = [
        _line(1, "2023-07-31", "截至7月31日，河岸县累计确诊登革热病例11例，均为输入病例。"),
        _line(2, "2023-08-03", "截至8月2日，河岸县累计确诊登革热病例23例，均为输入病例。"),
        _line(3, "2023-08-09", "截至8月8日，河岸县累计确诊登革热病例40例，均为输入病例。"),
        _line(4, "2023-08-09", "河岸县图书馆今起延长开放，新增座位200个。"),
    ]
    (folder / "news.jsonl").write_text("\n".join(told), "utf-8")
    build_index(folder / "i", [folder / "news.jsonl"], Issue(), settings(), encoder)
    return QA.open(folder / "i")


def test_the_newest_state_wins_and_says_what_it_supersedes(cases: QA) -> None:
    answer = cases.ask("河岸县累计确诊登革热病例多少例？")
    assert answer.answer.startswith("• 截至2023-08-08：40例")
    assert "此前2023-08-02：" in answer.answer
    assert [one.article_id for one in answer.citations] == ["n3", "n2"]
    assert {one.verdict for one in answer.citations} == {"supported"}


def test_a_question_as_of_a_day_gets_the_state_of_that_day(cases: QA) -> None:
    answer = cases.ask("截至8月2日，河岸县累计确诊登革热病例多少例？")
    assert answer.answer.startswith("• 截至2023-08-02：23例")
    assert "40例" not in answer.answer


def test_a_question_about_another_matter_supersedes_nothing(cases: QA) -> None:
    assert "此前" not in cases.ask("河岸县图书馆新增多少个座位？").answer


def test_last_week_is_read_from_the_issue(tmp_path: Path, encoder: Encoder) -> None:
    told = [
        _line(1, "2023-08-15", "上周，副县长李卫东到清水河检查堤防。"),
        _line(2, "2023-08-15", "昨日，副县长李卫东到图书馆调研。"),
        _line(3, "2023-08-02", "上周，副县长李卫东到小学慰问教师。"),
    ]
    (tmp_path / "news.jsonl").write_text("\n".join([*told, *_others()]), "utf-8")
    build_index(tmp_path / "i", [tmp_path / "news.jsonl"], Issue(), settings(), encoder)
    qa = QA.open(tmp_path / "i")
    answer = qa.ask("上周李卫东都忙了些什么？")
    assert [one.article_id for one in answer.citations] == ["n1"]
    answer = qa.ask("截至8月2日，上周李卫东都忙了些什么？")
    assert [one.article_id for one in answer.citations] == ["n3"]
