"""Web pages: .html and .htm. trafilatura finds the article among menus, links and footers."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from index.article import Article
from index.errors import BaowenError
from index.files import File
from index.readers.encoding import Encoding, decode, printable
from index.readers.reading import Issue, Reading
from index.readers.ready import field_text, notes_on, ready_article
from index.settings import Settings

_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([\w-]{3,20})", re.IGNORECASE)
DECLARED_WITHIN = 4096


def read(file: File, issue: Issue, options: Settings) -> Reading:
    """The article of a web page; of a page with several <article> elements, each."""
    content = file.content(options.max_file_bytes)
    text, encoding = _declared(content) or decode(file.name, content)
    return Reading(_articles(file.name, issue, text), notes_on(encoding))


def _declared(content: bytes) -> tuple[str, Encoding] | None:
    """The text in the encoding the page names, if it is in that."""
    found = _DECLARED.search(content[:DECLARED_WITHIN])
    if not found:
        return None
    try:
        name = codecs.lookup(found[1].decode("ascii")).name
        name = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs"}.get(name, name)
        return printable(content.decode(name)), Encoding(name)
    except (LookupError, UnicodeError):
        return None


def _articles(name: str, issue: Issue, text: str) -> Iterator[Article]:
    found = False
    for page in _pages(name, text):
        fields = _extracted(page)
        if fields:
            found = True
            yield ready_article(name, issue, fields)
    if not found:
        raise BaowenError(f"{name}: no article found on this web page")


def _pages(name: str, text: str) -> list[Any]:
    from lxml import etree, html

    try:
        tree = html.document_fromstring(text.encode(), parser=html.HTMLParser(encoding="utf-8"))
    except (etree.LxmlError, ValueError) as error:
        raise BaowenError(f"{name}: not a web page that can be read ({str(error).splitlines()[0]})") from error
    several = tree.xpath("//article[not(ancestor::article)]")
    return several if len(several) > 1 else [tree]


def _extracted(page: Any) -> dict[str, str | None] | None:
    from trafilatura import bare_extraction

    document = bare_extraction(page, with_metadata=True, include_comments=False, favor_recall=True, config=_config())
    found = document.as_dict() if document and not isinstance(document, dict) else {}
    if not found.get("text") and not found.get("title"):
        return None
    named = {"title": found["title"], "date": found["date"], "source": found["sitename"]}
    return {"text": found["text"] or "", **{name: field_text(value) for name, value in named.items()}}


@lru_cache
def _config() -> Any:
    """Trafilatura's settings, but for its least sizes: it takes a short notice in Chinese for a page without text."""
    from trafilatura.settings import use_config

    config = use_config()
    for name in ("MIN_EXTRACTED_SIZE", "MIN_OUTPUT_SIZE"):
        config.set("DEFAULT", name, "1")
    return config
