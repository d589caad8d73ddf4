"""What a reasoning model thinks before it answers is neither shown nor counted as its answer."""

from __future__ import annotations

import re

END = "</think>"
_NAMES = "think|thinking|thought|reasoning"
_OPEN_OR_CLOSE = re.compile(rf"<(?P<closing>/?)(?:{_NAMES})>", re.IGNORECASE)
_CLOSE = re.compile(rf"</(?:{_NAMES})>", re.IGNORECASE)
_BEGUN = re.compile(r"</?[a-z]{0,9}$", re.IGNORECASE)  # what may become a sign when more comes


class Thoughts:
    """Takes the thoughts out of a model's words as they come; `seen` when there were any."""

    def __init__(self) -> None:
        self._rest, self._inside, self.seen = "", False, False

    def spoken(self, piece: str) -> str:
        """What of the words so far is said aloud. `END` in it says that all before it was thought.

        Some models are made to think by the prompt's own opening sign, and send only the closing one.
        """
        self._rest += piece
        said = ""
        while sign := (_CLOSE if self._inside else _OPEN_OR_CLOSE).search(self._rest):
            self.seen = True
            before, self._rest = self._rest[: sign.start()], self._rest[sign.end() :]
            if self._inside:
                self._inside = False
            elif sign["closing"]:
                said = END
            else:
                said, self._inside = said + before, True
        kept = _BEGUN.search(self._rest)
        at = kept.start() if kept else len(self._rest)
        loud, self._rest = self._rest[:at], self._rest[at:]
        return said if self._inside else said + loud

    def rest(self) -> str:
        """What was held back at the end."""
        return "" if self._inside else self._rest
