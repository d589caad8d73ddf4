"""What the service counts of itself, in the text format of Prometheus; never what anybody asked."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from rag import QA, Answer

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


class Metrics:
    """The figures of one application."""

    def __init__(self, qa: QA) -> None:
        self.qa = qa
        self._registry = CollectorRegistry()
        outcome = ("outcome", "mode")
        self._questions = Counter("baowen_questions", "Questions by outcome", outcome, registry=self._registry)
        self._seconds = Histogram(
            "baowen_question_seconds", "From question to whole answer", buckets=SECONDS, registry=self._registry
        )
        self._open = Gauge("baowen_questions_open", "Questions being answered", registry=self._registry)
        self._judged = Counter("baowen_judgements", "Answers liked and disliked", ("liked",), registry=self._registry)
        started = Gauge("baowen_started_seconds", "When the service was started", registry=self._registry)
        started.set_to_current_time()
        for name, value in (("articles", lambda: qa.status().articles), ("passages", lambda: qa.status().passages)):
            gauge = Gauge(f"baowen_{name}", f"{name.capitalize()} in the index", registry=self._registry)
            gauge.set_function(value)
        ready = Gauge("baowen_ready", "Whether the model is loaded", registry=self._registry)
        ready.set_function(lambda: qa.ready)

    def stream(self, *args: Any, **kwargs: Any) -> Iterator[Answer]:
        """`QA.stream`, counted: by the answer's outcome, or failed, or stopped by whoever asked."""
        begun, outcome, mode, answer = time.perf_counter(), "stopped", "none", None
        self._open.inc()
        try:
            for answer in self.qa.stream(*args, **kwargs):
                mode = answer.mode
                yield answer
            outcome = answer.outcome if answer else "none"
        except Exception:
            outcome = "failed"
            raise
        finally:
            self._open.dec()
            self._questions.labels(outcome, mode).inc()
            self._seconds.observe(time.perf_counter() - begun)

    def judged(self, liked: bool) -> None:
        """Count a like or a dislike."""
        self._judged.labels(str(liked).lower()).inc()

    def text(self) -> bytes:
        """All figures as Prometheus reads them."""
        return generate_latest(self._registry)
