"""`baowen check`: what it prints."""

from __future__ import annotations

from pathlib import Path

import typer

from rag.printing import bar, err, out, print_reports


def run(folder: Path, repairs: bool) -> None:
    """Say whether an index is as it was written, or repair it. Exit code 1 when it is not, or something is lost."""
    from index.repair import check
    from index.settings import settings

    if repairs:
        _repair(folder)
        return
    found = check(folder, settings())
    for line in found.lines():
        err.print(f"baowen: damaged: {line}", style="red", markup=False, soft_wrap=True)
    if found:
        err.print("baowen: run 'baowen check --repair'", soft_wrap=True)
        raise typer.Exit(1)
    out.print("the index is whole")


def _repair(folder: Path) -> None:
    from index.encoder import Encoder
    from index.lock import only_writer
    from index.repair import repair
    from index.settings import settings
    from index.store import Store
    from rag.readings import make_readings

    options = settings()
    with bar("Repairing") as advance:
        done = repair(folder, options, Encoder(options.model, options.threads), advance)
    with only_writer(folder, options.writer_wait_s):
        make_readings(Store.open(folder))
    for line in done.found.lines():
        out.print(f"was damaged: {line}", markup=False, soft_wrap=True)
    for article, file in done.lost:
        err.print(f"baowen: {file}: its article {article} is lost; index the file again", markup=False, soft_wrap=True)
    out.print("the index is whole; the damaged one was set aside" if done.found else "the index is whole")
    if done.files:
        print_reports(done.files)
    if done.lost:
        raise typer.Exit(1)
