"""What every peer is run with: the same encoder, clock and report. Imports only what each environment has.

A runner gives `measure` two functions: `make(articles, folder)` indexes and returns how many passages it made and what
to ask; `ask(question)` returns (article id, words) of the passages found, best first. The encoder is loaded before the
clock starts. The report is printed as JSON.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from index.e5 import PASSAGE, QUERY, Engine
from index.schema import FloatArray

Found = list[tuple[str, str]]
Ask = Callable[[str], Found]


@dataclass(frozen=True, slots=True)
class Text:
    """An article: its id, and its headline and body, a paragraph a line."""

    id: str
    text: str


class Vectors:
    """The bundled encoder: unit vectors, of texts with the prompt they need."""

    def __init__(self) -> None:
        self._engine = Engine()

    def documents(self, texts: list[str]) -> FloatArray:
        """A vector a text, (len(texts), dimension)."""
        return self.prompted([PASSAGE + text for text in texts])

    def query(self, text: str) -> FloatArray:
        """The vector of a question, (dimension,)."""
        return self._engine.encode(QUERY + text)

    def prompted(self, texts: list[str]) -> FloatArray:
        """Vectors of texts that carry their prompts already, (len(texts), dimension)."""
        return np.stack([self._engine.encode(text) for text in texts])


def measure(make: Callable[[list[Text], Path], tuple[int, Ask]]) -> None:
    """Index the articles, ask the questions, print the report. The job is a JSON file, named on the command line."""
    job = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    folder = Path(job["folder"])
    articles = [text_of(json.loads(line)) for line in Path(job["articles"]).read_text("utf-8").splitlines()]
    begun = time.perf_counter()
    passages, ask = make(articles, folder)
    seconds = time.perf_counter() - begun
    ask(job["questions"][0])
    found, times = [], []
    for question in job["questions"]:
        begun = time.perf_counter()
        found.append(ask(question))
        times.append(1000 * (time.perf_counter() - begun))
    report = {
        "passages": passages,
        "characters_per_s": sum(len(one.text) for one in articles) / seconds,
        "passages_per_s": passages / seconds,
        "p50_ms": float(np.percentile(times, 50)),
        "p95_ms": float(np.percentile(times, 95)),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "disk_mb": sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6,
        "found": found,
    }
    print("\n" + json.dumps(report, ensure_ascii=False))


def text_of(row: dict[str, Any]) -> Text:
    """An article as its user would load it."""
    return Text(row["id"], "\n".join(part for part in (row["title"], row["text"]) if part))
