"""How long a long PDF takes to read, and what share of indexing it: `python -m benchmarks.reading [PAGES]`.

Makes a PDF of so many newspaper pages (100) with a text layer, some 3,000 characters on each in four columns. Prints
the seconds of reading it in a process of its own, as indexing does, with those that a core was busy (on a machine that
others use too, the rest is waiting); and how much of indexing is anything but the encoder.
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path

from index.build import build_index
from index.encoder import Encoder
from index.files import File, find_files
from index.reader_process import ReaderProcess
from index.readers import Issue
from index.schema import FloatArray
from index.settings import settings
from tests.layout import broadsheet
from tests.layout.stories import Story
from tests.paper import print_pages

PAGES, COLUMNS, PAGE_CHARS, FIRST_SEED = 100, 4, 3_000, 700_000


def paper(pages: int) -> bytes:
    """A PDF of so many pages, filled with stories that are found nowhere else."""
    stories = (story for seed in count(FIRST_SEED) for story in broadsheet.page(seed).stories if not story.english)
    return print_pages([list(_filled(stories)) for _ in range(pages)], COLUMNS)


def _filled(stories: Iterator[Story]) -> Iterator[tuple[str, Sequence[str]]]:
    """Titles and paragraphs of the next stories, until a page is full."""
    room = PAGE_CHARS
    while room > 0:
        story = next(stories)
        room -= len(story.body)
        yield "".join(story.title), story.paragraphs


def seconds_to_read(path: Path) -> tuple[float, int, int]:
    """How long reading a file takes with the start of its process, its articles, and their characters."""
    begun = time.perf_counter()
    (file,) = find_files([path], settings().max_archive_bytes)
    if not isinstance(file, File):
        raise SystemExit(file.reason)
    with ReaderProcess(settings()) as reader:
        bodies = [article.body for article in reader.read(file, Issue()).articles]
    return time.perf_counter() - begun, len(bodies), sum(map(len, bodies))


def busy() -> float:
    """Seconds of a core that processes started from here have taken."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime


class BusyEncoder(Encoder):
    """An encoder that knows how long it kept cores busy."""

    seconds = 0.0

    def documents(self, texts: Sequence[str]) -> FloatArray:
        """As `Encoder.documents`."""
        begun = time.process_time()
        vectors = super().documents(texts)
        self.seconds += time.process_time() - begun
        return vectors


def indexing(path: Path) -> tuple[float, float]:
    """Seconds of a core that indexing a file takes in the encoder, and in all else: reading, storing, cutting."""
    encoder = BusyEncoder()
    encoder.load()
    with tempfile.TemporaryDirectory() as folder:
        begun = time.process_time() + busy()
        build_index(Path(folder), [path], Issue(date="2021-03-12"), settings(), encoder)
        whole = time.process_time() + busy() - begun
    return encoder.seconds, whole - encoder.seconds


def main() -> None:
    """Print both."""
    pages = int(sys.argv[1]) if len(sys.argv) > 1 else PAGES
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "paper.pdf"
        path.write_bytes(paper(pages))
        seconds, articles, characters = seconds_to_read(path)
        print(f"{pages} pages, {articles} articles, {characters:,} characters")
        print(f"read in {seconds:.1f} s, {busy():.1f} s of a core", flush=True)
        encoding, rest = indexing(path)
    cores = os.cpu_count() or 1
    share = rest / (rest + encoding / cores)
    print(f"indexed: the encoder {encoding:.1f} s of a core, all else {rest:.1f} s")
    print(f"all but the encoder: {share:.1%} of the time, where it has all {cores} cores and all else has one")


if __name__ == "__main__":
    main()
