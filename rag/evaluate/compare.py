"""Two reports over the same questions: what changed, and whether it is more than chance.

The paired bootstrap draws questions once for both; p is twice the share of draws in which the difference has not the
sign it has over all (Efron and Tibshirani 1993, chapter 16).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from index.errors import BaowenError
from rag.evaluate.figures import NAMES, drawn, parts_of


@dataclass(frozen=True, slots=True)
class Change:
    """A figure in both reports, and the p-value of its difference."""

    name: str
    before: float
    after: float
    p: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed: figures, and the questions solved in one report only."""

    common: int
    changes: tuple[Change, ...]
    won: tuple[dict[str, Any], ...]
    lost: tuple[dict[str, Any], ...]


def compare(before: Path, after: Path) -> Comparison:
    """Compare two `report.json` files by the questions that both have, told by id or else by their words."""
    rows, others = _rows(before), _rows(after)
    keys = [key for key in rows if key in others]
    if not keys:
        raise BaowenError(f"{before} and {after}: no question in common")
    pairs = [(rows[key], others[key]) for key in keys]
    changes = [change for name in NAMES if (change := _change(name, pairs))]
    return Comparison(
        len(keys),
        tuple(changes),
        tuple(new for old, new in pairs if new["solved"] and not old["solved"]),
        tuple(new for old, new in pairs if old["solved"] and not new["solved"]),
    )


def _rows(path: Path) -> dict[str, dict[str, Any]]:
    try:
        questions = json.loads(path.read_text("utf-8"))["questions"]
        return {str(row["id"] or row["question"]): {**row, "values": row["values"]} for row in questions}
    except OSError as error:
        raise BaowenError(f"{path}: cannot be read ({error.strerror})") from error
    except (ValueError, KeyError, TypeError) as error:
        raise BaowenError(f"{path}: not a report of 'baowen eval --out' ({error})") from error


def _change(name: str, pairs: list[tuple[dict[str, Any], dict[str, Any]]]) -> Change | None:
    before, after = (parts_of([pair[side]["values"] for pair in pairs], name) for side in (0, 1))
    if not before[1].sum() or not after[1].sum():
        return None
    values = [float(parts[0].sum() / parts[1].sum()) for parts in (before, after)]
    differences = drawn(after) - drawn(before)
    differences = differences[~np.isnan(differences)]
    against = min((differences <= 0).mean(), (differences >= 0).mean()) if len(differences) else 1.0
    return Change(name, values[0], values[1], float(min(1.0, 2 * against)))
