"""The tree of a web page -> its paragraphs, as a browser would set them: blocks, line breaks, tables row by row."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import Any

from index.errors import BaowenError
from index.readers.encoding import printable
from index.readers.grid import Cell, is_layout, table_lines
from index.readers.outline import Block

_BLOCKS = frozenset(
    "address article aside blockquote body br center dd details div dl dt fieldset figcaption figure footer form h1 h2 "
    "h3 h4 h5 h6 header hr html li main nav ol p pre section summary table tbody td tfoot th thead tr ul "
    "founder-content".split()
)
_UNREAD = frozenset(
    "script style template noscript head title select button textarea input svg math object embed iframe video audio "
    "canvas map rt rp datalist".split()
)
_HEADING = re.compile(r"h[1-6]")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SENTENCE = re.compile(r"[。！？；]")
_APPEAL = re.compile(r"客户端|下载|扫码|扫一扫|二维码|登录|注册|点击|关注|订阅|APP|cookie|JavaScript", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t\r\n\f\xa0]+")
_TAG = re.compile(r"<[A-Za-z](?:[^<>\"']|\"[^\"]*\"|'[^']*')*+")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
DEEPEST, ATTRIBUTES, PROSE, SEEN, NEAR = 200, 1000, 12, 2000, 40


def parse_page(name: str, text: str) -> Any:
    """The tree of a web page. BaowenError when it is none, or built to wear a parser out."""
    from lxml import etree, html

    if _wears_out(text):
        raise BaowenError(f"{name}: not a web page that people made: a tag with over {ATTRIBUTES} attributes")
    try:
        tree = html.document_fromstring(text.encode("utf-8", "replace"), parser=html.HTMLParser(encoding="utf-8"))
    except (etree.LxmlError, ValueError) as error:
        raise BaowenError(f"{name}: not a web page that can be read ({str(error).splitlines()[0]})") from error
    if _too_deep(tree):
        raise BaowenError(f"{name}: elements nested over {DEEPEST} deep; not a web page that people made")
    return tree


def _wears_out(text: str) -> bool:
    """Whether a tag has more attributes than any real one: a parser looks through all of them for each."""
    for tag in _TAG.finditer(text):
        if tag.end() - tag.start() > 2 * ATTRIBUTES:
            bare = _QUOTED.sub("", tag[0])
            if max(bare.count("="), len(bare.split())) > ATTRIBUTES:
                return True
    return False


def _too_deep(tree: Any) -> bool:
    from lxml import etree

    depth = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > DEEPEST:
            return True
    return False


def html_text(fragment: str) -> str:
    """The paragraphs of a piece of a web page, a line each."""
    return "\n".join(block.text for block in blocks_of(parse_page("text", f"<div>{fragment}</div>")))


def blocks_of(element: Any, links: bool = True) -> list[Block]:
    """The paragraphs under an element of a tree that `parse_page` gave; without `links`, not the words of links."""
    return list(_Walk(links).under(element))


class _Walk:
    """A walk that gathers inline text until a block ends it."""

    def __init__(self, links: bool) -> None:
        self.links = links
        self.parts: list[str] = []
        self.level: int | None = None
        self.counts: dict[Any, int] = {}

    def under(self, element: Any) -> Iterator[Block]:
        """All paragraphs under an element."""
        yield from self._visit(element)
        yield from self._flush()

    def _visit(self, element: Any) -> Iterator[Block]:
        self._add(element.text)
        for child in element:
            tag = child.tag if isinstance(child.tag, str) else ""
            if tag == "table":
                yield from self._flush()
                yield from self._table(child)
            elif tag and tag not in _UNREAD and not is_hidden(child) and (self.links or tag != "a"):
                yield from self._element(child, tag)
            self._add(child.tail)

    def _element(self, child: Any, tag: str) -> Iterator[Block]:
        """A child that is seen; a list's numbers are read as a browser shows them."""
        if tag not in _BLOCKS:
            yield from self._visit(child)
            return
        yield from self._flush()
        if tag == "li" and child.getparent().tag == "ol":
            at = self.counts[child.getparent()] = self.counts.get(child.getparent(), 0) + 1
            self.parts.append(f"{at}. ")
        outer, self.level = self.level, int(tag[1]) if _HEADING.fullmatch(tag) else self.level
        yield from self._visit(child)
        yield from self._flush()
        self.level = outer

    def _add(self, text: str | None) -> None:
        if text:
            self.parts.append(_BLANKS.sub(" ", text))

    def _flush(self) -> Iterator[Block]:
        text = printable("".join(self.parts)).strip()
        self.parts.clear()
        if text:
            yield Block(_BLANKS.sub(" ", text), self.level)

    def _table(self, table: Any) -> Iterator[Block]:
        lines = data_lines(table)
        if lines is None:
            yield from self._visit(table)
            yield from self._flush()
        else:
            yield from (Block(line, row=True) for line in lines)


def data_lines(table: Any) -> list[str] | None:
    """The lines of a table of data; None of one that sets text beside text, or holds other tables."""
    if next(table.iterdescendants("table"), None) is not None:
        return None
    rows = [[_cell(cell) for cell in row.iterchildren("td", "th")] for row in table.iter("tr")]
    if is_layout(rows):
        return None
    captions = [_words(caption) for caption in table.iterchildren("caption")]
    return [caption for caption in captions if caption] + table_lines(rows)


def _cell(cell: Any) -> Cell:
    across, down = (_number(cell.get(name)) for name in ("colspan", "rowspan"))
    return Cell(_words(cell), across, down, cell.tag == "th")


def _words(element: Any) -> str:
    return " ".join(block.text for block in blocks_of(element))


def _number(text: str | None) -> int:
    return max(int(text), 1) if text and text.isdecimal() and len(text) < 10 else 1


def is_hidden(element: Any) -> bool:
    """Whether a page keeps an element from being seen."""
    return element.get("hidden") is not None or bool(_HIDDEN.search(element.get("style") or ""))


def opening(element: Any, limit: int) -> str:
    """The first words under an element, up to about `limit` characters, with one blank between them."""
    parts, length = [], 0
    for part in element.itertext():
        parts.append(part)
        length += len(part)
        if length > limit:
            break
    return " ".join("".join(parts).split())


def unfold(tree: Any) -> list[str]:
    """Show what a page only folds away (the rest of a text), drop what it hides; the words of what was dropped."""
    dropped: list[str] = []
    for element in [one for one in tree.iter() if isinstance(one.tag, str) and is_hidden(one)]:
        for name in ("hidden", "style"):
            element.attrib.pop(name, None)
        text = opening(element, SEEN)
        if element.tag in _UNREAD or element.getparent() is None:
            continue
        if not (_continues(element) and _SENTENCE.search(text) and not _APPEAL.search(text)):
            dropped += [text] if text else []
            element.drop_tree()
    return dropped


def _continues(element: Any) -> bool:
    """Whether running text stands beside an element, in the same part of the page."""
    around = element.getparent()
    near = itertools.islice(itertools.chain(element.itersiblings(preceding=True), around.iterchildren()), NEAR)
    beside = [child for child in near if child is not element and isinstance(child.tag, str)]
    texts = (opening(child, SEEN) for child in beside if child.tag not in _UNREAD)
    return any(len(text) > PROSE and _SENTENCE.search(text) for text in texts)
