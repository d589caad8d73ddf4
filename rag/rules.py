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

    An example of `matches` may say after ` → ` what is read in it: what the pattern's first group with a name holds, or
    all that it finds where no group has one.
    """

    name: str
    pattern: re.Pattern[str]
    matches: tuple[str, ...]
    misses: tuple[str, ...]
    why: str

    def finds(self, text: str) -> bool:
        """Whether a text holds what the rule reads."""
        return self.pattern.search(text) is not None

    def read(self, text: str) -> str | None:
        """What the rule reads in a text; None where it finds nothing."""
        found = self.pattern.search(text)
        if not found:
            return None
        return next((part for part in found.groupdict().values() if part is not None), found[0])

    def broken(self) -> Iterator[str]:
        """The examples that the pattern does not bear out."""
        for example in self.matches:
            text, _, what = example.rpartition(" → ") if " → " in example else (example, "", "")
            found = self.read(text)
            if found is None or (what and found != what):
                yield example
        yield from (text for text in self.misses if self.pattern.search(text))


def named(rules: tuple[Rule, ...], text: str) -> str | None:
    """The name of the first rule that finds something in a text."""
    return next((rule.name for rule in rules if rule.finds(text)), None)
