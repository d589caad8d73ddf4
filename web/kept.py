"""Turns as the reader's own browser keeps them, and back: what comes from there is checked against the index again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from rag import QA, Answer, Citation, Language, RankedPassage, Turn, reference, title
from rag.answer import Outcome, Role, Verdict
from web.words import WORDS

TURNS = 20
NEAREST = 3
CITED = 200
TEXT_CHARS, NAME_CHARS = 20_000, 2000
Text = Annotated[str, Field(max_length=TEXT_CHARS)]
Name = Annotated[str, Field(max_length=NAME_CHARS)]
Offset = Annotated[int, Field(ge=0, le=10_000_000)]
Probability = Annotated[float, Field(ge=0, le=1, strict=True)]


class Asked(NamedTuple):
    """A turn of the conversation as the page keeps it; `number` counts the questions, answered or not."""

    number: int
    answer: Answer


def earlier_turns(turns: Sequence[Asked], most: int) -> list[Turn]:
    """What was said, as `QA` takes it: of the last turns as many as have no more than `most` characters."""
    said: list[Turn] = []
    for one in reversed(turns):
        most -= len(one.answer.question) + len(one.answer.answer)
        if most < 0:
            break
        said.insert(0, Turn(one.answer.question, one.answer.answer))
    return said


class KeptCitation(BaseModel):
    """A citation with how it is named in print, 焦作日报，2020-02-27，第1版，《…》."""

    marker: Annotated[int, Field(ge=1, le=9999)]
    article_id: Name
    quote: Text
    start: Offset
    end: Offset
    verdict: Verdict
    role: Role = "evidence"
    reference: Name = ""


class KeptPlace(BaseModel):
    """A passage that came near when nothing was cited."""

    article_id: Name
    start: Offset
    end: Offset


class KeptTurn(BaseModel):
    """A question and its answer. `outcome` is missing from what was kept before answers had one."""

    question: Text
    standalone: Text
    answer: Text
    abstained: bool
    mode: Literal["extractive", "llm"]
    outcome: Outcome | None = None
    confidence: Probability | None = None
    note: Text | None = None
    citations: Annotated[list[KeptCitation], Field(max_length=CITED)] = []
    nearest: Annotated[list[KeptPlace], Field(max_length=NEAREST)] = []


_TURNS = TypeAdapter(Annotated[list[KeptTurn], Field(max_length=TURNS)])


def kept(qa: QA, answer: Answer) -> dict[str, Any]:
    """What a browser is to keep of an answer. What is longer than can be given back is cut, so that nothing raises."""
    cited = [one for one in answer.citations if len(one.quote) <= TEXT_CHARS and len(one.article_id) <= NAME_CHARS]
    fields = ("marker", "article_id", "quote", "start", "end", "verdict", "role")
    return {
        "question": answer.question[:TEXT_CHARS],
        "standalone": answer.standalone_question[:TEXT_CHARS],
        "answer": answer.answer[:TEXT_CHARS],
        "abstained": answer.abstained,
        "mode": answer.mode,
        "outcome": answer.outcome,
        "confidence": answer.confidence,
        "note": answer.note and answer.note[:TEXT_CHARS],
        "citations": [
            {name: getattr(one, name) for name in fields} | {"reference": _shortened(_reference(qa, one))}
            for one in cited[:CITED]
        ],
        "nearest": [{"article_id": one.article_id, "start": one.start, "end": one.end} for one in _nearest(answer)],
    }


def _shortened(text: str) -> str:
    return text if len(text) <= NAME_CHARS else f"{text[: NAME_CHARS - 1]}…"


def restored(qa: QA, given: Any, language: Language) -> list[Asked]:
    """The turns that a browser gives back; none when they are not what `kept` made.

    A citation whose words no longer stand in its article is left out, and the turn's note says so; how sure the answer
    was is then no longer told.
    """
    try:
        turns = _TURNS.validate_python(given)
    except ValidationError:
        return []
    return [Asked(number, _answer(qa, turn, language)) for number, turn in enumerate(turns, 1)]


def _answer(qa: QA, turn: KeptTurn, language: Language) -> Answer:
    found = {one.marker: _citation(qa, one) for one in turn.citations}
    lost = [marker for marker, one in found.items() if one is None]
    answer = Answer(
        question=turn.question,
        standalone_question=turn.standalone,
        answer=turn.answer,
        abstained=turn.abstained,
        mode=turn.mode,
        outcome=turn.outcome or _outcome(turn),
        confidence=turn.confidence,
        note=turn.note,
        citations=tuple(one for one in found.values() if one),
        passages=tuple(_passages(qa, turn.nearest)),
    )
    if not lost:
        return answer
    marks = "".join(f"[{marker}]" for marker in lost)
    return replace(answer, confidence=None, note=WORDS[language]["changed"].format(marks=marks))


def _outcome(turn: KeptTurn) -> Outcome:
    """What came of a question whose turn doesn't say: what abstained and cited something corrected the question."""
    if not turn.abstained:
        return "answered"
    return "corrected" if turn.citations else "none"


def _citation(qa: QA, one: KeptCitation) -> Citation | None:
    article = qa.article(one.article_id)
    if article is None or article.body[one.start : one.end] != one.quote:
        return None
    page = article.page_at(one.start)
    read = article.confidence(one.start, one.end)
    where = (title(article), article.source, article.issue_date, page)
    return Citation(one.marker, article.id, *where, one.quote, one.start, one.end, one.verdict, one.role, read)


def _passages(qa: QA, places: Sequence[KeptPlace]) -> list[RankedPassage]:
    found = [(rank, place, qa.article(place.article_id)) for rank, place in enumerate(places, 1)]
    return [
        RankedPassage(rank, 0.0, one.id, "", title(one), place.start, place.end, one.body[place.start : place.end])
        for rank, place, one in found
        if one
    ]


def _nearest(answer: Answer) -> list[RankedPassage]:
    """The best passage of each of the nearest articles, of an answer that cites nothing."""
    if answer.citations:
        return []
    best = {one.article_id: one for one in reversed(answer.passages)}
    return list(dict.fromkeys(best[one.article_id] for one in answer.passages))[:NEAREST]


def _reference(qa: QA, citation: Citation) -> str:
    article = qa.article(citation.article_id)
    return reference(article, citation.start) if article else ""
