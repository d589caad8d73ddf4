"""What a server wants of a request, learned from what it refuses: they agree on less than their interface says."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from rag.llm.tokens import ANSWER_TOKENS, THINKING_TOKENS

NAMES = ("max_completion_tokens", "max_tokens", "")
_REFUSED = (400, 404, 405, 415, 422, 501)


@dataclass
class Habits:
    """How requests to one server are made; changed by what it answers. Not frozen: this is what it is for.

    `names` are those of the limit of tokens that were not refused yet; the empty one sets no limit.
    """

    names: list[str] = field(default_factory=lambda: list(NAMES))
    tokens: int = ANSWER_TOKENS
    temperature: bool = True
    streams: bool = True

    @property
    def short(self) -> bool:
        """Whether there is no room for thoughts yet."""
        return self.tokens < THINKING_TOKENS

    def given(self) -> dict[str, Any]:
        """The arguments of a request that depend on the server."""
        limit = self.names[0]
        # LangChain renames max_tokens unless it stands in the body by itself.
        limits: dict[str, Any] = {"extra_body": {limit: self.tokens}} if limit else {}
        return limits | ({"temperature": 0} if self.temperature else {})

    def learn(self, error: Exception) -> bool:
        """Whether a refusal says what to do otherwise, so that the same may be asked again."""
        text = str(error).lower()
        if self.streams and "no generation" in text:  # no event came: it answers in one piece
            self.streams = False
            return True
        if getattr(error, "status_code", None) not in _REFUSED:
            return False
        if self.names[0] and self.names[0] in text:
            self.names.pop(0)
            return True
        if self.temperature and "temperature" in text:
            self.temperature = False
            return True
        if self.streams and re.search(r"\bstream", text):
            self.streams = False
            return True
        return False

    def lengthen(self) -> bool:
        """Make room for thoughts; False where there was room already."""
        short, self.tokens = self.short, THINKING_TOKENS
        return short
