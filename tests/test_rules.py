"""Rules as data: each rule's own examples."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from rag import people
from rag.courtesy import COURTESIES
from rag.records.events import RULES as EVENTS
from rag.rules import Rule
from rag.survey.plan import RULES as QUESTIONS

ALL = [
    *(("person", rule) for rule in people.RULES),
    *((form, rule) for form, rules in EVENTS.items() for rule in rules),
    *(("courtesy", rule) for rule in COURTESIES),
    *QUESTIONS,
]


@pytest.mark.parametrize(("of", "rule"), ALL, ids=[f"{of}: {rule.name}" for of, rule in ALL])
def test_a_rule_finds_what_it_should_and_leaves_the_rest(of: str, rule: Rule) -> None:
    assert list(rule.broken()) == []
    assert rule.why
    assert rule.matches


@pytest.mark.parametrize("folder", ["index", "rag", "web"])
def test_no_count_of_a_pattern_is_lost_in_a_formatted_string(folder: str) -> None:
    """In rf"" a {1,4} is a pair of numbers, and has to be written {{1,4}}."""
    for file in sorted((Path(__file__).parent.parent / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.FormattedValue):
                assert not isinstance(node.value, ast.Constant | ast.Tuple), f"{file}:{node.lineno}"
