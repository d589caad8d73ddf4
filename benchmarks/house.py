"""What the source looks like: modules and the imports between them, circles among those, and how long functions are.

    python -m benchmarks.house [PACKAGE ...]

prints a line a package and one for all of it; `tests/test_house.py` holds the same counts against what is promised.
Imports inside functions and for type checkers count like any other.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

ROOT = Path(__file__).parent.parent
PACKAGES = ("index", "rag", "web", "ui")

Arrows = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Module:
    """A file of the source under the name it is imported by, with its syntax tree and number of lines."""

    name: str
    tree: ast.Module
    lines: int

    def functions(self) -> Iterator[tuple[int, str]]:
        """Lines and name of every function and method, decorators not counted."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield (node.end_lineno or node.lineno) - node.lineno + 1, f"{self.name}.{node.name}"

    def imported(self) -> Iterator[tuple[str, ...]]:
        """What is imported, the more exact name first: `from a import b` may mean the module a.b or a name in a."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((alias.name,) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield from ((f"{node.module}.{alias.name}", str(node.module)) for alias in node.names)


def read(packages: Sequence[str] = PACKAGES, root: Path = ROOT) -> list[Module]:
    """The modules of packages, each a folder or a file of `root`."""
    files = (file for name in packages for file in [root / f"{name}.py", *sorted((root / name).rglob("*.py"))])
    return [_module(file, root) for file in files if file.is_file()]


def _module(file: Path, root: Path) -> Module:
    source = file.read_text("utf-8")
    parts = file.relative_to(root).with_suffix("").parts
    return Module(".".join(parts).removesuffix(".__init__"), ast.parse(source), source.count("\n"))


def arrows(modules: Sequence[Module]) -> Arrows:
    """Which of the modules each imports."""
    names = {module.name for module in modules}
    return {
        module.name: frozenset(
            found
            for exact in module.imported()
            if (found := next((name for name in exact if name in names), None)) and found != module.name
        )
        for module in modules
    }


def reached(found: Arrows, start: str) -> frozenset[str]:
    """All that a module brings with it, itself only where it is in a circle."""
    seen: set[str] = set()
    waiting = list(found[start])
    while waiting:
        if (name := waiting.pop()) not in seen:
            seen.add(name)
            waiting += found[name]
    return frozenset(seen)


def circles(found: Arrows) -> list[frozenset[str]]:
    """The sets of modules that import each other, round about or straight."""
    beyond = {name: reached(found, name) for name in found}
    return sorted(
        {frozenset(other for other in beyond[name] if name in beyond[other]) for name in found if name in beyond[name]},
        key=sorted,
    )


def report(modules: Sequence[Module], arrows_of_all: Arrows) -> tuple[str, ...]:
    """A line of the table: modules, lines, imports, circles among them, lengths of functions, and the longest one."""
    names = {module.name for module in modules}
    own = {name: arrows_of_all[name] & names for name in names}
    lengths = sorted(length for module in modules for length, _ in module.functions())
    longest = max((one for module in modules for one in module.functions()), default=(0, ""))[1]
    tenth = int(quantiles(lengths, n=10)[-1])
    counts = (len(modules), sum(module.lines for module in modules), sum(map(len, own.values())), len(circles(own)))
    return (*map(str, counts), f"{median(lengths):g} / {tenth} / {lengths[-1]}", longest)


def main(packages: Sequence[str]) -> None:
    """Print the table."""
    heading = ("", "modules", "lines", "imports", "circles", "function median / p90 / max", "longest")
    modules = read(packages)
    found = arrows(modules)
    rows = [heading]
    for name in packages:
        rows.append((name, *report([module for module in modules if module.name.split(".")[0] == name], found)))
    rows.append(("all", *report(modules, found)))
    for row in rows:
        print(f"{row[0]:8}{row[1]:>8}{row[2]:>8}{row[3]:>9}{row[4]:>9}  {row[5]:>27}  {row[6]}")
    for circle in circles(found):
        print("circle:", ", ".join(sorted(circle)))


if __name__ == "__main__":
    main(sys.argv[1:] or PACKAGES)
