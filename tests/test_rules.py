"""Rules as data: each rule's own examples."""

from __future__ import annotations

import pytest

from rag import people
from rag.records.events import RULES as EVENTS
from rag.rules import Rule
from rag.survey.plan import RULES as QUESTIONS

ALL = [
    *(("person", rule) for rule in people.RULES),
    *((form, rule) for form, rules in EVENTS.items() for rule in rules),
    *QUESTIONS,
]


@pytest.mark.parametrize(("of", "rule"), ALL, ids=[f"{of}: {rule.name}" for of, rule in ALL])
def test_a_rule_finds_what_it_should_and_leaves_the_rest(of: str, rule: Rule) -> None:
    assert list(rule.broken()) == []
    assert rule.why
    assert rule.matches
