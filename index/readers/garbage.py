"""Whether a text layer's characters are those that the page shows, told by the characters alone.

A font without a table of its characters (ToUnicode) gives codes of its own: private use, control characters, or letters
and signs by chance. Such a text has characters that no newspaper prints, or hardly any that it does.
"""

from __future__ import annotations

import re
import unicodedata

from index.readers.encoding import share_frequent

ENOUGH, UNKNOWN, RARE, SIGNS = 20, 0.3, 0.4, 0.5
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


def is_garbage(text: str) -> bool:
    """Whether a page's text says nothing of what the page shows."""
    visible = "".join(text.split())
    if not visible:
        return False
    unknown = sum(
        character == "\ufffd" or unicodedata.category(character) in ("Co", "Cn", "Cc") for character in visible
    )
    if unknown > UNKNOWN * len(visible):
        return True
    if len(visible) < ENOUGH:
        return False
    han = _HAN.findall(visible)
    if 2 * len(han) > len(visible):
        return share_frequent("".join(han)) < RARE
    letters = sum(character.isalnum() for character in visible)
    return letters < SIGNS * len(visible)
