"""Dify's external knowledge interface, asked as Dify asks."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

KEY = "Bearer reader:chun-tian"


def asked(address: str, authorization: str | None = None, **changes: Any) -> httpx.Response:
    body = {"knowledge_id": "baowen", "query": "复工复产率", "retrieval_setting": {"top_k": 3, "score_threshold": 0.0}}
    headers = {"authorization": authorization} if authorization else {}
    return httpx.post(f"{address}/retrieval", json=body | changes, headers=headers)


def test_records_are_passages_with_where_they_stand(address: str) -> None:
    records = asked(address).json()["records"]
    assert len(records) == 3
    scores = [one["score"] for one in records]
    assert scores == sorted(scores, reverse=True) and all(0 <= score <= 1 for score in scores)
    first = records[0]
    assert first["title"] and first["metadata"]["source"] == "焦作日报" and first["metadata"]["date"] == "2020-02-27"
    assert len(first["content"]) == first["metadata"]["end"] - first["metadata"]["start"]


def test_the_threshold_and_the_count_are_kept_to(address: str) -> None:
    all_scores = [one["score"] for one in asked(address, retrieval_setting={"top_k": 10}).json()["records"]]
    above = asked(address, retrieval_setting={"top_k": 10, "score_threshold": all_scores[2]}).json()["records"]
    assert len(all_scores) == 10 and len(above) == 3
    assert asked(address, retrieval_setting={"top_k": 10, "score_threshold": 1.0}).json() == {"records": []}


def test_a_newspaper_is_a_knowledge_base(address: str) -> None:
    assert asked(address, knowledge_id="焦作日报").json()["records"]
    unknown = asked(address, knowledge_id="nowhere")
    assert (unknown.status_code, unknown.json()["error_code"]) == (404, 2001)


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"query": ""}, "the question is empty"),
        ({"query": 5}, "query: Input should be a valid string"),
        ({"query": "问" * 1001}, "1,001 characters"),
        ({"retrieval_setting": None}, "retrieval_setting"),
        ({"retrieval_setting": {"top_k": 0, "score_threshold": 0}}, "greater than or equal to 1"),
        ({"retrieval_setting": {"top_k": 10**9, "score_threshold": 0}}, "less than or equal to 100"),
        ({"retrieval_setting": {"top_k": 1, "score_threshold": 2}}, "less than or equal to 1"),
        ({"metadata_condition": {"conditions": [{"name": "source"}]}}, "metadata_condition.conditions"),
        ({"knowledge_id": ["baowen"]}, "knowledge_id"),
    ],
)
def test_a_wrong_request_gets_difys_error(address: str, changes: dict[str, Any], line: str) -> None:
    answer = asked(address, **changes)
    error = answer.json()
    assert (answer.status_code, error["error_code"]) == (400, 400)
    assert line in error["error_msg"] and "\n" not in error["error_msg"]


def test_its_keys_are_names_with_passwords(closed: str) -> None:
    assert asked(closed, KEY).json()["records"]
    for given, code in ((None, 1001), ("Basic x", 1001), ("Bearer key", 1001), ("Bearer reader:wrong", 1002)):
        answer = asked(closed, given)
        assert (answer.status_code, answer.json()["error_code"]) == (401, code)
