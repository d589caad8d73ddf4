"""Indexing that is killed at any moment leaves an index that opens, holds whole files only, and can be gone on with."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from index.build import build_index
from index.encoder import Encoder
from index.errors import BaowenError
from index.readers import Issue
from index.settings import settings
from index.store import Store
from index.vectors import open_vectors

ROOT = Path(__file__).parent.parent
ROUNDS, FILES, PER_FILE = 5, 12, 4


def write_files(folder: Path) -> list[Path]:
    folder.mkdir()
    paths = [folder / f"page-{number:02}.txt" for number in range(FILES)]
    for number, path in enumerate(paths):
        articles = (
            f"第{number}号第{part}篇报道\n\n本报讯（记者李明）昨日，第{number}号会议第{part}次召开，要求抓好春耕生产。\n"
            for part in range(PER_FILE)
        )
        path.write_text("\n".join(articles), "utf-8")
    return paths


def kill_while_indexing(folder: Path, pages: Path, after: float) -> None:
    """Start indexing in a process of its own and kill it so many seconds after it began to write."""
    command = [sys.executable, "-m", "rag", "index", str(pages), "--index", str(folder)]
    before = Store.open(folder).counts() if (folder / "baowen.sqlite").exists() else (0, 0)
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        begun = time.monotonic()
        while process.poll() is None and not grown(folder, before) and time.monotonic() < begun + 60:
            time.sleep(0.005)
        time.sleep(after)
        process.send_signal(signal.SIGKILL)


def grown(folder: Path, before: tuple[int, int]) -> bool:
    try:
        return Store.open(folder).counts() != before
    except BaowenError:
        return False


def contents(folder: Path) -> list[tuple[str, str]]:
    return sorted((article.title or "", article.body) for article in Store.open(folder).articles())


def test_a_killed_indexer_leaves_whole_files_and_the_next_one_finishes(tmp_path: Path, encoder: Encoder) -> None:
    paths = write_files(tmp_path / "pages")
    chance = random.Random(20200227)  # noqa: S311 - moments, not secrets
    for _ in range(ROUNDS):
        kill_while_indexing(tmp_path / "index", tmp_path / "pages", chance.uniform(0, 0.1))
        store = Store.open(tmp_path / "index")
        assert store.connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert all(len(store.articles_of(path)) == PER_FILE for path in store.files())
        vectors = open_vectors(store)
        assert len(vectors.search(encoder.query("春耕"), 1000)) == store.counts()[1]
    build_index(tmp_path / "index", paths, Issue(), settings(), encoder)
    build_index(tmp_path / "whole", paths, Issue(), settings(), encoder)
    assert contents(tmp_path / "index") == contents(tmp_path / "whole")
