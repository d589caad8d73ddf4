"""What somebody is told of an error that is theirs to mend, in their language."""

from __future__ import annotations

from pydantic import ValidationError

from rag import BaowenError, Language, RefusedError
from web.words import WORDS

LONGEST = 400  # characters of a line


def told(error: Exception, language: Language = "en") -> str | None:
    """One line about a wrong call or a refusal; None of any other error."""
    if isinstance(error, ValidationError):
        wrong = error.errors()[0]
        return f"{'.'.join(map(str, wrong['loc']))}: {wrong['msg']}"
    if isinstance(error, RefusedError):
        return WORDS[language][error.word].format(**{key: f"{value:,}" for key, value in error.values.items()})
    return _short(str(error)) if isinstance(error, BaowenError) else None


def _short(line: str) -> str:
    return line if len(line) <= LONGEST else f"{line[: LONGEST // 2]}…{line[-LONGEST // 2 :]}"
