"""Characters that nobody sees, and those whose shape only a font knows.

Zero-width blanks, soft hyphens and marks of direction say where a line may break or which way it runs; pages that are
copied from browsers and office programs have them within words. They are layout, as line ends are, and are left out
when a text is read: so words, names and numbers are whole for search, rules and quotes alike.
"""

from __future__ import annotations

import re

_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff"
    "\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]"
    # Joiners and signs of form are of use only within emoji and scripts other than Chinese and Latin.
    "|(?<![^\u0000-\u024f\u3000-\u9fff\uac00-\ud7ff\uf900-\uffef])[\u200c\u200d\ufe00-\ufe0f]"
)
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]")
# What GBK programs wrote before Unicode had the character (GB 18030-2005, annex D), and the blank of typesetters, A3A0.
_STANDARD = str.maketrans(
    "\ue5e5\ue78d\ue78e\ue78f\ue790\ue791\ue792\ue793\ue794\ue795\ue796\ue81e\ue826\ue82b\ue82c\ue832\ue843\ue854\ue864",
    "\u3000\ufe10\ufe12\ufe11\ufe13\ufe14\ufe15\ufe16\ufe17\ufe18\ufe19\u9fb4\u9fb5\u9fb6\u9fb7\u9fb8\u9fb9\u9fba\u9fbb",
)


def without_invisible(text: str) -> str:
    """The text without characters that take no room, and with standard ones for those GBK had at private places."""
    if text.isascii():
        return text
    return _UNSEEN.sub("", text).translate(_STANDARD)


def count_private(text: str) -> int:
    """How many characters stand at private places of Unicode: which they are, only their own font says."""
    return len(_PRIVATE.findall(text))
