"""Rules as data: a pattern with what it is for, texts it finds something in and texts it leaves alone.

`tests/test_rules.py` runs every rule's own examples, so a rule that is changed says what it breaks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """One pattern; `why` says what it reads, `matches` and `misses` are its examples.

    An example of `matches` may say after ` → ` what the pattern's group `what` finds in it.
    """

    name: str
    pattern: re.Pattern[str]
    matches: tuple[str, ...]
    misses: tuple[str, ...]
    why: str

    def finds(self, text: str) -> bool:
        """Whether a text holds what the rule reads."""
        return self.pattern.search(text) is not None

    def broken(self) -> Iterator[str]:
        """The examples that the pattern does not bear out."""
        for example in self.matches:
            text, _, what = example.partition(" → ")
            found = self.pattern.search(text)
            if not found or (what and found["what"] != what):
                yield example
        yield from (text for text in self.misses if self.pattern.search(text))


def named(rules: tuple[Rule, ...], text: str) -> str | None:
    """The name of the first rule that finds something in a text."""
    return next((rule.name for rule in rules if rule.finds(text)), None)
