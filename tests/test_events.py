"""Records of papers other than the sample page: forms, people, places, measures, and what is none."""

from __future__ import annotations

import pytest

from index.article import Article
from rag.people import mentions, people
from rag.records import MeetingRecord, meeting_records


def read(body: str) -> list[MeetingRecord]:
    return list(meeting_records(Article(id="a", kind="news", title="", body=body, issue_date="2023-08-10")))


@pytest.mark.parametrize(
    ("body", "forms"),
    [
        ("8月9日，市住建局召开物业工作推进会。会议强调，要压实责任。", ["meeting"]),
        ("市卫健委8月9日举行新闻发布会，介绍医疗服务情况。", ["briefing"]),
        ("近日，省教育厅印发《关于做好校园防汛工作的紧急通知》（以下简称《通知》）。", ["notice"]),
        ("连日来，平江派出所开展夏夜治安集中统一行动，守护平安。", ["campaign"]),
        ("8月9日，副区长李卫东带队到南湖街道养老院检查消防安全工作。", ["inspection"]),
        ("8月9日，两队战成二比二平，主教练对检查站前的球迷表示感谢。", []),
        ("医生提醒，高温天气要及时补水，定期检查身体。", []),
        ("全市上下深入贯彻落实全会精神，推动经济发展。", []),
    ],
)
def test_the_form_is_told_by_what_is_done(body: str, forms: list[str]) -> None:
    assert [record.form for record in read(body)] == forms


def test_who_chairs_leads_and_who_speaks_was_there() -> None:
    (record,) = read(
        "8月9日，县水务局召开防汛工作会议。县水务局党组书记、局长周立新主持会议，副局长陈小兰、总工程师何勇出席。"
        "会上，水库管理处处长王敏汇报了情况。县长刘志远因公务未能出席。（记者 张强）"
    )
    assert record.chair_or_lead == ("周立新",)
    assert record.attendees == ("周立新", "陈小兰", "何勇", "王敏")


def test_places_are_those_gone_to_with_their_sentences() -> None:
    body = "8月9日，副市长李卫东到南湖区调研。在南湖养老院，李卫东强调要守牢安全底线。随后，他来到新华书店。"
    (record,) = read(body)
    assert set(record.places_visited) == {"南湖区", "南湖养老院", "新华书店"}
    assert all(found.text in body[found.start : found.end] for found in record.evidence["places_visited"])


def test_measures_are_clauses_of_acting_not_figures_or_results() -> None:
    (record,) = read(
        "近日，县应急局印发《汛期安全生产通知》（以下简称《通知》）。各乡镇要加强水库巡查，落实值班制度。"
        "今年以来共检查企业126家。"
    )
    assert record.measures == ("各乡镇要加强水库巡查，落实值班制度",)
    assert record.evidence["measures"][0].target == "各乡镇"


def test_a_record_comes_back_from_its_json() -> None:
    (record,) = read("8月9日，市住建局召开物业工作推进会。局长周立新主持会议。会议强调，要压实责任。")
    assert MeetingRecord.from_json(record.as_json()) == record


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("副市长李　明、王小平出席会议。", ["李明", "王小平"]),
        ("总统奥斯曼·索科说，谈判继续。", ["奥斯曼·索科"]),
        ("区城管局法制科科长周猛介绍，情况稳定。", ["周猛"]),
        ("张斌斌副局长查看了现场。", ["张斌斌"]),
        ("书记高度重视，水利部长期关注。", []),
        ("省领导李海涛、郝会龙、张显友参加会议。", ["李海涛", "郝会龙", "张显友"]),
    ],
)
def test_persons_are_known_by_the_formulas_of_newspapers(text: str, names: list[str]) -> None:
    assert [one.name for one in mentions(text)] == names
    assert all(name in text for name in people(text))
