"""The language of the commands: Chinese where BAOWEN_LANG or the system's locale says so, else English.

The commands are written in English; `words/commands.json` gives for each text its Chinese, `{}` in the one standing for
what differs, `{0}`, `{1}` in the other for the same in order. What is printed as JSON is never worded anew.
"""

from __future__ import annotations

import json
import locale
import os
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from index.errors import BaowenError
from rag.file_words import chinese, chinese_note
from rag.question import Language

COLON: dict[Language, str] = {"zh": "：", "en": ": "}
_LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG")  # in the order in which POSIX has them count
_VALUE = re.compile(r"\{(\d)\}")


def language(environment: Mapping[str, str] = os.environ) -> Language:
    """The language of whoever reads the commands' output."""
    chosen = environment.get("BAOWEN_LANG") or next(filter(None, map(environment.get, _LOCALE)), None)
    spoken = chosen or locale.getlocale()[0] or ""
    return "zh" if spoken.lower().startswith(("zh", "chinese")) else "en"


def say(text: str, *values: object) -> str:
    """A text of the commands in the reader's language, each `{}` of it filled with a value."""
    filled = tuple(map(str, values))
    if language() == "zh" and text in catalogue():
        return _filled(catalogue()[text], filled)
    return text.format(*filled) if filled else text


def told(error: BaowenError) -> str:
    """What an error says and where it happened, in the reader's language."""
    line = error_line(str(error))
    return f"{error.where}{COLON[language()]}{line}" if error.where else line


def error_line(line: str) -> str:
    """The line of an error in the reader's language; as it is where no word is known."""
    if language() == "en":
        return line
    for pattern, text in _patterns():
        if found := pattern.fullmatch(line):
            return _filled(text, found.groups())
    return chinese(line)


def in_words(command: Any) -> Any:
    """A command of click's whose help speaks the reader's language, with all commands under it."""
    for one in (command, *command.params):
        one.help = say(one.help) if getattr(one, "help", None) else None
    for below in getattr(command, "commands", {}).values():
        in_words(below)
    return command


def note_line(note: str) -> str:
    """A note on a file, in the reader's language."""
    return chinese_note(note) if language() == "zh" else note


@lru_cache
def catalogue() -> dict[str, str]:
    """The Chinese of each text."""
    texts: dict[str, str] = json.loads((Path(__file__).parent / "words" / "commands.json").read_text("utf-8"))
    return texts


@lru_cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    """The texts with values as patterns, the more exact first: those of which more is fixed."""
    fixed = {text: text.split("{}") for text in catalogue()}
    ordered = sorted(fixed, key=lambda text: -sum(map(len, fixed[text])))
    return [(re.compile("(.*?)".join(map(re.escape, fixed[text])), re.DOTALL), catalogue()[text]) for text in ordered]


def _filled(text: str, values: Sequence[str]) -> str:
    return _VALUE.sub(lambda found: values[int(found[1])], text)
