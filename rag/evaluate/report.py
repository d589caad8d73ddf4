"""A report -> `report.json` and `report.html`, which holds all it shows."""

from __future__ import annotations

import base64
import html
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from index.errors import BaowenError
from rag.evaluate.figures import Figure, Report
from rag.evaluate.judge import Result
from rag.evaluate.plots import plots

FAILED_COLUMNS = ("id", "question", "expected", "answered", "evidence at", "best passage")
_STYLE = (
    "body{font:15px/1.5 system-ui,sans-serif;margin:2rem;max-width:75rem}table{border-collapse:collapse;margin:1rem 0}"
    "td,th{border:1px solid #ccc;padding:.3rem .6rem;vertical-align:top;text-align:left}small{color:#666}"
    "figure{display:inline-block;margin:0 1rem 1rem 0}figcaption{font-weight:600}"
)


def write_report(report: Report, folder: Path) -> None:
    """Write both files. BaowenError when the folder cannot be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "report.json").write_text(json.dumps(as_json(report), ensure_ascii=False, indent=1), "utf-8")
        (folder / "report.html").write_text(_page(report), "utf-8")
    except OSError as error:
        raise BaowenError(f"{folder}: the report cannot be written ({error.strerror})") from error


def as_json(report: Report) -> dict[str, Any]:
    """Everything a comparison needs."""
    return {
        "metrics": report.metrics,
        "intervals": {name: [one.low, one.high] for name, one in report.figures.items() if one.low is not None},
        "by_group": {
            name: {figure: asdict(value) for figure, value in group.items()} for name, group in report.by_group.items()
        },
        "questions": [_row(result) for result in report.results],
    }


def shown(figure: Figure | None) -> str:
    """A figure as it is printed, without its interval."""
    if figure is None:
        return ""
    return f"{figure.value:.3f}" if isinstance(figure.value, float) else str(figure.value)


def interval(figure: Figure) -> str:
    """Its interval as it is printed."""
    return "" if figure.low is None or figure.high is None else f"{figure.low:.3f} – {figure.high:.3f}"


def _row(result: Result) -> dict[str, Any]:
    asked = result.asked
    return {
        "id": asked.id,
        "question": asked.question,
        "type": asked.gold.get("type"),
        "expected": asked.gold.get("must_include") or asked.gold.get("answers"),
        "answer": result.answer.answer,
        "abstained": result.answer.abstained,
        "outcome": result.answer.outcome,
        "confidence": result.answer.confidence,
        "solved": result.solved,
        "evidence_rank": result.evidence_rank,
        "values": result.values,
    }


def _page(report: Report) -> str:
    groups = [("all", report.figures), *report.by_group.items()]
    figures = "".join(
        _html_row([name, *(_cell(group.get(name)) for _, group in groups)], escaped=True) for name in report.figures
    )
    failed = "".join(_html_row(_failure(result)) for result in report.results if not result.solved)
    pictures = "".join(
        f"<figure><figcaption>{html.escape(title)}</figcaption>"
        f"<img alt='{html.escape(title)}' src='data:image/svg+xml;base64,{base64.b64encode(svg).decode()}'></figure>"
        for title, svg in plots(report)
    )
    return (
        "<!doctype html><html lang='en'><meta charset='utf-8'><title>Baowen evaluation</title>"
        f"<style>{_STYLE}</style><h1>Evaluation</h1>{pictures}"
        f"<table>{_html_row(['', *(name for name, _ in groups)], 'th')}{figures}</table>"
        f"<h2>Not solved</h2><table>{_html_row(FAILED_COLUMNS, 'th')}{failed}</table></html>"
    )


def _cell(figure: Figure | None) -> str:
    if figure is None or figure.low is None:
        return shown(figure)
    return f"{shown(figure)}<br><small>{interval(figure)}</small>"


def _failure(result: Result) -> list[Any]:
    gold = result.asked.gold
    expected = "to be declined" if result.asked.unanswerable else None
    expected = expected or "；".join(gold.get("must_include") or gold.get("answers") or ())
    best = result.answer.passages[0].text if result.answer.passages else ""
    asked, rank = result.asked, result.evidence_rank or "not found"
    return [asked.id, asked.question, expected, result.answer.answer, rank, best]


def _html_row(cells: Sequence[Any], tag: str = "td", escaped: bool = False) -> str:
    texts = ["" if cell is None else str(cell) for cell in cells]
    return "<tr>" + "".join(f"<{tag}>{text if escaped else html.escape(text)}</{tag}>" for text in texts) + "</tr>"
