"""Meetings and inspections of the sample page as records, each value with its sentence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag import QA
from rag.demands import demands
from rag.records import MeetingRecord, meeting_records

ROOT = Path(__file__).parent.parent
GOLD = {
    "".join(entry["body"])[:60]: entry["meeting"]
    for entry in json.loads((ROOT / "tests/data/jiaozuo-2020-02-27-articles.json").read_text("utf-8"))
    if entry.get("meeting")
}


@pytest.fixture(scope="module")
def pairs(qa: QA) -> list[tuple[MeetingRecord, dict]]:
    return [
        (record, GOLD[article.body.replace("\n", "")[:60]])
        for article in qa.store.articles()
        for record in meeting_records(article)
    ]


def test_each_meeting_and_inspection_of_the_page_is_found(pairs: list[tuple[MeetingRecord, dict]]) -> None:
    assert len(pairs) == len(GOLD) == 6


@pytest.mark.parametrize("field", ["form", "name", "date", "time"])
def test_plain_fields_are_exact(pairs: list[tuple[MeetingRecord, dict]], field: str) -> None:
    assert [getattr(record, field) for record, _ in pairs] == [gold[field] for _, gold in pairs]


def test_who_led_is_exact(pairs: list[tuple[MeetingRecord, dict]]) -> None:
    assert [list(record.chair_or_lead) for record, _ in pairs] == [gold["chair_or_lead"] for _, gold in pairs]


def test_who_was_there_is_exact_and_has_who_led_first(pairs: list[tuple[MeetingRecord, dict]]) -> None:
    for record, gold in pairs:
        assert list(record.attendees) == [*gold["chair_or_lead"], *gold["attendees"]]


def test_every_value_stands_in_the_sentence_it_was_read_from(pairs: list[tuple[MeetingRecord, dict]], qa: QA) -> None:
    for record, _ in pairs:
        article = qa.article(record.article_id)
        assert article is not None
        for name, founds in record.evidence.items():
            for found in founds:
                sentence = article.body[found.start : found.end]
                assert found.text.removesuffix("会议") in sentence, name


@pytest.mark.parametrize("field", ["places_visited", "items", "measures"])
def test_nearly_all_that_was_visited_heard_and_asked_for_is_found(
    pairs: list[tuple[MeetingRecord, dict]], field: str
) -> None:
    wanted = [(item, getattr(record, field)) for record, gold in pairs for item in gold[field]]
    found = [any(item[:12] in value or value in item for value in values) for item, values in wanted]
    assert sum(found) >= 0.9 * len(found)


def test_a_demand_names_who_is_to_meet_it_where_the_text_does() -> None:
    body = (
        "会议强调，要压实责任。各级党委和政府要把复工复产做细做扎实。对养老机构，防护能力弱，要严格管理。\n"
        "在建设现场，塔吊林立。他要求有关部门抓紧联系企业，确保供应。会议听取了汇报。"
    )
    assert [(one.text, one.target) for one in demands(body)] == [
        ("要压实责任", None),
        ("各级党委和政府要把复工复产做细做扎实", "各级党委和政府"),
        ("要严格管理", "养老机构"),
        ("有关部门抓紧联系企业，确保供应", "有关部门"),
    ]


@given(st.text(alphabet="会议强调要求指出一二三，。；\n市部门在是了", max_size=120))
def test_a_demand_stands_in_its_sentence_whatever_the_text(body: str) -> None:
    assert all(one.text in body[one.start : one.end] for one in demands(body))
