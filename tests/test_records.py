"""Meetings and inspections of the sample page as records, each value with its sentence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rag import QA
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


@pytest.mark.parametrize("field", ["chair_or_lead", "attendees"])
def test_people_are_exact(pairs: list[tuple[MeetingRecord, dict]], field: str) -> None:
    assert [list(getattr(record, field)) for record, _ in pairs] == [gold[field] for _, gold in pairs]


def test_every_value_stands_in_the_sentence_it_was_read_from(pairs: list[tuple[MeetingRecord, dict]], qa: QA) -> None:
    for record, _ in pairs:
        article = qa.article(record.article_id)
        assert article is not None
        for name, founds in record.evidence.items():
            for found in founds:
                sentence = article.body[found.start : found.end]
                assert found.text.removesuffix("会议") in sentence, name
