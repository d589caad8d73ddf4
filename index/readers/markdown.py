"""Markdown: .md. One article, or one for each heading of the first level; lists and tables kept, links as their text.

A file without any mark of Markdown is page text, with front matter or without.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from index.article import Article
from index.errors import BaowenError
from index.files import File
from index.readers.encoding import decode
from index.readers.outline import Block, outline_articles
from index.readers.reading import Issue, Reading
from index.readers.ready import field_text, iso_date, notes_on, ready_article
from index.readers.text import FRONT_MATTER, front_matter, page_articles
from index.readers.web_blocks import blocks_of, parse_page
from index.settings import Settings

_MARKS = re.compile(
    r"^ {0,3}(?:#{1,6}[ \t]+\S|[-*+][ \t]+\S|>[ \t]*\S|\d{1,9}[.)][ \t]+\S|\|?[ \t]*:?-{3,}:?[ \t]*\||={3,}[ \t]*$|```)"
    r"|\]\(|\*\*\S|__\S",
    re.MULTILINE,
)
_BROKEN = re.compile(
    r"(?<=[\u3000-\u9fff\uff00-\uffef])\n(?=[\u3000-\u9fff\uff00-\uffef])"
)  # a line end within Chinese
_LEFT_OVER = re.compile(r"\*\*|(?<!\w)__|__(?!\w)")  # Markdown takes no emphasis between Chinese quotes and words
_HASH = re.compile(r"^(#{1,6})(?=[\u3400-\u9fff])", re.MULTILINE)  # #标题, as many write it
FIRST = 1


def read(file: File, issue: Issue, options: Settings) -> Reading:
    """The articles of a Markdown file."""
    text, encoding = decode(file.name, file.content(options.max_file_bytes))
    header = FRONT_MATTER.match(text)
    body = text[header.end() :] if header else text
    notes = list(notes_on(encoding))
    if not (_MARKS.search(body) or _HASH.search(body)):
        return Reading(page_articles(file.name, issue, text, options), notes, (("", text),))
    if len(text) > options.max_article_chars:
        raise BaowenError(
            f"{file.name}: {len(text):,} characters, at most {options.max_article_chars:,} are read as a page; "
            f"split it or set BAOWEN_MAX_ARTICLE_CHARS"
        )
    fields = front_matter(file.name, header[1]) if header else {}
    return Reading(_articles(file.name, issue, fields, _blocks(file.name, body), options, notes), notes, (("", text),))


def _articles(
    name: str, issue: Issue, fields: dict[str, Any], blocks: Sequence[Block], options: Settings, notes: list[str]
) -> Iterator[Article]:
    given = Issue(
        field_text(fields.get("source")) or issue.source,
        iso_date(name, field_text(fields.get("date"))) or issue.date,
        field_text(fields.get("page")) or issue.page,
    )
    firsts = [block for block in blocks if block.level == FIRST]
    title = field_text(fields.get("title"))
    if len(firsts) > 1 or (not firsts and not title):
        yield from outline_articles(name, given, blocks, options, notes, FIRST if firsts else None)
        return
    text = "\n".join(block.text for block in blocks if block.level != FIRST)
    said = {**fields, "title": firsts[0].text if firsts else title, "text": text}
    yield ready_article(name, given, {key: said[key] for key in said if key not in ("source", "date", "page", "id")})


def _blocks(name: str, text: str) -> list[Block]:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    html = _BROKEN.sub("", parser.render(_HASH.sub(r"\1 ", text)))
    blocks = blocks_of(parse_page(name, f"<div>{html}</div>"))
    return [Block(_LEFT_OVER.sub("", one.text), one.level, row=one.row) for one in blocks]
