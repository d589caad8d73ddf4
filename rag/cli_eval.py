"""`baowen eval`: what its forms do and print."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from rich.table import Table

from index.errors import BaowenError
from rag.evaluate.figures import Figures, Report
from rag.evaluate.report import as_json as report_json
from rag.evaluate.report import interval, shown, write_report
from rag.printing import bar, out, print_json, write_lines
from rag.spoken import say

if TYPE_CHECKING:
    from index.store import Store
    from rag.qa import QA

COLUMNS = ("hit@1", "hit@5", "MRR", "solved", "citation precision", "decline F1", "latency p50 ms")


def run(questions: Path, qa: QA, output: Path | None, as_json: bool) -> None:
    """Ask a file's questions; a table, or JSON, and the reports where they are wanted."""
    from rag.evaluate import evaluate, read_questions

    asked = read_questions(questions)
    with bar(say("Asking")) as advance:
        report = evaluate(qa, asked, progress=lambda done: advance(questions.name, done, len(asked)))
    if output:
        write_report(report, output)
    if as_json:
        print_json(report_json(report)["metrics"])
    else:
        _print_report(report)


def has_records(file: Path) -> bool:
    """Whether a file holds gold records rather than questions."""
    from rag.evaluate.records import is_records_file

    return is_records_file(file)


def records(gold: Path, store: Store, output: Path | None, as_json: bool) -> None:
    """The records of an index held against gold ones: a row of figures for each field."""
    from rag.evaluate.records import as_figures, read_gold, score_records, write_figures
    from rag.meetings import records_of

    tallies = score_records(read_gold(gold), records_of(store))
    if output:
        write_figures(tallies, output)
    if as_json:
        print_json(as_figures(tallies))
        return
    table = Table(*map(say, ("field", "precision", "recall", "F1", "found", "gold")), box=None, pad_edge=False)
    for name, one in tallies.items():
        table.add_row(name, f"{one.precision:.3f}", f"{one.recall:.3f}", f"{one.f1:.3f}", str(one.found), str(one.gold))
    out.print(table)


def compare(before: Path, after: Path, as_json: bool) -> None:
    """What changed between two reports."""
    from rag.evaluate.compare import compare as run

    found = run(before, after)
    if as_json:
        print_json(asdict(found))
        return
    table = Table(say("figure"), before.parent.name, after.parent.name, say("change"), "p", box=None, pad_edge=False)
    for change in found.changes:
        difference = change.after - change.before
        table.add_row(
            change.name, f"{change.before:.3f}", f"{change.after:.3f}", f"{difference:+.3f}", f"{change.p:.3f}"
        )
    out.print(table)
    for text, rows in (("{} of {} questions won", found.won), ("{} of {} questions lost", found.lost)):
        out.print(f"\n{say(text, len(rows), found.common)}", style="bold", markup=False)
        for row in rows:
            out.print(f"  {row['id'] or ''}  {row['question']}", markup=False, soft_wrap=True)


def vary(questions: Path, index: Path | None, variations: list[str], as_json: bool) -> None:
    """A row of figures for each combination of settings."""
    from index.settings import settings
    from rag.evaluate import read_questions
    from rag.evaluate.vary import read_variations
    from rag.evaluate.vary import vary as run

    options = settings()
    asked, chosen = read_questions(questions), read_variations(variations, options)
    table = Table(*chosen[0], *COLUMNS, box=None, pad_edge=False)
    rows = []
    with bar(say("Asking")) as advance:
        for variant in run(
            index or options.index, asked, chosen, options, lambda label, done: advance(label, done, len(asked))
        ):
            table.add_row(*variant.given.values(), *(shown(variant.report.figures.get(name)) for name in COLUMNS))
            rows.append({"settings": variant.given, "metrics": variant.report.metrics})
    if as_json:
        print_json(rows)
    else:
        out.print(table)


def init(target: Path) -> None:
    """Write a commented template; a file that is there is left alone."""
    from rag.evaluate.questions import TEMPLATE

    try:
        with target.open("x", encoding="utf-8") as file:
            file.write(TEMPLATE)
    except FileExistsError as error:
        raise BaowenError(f"{target}: is there already; name another file") from error
    except OSError as error:
        raise BaowenError(f"{target}: cannot be written ({error.strerror})") from error
    out.print(say("{}: edit it, then: baowen eval {}", target, target), markup=False, soft_wrap=True)


def suggest(store: Store, target: Path | None) -> None:
    """Draft questions from the index, to a file or to standard output."""
    from rag.evaluate.suggest import suggest as drafts

    write_lines(target, drafts(store.articles()))


def _print_report(report: Report) -> None:
    table = Table(say("figure"), say("value"), say("95 % interval"), box=None, pad_edge=False)
    for name, figure in report.figures.items():
        table.add_row(name, shown(figure), interval(figure))
    out.print(table)
    if report.by_group:
        out.print()
        out.print(_groups(report.by_group))


def _groups(groups: dict[str, Figures]) -> Table:
    table = Table(say("group"), say("questions"), *COLUMNS, box=None, pad_edge=False)
    for group, figures in groups.items():
        table.add_row(group, *(shown(figures.get(name)) for name in ("questions", *COLUMNS)))
    return table
