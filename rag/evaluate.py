"""Question file -> figures: was the evidence found, was the question solved, were citations exact, was declining right.

A question counts as solved when it is answerable, was not declined, every required item stands in the answer, a
citation overlaps the evidence, and the answer is not a dump (at most 260 characters or 2.5 times the evidence); an
unanswerable one when it was declined or the contradicting fact was named.
"""

from __future__ import annotations

import html
import json
import re
import statistics
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.errors import BaowenError
from index.folding import fold
from rag.answer import Answer, Turn

if TYPE_CHECKING:
    from index.schema import Filters
    from rag.qa import QA

DUMP_CHARS, DUMP_RATIO = 260, 2.5
RUN_CHARS = 12
FAILED_COLUMNS = ("id", "question", "expected", "answer", "evidence at")
_IGNORED = re.compile(r"[\W_]+")
_MARK = re.compile(r"\[\d+\]")

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Asked:
    """A line of a question file: what to ask, and the gold fields to hold the answer against."""

    id: str | None
    question: str
    conversation: tuple[Turn, ...]
    gold: dict[str, Any]

    @property
    def articles(self) -> list[str]:
        """Ids of the articles that answer."""
        return self.gold.get("article_ids") or self.gold.get("gold_articles") or []

    @property
    def unanswerable(self) -> bool:
        """Whether the articles don't hold the answer."""
        return bool(self.gold.get("unanswerable"))


@dataclass(frozen=True, slots=True)
class Result:
    """One question, its answer, and how it fared; `evidence_rank` is the first passage with evidence, from 1."""

    asked: Asked
    answer: Answer
    evidence_rank: int | None
    solved: bool
    quoted: int
    quoted_evidence: int


@dataclass(frozen=True, slots=True)
class Report:
    """Figures by name, over all questions and by type; and every result."""

    metrics: dict[str, float | int]
    by_type: dict[str, dict[str, float | int]]
    results: tuple[Result, ...]


def read_questions(path: Path) -> list[Asked]:
    """The questions of a file, one JSON object a line. BaowenError names the line that doesn't fit."""
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BaowenError(f"{path}: cannot be read as UTF-8 text ({error})") from error
    asked = [_asked(path, number, line) for number, line in enumerate(lines, 1) if line.strip()]
    if not asked:
        raise BaowenError(f"{path}: holds no questions; write one JSON object a line, with a field 'question'")
    return asked


def _asked(path: Path, number: int, line: str) -> Asked:
    try:
        fields = json.loads(line)
        question = fields["question"]
        turns = tuple(Turn(turn["question"], turn.get("answer", "")) for turn in fields.get("conversation") or ())
    except (json.JSONDecodeError, TypeError, KeyError, AttributeError) as error:
        raise BaowenError(
            f'{path}, line {number}: needs a JSON object like {{"id": "q1", "question": "…"}} ({error})'
        ) from error
    if not isinstance(question, str) or not question.strip():
        raise BaowenError(f"{path}, line {number}: the question is empty")
    identity = fields.get("id")
    return Asked(None if identity is None else str(identity), question, turns, fields)


def ask_all(
    qa: QA,
    asked: Sequence[Asked],
    filters: Filters | None = None,
    passages: int = 10,
    progress: Progress = lambda done: None,
) -> Iterator[Answer]:
    """The answers in the order of the questions, each with the question's id."""
    from dataclasses import replace

    for done, one in enumerate(asked, 1):
        answer = qa.ask(one.question, one.conversation, filters, passages)
        progress(done)
        yield replace(answer, id=one.id)


def evaluate(qa: QA, asked: Sequence[Asked], progress: Progress = lambda done: None) -> Report:
    """Ask everything and measure; article ids of the file are matched to the index's by the evidence they hold."""
    answers = ask_all(qa, asked, progress=progress)
    results = tuple(judge(one, answer) for one, answer in zip(asked, answers, strict=True))
    groups: dict[str, list[Result]] = defaultdict(list)
    for result in results:
        groups[result.asked.gold.get("type") or "all"].append(result)
    return Report(_metrics(results), {name: _metrics(group) for name, group in sorted(groups.items())}, results)


def judge(asked: Asked, answer: Answer) -> Result:
    """Hold one answer against the gold fields of its question."""
    rank = next((p.rank for p in answer.passages if _holds_evidence(asked, p.article_id, p.text)), None)
    quotes = [(citation.article_id, citation.quote) for citation in answer.citations]
    good = sum(len(quote) for article_id, quote in quotes if _holds_evidence(asked, article_id, quote))
    quoted = sum(len(quote) for _, quote in quotes)
    return Result(asked, answer, rank, _solved(asked, answer, good > 0), quoted, good)


def _holds_evidence(asked: Asked, article_id: str, text: str) -> bool:
    """Whether a text shares a run of words with the evidence or, in a file without evidence, holds a gold answer."""
    plain = _plain(text)
    if evidence := asked.gold.get("evidence"):
        return any(_overlap(plain, _plain(sentence)) for sentence in evidence)
    right_article = not asked.articles or article_id in asked.articles
    return right_article and any(_plain(answer) in plain for answer in asked.gold.get("answers") or ())


def _overlap(text: str, evidence: str) -> bool:
    """Whether two texts share a run of 12 characters, or the shorter one whole: a sentence cut in two still counts."""
    run = min(RUN_CHARS, len(text), len(evidence))
    return run > 0 and any(evidence[at : at + run] in text for at in range(len(evidence) - run + 1))


def _solved(asked: Asked, answer: Answer, cites_evidence: bool) -> bool:
    text = _MARK.sub("", answer.answer)
    if asked.unanswerable:
        return answer.abstained or any(_plain(item) in _plain(text) for item in asked.gold.get("correction") or ())
    if answer.abstained:
        return False
    required, aliases = asked.gold.get("must_include") or [], asked.gold.get("aliases") or {}
    found = [
        any(_plain(spelling) in _plain(text) for spelling in (item, *aliases.get(item, ())))
        for item in required or asked.gold.get("answers") or []
    ]
    complete = all(found) if required else any(found)
    cited = cites_evidence or (asked.gold.get("answer_kind") == "metadata" and bool(answer.citations))
    dumped = len(text) > max(DUMP_CHARS, DUMP_RATIO * sum(map(len, asked.gold.get("evidence") or ())))
    return complete and cited and not dumped


def _plain(text: str) -> str:
    return _IGNORED.sub("", fold(text))


def _metrics(results: Sequence[Result]) -> dict[str, float | int]:
    answerable = [result for result in results if not result.asked.unanswerable]
    rest = [result for result in results if result.asked.unanswerable]
    ranks = [result.evidence_rank or 0 for result in answerable]
    quoted = sum(result.quoted for result in answerable)
    times = sorted(result.answer.timings_ms["total"] for result in results)
    return {
        "questions": len(results),
        "answerable": len(answerable),
        "hit@1": _share(rank == 1 for rank in ranks),
        "hit@5": _share(1 <= rank <= 5 for rank in ranks),
        "hit@10": _share(1 <= rank <= 10 for rank in ranks),
        "MRR": statistics.fmean(1 / rank if rank else 0.0 for rank in ranks) if ranks else 0.0,
        "solved": _share(result.solved for result in results),
        "answerable solved": _share(result.solved for result in answerable),
        "unanswerable declined or corrected": _share(result.solved for result in rest),
        "answerable declined": _share(result.answer.abstained for result in answerable),
        "citation precision": sum(result.quoted_evidence for result in answerable) / quoted if quoted else 0.0,
        "answer characters, median": statistics.median(len(result.answer.answer) for result in results),
        "latency p50 ms": times[len(times) // 2],
        "latency p95 ms": times[min(len(times) - 1, int(len(times) * 0.95))],
    }


def _share(values: Iterator[bool] | Any) -> float:
    counted = [bool(value) for value in values]
    return sum(counted) / len(counted) if counted else 0.0


def write_report(report: Report, folder: Path) -> None:
    """Write `report.json` and a self-contained `report.html` with every question that was not solved."""
    rows = [_row(result) for result in report.results]
    whole = {"metrics": report.metrics, "by_type": report.by_type, "questions": rows}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "report.json").write_text(json.dumps(whole, ensure_ascii=False, indent=1), "utf-8")
        (folder / "report.html").write_text(_page(report, rows), "utf-8")
    except OSError as error:
        raise BaowenError(f"{folder}: the report cannot be written ({error.strerror})") from error


def _row(result: Result) -> dict[str, Any]:
    asked = result.asked
    return {
        "id": asked.id,
        "question": asked.question,
        "type": asked.gold.get("type"),
        "expected": asked.gold.get("must_include") or asked.gold.get("answers"),
        "answer": result.answer.answer,
        "abstained": result.answer.abstained,
        "solved": result.solved,
        "evidence_rank": result.evidence_rank,
    }


def _page(report: Report, rows: Sequence[dict[str, Any]]) -> str:
    names = list(report.metrics)
    groups = [("all", report.metrics), *report.by_type.items()]
    figures = "".join(_html_row([name, *(_figure(group[name]) for _, group in groups)]) for name in names)
    failed = "".join(
        _html_row([row["id"], row["question"], "；".join(row["expected"] or ()), row["answer"], row["evidence_rank"]])
        for row in rows
        if not row["solved"]
    )
    return (
        "<!doctype html><html lang='en'><meta charset='utf-8'><title>Baowen evaluation</title>"
        "<style>body{font:15px/1.5 system-ui,sans-serif;margin:2rem}table{border-collapse:collapse;margin:1rem 0}"
        "td,th{border:1px solid #ccc;padding:.3rem .6rem;vertical-align:top;text-align:left}</style>"
        f"<h1>Evaluation</h1><table>{_html_row(['', *(name for name, _ in groups)], 'th')}{figures}</table>"
        f"<h2>Not solved</h2><table>{_html_row(FAILED_COLUMNS, 'th')}{failed}</table></html>"
    )


def _html_row(cells: Sequence[Any], tag: str = "td") -> str:
    return (
        "<tr>" + "".join(f"<{tag}>{html.escape('' if cell is None else str(cell))}</{tag}>" for cell in cells) + "</tr>"
    )


def _figure(value: float | int) -> str:
    return f"{value:.3f}" if isinstance(value, float) else str(value)
