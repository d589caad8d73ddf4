"""Indexing that is killed at any moment leaves an index that answers from whole files, and can be gone on with."""

from __future__ import annotations

import random
import signal
import time
from pathlib import Path

from benchmarks.kills import Indexers, edition_of, kill, kill_between, write_edition
from index.build import build_index
from index.encoder import Encoder
from index.errors import BaowenError
from index.readers import Issue
from index.settings import settings
from index.store import Store
from index.vectors import open_vectors
from rag import QA

KILLS, ROUNDS = 50, 3


def open_index(folder: Path) -> Store | None:
    try:
        return Store.open(folder)
    except BaowenError:  # killed before the first transaction
        return None


def kill_within(seconds: float, indexers: Indexers, folder: Path, paths: list[Path], chance: random.Random) -> bool:
    """Kill an indexer at some moment of so many seconds; whether it was still at it."""
    process = indexers.start(folder, paths)
    time.sleep(chance.uniform(0, seconds))
    process.kill()
    process.join()
    return process.exitcode == -signal.SIGKILL


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
        if edition % 2 or open_index(folder) is None:
            killed += kill_within(whole, indexers, folder, paths, chance)
        else:  # what is between its transactions passes in a moment
            killed += kill_between(indexers, folder, paths, chance)
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


def test_an_indexer_killed_with_data_in_the_index_is_gone_on_from() -> None:
    assert list(kill(ROUNDS, seed=20200227)) == []
