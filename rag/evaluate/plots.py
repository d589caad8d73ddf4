"""The report's plots, each an SVG picture: matplotlib draws them, without a display."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from rag.evaluate.calibration import reliability
from rag.evaluate.figures import Report

BINS = 8


def plots(report: Report) -> list[tuple[str, bytes]]:
    """Title and SVG of each plot."""
    drawings: list[tuple[str, Callable[[Any, Report], None]]] = [
        ("Solved, by type (95 % interval)", _by_type),
        ("Where the first evidence stood", _ranks),
        ("Answered, by the best passage's score", _by_score),
        ("Solved, by the answer's confidence", _by_confidence),
        ("Latency", _latency),
    ]
    return [(title, _svg(draw, report)) for title, draw in drawings]


def _svg(draw: Callable[[Any, Report], None], report: Report) -> bytes:
    from matplotlib.figure import Figure as Canvas

    canvas = Canvas(figsize=(5.6, 3.4), layout="constrained")
    draw(canvas.subplots(), report)
    out = io.BytesIO()
    canvas.savefig(out, format="svg", metadata={"Date": None})
    return out.getvalue()


def _by_type(axes: Any, report: Report) -> None:
    groups = {name: group["solved"] for name, group in report.by_group.items() if name.startswith("type ")}
    groups = groups or {"all": report.figures["solved"]}
    names = [name.removeprefix("type ") for name in groups]
    values = [figure.value for figure in groups.values()]
    errors = [
        [max(0.0, figure.value - (figure.low or 0.0)) for figure in groups.values()],
        [max(0.0, (figure.high or 0.0) - figure.value) for figure in groups.values()],
    ]
    axes.barh(names, values, xerr=errors, color="#b5443a", ecolor="#555")
    axes.set_xlim(0, 1)
    axes.invert_yaxis()


def _ranks(axes: Any, report: Report) -> None:
    answerable = [result for result in report.results if not result.asked.unanswerable]
    labels = [*map(str, range(1, 11)), "none"]
    counts = [sum(result.evidence_rank == rank for result in answerable) for rank in range(1, 11)]
    axes.bar(labels, [*counts, len(answerable) - sum(counts)], color="#3a6ab5")
    axes.set_xlabel("rank of the passage")
    axes.set_ylabel("questions")


def _by_score(axes: Any, report: Report) -> None:
    """For passages of about one score: how many of the questions were answerable, and how many were answered."""
    import numpy as np

    scored = [(r.answer.passages[0].score, not r.asked.unanswerable, not r.answer.abstained)
              for r in report.results if r.answer.passages]  # fmt: skip
    if not scored:
        return
    scores, answerable, answered = (np.array(column, float) for column in zip(*scored, strict=True))
    bins = min(BINS, len(scores))
    order = np.array_split(np.argsort(scores), bins)
    middle = [scores[part].mean() for part in order]
    axes.plot(middle, [answerable[part].mean() for part in order], "o-", label="answerable", color="#3a6ab5")
    axes.plot(middle, [answered[part].mean() for part in order], "s--", label="answered", color="#b5443a")
    axes.set_ylim(-0.05, 1.05)
    axes.set_xlabel("score of the best passage")
    axes.legend()


def _by_confidence(axes: Any, report: Report) -> None:
    """What share of the answers of about one confidence is solved; on the dotted line where it can be believed."""
    bins = reliability(report.results)
    axes.plot([0, 1], [0, 1], ":", color="#777")
    axes.plot([one.confidence for one in bins], [one.solved for one in bins], "o-", color="#b5443a")
    beside = {"textcoords": "offset points", "xytext": (0, -16), "ha": "center", "color": "#555"}
    for one in bins:
        axes.annotate(one.answers, (one.confidence, one.solved), **beside)
    axes.set_ylim(-0.05, 1.05)
    axes.set_xlabel("confidence (beside each point: answers)")
    axes.set_ylabel("solved")


def _latency(axes: Any, report: Report) -> None:
    axes.hist([result.answer.timings_ms["total"] for result in report.results], bins=24, color="#777")
    axes.set_xlabel("ms a question")
    axes.set_ylabel("questions")
