"""PDFs as other programs print them: by Chromium where it is, else as it printed them once."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Sequence
from html import escape
from pathlib import Path

import pytest

from tests.browser import CHROMIUM

SAMPLES = Path(__file__).parent / "data/printed"
SWITCHES = ("--headless", "--no-sandbox", "--disable-gpu")
STYLE = """@page { size: A4; margin: 14mm } body { font: 13px/1.5 "Noto Sans CJK SC"; margin: 0 }
h1, h2 { line-height: 1.2; margin: 8px 0 } p { margin: 0; text-indent: 2em; text-align: justify }"""

Printed = Sequence[tuple[str, Sequence[str]]]


def print_html(name: str, body: str, style: str = "", *, margins: bool = False) -> bytes:
    """A page's HTML printed to PDF; with `margins`, its own head and foot. Without Chromium, the sample."""
    sample = SAMPLES / f"{name}.pdf"
    if CHROMIUM is None and not sample.exists():
        pytest.skip("no Chromium found, and no sample of this page")
    if CHROMIUM is None:
        return sample.read_bytes()
    with tempfile.TemporaryDirectory() as folder:
        page, printed = Path(folder) / "page.html", Path(folder) / "page.pdf"
        page.write_text(f'<!doctype html><meta charset="utf-8"><style>{STYLE}{style}</style>{body}', "utf-8")
        switches = [*SWITCHES, *([] if margins else ["--no-pdf-header-footer"]), f"--print-to-pdf={printed}"]
        subprocess.run([CHROMIUM, *switches, str(page)], check=True, capture_output=True, timeout=120)
        return printed.read_bytes()


def article_html(title: str, paragraphs: Sequence[str], columns: int = 1) -> str:
    """An article, its headline over so many columns."""
    text = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs)
    return f'<section><h2>{escape(title)}</h2><div style="columns:{columns}">{text}</div></section>'
