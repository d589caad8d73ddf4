"""What a question comes back with: an Answer, its Citations, and the passages it was found in."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Verdict = Literal["supported", "partly", "unsupported"]
Mode = Literal["extractive", "llm"]
# answered; partly: the articles report it, but not what was asked for; corrected: they deny what the question takes for
# granted; none: they hold nothing of it
Outcome = Literal["answered", "partly", "corrected", "none"]
Role = Literal["evidence", "related"]
# How far a streamed answer is: its sentences may still be replaced, only more will come, or it is all there
State = Literal["provisional", "growing", "complete"]
Sureness = Literal["likely", "perhaps", "unsure"]
LIKELY, PERHAPS = 0.9, 0.7  # least confidence, the probability `answered` of learned.py


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question of the conversation and the answer it got."""

    question: str
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Citation:
    """The exact words of an article that the answer marks with `[marker]`: `quote` is `body[start:end]`.

    Its `role` is `related` where the words are what comes nearest and no answer. `ocr_confidence`, 0 to 1, says how
    sure their reading is where they were read off a picture.
    """

    marker: int
    article_id: str
    title: str
    source: str | None
    date: str | None
    page: str | None
    quote: str
    start: int
    end: int
    verdict: Verdict = "supported"
    role: Role = "evidence"
    ocr_confidence: float | None = None


@dataclass(frozen=True, slots=True)
class RankedPassage:
    """A passage as search ranked it; `score` is the fused score, higher is better, comparable between questions."""

    rank: int
    score: float
    article_id: str
    passage_id: str
    title: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question.

    `answer` carries a mark `[n]` after each sentence; `abstained` says that the articles don't hold the answer, and
    then `answer` says so; `outcome` says which way. `confidence` is the probability, 0 to 1, that the best sentences
    found hold what was asked for; None where that was not asked. `short` is what was asked for in a word or two, where
    that is beyond doubt; it stands first in `answer`. `passages` are the ten best, also when it abstained.
    `note` is a line that says why a language model was asked and the quoted answer came instead. Times are in
    milliseconds. `state` is `complete` but for the earlier ones of a stream.
    """

    question: str
    standalone_question: str
    answer: str
    abstained: bool
    mode: Mode
    citations: tuple[Citation, ...] = ()
    passages: tuple[RankedPassage, ...] = ()
    timings_ms: dict[str, float] = field(default_factory=dict)
    id: str | None = None
    note: str | None = None
    outcome: Outcome = "answered"
    confidence: float | None = None
    state: State = "complete"
    short: str | None = None

    @property
    def sureness(self) -> Sureness | None:
        """How sure it is that the words cited answer the question; None where they are not put forward as an answer."""
        if self.outcome != "answered" or self.confidence is None:
            return None
        return "likely" if self.confidence >= LIKELY else "perhaps" if self.confidence >= PERHAPS else "unsure"

    def as_json(self) -> dict[str, Any]:
        """The answer as the JSON object the commands print."""
        return asdict(self)
