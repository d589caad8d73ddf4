"""Web pages: .html and .htm, and whole pages as browsers save them: .mht.

E-papers are read by their own fields (`epaper`). Of any other page trafilatura finds the article among menus, links and
footers, once tables are lines and what the page folds away is unfolded; where a script fills the page, the text that it
carries for search engines (JSON-LD) is taken.
"""

from __future__ import annotations

import codecs
import copy
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from index.article import Article
from index.dates import date_in_name
from index.errors import BaowenError
from index.files import File
from index.readers.encoding import Encoding, decode, printable
from index.readers.epaper import read_epaper
from index.readers.issue_index import listed_issue
from index.readers.json_ld import json_ld
from index.readers.masthead import first_known, in_address
from index.readers.mht import unpack_mht
from index.readers.reading import Issue, Reading
from index.readers.ready import field_text, notes_on, ready_article
from index.readers.web_blocks import data_lines, parse_page, unfold
from index.settings import Settings

_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([\w-]{3,20})", re.IGNORECASE)
_SAVED_FROM = re.compile(r"<!-- saved from url=\(\d+\)(\S{1,500}) -->")
_WAITING = re.compile(
    r"正在加载|加载中|请稍[候后等]|载入中|启用\s*JavaScript|开启\s*JavaScript|enable\s+JavaScript|\bLoading\b",
    re.IGNORECASE,
)
_SOURCE = re.compile(r"(?:来源|稿源|文章来源)\s*[:：]\s*([\u4e00-\u9fffA-Za-z]{2,16})")
_AUTHOR = re.compile(
    r"(?:作者|记者)\s*[:：]\s*([\u4e00-\u9fff·]{2,4}(?:[、 ][\u4e00-\u9fff·]{2,4}){0,4})(?![\u4e00-\u9fff])"
)
LARGE = 5_000  # elements
_BULLET = re.compile(r"^- ", re.MULTILINE)  # trafilatura's, not the page's
_MARKUP = re.compile(r"<[^<>]{0,200}>")
DECLARED_WITHIN, WAITING_CHARS, SHARE = 4096, 120, 0.5


def read(file: File, issue: Issue, options: Settings) -> Reading:
    """The article of a web page; of a page with several <article> elements, each."""
    content, address = file.content(options.max_file_bytes), ""
    if file.suffix in (".mht", ".mhtml"):
        content, address = unpack_mht(file.name, content)
    text, encoding = _declared(content) or decode(file.name, content)
    tree = parse_page(file.name, text)
    notes = list(notes_on(encoding))
    saved = _SAVED_FROM.search(text[:DECLARED_WITHIN])
    given = first_known(in_address(address or (saved[1] if saved else "")), issue)
    epaper = read_epaper(text, tree)
    if epaper and "text" not in epaper.fields:
        said = " ".join(filter(None, [epaper.issue.source, epaper.issue.date, epaper.issue.page]))
        notes.append(f"an index of a page's articles{f' ({said})' if said else ''}, none of its own")
        return Reading(iter(()), notes, none_expected=True)
    if epaper:
        known = listed_issue(file, first_known(epaper.issue, given))
        return Reading(iter([ready_article(file.name, known, epaper.fields)]), notes)
    return Reading(_articles(file.name, given, tree, notes), notes)


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


def _articles(name: str, issue: Issue, tree: Any, notes: list[str]) -> Iterator[Article]:
    carried = json_ld(tree)
    dropped = unfold(tree)
    if dropped:
        notes.append(f"hidden text left out: {'; '.join(text[:40] for text in dropped[:5])}")
    found = False
    several = tree.xpath("//article[not(ancestor::article)]")
    for page in several if len(several) > 1 else [tree]:
        fields = _with_carried(_extracted(page), {} if len(several) > 1 else carried)
        if fields:
            found = True
            yield ready_article(name, issue, fields)
    if not found and _WAITING.search("".join(tree.itertext())[:10_000]):
        raise BaowenError(f"{name}: no article found on this web page: a script fills it; save it once it is shown")
    if not found:
        raise BaowenError(f"{name}: no article found on this web page")


def _with_carried(found: dict[str, str | None], carried: dict[str, str]) -> dict[str, str | None] | None:
    """What stands on the page, or what it carries for search engines where that says much more."""
    text = found.get("text") or ""
    if len(text) < WAITING_CHARS and _WAITING.search(text) and not text.count("。"):
        text = ""
    if len(text) < SHARE * len(carried.get("text", "")):
        text = carried["text"]
    title = carried.get("title") or found.get("title")
    if not text and (not title or found.get("text")):
        return None
    return {**found, **{name: value for name, value in carried.items() if name != "text"}, "title": title, "text": text}


def _is_large(page: Any) -> bool:
    """Whether a page has so many elements that the second opinions trafilatura asks for would take too long."""
    return sum(1 for _ in page.iter()) > LARGE


def _extracted(page: Any) -> dict[str, str | None]:
    from trafilatura import bare_extraction

    page = copy.deepcopy(page)
    for table in list(page.iter("table")):
        _set_lines(table)
    words = " ".join(" ".join(page.itertext()).split())[:20_000]
    source, author = _SOURCE.search(words), _AUTHOR.search(words)
    document = bare_extraction(
        page, with_metadata=True, include_comments=False, favor_recall=True, config=_config(), fast=_is_large(page)
    )
    found = document.as_dict() if document and not isinstance(document, dict) else {}
    title = _MARKUP.sub("", found.get("title") or "")
    date = found.get("date")
    return {
        "text": _BULLET.sub("", found.get("text") or ""),
        "title": field_text(title),
        "date": date_in_name(date) if date else None,
        "source": source[1] if source else field_text(found.get("sitename")),
        "author": author[1] if author else None,
    }


def _set_lines(table: Any) -> None:
    """Put a table's lines, as paragraphs, in its place."""
    from lxml import etree

    lines = data_lines(table)
    if lines is None or table.getparent() is None:
        return
    block = etree.Element("div")
    for line in lines:
        etree.SubElement(block, "p").text = line
    block.tail = table.tail
    table.getparent().replace(table, block)


@lru_cache
def _config() -> Any:
    """Trafilatura's settings, but for its least sizes: it takes a short notice in Chinese for a page without text."""
    from trafilatura.settings import use_config

    config = use_config()
    for name in ("MIN_EXTRACTED_SIZE", "MIN_OUTPUT_SIZE"):
        config.set("DEFAULT", name, "1")
    return config
