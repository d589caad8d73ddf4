"""Evaluation: a question file in, figures and a report out. `questions` → `judge` → `figures` → `report`, `compare`."""

from rag.evaluate.figures import Figure, Report, evaluate
from rag.evaluate.judge import Result, judge
from rag.evaluate.questions import Asked, ask_all, read_questions
from rag.evaluate.report import write_report

__all__ = ["Asked", "Figure", "Report", "Result", "ask_all", "evaluate", "judge", "read_questions", "write_report"]
