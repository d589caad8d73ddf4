"""Lines about files, which the readers of `index/` write in English, in Chinese.

`words/readers.json` has parts of what says why a file was not read, `words/notes.json` the beginnings of notes on one
that was, as patterns.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

_WORDS = Path(__file__).parent / "words"
_REASONS: dict[str, str] = json.loads((_WORDS / "readers.json").read_text("utf-8"))
_NOTES: dict[str, str] = json.loads((_WORDS / "notes.json").read_text("utf-8"))
# Where in a file something is.
_PLACE, _UNITS = re.compile(r"(?:, |^)(page|line|entry) ([\d,]+)"), {"page": "页", "line": "行", "entry": "条"}
# Between the rows that were left out; each may have a semicolon in what is said of it.
_BETWEEN = re.compile(r"; (?=(?:line|entry) [\d,]+:|and )")
_MORE = re.compile(r"and ([\d,]+) more")  # rows than are named


def chinese(line: str) -> str:
    """A line about a file (`NAME: what is wrong`) with what is wrong in Chinese; as it is where no word is known."""
    name, colon, wrong = line.partition(": ")
    word = next((word for part, word in _REASONS.items() if part in (wrong if colon else line)), None)
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
