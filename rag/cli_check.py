"""`baowen check`: what it prints."""

from __future__ import annotations

from pathlib import Path

import typer

from rag.printing import bar, err, out, print_reports
from rag.spoken import say

REPAIR = "run 'baowen check --repair'"


def run(folder: Path, repairs: bool) -> None:
    """Say whether an index is as it was written, or repair it. Exit code 1 when it is not, or something is lost."""
    from index.repair import check
    from index.settings import settings

    if repairs:
        _repair(folder)
        return
    found = check(folder, settings())
    for line in found.lines():
        err.print(f"baowen: {say('damaged: {}', line)}", style="red", markup=False, soft_wrap=True)
    if found:
        err.print(f"baowen: {say(REPAIR)}", soft_wrap=True)
        raise typer.Exit(1)
    out.print(say("the index is whole"))


def _repair(folder: Path) -> None:
    from index.encoder import Encoder
    from index.lock import only_writer
    from index.repair import repair
    from index.settings import settings
    from index.store import Store
    from rag.readings import make_readings

    options = settings()
    with bar(say("Repairing")) as advance:
        done = repair(folder, options, Encoder(options.model, options.threads), advance)
    with only_writer(folder, options.writer_wait_s):
        make_readings(Store.open(folder))
    for line in done.found.lines():
        out.print(say("was damaged: {}", line), markup=False, soft_wrap=True)
    for article, file in done.lost:
        lost = say("{}: its article {} is lost; index the file again", file, article)
        err.print(f"baowen: {lost}", markup=False, soft_wrap=True)
    whole = say("the index is whole; the damaged one was set aside") if done.found else say("the index is whole")
    out.print(whole)
    if done.files:
        print_reports(done.files)
    if done.lost:
        raise typer.Exit(1)
