"""Pages of e-papers (数字报): newspaper, date, page, headline block, author and text from the page's own fields.

The publishing systems of most Chinese papers write them in tags of their own (`<founder-title>`), in comments
(`<!--enpproperty …-->`, `<!--enpcontent-->`), or set the text in a part of the page with a telling name (`ozoom`), its
headline lines above it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from index.dates import date_in_name
from index.page.byline import read_byline
from index.readers.masthead import first_known, page_in, paper_in, read_masthead
from index.readers.outline import Block
from index.readers.reading import Issue
from index.readers.ready import close_names
from index.readers.web_blocks import blocks_of, opening, parse_page

_TAGS = {
    "kicker": ("founder-pretitle", "founder-introtitle"),
    "title": ("founder-title",),
    "subtitle": ("founder-subtitle",),
    "author": ("founder-author",),
}
_PROPERTY = "<!--enpproperty"
_PROPERTIES = {"kicker": "introtitle", "title": "title", "subtitle": "subtitle", "author": "author"}
_OPENS, _CLOSES = "<!--enpcontent-->", "<!--/enpcontent-->"
_NAMED_TEXT = (
    "ozoom", "articlecontent", "article-content", "contenttext", "content_text", "contenth", "newscontent", "mpart2",
    "text_c", "founder-content", "newsdetatext", "detail-content", "zoom",
)  # fmt: skip
_NAMED_PARTS = {
    "kicker": re.compile(r"yinti|intro-?title|pre-?title|jianti|眉题|引题"),
    "subtitle": re.compile(r"futi|sub-?title|副题"),
    "author": re.compile(r"author|zuozhe|byline|writer"),
    "title": re.compile(r"biaoti|art-?title|article-?title|news-?title|main-?title|zhuti|^title$|^bt1?$"),
}
_DAY = re.compile(r"((?:19|20)\d\d\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日)\s*(?:星期|周|第|农历|$)")
_PRINTED = re.compile(
    r"《([^《》]{2,16}报)\s*》\s*[（(]([^（）()]{8,40})[）)]"
)  # 《人民日报》（2021年03月12日 第 04 版）
_INDEX_LINK = re.compile(
    r"(?:content|nw|art|article|con|news)[\w.-]{0,80}\.s?html?|node_\d{1,20}\.html?", re.IGNORECASE
)
_SYSTEM = re.compile(
    r"founder-|enpproperty|enpcontent|ozoom|数字报|电子版|多媒体|第\s*[A-Z]?\d{1,3}\s*版|上一[篇版期]|往期回顾"
)
HEAD_CHARS, LINES, ABOVE, LONGEST = 80, 400, 6, 20_000


@dataclass(frozen=True, slots=True)
class EPaper:
    """What one e-paper page says; `fields` as for `ready_article`, without `text` where it only lists articles."""

    fields: Mapping[str, str] = field(default_factory=dict)
    issue: Issue = field(default_factory=Issue)


def read_epaper(text: str, tree: Any) -> EPaper | None:
    """The fields of an e-paper's page; None of any other page."""
    if not _SYSTEM.search(text):
        return None
    content = _content(text, tree)
    if content is None:
        return EPaper(issue=own_issue(text, tree)) if is_page_index(tree) else None
    body = [block.text for block in blocks_of(content)]
    fields = _properties(text) | _tagged(tree)
    if not fields.get("title"):
        fields |= _headline_above(tree, content)
    if not body and not fields.get("title"):
        return None
    return EPaper({**fields, "text": "\n".join(body)}, own_issue(text, tree))


def is_page_index(tree: Any) -> bool:
    """Whether a page lists the articles of a printed page rather than having one."""
    links = [link for link in tree.iter("a", "area") if _INDEX_LINK.search(link.get("href") or "")]
    prose = [block for block in blocks_of(tree, links=False) if len(block.text) > HEAD_CHARS]
    return len(links) > 1 and not prose


def own_issue(text: str, tree: Any) -> Issue:
    """Newspaper, date and page as the page names them outside of links; its page, too, where all links name one."""
    properties = _property_text(text)
    said, node = _part(properties, "date"), _part(properties, "nodename")
    found = Issue(date=date_in_name(said or ""), page=page_in(node or ""))
    for element in tree.iter("founder-date"):
        found = first_known(found, Issue(date=date_in_name("".join(element.itertext()))))
    title = " ".join(tree.xpath("string(//title)").split())
    for block in blocks_of(tree, links=False)[:LINES]:
        found = first_known(found, _line_issue(block.text))
    pages = {page for link in tree.iter("a") if (page := page_in("".join(link.itertext())[:HEAD_CHARS]))}
    alone = Issue(page=pages.pop()) if len(pages) == 1 else Issue()
    return first_known(found, Issue(source=paper_in(title), date=date_in_name(title), page=page_in(title)), alone)


def _line_issue(line: str) -> Issue:
    if len(line) > HEAD_CHARS:
        return Issue()
    if named := read_masthead(line):
        return named
    if printed := _PRINTED.search(line):
        return Issue(printed[1].strip(), date_in_name(printed[2]), page_in(printed[2]))
    day = _DAY.search(line)
    return Issue(date=date_in_name(day[1]) if day else None)


def _content(text: str, tree: Any) -> Any:
    """The part of the page that holds the text: by the system's tags, its comments, or a telling name."""
    for element in tree.iter("founder-content"):
        if "".join(element.itertext()).strip():
            return element
    start = text.find(_OPENS)
    if start >= 0:
        end = text.find(_CLOSES, start)
        part = text[start + len(_OPENS) : end if end >= 0 else len(text)]
        if part.strip():
            return parse_page("text", f"<div>{part}</div>")
    named: dict[str, Any] = {}
    for element in tree.iter("div", "td", "section", "article"):
        for name in (element.get("id"), *(element.get("class") or "").split()):
            if name and name.lower() in _NAMED_TEXT and "".join(element.itertext()).strip():
                named.setdefault(name.lower(), element)
    return next((named[name] for name in _NAMED_TEXT if name in named), None)


def _tagged(tree: Any) -> dict[str, str]:
    found = {}
    for name, tags in _TAGS.items():
        texts = [" ".join("".join(element.itertext()).split()) for element in tree.iter(*tags)]
        if text := next(filter(None, texts), ""):
            found[name] = text
    return found


def _properties(text: str) -> dict[str, str]:
    properties = _property_text(text)
    parts = {name: _part(properties, tag) for name, tag in _PROPERTIES.items()}
    return {name: part for name, part in parts.items() if part}


def _property_text(text: str) -> str:
    start = text.find(_PROPERTY)
    return text[start : start + LONGEST].partition("-->")[0] if start >= 0 else ""


def _part(properties: str, tag: str) -> str | None:
    found = re.search(rf"<{tag}>([^<>]{{1,500}})</{tag}>", properties)
    return " ".join(found[1].split()) or None if found else None


def _headline_above(tree: Any, content: Any) -> dict[str, str]:
    """Kicker, title, subtitle and author by the names of their elements, else by the headings before the text."""
    found: dict[str, str] = {}
    heads: list[Block] = []
    inside = set(content.iter()) if content.getroottree() is tree.getroottree() else set()
    for element in tree.iter():
        if element is content:
            break
        if not isinstance(element.tag, str) or element in inside or element.tag in ("title", "script", "style"):
            continue
        names = f"{element.get('id') or ''} {element.get('class') or ''}".lower().split()
        text = opening(element, 4 * HEAD_CHARS)
        if not text or len(text) > HEAD_CHARS:
            continue
        for part, pattern in _NAMED_PARTS.items():
            if part not in found and any(pattern.search(name) for name in names):
                found[part] = text
        if "author" not in found and _is_credit(text):
            found["author"] = text.partition("《")[0].strip()
        if element.tag in ("h1", "h2", "h3", "h4"):
            heads.append(Block(text, int(element.tag[1])))
    return _by_headings(heads[-ABOVE:]) | found


def _is_credit(text: str) -> bool:
    """Whether a line says who wrote the article, with or without the issue it was printed in."""
    line = close_names(text.partition("《")[0].strip())
    found = read_byline(line)
    return found is not None and bool(found.reporters) and found.length >= len(line)


def _by_headings(heads: list[Block]) -> dict[str, str]:
    """The highest heading is the title; one before it the kicker, one after it the subtitle, and h4 the author."""
    if not heads:
        return {}
    top = min(block.level or 0 for block in heads)
    at = next(number for number, block in enumerate(heads) if block.level == top)
    found = {"title": heads[at].text}
    if at:
        found["kicker"] = heads[at - 1].text
    for block in heads[at + 1 :]:
        found.setdefault("author" if block.level == 4 else "subtitle", block.text)
    return found
