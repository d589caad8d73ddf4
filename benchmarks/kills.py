"""Indexing killed with data in the index: `python -m benchmarks.kills [--rounds 20]`.

In each round a new edition of all files is read, a few files a transaction. The process is killed after it has
committed some of them and before it has committed all. The index must then be whole and hold of each file one edition,
the old or the new; a further process goes on from there, and questions must be answered with the new one. Anything else
is printed, and the exit code is 1.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from multiprocessing.process import BaseProcess
from pathlib import Path

import index.build
from index.build import build_index
from index.encoder import Encoder
from index.errors import BaowenError
from index.health import damage
from index.readers import Issue
from index.settings import settings
from index.store import Store
from index.vectors import open_vectors
from rag import QA

PER_FILE = 2
SUBJECTS = ("春耕", "供水", "审计", "防汛", "招商", "教育")
FIRST = 101  # edition; each has a number of its own, of three digits
TRIES = 5  # to catch a process between its first transaction and its last


def write_edition(folder: Path, edition: int) -> list[Path]:
    """The files of one edition: each article says which it is, by how many took part."""
    folder.mkdir(exist_ok=True)
    paths = [folder / f"{subject}.txt" for subject in SUBJECTS]
    for path in paths:
        articles = (
            f"我市召开{path.stem}会议（之{part}）\n\n本报讯（记者李明）昨日，我市召开{path.stem}会议，共{edition}人参加。\n"
            for part in range(PER_FILE)
        )
        path.write_text("\n".join(articles), "utf-8")
    return paths


def index_in_lots(folder: Path, paths: list[Path]) -> None:
    """What the process that is killed does: two files a transaction, so that there is much to be caught between."""
    from benchmarks.loaded import ENCODER

    index.build.FILES_AT_ONCE = 2
    build_index(folder, paths, Issue(), settings(), ENCODER)


class Indexers:
    """Processes that index. They are forked from one that has everything imported and the model loaded."""

    def __init__(self) -> None:
        self.context = multiprocessing.get_context("forkserver")
        self.context.set_forkserver_preload(["benchmarks.loaded", "index.build", "rag"])

    def start(self, folder: Path, paths: list[Path]) -> BaseProcess:
        """A process that has begun its work."""
        (folder / "writer.txt").unlink(missing_ok=True)  # of the one that was killed before
        process = self.context.Process(target=index_in_lots, args=(folder, paths))
        process.start()
        while process.is_alive() and not (folder / "writer.txt").exists():
            time.sleep(0.005)
        return process

    def seconds(self, folder: Path, paths: list[Path]) -> float:
        """How long the work takes that is not interrupted."""
        process = self.start(folder, paths)
        begun = time.monotonic()
        process.join()
        return time.monotonic() - begun


def edition_of(store: Store, path: Path) -> int | None:
    """Which edition of a file the index holds. AssertionError when it is of several, or a part of one."""
    bodies = [article.body for article in store.articles_of(str(path))]
    editions = {int(body.split("共")[1].split("人")[0]) for body in bodies}
    if len(editions) > 1 or len(bodies) not in (0, PER_FILE):
        raise AssertionError(f"{path.name}: {len(bodies)} articles of the editions {sorted(editions)}")
    return editions.pop() if editions else None


def editions(store: Store, paths: Sequence[Path], encoder: Encoder) -> list[int | None]:
    """Which edition of each file the index holds, which must be whole. AssertionError when it isn't."""
    if found := damage(store):
        raise AssertionError("; ".join(found.lines()))
    found_vectors = len(open_vectors(store).search(encoder.query("会议"), 1000))
    if found_vectors != store.counts()[1]:
        raise AssertionError(f"{found_vectors} vectors of {store.counts()[1]} passages")
    return [edition_of(store, path) for path in paths]


def kill_between(indexers: Indexers, folder: Path, paths: list[Path], chance: random.Random) -> bool:
    """Kill an indexer that has committed something, at some moment; whether it was still at it."""
    store = Store.open(folder)
    before = store.generation
    process = indexers.start(folder, paths)
    while process.is_alive() and store.generation == before:
        time.sleep(0.001)
    time.sleep(chance.choice((0.0, chance.uniform(0, 0.05))))
    process.kill()
    process.join()
    store.close()
    return process.exitcode == -signal.SIGKILL


def kill(rounds: int, seed: int = 0) -> Iterator[str]:
    """So many rounds; a line for each that went wrong, and for one in which no process was caught at it."""
    chance = random.Random(seed)  # noqa: S311 - moments, not secrets
    indexers, encoder = Indexers(), Encoder()
    with tempfile.TemporaryDirectory() as place:
        folder, pages = Path(place) / "index", Path(place) / "pages"
        build_index(folder, write_edition(pages, FIRST - 1), Issue(), settings(), encoder)
        edition = FIRST - 1
        for number in range(1, rounds + 1):
            for _ in range(TRIES):
                edition += 1
                paths = write_edition(pages, edition)
                caught = kill_between(indexers, folder, paths, chance)
                try:
                    torn = _check(folder, paths, edition, encoder)
                except (AssertionError, BaowenError) as error:
                    yield f"round {number}, edition {edition}: {error}"
                    break
                if caught and torn:
                    break
            else:
                yield f"round {number}: no process was caught between two transactions"


def _check(folder: Path, paths: list[Path], edition: int, encoder: Encoder) -> bool:
    """Whether some files are of the new edition and some of the one before; all are, once the work is gone on with."""
    held = editions(Store.open(folder), paths, encoder)
    if not set(held) <= {edition - 1, edition}:
        raise AssertionError(f"editions {held} after the kill")
    build_index(folder, paths, Issue(), settings(), encoder)
    store = Store.open(folder)
    if set(held_now := editions(store, paths, encoder)) != {edition}:
        raise AssertionError(f"editions {held_now} after going on")
    for path in paths:
        answer = QA(store, encoder, settings()).ask(f"{path.stem}会议有多少人参加？").answer
        if f"共{edition}人" not in answer:
            raise AssertionError(f"{path.stem}: {answer}")
    return len(set(held)) > 1


def main() -> None:
    """Print what went wrong and how long it took."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    begun, wrong = time.perf_counter(), 0
    for line in kill(given.rounds, given.seed):
        print(line, flush=True)
        wrong += 1
    print(f"{given.rounds} rounds: {wrong} went wrong; {time.perf_counter() - begun:.0f} s")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
