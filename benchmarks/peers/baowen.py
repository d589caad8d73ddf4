"""Baowen itself: retrieval alone, ten passages."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from benchmarks.peers.run import Ask, Found, Text, measure
from index.build import build_index
from index.encoder import Encoder
from index.readers import Issue
from index.settings import settings
from index.store import Store
from rag import QA

ENCODER = Encoder()
ENCODER.load()


def make(articles: list[Text], folder: Path) -> tuple[int, Ask]:
    """Index the articles' file, as `baowen index` does."""
    build_index(folder, [Path(json.loads(Path(sys.argv[1]).read_text())["articles"])], Issue(), settings(), ENCODER)
    qa = QA(Store.open(folder), ENCODER, settings())

    def ask(question: str) -> Found:
        return [(passage.article_id, passage.text) for passage in qa.search(question)]

    return qa.store.passage_count(), ask


if __name__ == "__main__":
    measure(make)
