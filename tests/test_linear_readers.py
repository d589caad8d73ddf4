"""No file takes more than linear time to read: each reader, at n and at 2n, of what is worst for it.

As in `test_linear_time.py`, only growth is looked at, never how long something took.
"""

from __future__ import annotations

import io
import itertools
import time
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from index.errors import BaowenError
from index.files import File, close_archives, find_files
from index.readers import Issue, read_articles
from index.settings import settings
from tests.paper import print_page
from tests.test_linear_time import grows
from tests.test_word import SPACE, p

LENGTH = 8_000  # characters, or so
NOTICED = 0.02  # seconds

# What a page, or a paragraph of any file, may be made of: each is repeated to the length.
PIECES = {
    "one word": "长",
    "words": "长篇 ",
    "blanks": " ",
    "wide blanks": "　",
    "digits": "1",
    "letters": "x",
    "brackets": "（",
    "quotes": "“",
    "commas": "，",
    "days": "2月26日",
    "names": "王小平、",
    "labels": "关于：",
    "marks": "①",
    "jumps": "下转第",
    "bylines": "本报讯（记者",
    "short lines": "长篇\n",
    "lines": "我市召开春耕会议，要求抓好春耕生产\n",
    "blank lines": "\n",
    "indented lines": "　　昨日召开会议。\n",
    "headlines": "我市召开会议\n\n本报讯 记者李明 昨日召开会议。\n\n",
    "columns": "左栏的文字说这件事    右栏的文字说那件事\n",
    "front matter": "---\n",
    "tables": "| a | b |\n",
    "lists": "- a\n",
    "links": "[a](b",
    "stars": "**a",
    "credits": "（张三 李四）\n",
    "pages": "第1版\n",
}
# What a web page may be made of besides.
TAGS = {
    "open paragraphs": "<p>长",
    "divisions": "<div>长篇</div>",
    "rows": "<tr><td>长<td>1",
    "cells": "<td>1",
    "links": "<a href=x>长</a>",
    "breaks": "长<br>",
    "open comments": "<!--",
    "entities": "&amp;",
    "scripts": "<script>",
    "headings": "<h2>长</h2><p>长。</p>",
    "items": "<li>长",
}


def text_file(piece: str) -> Callable[[int], bytes]:
    return lambda length: (piece * (length // len(piece))).encode()


def web_page(piece: str) -> Callable[[int], bytes]:
    return lambda length: f"<html><body><table>{piece * (length // len(piece))}".encode()


def packed(**members: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in members.items():
            archive.writestr(name.replace("__", "/"), text)
    return out.getvalue()


def word(inside: Callable[[int], str]) -> Callable[[int], bytes]:
    return lambda length: packed(
        **{"word/document.xml": f"<w:document {SPACE}><w:body>{inside(length)}</w:body></w:document>"}
    )


def cell(text: str, span: int = 1) -> str:
    return f"<w:tc><w:tcPr><w:gridSpan w:val='{span}'/></w:tcPr>{p(text)}</w:tc>"


def row(cells: str) -> str:
    return f"<w:tr>{cells}</w:tr>"


def table(rows: str) -> str:
    return f"<w:tbl>{rows}</w:tbl>"


def odt(piece: str) -> Callable[[int], bytes]:
    spaces = " ".join(
        f"xmlns:{one}='urn:oasis:names:tc:opendocument:xmlns:{one}:1.0'" for one in ("office", "text", "table")
    )
    return lambda length: packed(
        **{
            "content.xml": f"<office:document-content {spaces}><office:body><office:text>{piece * (length // 10)}"
            "</office:text></office:body></office:document-content>"
        }
    )


def epub(length: int) -> bytes:
    chapters = {f"c{n}.xhtml": f"<html><body><h1>题{n}</h1><p>正文。</p></body></html>" for n in range(length // 100)}
    items = "".join(f"<item id='{n}' href='{n}' media-type='application/xhtml+xml'/>" for n in chapters)
    spine = "".join(f"<itemref idref='{n}'/>" for n in chapters)
    package = (
        f"<package xmlns='http://www.idpf.org/2007/opf'><manifest>{items}</manifest><spine>{spine}</spine></package>"
    )
    container = (
        "<container xmlns='urn:oasis:names:tc:opendocument:xmlns:container'><rootfiles>"
        "<rootfile full-path='a.opf'/></rootfiles></container>"
    )
    return packed(**{"META-INF/container.xml": container, "a.opf": package}, **chapters)


def archive(length: int) -> bytes:
    return packed(**{f"{n:05}.txt": f"第{n}号街道通车，全长{n}公里。" for n in range(length // 20)})


def web_archive(length: int) -> bytes:
    page = "<html><body><h1>题</h1><p>正文写在这里。</p></body></html>"
    return packed(**{f"content_{n}.htm": page for n in range(length // 100)}, **{"node_2.htm": page})


FILES: list[tuple[str, str, Callable[[int], bytes]]] = [
    *((suffix, name, text_file(piece)) for suffix in (".txt", ".md") for name, piece in PIECES.items()),
    *((".html", name, web_page(piece)) for name, piece in (TAGS | PIECES).items()),
    (".html", "attributes", lambda n: b"<p " + b" ".join(b"a%d=1" % one for one in range(n // 9)) + b">"),
    (".html", "nested", lambda n: b"<div>" * (n // 5)),
    (".mht", "parts", lambda n: b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * (n // 7)),
    (".csv", "rows", lambda n: ("标题,正文\n" + "通车,全长4.2公里。\n" * (n // 16)).encode()),
    (".csv", "columns", lambda n: ("标题,正文" + ",x" * (n // 2) + "\n通车,全长4.2公里。\n").encode()),
    (".csv", "quotes", lambda n: ("标题,正文\n" + '"' * n).encode()),
    (".json", "articles", lambda n: ("[" + ",".join(['{"text": "通车。"}'] * (n // 16)) + "]").encode()),
    (".json", "brackets", lambda n: b"[" * n),
    (".jsonl", "lines", lambda n: '{"text": "全长4.2公里。"}\n'.encode() * (n // 22)),
    (".docx", "paragraphs", word(lambda n: p("我市召开春耕会议") * (n // 12))),
    (".docx", "empty paragraphs", word(lambda n: p("") * (n // 12))),
    (".docx", "runs", word(lambda n: f"<w:p>{'<w:r><w:t>长</w:t></w:r>' * (n // 12)}</w:p>")),
    (".docx", "rows", word(lambda n: table(row(cell("长") * 3) * (n // 60)))),
    (".docx", "cells", word(lambda n: table(row(cell("长") * (n // 60)) * 3))),
    (".docx", "wide cells", word(lambda n: table(row(cell("长", n * 125)) * 3) + p("通车。"))),
    (".odt", "paragraphs", odt("<text:p>我市召开会议</text:p>")),
    (".odt", "cells", odt("<table:table><table:table-row><table:table-cell/></table:table-row></table:table>")),
    (".epub", "chapters", epub),
    (".pdf", "articles", lambda n: print_page([("我市召开会议", ["昨日召开会议，要求抓好生产。" * 5])] * (n // 1000))),
    (".zip", "members", archive),
    (".zip", "pages of an e-paper", web_archive),
]


# Files that took a reader ten seconds and more, as large as they came.
SLOW: list[tuple[str, str, bytes]] = [
    (".txt", "one line", "我市召开会议 要求抓好生产 ".encode() * 3_000),
    (".txt", "one line of letters", b"abc def " * 5_000),
    (".txt", "short lines", "春耕\n会议\n".encode() * 14_000),
    (".zip", "1,000 members", archive(20_000)),
    (".html", "40,000 attributes", b"<html><body><p " + b" ".join(b"a%d=1" % n for n in range(40_000)) + b">x</p>"),
    (".docx", "a cell over 1,000,000 columns", word(lambda n: table(row(cell("长", 1_000_000)) * 3) + p("通车。"))(0)),
    (".docx", "5,000 paragraphs", word(lambda n: p("我市召开春耕会议，要求抓好春耕生产") * 5_000)(0)),
]
SECONDS = 10.0  # of the processor's time: none takes five on a quiet machine


@pytest.mark.parametrize(("suffix", "content"), [one[::2] for one in SLOW], ids=[name for _, name, _ in SLOW])
def test_a_file_that_took_long_is_read_within_seconds_or_refused(tmp_path: Path, suffix: str, content: bytes) -> None:
    (tmp_path / f"slow{suffix}").write_bytes(content)
    close_archives()
    begun = time.process_time()
    for found in find_files([tmp_path / f"slow{suffix}"], 1 << 30):
        with suppress(BaowenError):
            if isinstance(found, File):
                list(read_articles(found, Issue(), settings()).articles)
    assert time.process_time() - begun < SECONDS


@pytest.mark.parametrize(("suffix", "name", "content"), FILES, ids=[f"{suffix} {name}" for suffix, name, _ in FILES])
def test_a_file_takes_linear_time(tmp_path: Path, suffix: str, name: str, content: Callable[[int], bytes]) -> None:
    written: dict[int, Path] = {}

    def read(length: int) -> None:
        close_archives()
        for found in find_files([written[length]], 1 << 30):
            try:
                if isinstance(found, File):
                    list(itertools.islice(read_articles(found, Issue(), settings()).articles, length))
            except BaowenError:  # refused, which may take no longer either
                continue

    for times in (1, 2, 4):
        written[LENGTH * times] = tmp_path / f"{times}{suffix}"
        written[LENGTH * times].write_bytes(content(LENGTH * times))
    read(LENGTH)  # what is imported and kept by the first one
    assert not grows(read, LENGTH, NOTICED), name
