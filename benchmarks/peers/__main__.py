"""Baowen beside what people would use instead: `python -m benchmarks.peers CORPUS QUESTIONS`.

CORPUS is anything `baowen index` reads. Its articles are read once, by this program, and given to every peer as they
are, so that taking pages apart is no part of the comparison; each peer cuts them as its own examples do. All have the
same encoder, `index/e5.py` in their own process, not through a server and not the several times slower engine of the
package it comes from: what is compared is what each does around it. This program encodes every sentence besides, and
pays for it in passages a second and on disk.

Every answerable question is searched for; a follow-up is completed first, for all alike. A hit is a passage with the
evidence or, where the file names none, of a gold article and with a gold answer. The peers' passages are longer than
this program's (`characters`), which makes a hit easier; LangChain's tutorial returns four, so its hit@5 and MRR are of
four. Peers run in turn, `--rounds` times, each in a process and a virtual environment of its own; medians count, and in
brackets the ratio to this program. `--plot FILE` draws them.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.peers.plot import draw
from index.files import File, find_files
from index.readers import Issue, read_articles
from index.settings import settings
from rag.evaluate import Asked, read_questions
from rag.evaluate.judge import holds_evidence
from rag.question import understand

HERE = Path(__file__).parent
OURS, PEERS = "baowen", ("langchain", "txtai", "llama_index")
TIMES = ("characters_per_s", "passages_per_s", "p50_ms", "p95_ms", "peak_mb", "disk_mb")
FIGURES = (*TIMES, "hit@1", "hit@5", "MRR", "passages", "characters")


@dataclass(frozen=True, slots=True)
class Failed:
    """A peer that could not be installed or run, and why, in one line."""

    reason: str


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--venvs", type=Path, default=Path(".baowen/peers"), help="where environments are made")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--plot", type=Path)
    options = parser.parse_args()
    asked = [one for one in read_questions(options.questions) if not one.unanswerable]
    pythons = {OURS: Path(sys.executable)} | dict(environments(options.venvs))
    with tempfile.TemporaryDirectory() as temporary:
        write_articles(options.corpus, Path(temporary) / "articles.jsonl")
        figures = compare(pythons, asked, Path(temporary), options.rounds)
    show(figures)
    if options.plot:
        draw(figures, options.plot)


def environments(folder: Path) -> Iterator[tuple[str, Path]]:
    """The Python of each peer that can be installed; of one that can't, a line says why."""
    for name in PEERS:
        home, requirements = (folder / name).absolute(), HERE / f"{name}.txt"
        python, done = home / "bin/python", home / "installed.txt"
        if not done.is_file() or done.read_text() != requirements.read_text():
            try:
                venv.create(home, with_pip=True)
                install = [str(python), "-m", "pip", "install", "--quiet", "--requirement", str(requirements)]
                subprocess.run(install, check=True, capture_output=True, text=True)  # noqa: S603
                done.write_text(requirements.read_text())
            except (OSError, subprocess.CalledProcessError) as error:
                print(f"{name}: cannot be installed ({last_line(error)})", file=sys.stderr)
                continue
        yield name, python


def write_articles(corpus: Path, out: Path) -> None:
    """The articles of a corpus, one a line; bodies of headlines alone are left out."""
    files = [file for file in find_files([corpus], settings().max_archive_bytes) if isinstance(file, File)]
    articles = [article for file in files for article in read_articles(file, Issue(), settings()).articles]
    rows = [
        {"id": one.id, "title": one.headline or None, "source": one.source, "date": one.issue_date, "text": one.body}
        for one in articles
        if one.body
    ]
    out.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")


def compare(pythons: dict[str, Path], asked: Sequence[Asked], folder: Path, rounds: int) -> dict[str, dict[str, float]]:
    """Figures by peer: medians over rounds in which all take their turn."""
    runs: dict[str, list[dict[str, float]]] = {name: [] for name in pythons}
    for turn in range(rounds):
        for name in list(runs):
            home = folder / f"{name}-{turn}"
            home.mkdir()
            report = run(name, pythons[name], asked, home)
            if isinstance(report, Failed):
                print(f"{name}: {report.reason}", file=sys.stderr)
                del runs[name]
            else:
                runs[name].append(figures_of(report, asked))
    return {
        name: {figure: statistics.median(row[figure] for row in rows) for figure in FIGURES}
        for name, rows in runs.items()
    }


def run(name: str, python: Path, asked: Sequence[Asked], home: Path) -> dict[str, Any] | Failed:
    """One peer, once, in its own process; its report."""
    questions = [understand(one.question, one.conversation).standalone for one in asked]
    job = {"articles": str(home.parent / "articles.jsonl"), "questions": questions, "folder": str(home / "index")}
    (home / "index").mkdir()
    (home / "job.json").write_text(json.dumps(job, ensure_ascii=False), "utf-8")
    command = [str(python), "-m", f"benchmarks.peers.{name}", str(home / "job.json")]
    try:
        done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=HERE.parent.parent)  # noqa: S603
        report: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return report
    except (OSError, ValueError, IndexError, subprocess.CalledProcessError) as error:
        return Failed(f"failed ({last_line(error)})")


def figures_of(report: dict[str, Any], asked: Sequence[Asked]) -> dict[str, float]:
    """What is printed of a report."""
    ranks = [
        next((at for at, (article, text) in enumerate(found, 1) if holds_evidence(one, article, text)), None)
        for one, found in zip(asked, report["found"], strict=True)
    ]
    lengths = [len(text) for found in report["found"] for _, text in found]
    return {
        **{figure: report[figure] for figure in (*TIMES, "passages")},
        "hit@1": sum(rank == 1 for rank in ranks) / len(ranks),
        "hit@5": sum(rank is not None and rank <= 5 for rank in ranks) / len(ranks),
        "MRR": sum(1 / rank for rank in ranks if rank) / len(ranks),
        "characters": statistics.median(lengths) if lengths else 0,
    }


def show(figures: dict[str, dict[str, float]]) -> None:
    """The table, a column a peer."""
    print(f"{'':16}" + "".join(f"{name:>20}" for name in figures))
    for figure in FIGURES:
        ours = figures[OURS][figure]
        cells = [f"{row[figure]:,.3g} ({row[figure] / ours:.2f})" if ours else "-" for row in figures.values()]
        print(f"{figure:16}" + "".join(f"{cell:>20}" for cell in cells))


def last_line(error: Exception) -> str:
    """The end of what a command said, or what was wrong with it."""
    said = (getattr(error, "stderr", None) or str(error)).strip().splitlines()
    return said[-1] if said else type(error).__name__


if __name__ == "__main__":
    main()
