"""txtai's hybrid index (vectors and BM25, half each, its default) over paragraphs, ten results."""

from __future__ import annotations

from pathlib import Path

from txtai import Embeddings

from benchmarks.peers.run import Ask, Found, Text, Vectors, measure
from index.e5 import PASSAGE, QUERY

VECTORS = Vectors()


def make(articles: list[Text], folder: Path) -> tuple[int, Ask]:
    """Index each paragraph, as txtai's examples do; it has no splitter of its own."""
    embeddings = Embeddings(
        method="external",
        transform=lambda texts: VECTORS.prompted(texts),
        instructions={"query": QUERY, "data": PASSAGE},
        hybrid=True,
        content=True,
    )
    rows = [(one.id, line.strip()) for one in articles for line in one.text.splitlines() if line.strip()]
    embeddings.index((str(number), text, None) for number, (_, text) in enumerate(rows))
    embeddings.save(str(folder))

    def ask(question: str) -> Found:
        return [(rows[int(found["id"])][0], found["text"]) for found in embeddings.search(question, 10)]

    return len(rows), ask


if __name__ == "__main__":
    measure(make)
