"""Stable addresses: an article by its id, and a quote in it by its place and a checksum of its words.

An address is the query of the page's own, wherever the page is served: `?article=0f3a…&quote=120-168-9c1d22e0`. The id
of an article is made of its words (`index.article.content_id`), so it stays through re-indexing; the checksum tells
when a ready-made article has kept its id and changed its words.
"""

from __future__ import annotations

import re
import zlib
from urllib.parse import urlencode

from index.article import Article

_QUOTE = re.compile(r"(\d{1,8})-(\d{1,8})-([0-9a-f]{8})", re.ASCII)


def address_of(article: Article, start: int = 0, end: int = 0) -> str:
    """The address of an article or, where `start` is before `end`, of the words `body[start:end]`."""
    query = {"article": article.id}
    if start < end:
        query["quote"] = f"{start}-{end}-{_checksum(article.body[start:end])}"
    return f"?{urlencode(query)}"


def quoted_at(article: Article, quote: str) -> tuple[int, int] | None:
    """Where the words of an address's `quote` stand in the body; None where they do not stand there any more."""
    found = _QUOTE.fullmatch(quote)
    if not found:
        return None
    start, end = int(found[1]), int(found[2])
    return (start, end) if start < end and _checksum(article.body[start:end]) == found[3] else None


def _checksum(words: str) -> str:
    return f"{zlib.crc32(words.encode('utf-8', 'surrogatepass')):08x}"
