"""OpenDocument texts: .odt, read as a reader of the printed document would see them.

Deleted text is kept apart in them and left out; frames (text boxes) and notes are read after the paragraph they hang
on. Comments and pictures are counted in the notes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from index.files import File
from index.readers.encoding import printable
from index.readers.grid import Cell, is_layout, table_lines
from index.readers.outline import SUBTITLE, TITLE, Block, outline_articles
from index.readers.package import Package
from index.readers.reading import Issue, Reading
from index.settings import Settings

_NS = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
_TEXT, _TABLE, _STYLE, _OFFICE, _DRAW = (_NS % name for name in ("text", "table", "style", "office", "drawing"))
_FO = _NS % "xsl-fo-compatible"
_P, _H, _TBL = f"{_TEXT}p", f"{_TEXT}h", f"{_TABLE}table"
_LEFT_OUT = {f"{_TEXT}tracked-changes", f"{_TEXT}note-citation", f"{_TEXT}ruby-text", f"{_TEXT}table-of-content"}
_APART = {f"{_TEXT}note-body", f"{_DRAW}text-box"}
_COUNTED = {
    f"{_OFFICE}annotation": "comments",
    f"{_DRAW}image": "pictures or charts",
    f"{_DRAW}object": "embedded objects",
}
_BLANKS = {f"{_TEXT}s": " ", f"{_TEXT}tab": "\t", f"{_TEXT}line-break": "\n"}
_NAMED = {"title": TITLE, "subtitle": SUBTITLE}
DEEPEST, REPEATED = 60, 50


def read(file: File, issue: Issue, options: Settings) -> Reading:
    """The articles of an OpenDocument text."""
    package = Package(file.name, file.content(options.max_file_bytes), "OpenDocument text", options.max_file_bytes)
    root = package.xml("content.xml")
    body = root.find(f"{_OFFICE}body/{_OFFICE}text") if root is not None else None
    if body is None:
        raise package.unreadable("no text part")
    walk = _Walk(package, [root, package.xml("styles.xml")])
    blocks = list(walk.blocks(body, 0))
    notes = [f"{what} not read: {count}" for what, count in sorted(walk.missed.items())]
    return Reading(outline_articles(file.name, issue, blocks, options, notes), notes)


class _Walk:
    """A walk through one document; counts what is not read."""

    def __init__(self, package: Package, roots: list[Any]) -> None:
        self.package = package
        self.missed: Counter[str] = Counter()
        found = [style for root in roots if root is not None for style in root.iter(f"{_STYLE}style")]
        self.styles = {style.get(f"{_STYLE}name"): style for style in reversed(found)}

    def blocks(self, parent: Any, depth: int) -> Iterator[Block]:
        """The paragraphs and table rows under an element, in reading order."""
        if depth > DEEPEST:
            raise self.package.unreadable("nested too deep")
        for child in parent:
            if child.tag in _LEFT_OUT or not isinstance(child.tag, str):
                continue
            if child.tag in _COUNTED:
                self.missed[_COUNTED[child.tag]] += 1
            elif child.tag in (_P, _H):
                yield from self._paragraph(child, depth)
            elif child.tag == _TBL:
                yield from self._table(child, depth)
            else:
                yield from self.blocks(child, depth + 1)

    def _paragraph(self, paragraph: Any, depth: int) -> Iterator[Block]:
        parts: list[str] = []
        apart: list[Any] = []
        self._inline(paragraph, parts, apart, 0)
        level, strong, size, centred = self._form(paragraph)
        spans = [one for one in paragraph.iter(f"{_TEXT}span") if "".join(one.itertext()).strip()]
        if not strong and spans and sum(len("".join(one.itertext())) for one in spans if self._is_strong(one)):
            whole = len("".join(paragraph.itertext()).strip())
            strong = sum(len("".join(one.itertext()).strip()) for one in spans if self._is_strong(one)) >= whole
        size = max([size, *(self._form(one)[2] for one in spans)])
        for line in printable("".join(parts)).split("\n"):
            if line.strip():
                yield Block(line.strip(), level, strong, size, centred)
        for element in apart:
            yield from self.blocks(element, depth + 1)

    def _inline(self, parent: Any, parts: list[str], apart: list[Any], depth: int) -> None:
        if depth > DEEPEST:
            raise self.package.unreadable("nested too deep")
        parts.append(_collapsed(parent.text))
        for child in parent:
            if child.tag in _APART:
                apart.append(child)
            elif child.tag in _COUNTED:
                self.missed[_COUNTED[child.tag]] += 1
            elif child.tag in _BLANKS:
                parts.append(_BLANKS[child.tag])
            elif child.tag not in _LEFT_OUT and isinstance(child.tag, str):
                self._inline(child, parts, apart, depth + 1)
            parts.append(_collapsed(child.tail))

    def _form(self, element: Any) -> tuple[int | None, bool, float, bool]:
        level, strong, size, centred = None, None, 0.0, None
        if element.tag == _H:
            text = element.get(f"{_TEXT}outline-level") or "1"
            level = int(text) if text.isdecimal() and len(text) < 3 else 1
        name: str | None = element.get(f"{_TEXT}style-name")
        for _ in range(DEEPEST):
            style = self.styles.get(name)
            if name and name.lower() in _NAMED and element.tag == _P:
                level = _NAMED[name.lower()]
            if style is None:
                break
            text_properties, own = style.find(f"{_STYLE}text-properties"), style.find(f"{_STYLE}paragraph-properties")
            if text_properties is not None:
                weight, points = text_properties.get(f"{_FO}font-weight"), text_properties.get(f"{_FO}font-size") or ""
                strong = (weight == "bold") if strong is None and weight else strong
                size = size or (float(points[:-2]) if points[:-2].replace(".", "", 1).isdecimal() else 0.0)
            if own is not None and centred is None and (aligned := own.get(f"{_FO}text-align")):
                centred = aligned == "center"
            name = style.get(f"{_STYLE}parent-style-name")
        return level, bool(strong), size, bool(centred)

    def _is_strong(self, span: Any) -> bool:
        return self._form(span)[1]

    def _table(self, table: Any, depth: int) -> Iterator[Block]:
        blocks: list[Block] = []
        rows = [self._row(row, blocks, depth) for row in table.iter(f"{_TABLE}table-row") if _owner(row) is table]
        if is_layout(rows) or next(iter(table.iterdescendants(_TBL)), None) is not None:
            yield from blocks
        else:
            yield from (Block(line, row=True) for line in table_lines(rows))

    def _row(self, row: Any, blocks: list[Block], depth: int) -> list[Cell]:
        heading = row.getparent().tag == f"{_TABLE}table-header-rows"
        cells: list[Cell] = []
        for cell in row.iterchildren(f"{_TABLE}table-cell"):
            inside = list(self.blocks(cell, depth + 1))
            blocks += inside
            across, down = (_number(cell.get(f"{_TABLE}number-{way}-spanned")) for way in ("columns", "rows"))
            made = Cell(" ".join(block.text for block in inside), across, down, heading)
            cells += [made] * min(_number(cell.get(f"{_TABLE}number-columns-repeated")), REPEATED)
        return cells


def _owner(row: Any) -> Any:
    return next(row.iterancestors(_TBL))


def _collapsed(text: str | None) -> str:
    """Blanks as OpenDocument means them: those of the file itself are one."""
    return " ".join(f"|{text}|".split())[1:-1] if text else ""


def _number(text: str | None) -> int:
    return max(int(text), 1) if text and text.isdecimal() and len(text) < 10 else 1
