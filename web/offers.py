"""What offers a reader something to take away: files of what is shown, an article's address, references and clipping.

`script/take.js` and `script/clippings.js` ask `taking.py` for what is offered here.
"""

from __future__ import annotations

import html
import json
from collections.abc import Mapping, Sequence
from typing import Any

from rag import Article
from rag.export import STYLES, address_of, cite

TABLES, REFERENCES = ("csv", "json", "xlsx"), STYLES
NAMES = {"csv": "CSV", "json": "JSON", "xlsx": "Excel", "bibtex": "BibTeX", "ris": "RIS", "gbt7714": "GB/T 7714",
         "chicago": "Chicago"}  # fmt: skip


def takers(wanted: Mapping[str, Any], kinds: Sequence[str], words: Mapping[str, str]) -> str:
    """What offers the files of something that is shown; `script/take.js` asks for them."""
    data = html.escape(json.dumps(wanted, ensure_ascii=False))
    buttons = "".join(f"<button type='button' data-kind='{kind}'>{NAMES[kind]}</button>" for kind in kinds)
    return f"<details class='take' data-take='{data}'><summary>{words['take']}</summary><div>{buttons}</div></details>"


def acts(article: Article, start: int, end: int, words: Mapping[str, str]) -> str:
    """What can be done with an open article, or the words of it that were opened: clip, address, cite."""
    data = html.escape(json.dumps({"article": article.id, "start": start, "end": end}))
    done = f"data-done='{words['copied']}'"
    buttons = [
        f"<button type='button' class='copy' data-clip='{data}'>{words['clip']}</button>",
        f"<button type='button' class='copy' data-address='{html.escape(address_of(article, start, end))}' {done}>"
        f"{words['copy_address']}</button>",
        *(
            f"<button type='button' class='copy' data-copy='{html.escape(cite(article, kind, start))}' {done}>"
            f"{NAMES[kind]}</button>"
            for kind in STYLES
        ),
    ]
    return f"<div class='acts' role='group' aria-label='{words['acts']}'>{''.join(buttons)}</div>"
