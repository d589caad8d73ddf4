"""What a web page says of its article for search engines: JSON-LD after schema.org."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from index.dates import date_in_name
from index.readers.columns import fields_of

_KINDS = ("Article", "Posting", "Report")
LONGEST, NESTED = 2_000_000, 6


def json_ld(tree: Any) -> dict[str, str]:
    """The fields `text`, `title`, `date`, `source` and `author` of the first article that scripts describe."""
    for script in tree.iter("script"):
        text = script.text or ""
        if "ld+json" not in (script.get("type") or "") or len(text) > LONGEST:
            continue
        try:
            found = list(_articles(json.loads(text, strict=False), 0))
        except (ValueError, RecursionError):
            continue  # a page whose description is broken still has its text
        if found:
            return _fields(found[0])
    return {}


def _articles(node: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth > NESTED:
        return
    if isinstance(node, list):
        for one in node:
            yield from _articles(one, depth + 1)
    elif isinstance(node, dict):
        kinds = node.get("@type")
        if any(str(kind).endswith(_KINDS) for kind in (kinds if isinstance(kinds, list) else [kinds])):
            yield node
        for key in ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item"):
            yield from _articles(node.get(key), depth + 1)


def _fields(node: dict[str, Any]) -> dict[str, str]:
    from index.readers.table import plain, without_tags

    fields = fields_of((key, plain(value)) for key, value in node.items())
    found = {name: str(fields[name]) for name in ("title", "text", "source", "author") if fields.get(name)}
    if day := date_in_name(str(node.get("datePublished") or "")):
        found["date"] = day
    if "text" in found:
        found["text"] = without_tags(found["text"])
    return found
