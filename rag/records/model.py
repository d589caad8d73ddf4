"""What a record is: one meeting, inspection, briefing, notice or campaign that an article reports."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal, Self, get_args

Form = Literal["meeting", "inspection", "briefing", "notice", "campaign"]
FORMS: tuple[Form, ...] = get_args(Form)


@dataclass(frozen=True, slots=True)
class Found:
    """A value and the sentence it was read from: `body[start:end]`. `target` is who is to do it, of a measure."""

    text: str
    start: int
    end: int
    target: str | None = None


@dataclass(frozen=True, slots=True)
class MeetingRecord:
    """One event read from one article; every value stands with its sentence in `evidence`.

    `body` is the organisation that held or issued it, as the report names it (see `bodies.py`). Who led is among the
    `attendees`; `evidence["attendees"]` has those who are said to have been there besides.
    """

    article_id: str
    title: str
    source: str | None
    issue_date: str | None
    form: Form
    name: str | None
    body: str | None
    date: str | None
    time: str | None
    chair_or_lead: tuple[str, ...]
    attendees: tuple[str, ...]
    places_visited: tuple[str, ...]
    items: tuple[str, ...]
    measures: tuple[str, ...]
    evidence: dict[str, tuple[Found, ...]]

    def as_json(self) -> dict[str, Any]:
        """The record as the JSON object the commands print."""
        return asdict(self)

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        """A record as `as_json` gave it."""
        evidence = {name: tuple(Found(**one) for one in founds) for name, founds in stored["evidence"].items()}
        lists = {name: tuple(value) for name, value in stored.items() if isinstance(value, list)}
        return cls(**{**stored, **lists, "evidence": evidence})
