"""Indexing that is killed at any moment leaves an index that answers from whole files, and can be gone on with."""

from __future__ import annotations

import multiprocessing
import random
import signal
import time
from pathlib import Path

import index.build
from index.build import build_index
from index.encoder import Encoder
from index.errors import BaowenError
from index.readers import Issue
from index.settings import settings
from index.store import Store
from index.vectors import open_vectors
from rag import QA

KILLS, FILES, PER_FILE = 50, 6, 2
SUBJECTS = ("春耕", "供水", "审计", "防汛", "招商", "教育")


def write_edition(folder: Path, edition: int) -> list[Path]:
    """The files of one edition: each article says which it is, by how many took part."""
    folder.mkdir(exist_ok=True)
    paths = [folder / f"{subject}.txt" for subject in SUBJECTS[:FILES]]
    for path in paths:
        articles = (
            f"我市召开{path.stem}会议（之{part}）\n\n本报讯（记者李明）昨日，我市召开{path.stem}会议，共{edition}人参加。\n"
            for part in range(PER_FILE)
        )
        path.write_text("\n".join(articles), "utf-8")
    return paths


def index_in_lots(folder: Path, paths: list[Path]) -> None:
    """What the process that is killed does: two files a transaction, so that there is much to be caught between."""
    index.build.FILES_AT_ONCE = 2
    encoder = Encoder()
    encoder.load()
    build_index(folder, paths, Issue(), settings(), encoder)


class Indexers:
    """Processes that index. They are forked with everything imported, and load the model by themselves."""

    def __init__(self) -> None:
        self.context = multiprocessing.get_context("forkserver")
        self.context.set_forkserver_preload(["index.e5_module", "index.build", "rag", "tests.test_kill"])

    def start(self, folder: Path, paths: list[Path]) -> multiprocessing.process.BaseProcess:
        (folder / "writer.txt").unlink(missing_ok=True)  # of the one that was killed before
        process = self.context.Process(target=index_in_lots, args=(folder, paths))
        process.start()
        while process.is_alive() and not (folder / "writer.txt").exists():  # the work has not begun
            time.sleep(0.005)
        return process

    def seconds(self, folder: Path, paths: list[Path]) -> float:
        process = self.start(folder, paths)
        begun = time.monotonic()
        process.join()
        return time.monotonic() - begun


def edition_of(store: Store, path: Path) -> int | None:
    """Which edition of a file the index holds; every article of it must be of the same."""
    bodies = [article.body for article in store.articles_of(str(path))]
    editions = {int(body.split("共")[1].split("人")[0]) for body in bodies}
    assert len(editions) <= 1
    assert len(bodies) in (0, PER_FILE)
    return editions.pop() if editions else None


def open_index(folder: Path) -> Store | None:
    try:
        return Store.open(folder)
    except BaowenError:  # killed before the first transaction
        return None


def test_an_indexer_killed_at_fifty_random_moments_never_leaves_a_wrong_answer(
    tmp_path: Path, encoder: Encoder
) -> None:
    chance = random.Random(20200227)  # noqa: S311 - moments, not secrets
    folder, indexers = tmp_path / "index", Indexers()
    whole = indexers.seconds(tmp_path / "timed", write_edition(tmp_path / "pages", 100))
    held: dict[Path, int | None] = {}
    killed, torn = 0, 0
    for edition in range(101, 101 + KILLS):
        paths = write_edition(tmp_path / "pages", edition)
        process = indexers.start(folder, paths)
        time.sleep(chance.uniform(0, whole))
        process.kill()
        process.join()
        killed += process.exitcode == -signal.SIGKILL
        store = open_index(folder)
        if store is None:
            continue
        assert store.connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert len(open_vectors(store).search(encoder.query("会议"), 1000)) == store.counts()[1]
        before, held = held, {path: edition_of(store, path) for path in paths}
        assert all(held[path] in (before.get(path), edition) for path in paths)
        torn += len(set(held.values())) > 1
        asked = chance.choice(paths)
        answer = QA(store, encoder, settings()).ask(f"{asked.stem}会议有多少人参加？")
        assert held[asked] is None or f"共{held[asked]}人" in answer.answer

    assert killed > KILLS / 2
    assert torn, "no process was caught between two transactions"
    last = write_edition(tmp_path / "pages", 200)
    build_index(folder, last, Issue(), settings(), encoder)
    build_index(tmp_path / "fresh", last, Issue(), settings(), encoder)
    for path in last:
        question = f"{path.stem}会议有多少人参加？"
        answers = [QA(Store.open(one), encoder, settings()).ask(question) for one in (folder, tmp_path / "fresh")]
        assert answers[0].answer == answers[1].answer
        assert "共200人" in answers[0].answer
