"""A question ready for search: its vector and its terms with their weights, and how a text is held against them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from index.folding import fold
from index.pinyin import needles, sounded
from index.schema import FloatArray
from index.terms import words

LARGE = 10_000  # passages
POSTINGS, POSTINGS_A_PASSAGE, LEAST_POSTINGS = 6_000, 2.4, 2_000


@dataclass(frozen=True)
class Folded:
    """A folded text as terms are looked for in it: its words and how it sounds are worked out when first asked for."""

    folded: str

    @cached_property
    def words(self) -> frozenset[str]:
        """Its Latin words and numbers."""
        return frozenset(words(self.folded))

    @cached_property
    def sounded(self) -> str:
        """How its characters sound, see `pinyin.sounded`."""
        return sounded(self.folded)


@dataclass(frozen=True)
class Query:
    """A question made ready for search: its vector, and its terms with their weights (inverse document frequency).

    `passages` is how many there are to search; `asked` are the terms by which passages are found (see `rarest`). Of a
    question in a `foreign` language the terms are few: numbers, and names as they sound. `trained` is whether the
    vector is of the encoder that was trained with the networks.
    """

    passages: int
    vector: FloatArray
    weights: dict[str, float]
    asked: tuple[str, ...]
    foreign: bool = False
    trained: bool = True

    @cached_property
    def weight(self) -> float:
        """What all terms weigh together."""
        return sum(self.weights.values()) or 1.0

    @cached_property
    def asked_weight(self) -> float:
        """What the terms weigh by which passages are found."""
        return sum(self.weights[term] for term in self.asked) or 1.0

    def completed(self, score: float, text: Folded) -> float:
        """A BM25 score of the terms asked for, with the weight of the others that a text holds, as a share of all."""
        if len(self.asked) < len(self.weights):
            others = sum(bit for term, bit in self.bits.items() if term not in self.asked)
            score += self.weight * self.share(self.held(text) & others)
        return score / self.weight

    @cached_property
    def bits(self) -> dict[str, int]:
        """A bit for each term, in their order."""
        return {term: 1 << at for at, term in enumerate(self.weights)}

    @cached_property
    def _weight_of(self) -> dict[int, float]:
        return dict(zip(self.bits.values(), self.weights.values(), strict=True))

    @cached_property
    def _in_characters(self) -> list[tuple[str, int]]:
        """Terms of Chinese characters stand in a text if and only if it has them in a row."""
        return [(term, bit) for term, bit in self.bits.items() if not term.isascii()]

    @cached_property
    def _sounds(self) -> list[tuple[str, int]]:
        return [(needle, bit) for term, bit in self.bits.items() if term.isascii() for needle in needles(term)]

    def held(self, text: Folded) -> int:
        """Which of the terms a text holds, a bit each, in their order."""
        folded = text.folded
        found = sum([bit for term, bit in self._in_characters if term in folded])
        if len(self._in_characters) < len(self.weights):
            found |= sum([self.bits[word] for word in text.words if word in self.bits])
            for needle, bit in self._sounds:
                if needle in text.sounded:
                    found |= bit
        return found

    def share(self, held: int) -> float:
        """What terms weigh, as a share of all, 0 to 1."""
        total, left = 0.0, held
        while left:
            lowest = left & -left
            total += self._weight_of[lowest]
            left ^= lowest
        return total / self.weight

    def held_of(self, text: str) -> int:
        """Which of the terms a text holds that was not folded yet."""
        return self.held(Folded(fold(text)))

    @cached_property
    def known(self) -> int:
        """The terms that stand in any passage."""
        return sum(bit for term, bit in self.bits.items() if self.weights[term] < idf(0, self.passages))

    def coverage(self, text: str) -> float:
        """The weight of the question's terms that a text holds, as a share of all, 0 to 1."""
        return self.share(self.held(Folded(fold(text))))


def rarest(terms: Sequence[str], standing: Mapping[str, int], passages: int) -> tuple[str, ...]:
    """The terms by which passages are found: the rarest that stand no more often than the budget between them.

    Common characters stand in most passages and say little of any, and to go through where they stand is what takes
    the time. They are not forgotten: the best passages are weighed by all terms (`Query.completed`). The budget grows
    with the index as long as it is small, where nothing is lost by it, and stays the same in a large one.
    """
    budget = POSTINGS if passages >= LARGE else max(LEAST_POSTINGS, POSTINGS_A_PASSAGE * passages)
    ordered = sorted(terms, key=lambda term: standing.get(term, 0))
    sums = accumulate(standing.get(term, 0) for term in ordered)
    return tuple(ordered[: max(1, sum(total <= budget for total in sums))])


def idf(holding: int, passages: int) -> float:
    """Robertson and Spärck Jones' weight; one is added under the logarithm to keep it positive."""
    return math.log(1 + (passages - holding + 0.5) / (holding + 0.5))
