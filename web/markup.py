"""Answers as Markdown for the chat.

Everything that comes from an article, a question or an answer is untrusted text. In the chat, which renders Markdown,
it goes through `plain`; elsewhere, where the page renders HTML, through `html.escape`.
"""

from __future__ import annotations

import re

from rag import Answer

ECHOED_CHARS = 2000

# What can open a construct anywhere in a line, what makes a bare address a link, and what opens a block at its start.
_SPECIAL = re.compile(r"[\\`*_~\[\]<>&@]|:(?=//)|(?<=www)\.|^[!-@{-}]", re.IGNORECASE)
_MARK = re.compile(r"\[(\d+)\]")


def plain(text: str) -> str:
    """Markdown that shows this text, a paragraph a line: no link, tag, list or emphasis can come of it."""
    lines = (line.strip() for line in text.splitlines())
    return "\n\n".join(_SPECIAL.sub(lambda match: f"&#{ord(match[0])};", line) for line in lines if line)


def chat_text(answer: Answer, turn: int) -> str:
    """The answer as Markdown, with each mark that has a citation a link to it; then its note, if it has one."""
    known = {citation.marker for citation in answer.citations}
    lines = [_linked(line, known, turn) for line in answer.answer.splitlines() if line.strip()]
    return "\n\n".join([*lines, *([f"*{plain(answer.note)}*"] if answer.note else [])])


def _linked(line: str, known: set[int], turn: int) -> str:
    pieces: list[str] = []
    at = 0
    for match in _MARK.finditer(line):
        if int(match[1]) in known:
            pieces += [plain(line[at : match.start()]), f"[[{match[1]}]](#c{turn}-{match[1]})"]
            at = match.end()
    return "".join([*pieces, plain(line[at:])])
