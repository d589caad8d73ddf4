"""An answer that grows, as text that is never taken back: for a pipe, or a stream of events."""

from __future__ import annotations

from rag.answer import Answer

_BULLET = "• "  # of lists, which are known as such only once their third line is there


class Growing:
    """What has been passed on of an answer."""

    def __init__(self) -> None:
        self._passed: list[str] = []

    def more(self, answer: Answer) -> str:
        """What is to be added to the text so far; nothing of what may still be replaced."""
        if answer.state == "provisional":
            return ""
        if not self._passed:
            self._passed = answer.answer.splitlines()
            return answer.answer
        lines = [line.removeprefix(_BULLET) for line in answer.answer.splitlines()]
        new = lines[len(self._passed) :]
        self._passed = lines
        return "".join(f"\n{line}" for line in new)
