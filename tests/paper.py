"""Sets articles as a printed page: a PDF with headlines across their columns, as a newspaper's file has it."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from reportlab.lib.pagesizes import A3
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

FONT, SIZE, LEADING, GUTTER, MARGIN = "STSong-Light", 9, 12, 14, 40
HANGING = "，。、；：？！”’）》"


def print_page(articles: Sequence[tuple[str, Sequence[str]]], columns: int = 4, password: str = "") -> bytes:
    """A page of articles, (title, paragraphs) each, one below the other, each set in so many columns."""
    return print_pages([articles], columns, password)


def print_pages(pages: Sequence[Sequence[tuple[str, Sequence[str]]]], columns: int = 4, password: str = "") -> bytes:
    """A file of such pages."""
    out = BytesIO()
    canvas = new_canvas(out, password)
    for articles in pages:
        _draw(canvas, articles, columns)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _draw(canvas: Any, articles: Sequence[tuple[str, Sequence[str]]], columns: int) -> None:
    width = (A3[0] - 2 * MARGIN - (columns - 1) * GUTTER) / columns
    top = A3[1] - MARGIN
    for title, paragraphs in articles:
        canvas.setFont(FONT, 20)
        canvas.drawString(MARGIN, top - 20, title)
        canvas.setFont(FONT, SIZE)
        lines = [line for paragraph in paragraphs for line in wrapped(paragraph, int(width / SIZE))]
        height = -(-len(lines) // columns)
        for number, line in enumerate(lines):
            column, row = divmod(number, height)
            canvas.drawString(MARGIN + column * (width + GUTTER), top - 42 - row * LEADING, line)
        top -= 42 + height * LEADING + 16


def print_picture() -> bytes:
    """A page that is a picture: lines are drawn, nothing is written."""
    out = BytesIO()
    canvas = new_canvas(out)
    canvas.rect(50, 50, 300, 300, fill=1)
    canvas.save()
    return out.getvalue()


def new_canvas(out: BytesIO, password: str = "") -> Any:
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    return Canvas(out, pagesize=A3, encrypt=password or None)


def wrapped(paragraph: str, measure: int) -> list[str]:
    """A paragraph with an indent of two characters, wrapped; closing punctuation may hang over."""
    lines, line = [], "\u3000\u3000"
    for character in paragraph:
        if len(line) >= measure and character not in HANGING:
            lines.append(line)
            line = ""
        line += character
    return [*lines, line]
