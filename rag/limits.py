"""What a question and the conversation before it may be, whoever sends them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.errors import UsageError
from index.invisible import without_invisible
from index.settings import Settings
from rag.answer import Turn

# Half of a character that UTF-16 writes as two, with which no text can be written; and the one that ends a C text.
_BROKEN = re.compile("[\ud800-\udfff\0]")


class RefusedError(UsageError):
    """A question that is not taken; `word` and `values` let a page say so in its reader's language."""

    def __init__(self, word: str, line: str, **values: int) -> None:
        super().__init__(line)
        self.word, self.values = word, values


def broken(text: str) -> bool:
    """Whether a text has something in it that is no character."""
    return _BROKEN.search(text) is not None


def checked(question: str, conversation: Sequence[Turn], options: Settings) -> str:
    """The question without the blanks around it. RefusedError when it or the conversation is empty, broken or too long.

    A question of the conversation may be as long as the one that is asked: a follow-up is completed by it.
    """
    said = [part for turn in conversation for part in (turn.question, turn.answer)]
    if not all(isinstance(text, str) for text in (question, *said)):
        raise RefusedError("not_understood", "a question, and each part of its conversation, is a text")
    if not (text := without_invisible(question).replace("\0", " ").strip()):
        raise RefusedError("question_empty", "the question is empty; ask something")
    if any(map(broken, (text, *said))):
        raise RefusedError("half_character", "the text has a broken character in it; type it again")
    length = max(len(text), *(len(turn.question) for turn in conversation)) if conversation else len(text)
    if length > (most := options.max_question_chars):
        line = f"the question has {length:,} characters, at most {most:,} are read; shorten it"
        raise RefusedError("question_too_long", line, n=length, most=most)
    if (length := sum(map(len, said))) > (most := options.max_conversation_chars):
        line = f"the conversation so far has {length:,} characters, at most {most:,} are read; begin a new one"
        raise RefusedError("conversation_too_long", line, n=length, most=most)
    return text
