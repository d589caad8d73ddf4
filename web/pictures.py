"""The picture of a scanned page, as HTML, with the lines of quoted words outlined on it.

It is served within the page (`data:`), never by a path; the lines' places are numbers that the index worked out.
"""

from __future__ import annotations

import base64
import html
from collections.abc import Sequence

from rag import QA, UNSURE, Article, ScannedLine

WHOLE = 10_000  # the width and the height of a picture, as lines count it


def pictures(qa: QA, article: Article, quoted: Sequence[tuple[int, int]], words: dict[str, str]) -> str:
    """Each page an article stands on that was read off a picture: the article's lines, and those quoted, marked."""
    return "".join(
        _figure(picture, page, _lines_on(article, page), quoted, words)
        for page, picture in qa.page_pictures(article.id)
    )


def _lines_on(article: Article, page: str | None) -> list[ScannedLine]:
    several = len(article.pages) > 1
    return [line for line in article.scanned if not several or article.page_at(line.start) == page]


def _figure(
    picture: bytes,
    page: str | None,
    lines: Sequence[ScannedLine],
    quoted: Sequence[tuple[int, int]],
    words: dict[str, str],
) -> str:
    name = html.escape(words["picture"].format(page=words["page"].format(page=page) if page else "").strip())
    boxes = "".join(_outline(line, quoted) for line in lines)
    image = f"<img alt='{name}' src='data:image/jpeg;base64,{base64.b64encode(picture).decode('ascii')}'>"
    drawing = f"<svg viewBox='0 0 {WHOLE} {WHOLE}' preserveAspectRatio='none' aria-hidden='true'>{boxes}</svg>"
    zoom = f"<button type='button' class='zoom' aria-pressed='false'>{words['zoom']}</button>"
    caption = f"<figcaption><span>{name}</span>{zoom}</figcaption>"
    sheet = f"<div class='frame' tabindex='0' role='region' aria-label='{name}'><div>{image}{drawing}</div></div>"
    return f"<figure class='scan'>{caption}{sheet}</figure>"


def _outline(line: ScannedLine, quoted: Sequence[tuple[int, int]]) -> str:
    """A line's box: `hit` where words of it are quoted, `unsure` where its reading is."""
    hit = any(start < line.end and line.start < end for start, end in quoted)
    kinds = " ".join(kind for kind, there in (("hit", hit), ("unsure", line.confidence < UNSURE)) if there)
    room = (line.bottom - line.top) // 4  # the box is as high as the type alone
    size = f"width='{line.right - line.left + 2 * room:d}' height='{line.bottom - line.top + 2 * room:d}'"
    return f"<rect x='{line.left - room:d}' y='{line.top - room:d}' {size} class='{kinds}'/>" if kinds else ""
