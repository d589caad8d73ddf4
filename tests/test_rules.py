"""Rules as data: each rule's own examples."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks.house import read
from rag.rules import Rule


def rules(value: Any) -> Iterator[Rule]:
    """The rules that a name of a module stands for, in tuples and dicts too."""
    if isinstance(value, Rule):
        yield value
    elif isinstance(value, dict | tuple | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from rules(one)


def all_rules() -> Iterator[tuple[str, Rule]]:
    """Every rule of the source once, with the module it stands in."""
    seen: set[int] = set()
    for module in read(["index", "rag"]):
        if not module.name.endswith("__main__"):
            for value in vars(importlib.import_module(module.name)).values():
                for rule in rules(value):
                    if id(rule) not in seen:
                        seen.add(id(rule))
                        yield module.name, rule


ALL = list(all_rules())


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
