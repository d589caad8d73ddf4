"""The weights of clues, fitted on generated pages: `python -m training.pages` writes `weights.json` anew."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

FILE = Path(__file__).with_name("weights.json")
Array = NDArray[np.float64]


class Weights:
    """A weight of each clue for each outcome; a clue without weights says nothing."""

    def __init__(self, table: dict[str, list[float]], outcomes: int) -> None:
        self.known = {clue: number for number, clue in enumerate(table)}
        self.values: Array = np.array([*table.values()], dtype=np.float64).reshape(-1, outcomes)
        self._none = np.zeros(outcomes)

    def of(self, clues: Iterable[str]) -> Array:
        """The sum of the clues' weights, one number an outcome."""
        numbers = [self.known[clue] for clue in clues if clue in self.known]
        return self.values[numbers].sum(axis=0) if numbers else self._none


@cache
def table(name: str) -> dict[str, list[float]]:
    """One of the fitted tables: `line` and `move`, `headline` and `headline move`, `paragraph`, `sharing`."""
    tables: dict[str, dict[str, list[float]]] = json.loads(FILE.read_text("utf-8"))
    return tables.get(name, {})
