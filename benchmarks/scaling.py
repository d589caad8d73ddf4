"""How search scales: `python -m benchmarks.scaling [PASSAGES...]`, by default 1,000, 10,000, 100,000 and 1,000,000.

Makes an index of made-up newspapers (see `synthetic.py`) of each size in a temporary folder, each in a process of its
own, and asks it `QUESTIONS` questions about passages drawn at random, after `WARM` others. Printed are: the kind of
the vector index, seconds to make and to open it, memory of the process with and without it (MB), recall@10 against
exact search, and milliseconds p50 / p95 of the vector search, of the word search, of both and the second ranking (the
whole search, apart from encoding the question), the processor time of the whole search asked once more, which other
work on the machine lengthens less, and the milliseconds of the first `WARM` questions. A million passages take twenty
minutes to make and 16 GB of disk. `--keep FOLDER` keeps what is made there, and uses what is there already.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from benchmarks.synthetic import Question, Space, fill, questions, stored
from index.encoder import Encoder
from index.folding import simplify
from index.schema import FloatArray
from index.settings import settings
from index.store import Store
from index.vectors import FILE, open_vectors
from rag.query import Query
from rag.retriever import POOL, Retriever

SIZES = (1_000, 10_000, 100_000, 1_000_000)
QUESTIONS, WARM, RECALL_AT, HITS = 300, 100, 10, 10
HEADER = (
    "passages", "kind", "make s", "open s", "base MB", "with MB", "file MB", "recall@10",
    "vectors ms", "words ms", "search ms", "search CPU ms", "first ms",
)  # fmt: skip


class Given(Encoder):
    """An encoder whose questions have their vectors already."""

    def __init__(self, asked: Sequence[Question]) -> None:
        super().__init__("synthetic")
        self._known = {simplify(one.text): one.vector for one in asked}

    def query(self, text: str) -> FloatArray:
        """The vector that was made with the question."""
        return self._known[text]


def main() -> None:
    """Print a row for each size; each is measured in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("passages", nargs="*", type=int, default=SIZES)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measure(options.one, options.passages[0])))
        return
    print("  ".join(f"{name:>13}" for name in HEADER))
    with tempfile.TemporaryDirectory() as temporary:
        for passages in options.passages:
            folder = (options.keep or Path(temporary)) / str(passages)
            if not (folder / "made").exists():
                fill(folder, passages, Space(passages))
                (folder / "made").touch()
            command = [sys.executable, "-m", "benchmarks.scaling", "--one", str(folder), str(passages)]
            row = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)  # noqa: S603
            print("  ".join(f"{value:>13}" for value in row), flush=True)


def measure(folder: Path, passages: int) -> list[str]:
    """A row of the table."""
    store, space = Store.open(folder), Space(passages)
    space.vectors(passages)  # so that questions are drawn from where they were drawn for any size
    vectors = stored(store)
    asked = questions(space, vectors, WARM + QUESTIONS)
    exact = [set(best(vectors, one.vector)) for one in asked]
    del vectors
    base = memory()
    (folder / FILE).unlink(missing_ok=True)
    make = timed(lambda: open_vectors(store))
    opened = timed(lambda: open_vectors(store))
    retriever = Retriever(store, Given(asked), settings())
    kind = "sketches" if retriever.vectors().sketched else "exact"
    first = [timed(lambda one=one: search(retriever, one)) for one in asked[:WARM]]
    after = memory()
    asked, exact = asked[WARM:], exact[WARM:]
    queries = [retriever.prepare(one.text) for one in asked]
    found = [set(list(retriever.vectors().search(query.vector, POOL))[:RECALL_AT]) for query in queries]
    recall = np.mean([len(one & other) / RECALL_AT for one, other in zip(found, exact, strict=True)])
    sizes = [f"{base:.0f}", f"{after:.0f}", f"{(folder / FILE).stat().st_size / 1e6:.0f}"]
    whole = [timed(lambda one=one: search(retriever, one)) for one in asked]
    busy = [timed(lambda one=one: search(retriever, one), time.process_time) for one in asked]
    times = [*parts(retriever, queries), whole, busy, first]
    return [f"{passages}", kind, f"{make:.1f}", f"{opened:.1f}", *sizes, f"{recall:.3f}", *map(spread, times)]


def parts(retriever: Retriever, queries: Sequence[Query]) -> tuple[list[float], list[float]]:
    """Seconds of the vector search and of the word search of each question."""
    index = retriever.vectors()
    dense = [timed(lambda query=query: index.search(query.vector, POOL)) for query in queries]
    lexical = [timed(lambda query=query: retriever.store.lexical(query.asked, POOL)) for query in queries]
    return dense, lexical


def search(retriever: Retriever, asked: Question) -> None:
    """All that search does, but for encoding."""
    retriever.search(retriever.prepare(asked.text), HITS)


def best(vectors: FloatArray, query: FloatArray) -> list[int]:
    """The numbers of the nearest passages, by looking at all."""
    return [int(place) + 1 for place in np.argpartition(-(vectors @ query), RECALL_AT)[:RECALL_AT]]


def timed(work: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    """Seconds."""
    begun = clock()
    work()
    return clock() - begun


def spread(seconds: Sequence[float]) -> str:
    """p50 / p95 in milliseconds."""
    return " / ".join(f"{1000 * np.percentile(seconds, share):.1f}" for share in (50, 95))


def memory() -> float:
    """MB that the process has at present, its mapped files included."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


if __name__ == "__main__":
    main()
