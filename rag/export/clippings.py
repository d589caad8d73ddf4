"""A reader's notebook (摘录): words of articles, with the reader's own note on each, as Markdown.

`word.py` writes the same as a Word document. A clipping that the index no longer bears out keeps the words and the
reference that the reader kept, and says so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.export.printable import on_one_line, printable
from rag.question import Language

# What Markdown would read as more than text: signs anywhere, what opens a block at the start of a line, bare addresses.
_SIGNS = re.compile(r"[\\`*_{}\[\]<>#|~!&@]|^[-+=]|:(?=//)|(?<=www)\.", re.MULTILINE)
_NUMBER = re.compile(r"^(\d{1,9})([.)])", re.MULTILINE)  # of a list

WORDS: dict[Language, dict[str, str]] = {
    "zh": {"heading": "摘录", "open": "在报问中打开", "note": "按：", "stale": "报道已变动或不在库中，摘录时如此"},
    "en": {
        "heading": "Clippings",
        "open": "Open in Baowen",
        "note": "Note: ",
        "stale": "the article has changed or is gone; this is what was clipped",
    },
}


@dataclass(frozen=True, slots=True)
class Clipping:
    """Words that a reader kept, empty where a whole article was; its `reference` in the style chosen.

    `address` opens it in the page, absolute; empty where that is not known. `stale` says that the index has not got
    these words at this place any more.
    """

    quote: str
    reference: str
    note: str = ""
    address: str = ""
    stale: bool = False


def as_markdown(clippings: Sequence[Clipping], language: Language = "zh") -> str:
    """The notebook as Markdown in which every word stays a word."""
    words = WORDS[language]
    parts = [f"# {words['heading']}\n"]
    for one in clippings:
        quote = "\n>\n".join(f"> {_words(line)}" for line in one.quote.split("\n") if line.strip())
        reference = "  \n".join(_words(line) for line in printable(one.reference).splitlines() if line.strip())
        link = f"[{words['open']}](<{one.address}>)" if one.address else ""
        stale = f"*{words['stale']}*" if one.stale else ""
        note = f"{words['note']}{_words(on_one_line(one.note))}" if one.note.strip() else ""
        parts.append("".join(f"{part}\n\n" for part in (quote, reference, stale, note, link) if part))
    return "\n".join([*(part.rstrip("\n") + "\n" for part in parts)])


def _words(text: str) -> str:
    return _NUMBER.sub(r"\1\\\2", _SIGNS.sub(r"\\\g<0>", printable(text)))
