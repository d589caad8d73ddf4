"""A reader's notebook as a Word document: each quote set off, its reference and the reader's note below it."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from rag.export.clippings import WORDS, Clipping
from rag.export.printable import printable
from rag.question import Language

LATIN, CHINESE = "Times New Roman", "SimSun"  # fonts that Word has everywhere
INDENT = 24  # pt, of a quote


def as_docx(clippings: Sequence[Clipping], language: Language = "zh") -> bytes:
    """The notebook as the bytes of a .docx file."""
    words, document = WORDS[language], _blank(WORDS[language]["heading"])
    for one in clippings:
        _quote(document, one.quote)
        paragraph = document.add_paragraph(printable(one.reference).strip())
        if one.stale:
            paragraph.add_run(f" ({words['stale']})").italic = True
        if one.address:
            paragraph.add_run(" ")
            _link(paragraph, one.address, words["open"])
        if one.note.strip():
            document.add_paragraph(f"{words['note']}{printable(one.note).strip()}")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _blank(heading: str) -> Any:
    """A document with nothing but its heading."""
    from docx import Document
    from docx.oxml.ns import qn

    document = Document()
    document.core_properties.author = document.core_properties.comments = ""
    document.core_properties.title = heading
    normal = document.styles["Normal"]
    normal.font.name = LATIN
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), CHINESE)
    document.add_heading(heading, 1)
    return document


def _quote(document: Any, quote: str) -> None:
    from docx.shared import Pt

    for line in filter(str.strip, printable(quote).split("\n")):
        document.add_paragraph(line).paragraph_format.left_indent = Pt(INDENT)


def _link(paragraph: Any, address: str, text: str) -> None:
    """Add a link to a paragraph, which python-docx has no call for."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run = paragraph.add_run(text)
    run.font.underline = True
    link.append(run._r)
    paragraph._p.append(link)
