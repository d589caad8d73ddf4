"""The directory of the archive's dossiers: persons, bodies, places and topics by how often they stand in the papers."""

from __future__ import annotations

import html
from typing import Any

from rag import QA
from rag.dossiers.model import KINDS, Kind
from web.dossiers import NAME_CHARS, link

SHOWN = 60  # of a kind


def directory(qa: QA, text: str, words: dict[str, str]) -> str:
    """Names with a text in them as HTML, each a link to its dossier; the text itself may be opened as a topic."""
    found: dict[Kind, Any] = {kind: qa.dossiers.names(kind, text, SHOWN) for kind in KINDS}
    count = words["names_found"].format(n=sum(map(len, found.values())))
    asked = link("topic", text, words["open_topic"].format(text=text)) if 1 < len(text) <= NAME_CHARS else ""
    parts = "".join(_of(kind, names, words) for kind, names in found.items() if names)
    return f"<p class='note' role='status'>{html.escape(count)}</p>{f'<p>{asked}</p>' if asked else ''}{parts}"


def _of(kind: Kind, names: list[tuple[str, int]], words: dict[str, str]) -> str:
    rows = "".join(f"<li>{link(kind, name)} <small>{articles}</small></li>" for name, articles in names)
    return f"<section class='directory'><h2>{words[f'of_{kind}']}</h2><ul>{rows}</ul></section>"
