"""Records held against gold records: forms, people, places and measures, each as precision, recall and F1.

A gold line is `{"id", "records": [{form, chair_or_lead, attendees, places, measures: [{text, target}]}]}`. Where one
event ends and the next begins is a matter of taste, so values are pooled by article. Persons must be the same; places
and measures may be cut otherwise: two match when one holds the other, or they share half of their pairs of characters
(Dice). Who led is counted as attending, on both sides.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.errors import BaowenError
from rag.records import MeetingRecord

LIKE = 0.5
_IGNORED = re.compile(r"[\W_]+")
Match = Callable[[str, str], bool]


@dataclass(frozen=True, slots=True)
class GoldRecords:
    """What an article should give: its id, and the records as the file has them."""

    article_id: str
    records: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many values were found, how many of those are right, how many there are, and how many of those were found."""

    found: int = 0
    right: int = 0
    gold: int = 0
    hit: int = 0

    def __add__(self, other: Tally) -> Tally:
        """Both together."""
        return Tally(self.found + other.found, self.right + other.right, self.gold + other.gold, self.hit + other.hit)

    @property
    def precision(self) -> float:
        """The share of what was found that is right."""
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """The share of what there is that was found."""
        return self.hit / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def is_records_file(path: Path) -> bool:
    """Whether the lines of a file are gold records rather than questions."""
    try:
        with path.open(encoding="utf-8") as file:
            first = next((line for line in file if line.strip()), "{}")
        return isinstance(json.loads(first).get("records"), list)
    except (OSError, ValueError, AttributeError):
        return False


def read_gold(path: Path) -> list[GoldRecords]:
    """The gold records of a file; BaowenError names the line that is none."""
    gold = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if line.strip():
            try:
                given = json.loads(line)
                gold.append(GoldRecords(str(given["id"]), tuple(given["records"])))
            except (ValueError, KeyError, TypeError) as error:
                raise BaowenError(
                    f"{path}, line {number}: no gold record; it needs id and records ({error})"
                ) from error
    return gold


def score_records(gold: Sequence[GoldRecords], records: Iterable[MeetingRecord]) -> dict[str, Tally]:
    """A tally for each field, over the articles that have gold."""
    by_article: dict[str, list[MeetingRecord]] = {one.article_id: [] for one in gold}
    for record in records:
        if record.article_id in by_article:
            by_article[record.article_id].append(record)
    totals: dict[str, Tally] = {}
    for one in gold:
        for name, tally in _of_article(one, by_article[one.article_id]).items():
            totals[name] = totals.get(name, Tally()) + tally
    return totals


def _of_article(gold: GoldRecords, found: Sequence[MeetingRecord]) -> dict[str, Tally]:
    given = gold.records
    return {
        "form": tally({one.form for one in found}, {one["form"] for one in given}, same),
        "leaders": tally(_pooled(found, "chair_or_lead"), _listed(given, "chair_or_lead"), same),
        "attendees": tally(
            {*_pooled(found, "chair_or_lead"), *_pooled(found, "attendees")},
            {*_listed(given, "chair_or_lead"), *_listed(given, "attendees")},
            same,
        ),
        "places": tally(_pooled(found, "places_visited"), _listed(given, "places"), alike),
        "measures": tally(
            _pooled(found, "measures"), {one["text"] for record in given for one in record["measures"]}, alike
        ),
    }


def _pooled(records: Sequence[MeetingRecord], field: str) -> set[str]:
    return {value for record in records for value in getattr(record, field)}


def _listed(records: Sequence[dict[str, Any]], field: str) -> set[str]:
    return {value for record in records for value in record.get(field) or ()}


def tally(found: Iterable[str], gold: Iterable[str], match: Match) -> Tally:
    """Values found against those there are."""
    ours, theirs = list(found), list(gold)
    right = sum(any(match(one, other) for other in theirs) for one in ours)
    hit = sum(any(match(one, other) for one in ours) for other in theirs)
    return Tally(len(ours), right, len(theirs), hit)


def same(one: str, other: str) -> bool:
    """Whether two values are the same but for spaces and marks."""
    return _IGNORED.sub("", one) == _IGNORED.sub("", other)


def alike(one: str, other: str) -> bool:
    """Whether one text holds the other, or they share half of their pairs of characters (Dice)."""
    first, second = _IGNORED.sub("", one), _IGNORED.sub("", other)
    if min(len(first), len(second)) >= 2 and (first in second or second in first):
        return True
    pairs, others = _pairs(first), _pairs(second)
    return bool(pairs and others) and 2 * len(pairs & others) / (len(pairs) + len(others)) >= LIKE


def _pairs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)}


def as_figures(tallies: dict[str, Tally]) -> dict[str, float]:
    """The figures by name, as `form F1`."""
    return {
        f"{name} {label}": value
        for name, one in tallies.items()
        for label, value in (("precision", one.precision), ("recall", one.recall), ("F1", one.f1))
    }


def write_figures(tallies: dict[str, Tally], folder: Path) -> None:
    """Write them as `report.json`. BaowenError when the folder cannot be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        report = json.dumps({"metrics": as_figures(tallies)}, ensure_ascii=False, indent=1)
        (folder / "report.json").write_text(report, "utf-8")
    except OSError as error:
        raise BaowenError(f"{folder}: the report cannot be written ({error.strerror})") from error
