"""How many tokens an answer may take, and how many a text has."""

from __future__ import annotations

ANSWER_TOKENS = 400
THINKING_TOKENS = 4000  # an answer and the thoughts before it


def at_most(text: str) -> int:
    """Tokens a text has at most, for any tokenizer: a Chinese character is seldom more than one, nor three letters.

    Servers have no common way to be asked, and the usual libraries fetch their vocabularies from the net.
    """
    ascii_characters = sum(character.isascii() for character in text)
    return len(text) - ascii_characters + ascii_characters // 3 + 1
