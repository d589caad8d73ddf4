"""What somebody is told of an error that is theirs to mend, in their language."""

from __future__ import annotations

from pydantic import ValidationError

from rag import BaowenError, Language, RefusedError, chinese
from web.words import WORDS

LONGEST = 400  # characters of a line


def told(error: Exception, language: Language = "en") -> str | None:
    """One line about a wrong call or a refusal; None of any other error."""
    if isinstance(error, ValidationError):
        wrong = error.errors()[0]
        return f"{'.'.join(map(str, wrong['loc']))}: {wrong['msg']}"
    if isinstance(error, RefusedError):
        return WORDS[language][error.word].format(**{key: f"{value:,}" for key, value in error.values.items()})
    return _short(_worded(str(error), language)) if isinstance(error, BaowenError) else None


def _worded(line: str, language: Language) -> str:
    """A line of the program's own for a reader: where a file or the index lies is left out of it."""
    name, colon, wrong = line.partition(": ")
    line = f"{name.rpartition('/')[2]}{colon}{wrong}" if colon else line
    return chinese(line) if language == "zh" else line


def _short(line: str) -> str:
    return line if len(line) <= LONGEST else f"{line[: LONGEST // 2]}…{line[-LONGEST // 2 :]}"
