"""What somebody is told of an error that is theirs to mend, in their language."""

from __future__ import annotations

import json
import re

from pydantic import ValidationError

from rag import BaowenError, Language, RefusedError
from web.words import WORDS, asset

LONGEST = 400  # characters of a line
_CHINESE: dict[str, str] = json.loads(asset("readers.json"))  # what says why a file was not read: a part of it
_NOTES: dict[str, str] = json.loads(asset("notes.json"))  # the beginnings of notes on a file, as patterns
# Where in a file something is.
_PLACE, _UNITS = re.compile(r"(?:, |^)(page|line|entry) ([\d,]+)"), {"page": "页", "line": "行", "entry": "条"}
# Between the rows that were left out; each may have a semicolon in what is said of it.
_BETWEEN = re.compile(r"; (?=(?:line|entry) [\d,]+:|and )")
_MORE = re.compile(r"and ([\d,]+) more")  # rows than are named


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


def chinese(line: str) -> str:
    """A line about a file (`NAME: what is wrong`) with what is wrong in Chinese; as it is where no word is known."""
    name, colon, wrong = line.partition(": ")
    word = next((word for part, word in _CHINESE.items() if part in (wrong if colon else line)), None)
    return f"{_PLACE.sub(_place, name)}：{word}" if word and colon else word or line


def chinese_note(note: str) -> str:
    """A note on a file in Chinese, what it quotes as it is; all as it is where no word is known."""
    begun = ((re.match(pattern, note), word) for pattern, word in _NOTES.items())
    found, word = next(((match, word) for match, word in begun if match), (None, ""))
    if not found:
        return note
    said, rest = found.expand(word), note[found.end() :]
    if found[0] == "left out: ":
        rest = "；".join(_MORE.sub(r"另有 \1 处", chinese(row)) for row in _BETWEEN.split(rest))
    return said + rest


def _place(found: re.Match[str]) -> str:
    return f"{' ' if found.start() else ''}第 {found[2]} {_UNITS[found[1]]}"


def _short(line: str) -> str:
    return line if len(line) <= LONGEST else f"{line[: LONGEST // 2]}…{line[-LONGEST // 2 :]}"
