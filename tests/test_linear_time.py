"""Nothing that is read takes more than linear time: every pattern and every reader, at n and at 2n, of what is worst.

Time is that of this process alone, the least of some runs; only growth is looked at, never how long something took.
"""

from __future__ import annotations

import ast
import importlib
import random
import re
import re._constants as sre
import re._parser as parser
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
METHODS = ("search", "match", "fullmatch", "sub", "split", "findall", "finditer")
GROWTH, RUNS = 3.0, 4
LENGTHS = (100, 400, 1600)  # what a count in the pattern bounds grows badly only up to there
HANGS = 0.1  # seconds, of so short a text
NOTICED = 0.002  # seconds; what takes less at the greatest length does not grow badly, and clocks are coarse


def grows(run: Callable[[int], Any], length: int, noticed: float = NOTICED) -> bool:
    """Whether work of twice the length takes more than three times as long, and that of four times, nine times."""
    if (twice := least(run, 2 * length, 1)) < noticed or twice < GROWTH * least(run, length, RUNS):
        return False
    once, twice, again = (least(run, times * length, RUNS) for times in (1, 2, 4))
    return twice > GROWTH * once and again > GROWTH * twice


def least(run: Callable[[int], Any], length: int, runs: int) -> float:
    times = []
    for _ in range(runs):
        begun = time.process_time()
        run(length)
        times.append(time.process_time() - begun)
    return min(times)


# Patterns ------------------------------------------------------------------------------------------------------------


def modules() -> Iterator[tuple[Path, ModuleType]]:
    files = [file for folder in ("index", "rag", "web") for file in sorted((ROOT / folder).rglob("*.py"))]
    for file in [*files, ROOT / "ui.py"]:
        parts = file.relative_to(ROOT).with_suffix("").parts
        if parts[-1] != "__main__":
            yield file, importlib.import_module(".".join(parts).removesuffix(".__init__"))


def patterns() -> list[Any]:
    """Each pattern of the code, by where it stands and how it is used."""
    found: dict[tuple[str, str], Any] = {}
    for file, module in modules():
        tree = ast.parse(file.read_text("utf-8"))
        for name, value in vars(module).items():
            for pattern in compiled(value):
                for how in sorted(uses(tree, name)):
                    found.setdefault((pattern.pattern, how), pytest.param(pattern, how, id=f"{file.stem}:{name}:{how}"))
        for line, pattern, how in inline(tree, module):
            found.setdefault((pattern.pattern, how), pytest.param(pattern, how, id=f"{file.stem}:{line}:{how}"))
    return list(found.values())


def compiled(value: Any) -> Iterator[re.Pattern[str]]:
    """The patterns that a name of a module stands for, in tuples and dicts too."""
    if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
        yield value
    elif isinstance(value, dict):
        yield from (one for part in (*value, *value.values()) for one in compiled(part))
    elif isinstance(value, tuple | list):
        yield from (one for part in value for one in compiled(part))


def uses(tree: ast.AST, name: str) -> set[str]:
    """How a pattern is called: by its name, or by that of a loop over several; else it is taken to be searched for."""
    called = {(node.value.id, node.attr) for node in ast.walk(tree) if isinstance(node, ast.Attribute)
              and isinstance(node.value, ast.Name) and node.attr in METHODS}  # fmt: skip
    by_name = {how for called_name, how in called if called_name == name}
    by_loop = {how for called_name, how in called if called_name == "pattern"}
    return {_kind(how) for how in by_name or by_loop or {"search"}}


def _kind(how: str) -> str:
    return how if how in ("match", "fullmatch") else "search"


def inline(tree: ast.AST, module: ModuleType) -> Iterator[tuple[int, re.Pattern[str], str]]:
    """Patterns that are written where they are used; one made of what is only known then cannot be timed here."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).removeprefix("re.") in METHODS and node.args:
            if not ast.unparse(node.func).startswith("re."):
                continue
            try:
                given = eval(compile(ast.Expression(node.args[0]), "inline", "eval"), vars(module))  # noqa: S307 - our own code
            except NameError:
                continue
            if isinstance(given, str):
                yield node.lineno, re.compile(given), _kind(node.func.attr)  # type: ignore[attr-defined]


def characters(tree: Any) -> Iterator[str]:
    """Characters that a pattern speaks of."""
    for operator, value in tree:
        if operator in (sre.LITERAL, sre.NOT_LITERAL):
            yield chr(value) if operator is sre.LITERAL else "长"
        elif operator is sre.IN:
            yield from characters(value)
        elif operator is sre.RANGE:
            yield chr(value[0])
        elif operator is sre.CATEGORY:
            yield {sre.CATEGORY_SPACE: " ", sre.CATEGORY_DIGIT: "1", sre.CATEGORY_WORD: "w"}.get(value, "长")
        elif operator in (sre.ANY, sre.NEGATE):
            yield "长"
        else:
            for part in inner(operator, value):
                yield from characters(part)


def inner(operator: Any, value: Any) -> list[Any]:
    """The patterns within a part of a pattern."""
    if operator is sre.BRANCH:
        return list(value[1])
    if operator in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
        return [value[2]]
    if operator is sre.SUBPATTERN:
        return [value[3]]
    if operator in (sre.ASSERT, sre.ASSERT_NOT):
        return [value[1]]
    if operator is sre.GROUPREF_EXISTS:
        return [part for part in value[1:] if part]
    return [value] if operator is sre.ATOMIC_GROUP else []


def sample(tree: Any, chance: random.Random) -> str:
    """A text that fits a pattern, or nearly."""
    text = ""
    for operator, value in tree:
        if operator in (sre.LITERAL, sre.NOT_LITERAL, sre.IN, sre.ANY):
            text += chance.choice(list(characters([(operator, value)])) or ["长"])
        elif operator in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
            least, most, part = value
            text += "".join(sample(part, chance) for _ in range(min(least + chance.randrange(3), int(most))))
        elif operator is not sre.ASSERT_NOT and (parts := inner(operator, value)):
            text += sample(chance.choice(parts), chance)
    return text


def repeated(pattern: re.Pattern[str]) -> list[tuple[str, str, str]]:
    """What is hard for a pattern: beginning, what is repeated, end."""
    chance, tree = random.Random(ascii(pattern.pattern)), parser.parse(pattern.pattern, pattern.flags)  # noqa: S311 - no secret
    known = list(dict.fromkeys([" ", "\n", "1", "一", "长", "x", "，", *characters(tree)]))
    some = known[:7] + chance.sample(known[7:], min(12, len(known) - 7))
    samples = list(filter(None, dict.fromkeys(sample(tree, chance) for _ in range(6))))
    hard = [("", one, "") for one in some]
    hard += [("", one + other, "") for one in some[:4] for other in some[7:]]
    hard += [
        ("", text[:length], end)
        for text in samples
        for length in {len(text), len(text) // 2 or 1}
        for end in ("", "\1")
    ]
    hard += [(text[:at], one, "\1") for text in samples[:4] for at in range(1, min(5, len(text))) for one in " 1一"]
    hard += [(text[:at], text[at], "\1") for text in samples[:4] for at in range(1, min(6, len(text)))]
    return list(dict.fromkeys(hard))


@pytest.mark.parametrize(("pattern", "how"), patterns())
def test_a_pattern_takes_linear_time(pattern: re.Pattern[str], how: str) -> None:
    def run(length: int) -> None:
        text = begin + one * (length // len(one)) + end
        if how == "search":
            for _ in pattern.finditer(text):
                pass
        else:
            getattr(pattern, how)(text)

    for begin, one, end in repeated(pattern):
        for length in LENGTHS:
            if grows(run, length) and (length == LENGTHS[-1] or least(run, length, 1) > HANGS):
                raise AssertionError(f"{begin + one * 3 + end!r}… of {length} and twice as many characters")
