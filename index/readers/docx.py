"""Word documents: .docx, read from the XML itself, for what a reader of the printed document would see.

Tracked changes as accepted: inserted text is in, deleted text out. Text boxes, content controls, fields' results and
hyperlinks are read where they stand; footnotes and endnotes after the paragraph they belong to; a table row by row,
merged cells once. What is not read (pictures, comments, hidden text, running heads) is counted in the notes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from index.files import File
from index.readers.encoding import printable
from index.readers.grid import Cell, is_layout, table_lines
from index.readers.outline import Block, outline_articles
from index.readers.package import Package
from index.readers.reading import Issue, Reading
from index.readers.word_styles import Forms, Lists, W, value
from index.settings import Settings

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_GONE = {
    f"{W}{name}" for name in ("del", "moveFrom", "instrText", "delText", "delInstrText", "rPr", "pPr", "rt", "fldData")
}
_NOT_READ = {
    f"{W}drawing": "pictures or charts",
    f"{W}pict": "pictures or charts",
    f"{W}object": "embedded objects",
    f"{W}commentReference": "comments",
    f"{W}altChunk": "embedded documents",
}
_BLANKS = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-", f"{W}ptab": "\t"}
_TEXT = {f"{W}t", "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"}
_BOX, _P, _TBL, _R = f"{W}txbxContent", f"{W}p", f"{W}tbl", f"{W}r"
KIND, DEEPEST = "Word document", 60


def read(file: File, issue: Issue, options: Settings) -> Reading:
    """The articles of a Word document."""
    return read_docx(file.name, file.content(options.max_file_bytes), issue, options)


def read_docx(name: str, content: bytes, issue: Issue, options: Settings) -> Reading:
    """The articles of a Word document's bytes."""
    document = _Document(Package(name, content, KIND, options.max_file_bytes))
    blocks = document.blocks()
    notes = document.notes()
    return Reading(outline_articles(name, issue, blocks, options, notes), notes)


class _Document:
    """One document as it is walked through; counts what is not read."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.forms, self.lists = Forms(package.xml("word/styles.xml")), Lists(package.xml("word/numbering.xml"))
        self.missed: Counter[str] = Counter()
        self.boxes: list[Any] = []
        self.cited: list[tuple[str, str]] = []
        self.joined = ""

    def blocks(self) -> list[Block]:
        """Its paragraphs and table rows in reading order."""
        root = self.package.xml("word/document.xml")
        body = root.find(f"{W}body") if root is not None else None
        if body is None:
            raise self.package.unreadable("no text part")
        self.footnotes = {kind: self._notes_part(kind) for kind in ("footnote", "endnote")}
        return list(self._blocks(body, 0))

    def notes(self) -> list[str]:
        """What was not read."""
        heads = sum(
            1
            for part in self.package.names()
            if part.startswith(("word/header", "word/footer")) and self._has_text(part)
        )
        found = [f"{what} not read: {count}" for what, count in sorted(self.missed.items())]
        return [*found, f"running heads and feet not read: {heads}"] if heads else found

    def _has_text(self, part: str) -> bool:
        root = self.package.xml(part) if part.endswith(".xml") else None
        return root is not None and any((one.text or "").strip() for one in root.iter(f"{W}t"))

    def _notes_part(self, kind: str) -> dict[str, Any]:
        root = self.package.xml(f"word/{kind}s.xml")
        return {value(one, "id"): one for one in root.iter(f"{W}{kind}")} if root is not None else {}

    def _blocks(self, parent: Any, depth: int) -> Iterator[Block]:
        if depth > DEEPEST:
            raise self.package.unreadable("nested too deep")
        for child in parent:
            if child.tag == _P:
                yield from self._paragraph(child, depth)
            elif child.tag == _TBL:
                yield from self._table(child, depth)
            elif child.tag in _NOT_READ:
                self.missed[_NOT_READ[child.tag]] += 1
            elif child.tag not in _GONE and isinstance(child.tag, str):
                yield from self._blocks(_chosen(child), depth + 1)

    def _paragraph(self, paragraph: Any, depth: int) -> Iterator[Block]:
        runs: list[tuple[str, Any]] = []
        boxes, cited = self.boxes, self.cited
        self.boxes, self.cited = [], []
        self._inline(paragraph, runs, 0)
        own_boxes, own_cited, self.boxes, self.cited = self.boxes, self.cited, boxes, cited
        text = self.joined + printable("".join(part for part, _ in runs)).strip()
        properties = paragraph.find(f"{W}pPr")
        if properties is not None and properties.find(f"{W}rPr/{W}del") is not None:
            self.joined = text  # its end was deleted: it runs on into the next
        elif text:
            self.joined = ""
            form = self.forms.of(paragraph, [run for part, run in runs if part.strip()])
            text = self.lists.number(self.forms, paragraph) + text
            lines = [" ".join(line.split(" ")) for line in text.split("\n") if line.strip()]
            yield from (Block(line.strip(), form.level, form.strong, form.size, form.centred) for line in lines)
        for box in own_boxes:
            yield from self._blocks(box, depth + 1)
        for kind, number in own_cited:
            if (note := self.footnotes[kind].pop(number, None)) is not None:
                yield from self._blocks(note, depth + 1)

    def _inline(self, parent: Any, runs: list[tuple[str, Any]], depth: int, run: Any = None) -> None:
        if depth > DEEPEST:
            raise self.package.unreadable("nested too deep")
        for child in parent:
            tag = child.tag
            if tag in _GONE or not isinstance(tag, str):
                continue
            if tag == _R and self.forms.hidden(child):
                self.missed["hidden words"] += any((one.text or "").strip() for one in child.iter(*_TEXT))
            elif tag in _TEXT:
                runs.append((child.text or "", run))
            elif tag in _BLANKS:
                runs.append((_break(child), run))
            elif tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
                self.cited.append((tag[len(W) : -len("Reference")], value(child, "id")))
            elif tag == _BOX:
                self.boxes.append(child)
            else:
                self._count(child)
                self._inline(_chosen(child), runs, depth + 1, child if tag == _R else run)

    def _count(self, element: Any) -> None:
        if element.tag in _NOT_READ and next(element.iter(_BOX), None) is None:
            self.missed[_NOT_READ[element.tag]] += 1

    def _table(self, table: Any, depth: int) -> Iterator[Block]:
        rows = [row for row in _within(table, f"{W}tr") if row.find(f"{W}trPr/{W}del") is None]
        blocks: list[Block] = []
        cells = [self._row(row, blocks, depth) for row in rows]
        if is_layout(cells) or any(next(row.iter(_TBL), None) is not None for row in rows):
            yield from blocks
        else:
            yield from (Block(line, row=True) for line in table_lines(_down(cells)))

    def _row(self, row: Any, blocks: list[Block], depth: int) -> list[Cell]:
        heading = row.find(f"{W}trPr/{W}tblHeader") is not None
        cells: list[Cell] = []
        for cell in _within(row, f"{W}tc"):
            properties = cell.find(f"{W}tcPr")
            inside = list(self._blocks(cell, depth + 1))
            blocks += inside
            merge = properties.find(f"{W}vMerge") if properties is not None else None
            down = 0 if merge is not None and value(merge, "val") != "restart" else 1
            across = _number(properties.find(f"{W}gridSpan") if properties is not None else None)
            cells.append(Cell(" ".join(block.text for block in inside), across, down, heading))
        return cells


def _down(rows: list[list[Cell]]) -> list[list[Cell]]:
    """Rows as HTML has them: a cell that Word continues from above is part of that cell."""
    reach: dict[int, int] = {}
    made: list[list[Cell]] = []
    for row in reversed(rows):
        column, here, below = 0, list[Cell](), dict[int, int]()
        for cell in row:
            if cell.down == 0:
                below[column] = reach.get(column, 0) + 1
            else:
                here.append(Cell(cell.text, cell.across, 1 + reach.get(column, 0), cell.heading))
            column += cell.across
        reach = below
        made.append(here)
    return made[::-1]


def _within(parent: Any, tag: str, depth: int = 0) -> Iterator[Any]:
    """The children of that tag, those in content controls and marks of change among them."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}ins") and depth < DEEPEST:
            yield from _within(child, tag, depth + 1)


def _chosen(element: Any) -> Any:
    """Of two ways to say the same (new programs, old ones), the first that has something to read."""
    if element.tag != f"{_MC}AlternateContent":
        return element
    choice, fallback = element.find(f"{_MC}Choice"), element.find(f"{_MC}Fallback")
    if choice is None or (fallback is not None and next(choice.iter(_BOX, f"{W}t"), None) is None):
        return fallback if fallback is not None else element
    return choice


def _break(element: Any) -> str:
    return "" if value(element, "type") in ("page", "column") else _BLANKS[element.tag]


def _number(element: Any) -> int:
    text = value(element, "val") if element is not None else ""
    return max(int(text), 1) if text.isdecimal() and len(text) < 10 else 1
