"""How the source is laid out: which module may import which, and how long a function may be."""

from __future__ import annotations

import pytest

from benchmarks.house import arrows, circles, reached, read

MODULES = read()
ARROWS = arrows(MODULES)
# Who may import whom: each its own and those before it. The commands stand above everything, the page's server too.
FLOORS = ("index", "rag", "web", "ui", "commands")
COMMANDS = ("rag.cli", "rag.__main__", "rag.printing", "rag.options")
# What is called by programs, and who may call it. All else in `web` makes the page.
SERVICE = (
    "access", "answering", "api", "bodies", "described", "dify", "feedback", "footnotes", "guard", "hosts", "login",
    "mcp_articles", "mcp_server", "metrics", "openai_chat", "routes", "service", "sessions", "shaped", "told",
    "turnstile", "words",
)  # fmt: skip
LONGEST = {"index": 40, "rag": 40}  # lines of a function; the parts of the page are one function each, of up to 80


def floor(name: str) -> int:
    return FLOORS.index("commands" if name.startswith(COMMANDS) else name.split(".")[0])


def test_no_modules_import_each_other_round_about() -> None:
    assert circles(ARROWS) == []


@pytest.mark.parametrize("name", FLOORS)
def test_nothing_imports_what_stands_above_it(name: str) -> None:
    upward = {
        (one, other)
        for one, found in ARROWS.items()
        for other in found
        if floor(one) == FLOORS.index(name) < floor(other)
    }
    assert upward == set()


def test_what_programs_call_knows_nothing_of_the_page() -> None:
    service = {f"web.{name}" for name in SERVICE}
    assert service <= ARROWS.keys()
    for name in service:
        page = {other for other in reached(ARROWS, name) if other.startswith("web.")} - service
        assert page == set(), name


def test_functions_are_short() -> None:
    lengths = {name: length for module in MODULES for length, name in module.functions()}
    assert {name: length for name, length in lengths.items() if length > LONGEST.get(name.split(".")[0], 80)} == {}


def test_a_circle_is_found_wherever_it_is_entered() -> None:
    found = {"a": frozenset({"b"}), "b": frozenset({"c"}), "c": frozenset({"b"}), "d": frozenset({"a"})}
    assert circles(found) == [frozenset({"b", "c"})]
