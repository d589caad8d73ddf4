"""Question files -> questions: this program's lines, CRUD-RAG's, and SQuAD's JSON (CMRC 2018, DRCD)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.errors import BaowenError
from index.sentences import sentence_spans
from rag.answer import Answer, Turn

if TYPE_CHECKING:
    from index.schema import Filters
    from rag.qa import QA

Progress = Callable[[int], None]
LISTS = ("answers", "must_include", "evidence", "article_ids", "gold_articles", "correction")

TEMPLATE = """\
# Questions for 'baowen eval', one JSON object a line. Lines that begin with # are passed over.
#
# question      what is asked
# id            your own name for it; reports use it
# answers       right answers, word for word; any one of them counts
# must_include  instead of answers: every item must be in the answer
# aliases       other spellings of an item: {"市审计局": ["审计局"]}
# evidence      the sentences of the article that say so, word for word
# article_ids   the articles they stand in, as 'baowen articles' names them
# unanswerable  true when the articles don't say; correction holds what they say instead of a false premise
# type, lang, difficulty   groups of the report
# conversation  the turns before a follow-up: [{"question": "…", "answer": "…"}]
#
{"id": "q1", "question": "谁主持了会议？", "answers": ["……"], "evidence": ["……主持会议。"], "type": "who", "lang": "zh"}
{"id": "q2", "question": "会议提出了哪些要求？", "must_include": ["……", "……"], "evidence": ["……"], "type": "list"}
{"id": "q3", "question": "明天天气怎么样？", "unanswerable": true, "type": "unanswerable", "lang": "zh"}
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a file: what to ask, and the gold fields to hold the answer against."""

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


def read_questions(path: Path) -> list[Asked]:
    """The questions of a file. BaowenError names the line that doesn't fit, and what is wrong with it."""
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BaowenError(f"{path}: cannot be read as UTF-8 text ({error})") from error
    whole = _whole_json(text) if path.suffix.lower() == ".json" else None
    if whole is not None:
        asked = list(_squad(path, whole))
    else:
        lines = enumerate(text.splitlines(), 1)
        asked = [_line(path, number, line) for number, line in lines if line.strip() and not line.startswith("#")]
    if not asked:
        raise BaowenError(f"{path}: holds no questions; 'baowen eval init FILE' writes a template")
    return asked


def ask_all(
    qa: QA,
    asked: Sequence[Asked],
    filters: Filters | None = None,
    passages: int = 10,
    progress: Progress = lambda done: None,
) -> Iterator[Answer]:
    """The answers in the order of the questions, each with the question's id."""
    for done, one in enumerate(asked, 1):
        answer = qa.ask(one.question, one.conversation, filters, passages)
        progress(done)
        yield replace(answer, id=one.id)


def _line(path: Path, number: int, line: str) -> Asked:
    where = f"{path}, line {number}"
    try:
        fields = json.loads(line)
    except ValueError as error:
        raise BaowenError(f'{where}: needs a JSON object like {{"id": "q1", "question": "…"}} ({error})') from error
    if not isinstance(fields, dict) or not isinstance(fields.get("question"), str):
        raise BaowenError(f'{where}: needs a JSON object like {{"id": "q1", "question": "…"}}')
    if not fields["question"].strip():
        raise BaowenError(f"{where}: the question is empty")
    for name in LISTS:
        if not _is_texts(fields.get(name)):
            raise BaowenError(f"{where}: '{name}' must be a list of texts, such as [\"…\"]")
    identity = fields.get("id")
    turns = tuple(_turns(where, fields.get("conversation") or []))
    return Asked(None if identity is None else str(identity), fields["question"], turns, fields)


def _is_texts(value: Any) -> bool:
    return value is None or (isinstance(value, list) and all(isinstance(one, str) for one in value))


def _turns(where: str, conversation: Any) -> Iterator[Turn]:
    try:
        for turn in conversation:
            yield Turn(turn["question"], turn.get("answer", ""))
    except (TypeError, KeyError, AttributeError) as error:
        raise BaowenError(f'{where}: \'conversation\' must be a list of {{"question", "answer"}}') from error


def _whole_json(text: str) -> Any | None:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _squad(path: Path, whole: Any) -> Iterator[Asked]:
    """SQuAD's {"data": [{"paragraphs": [{"context", "qas"}]}]}, or CMRC 2018's flat list of contexts."""
    try:
        for context, question in _squad_questions(whole):
            text = context.get("context") or context["context_text"]
            found = question["answers"]
            answers = [one if isinstance(one, str) else one["text"] for one in found]
            yield Asked(
                str(question.get("id") or question["query_id"]),
                question.get("question") or question["query_text"],
                (),
                {
                    "answers": list(dict.fromkeys(answers)),
                    "evidence": list(_evidence(text, answers)),
                    "unanswerable": bool(question.get("is_impossible")),
                },
            )
    except (TypeError, KeyError, AttributeError) as error:
        raise BaowenError(f"{path}: neither questions a line nor SQuAD's JSON (no field {error})") from error


def _squad_questions(whole: Any) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    contexts = whole if isinstance(whole, list) else [p for one in whole["data"] for p in one["paragraphs"]]
    for context in contexts:
        for question in context["qas"]:
            yield context, question


def _evidence(text: str, answers: Sequence[str]) -> Iterator[str]:
    """The sentences that hold an answer."""
    for start, end in sentence_spans(text):
        if any(answer in text[start:end] for answer in answers):
            yield text[start:end]
