"""What saved questions would be told: of each article alone, whether it is about a question, at several bounds.

`python -m benchmarks.news INDEX QUESTIONS`: every article counts as having come in. An article is right when the
question names it (`article_ids`) or when its body has the question's `evidence`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from time import perf_counter
from typing import Any

import rag.news
from index.article import Article
from rag import QA
from rag.tuning import TUNING

BOUNDS = (0.15, 0.5, 0.7, 0.8, 0.9, 0.95)


def right(asked: Mapping[str, Any], articles: list[Article]) -> set[str]:
    """The articles that a question is about."""
    named = set(asked.get("article_ids") or ())
    evidence = ["".join(text.split()) for text in asked.get("evidence") or ()]
    held = {one.id for one in articles if any(text in "".join(one.body.split()) for text in evidence)}
    return held or named


def main(index: str, questions: str) -> None:
    """Print precision, recall and F1 of the pairs of question and article, and the time a question takes."""
    qa = QA.open(index)
    qa.warm()
    articles = list(qa.store.articles())
    rows = [json.loads(line) for line in Path(questions).read_text("utf-8").splitlines() if line.strip()]
    alone = [one for one in rows if not one.get("conversation")]
    for bound in BOUNDS:
        rag.news.TUNING = replace(TUNING, news=bound)
        begun = perf_counter()
        told = [({one.article.id for one in qa.news(row["question"]).found}, right(row, articles)) for row in alone]
        took = (perf_counter() - begun) / len(alone)
        hit, found, wanted = (sum(map(len, some)) for some in ([a & b for a, b in told], [a for a, _ in told],
                                                               [b for _, b in told]))  # fmt: skip
        precision, recall = hit / max(found, 1), hit / max(wanted, 1)
        f1 = 2 * precision * recall / max(precision + recall, 1e-9)
        print(f"{bound:.2f}  precision {precision:.2f}  recall {recall:.2f}  F1 {f1:.2f}  {1000 * took:.0f} ms")


if __name__ == "__main__":
    main(*sys.argv[1:3])
