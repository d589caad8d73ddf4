"""Every kind of file gives the articles that are in it."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document
from opencc import OpenCC

from index.article import Article
from index.errors import BaowenError
from index.files import File, find_files
from index.readers import Issue, read_articles
from index.readers.encoding import decode
from index.settings import settings
from tests.paper import print_page

ROOT = Path(__file__).parent.parent
GOLD = json.loads((ROOT / "tests/data/jiaozuo-2020-02-27-articles.json").read_text("utf-8"))
PRINTED = [entry for entry in GOLD if entry["title"] and entry["body"] and entry["byline"]]
TITLE, BODY = "我市召开春耕会议", "本报讯（记者李明）昨日，我市召开春耕会议，要求抓好春耕生产。"


def read(path: Path, issue: Issue | None = None) -> list[Article]:
    (file,) = find_files([path], settings().max_archive_bytes)
    assert isinstance(file, File)
    return list(read_articles(file, issue or Issue(), settings()).articles)


def notes(path: Path) -> tuple[str, ...]:
    (file,) = find_files([path], settings().max_archive_bytes)
    assert isinstance(file, File)
    return read_articles(file, Issue(), settings()).notes


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


# Encodings -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
def test_the_sample_page_reads_the_same_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    page = ROOT / "articles/jiaozuo-daily-2020-02-27-p1.txt"
    content = page.read_text("utf-8").encode(encoding)
    bodies = [article.body for article in read(written(tmp_path / "page.txt", content))]
    assert bodies == [article.body for article in read(page)]


@pytest.mark.parametrize("size", [20, 60, 400])
@pytest.mark.parametrize("encoding", ["gb18030", "big5hkscs", "utf-16-le"])
def test_short_texts_are_told_apart_whatever_their_encoding(encoding: str, size: int) -> None:
    convert: Callable[[str], str] = OpenCC("s2t").convert if encoding.startswith("big5") else str
    for entry in PRINTED:
        content = convert("\n".join(entry["body"])[:size]).encode(encoding, "ignore")
        assert decode("a.txt", content)[0] == content.decode(encoding)


def test_a_few_damaged_bytes_do_not_make_utf_8_something_else(tmp_path: Path) -> None:
    content = bytearray("\n".join(PRINTED[0]["body"]).encode())
    content[300] = 0xFF
    page = written(tmp_path / "a.txt", bytes(content))
    assert sum(character == "�" for article in read(page) for character in article.body) <= 3
    assert notes(page) == ("damaged characters of utf-8 read as �",)


# PDF -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("columns", [2, 3, 4, 5])
def test_a_pdf_is_read_column_by_column(tmp_path: Path, columns: int) -> None:
    printed = [(e["title"], [e["byline"]["raw"] + e["body"][0], *e["body"][1:]]) for e in PRINTED[:4]]
    articles = read(written(tmp_path / "page.pdf", print_page(printed, columns)))
    assert [article.title for article in articles] == [title for title, _ in printed]
    assert [article.body.split("\n") for article in articles] == [entry["body"] for entry in PRINTED[:4]]


# Word, web pages, tables ---------------------------------------------------------------------------------------------


def test_headings_part_the_articles_of_a_word_document(tmp_path: Path) -> None:
    document = Document()
    for title in (TITLE, "我市召开夏收会议"):
        document.add_heading(title, 1)
        document.add_paragraph(BODY)
        document.add_paragraph("会议指出，要压实责任。")
    document.save(tmp_path / "two.docx")
    articles = read(tmp_path / "two.docx", Issue(date="2020-02-27"))
    assert [article.title for article in articles] == [TITLE, "我市召开夏收会议"]
    assert articles[0].body == f"{BODY}\n会议指出，要压实责任。"
    assert (articles[0].reporters, articles[0].event_date) == (("李明",), "2020-02-26")


def test_a_word_document_without_headings_is_page_text(tmp_path: Path) -> None:
    document = Document()
    for text in (TITLE, BODY, "会议指出，要压实责任。"):
        document.add_paragraph(text)
    document.save(tmp_path / "one.docx")
    (article,) = read(tmp_path / "one.docx")
    assert (article.title, article.reporters) == (TITLE, ("李明",))


WEB_PAGE = f"""<!DOCTYPE html><html><head><meta charset="CHARSET"><title>{TITLE}_日报数字报</title>
<meta property="article:published_time" content="2020-02-27T08:00:00+08:00"></head><body>
<div class="nav"><a href="/">首页</a> <a href="/a">要闻</a> <a href="/b">评论</a></div><h1>{TITLE}</h1>
<div id="content"><p>　　{BODY}</p><p>　　会议指出，要做好农资供应，抓好田间管理，确保全年粮食丰收&lt;b&gt;。</p></div>
<div class="footer">版权所有 日报社 <a href="/c">联系我们</a></div></body></html>"""


@pytest.mark.parametrize("charset", ["utf-8", "gb2312", "gbk"])
def test_a_web_page_gives_its_article_without_menus_and_footers(tmp_path: Path, charset: str) -> None:
    page = written(tmp_path / "a.html", WEB_PAGE.replace("CHARSET", charset).encode(charset))
    (article,) = read(page)
    assert (article.title, article.issue_date) == (TITLE, "2020-02-27")
    assert article.body == f"{BODY}\n会议指出，要做好农资供应，抓好田间管理，确保全年粮食丰收<b>。"


def test_several_articles_of_a_web_page_are_parted(tmp_path: Path) -> None:
    parts = "".join(f"<article><h2>{word}会议</h2><p>{BODY.replace('春耕', word)}</p></article>" for word in "甲乙")
    articles = read(written(tmp_path / "a.html", f"<html><body>{parts}</body></html>".encode()))
    assert [("甲" in article.body, "乙" in article.body) for article in articles] == [(True, False), (False, True)]


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_a_table_is_read_by_its_header(tmp_path: Path, delimiter: str, encoding: str) -> None:
    out = io.StringIO()
    table = csv.writer(out, delimiter=delimiter)
    table.writerow(["编号", "标题", "来源", "日期", "正文", "备注"])
    table.writerow(["n1", TITLE, "日报", "2020年2月27日", f"{BODY}\n会议指出，要“抓实、抓细”；,\t", "x"])
    (article,) = read(written(tmp_path / "a.csv", out.getvalue().encode(encoding)))
    assert (article.id, article.title, article.source, article.issue_date) == ("n1", TITLE, "日报", "2020-02-27")
    assert article.body == f"{BODY}\n会议指出，要“抓实、抓细”；,"


def test_a_table_of_any_length_is_read_as_a_stream(tmp_path: Path) -> None:
    lines = tmp_path / "many.jsonl"
    with lines.open("w", encoding="utf-8") as out:
        for number in range(20_000):
            out.write(json.dumps({"id": f"n{number}", "text": BODY}) + "\n")
    (file,) = find_files([lines], settings().max_archive_bytes)
    assert isinstance(file, File)
    articles = read_articles(file, Issue(), settings().model_copy(update={"max_file_bytes": 1000})).articles
    assert next(articles).id == "n0"
    assert sum(1 for _ in articles) == 19_999


# Archives ------------------------------------------------------------------------------------------------------------


def test_an_archive_gives_the_articles_of_its_files_with_their_dates(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "papers.zip", "w") as archive:
        archive.writestr("2020/2020-02-27第3版.txt", f"{TITLE}\n\n{BODY}\n")
        archive.writestr("__MACOSX/._a.txt", b"\0")
        archive.writestr("b.jsonl", json.dumps({"id": "n1", "text": BODY}))
    files = [file for file in find_files([tmp_path / "papers.zip"], 10**9) if isinstance(file, File)]
    assert [file.name.rpartition("papers.zip/")[2] for file in files] == ["2020/2020-02-27第3版.txt", "b.jsonl"]
    first, second = (next(read_articles(file, Issue(), settings()).articles) for file in files)
    assert (first.issue_date, first.page, second.id) == ("2020-02-27", "3", "n1")


def test_names_typed_on_chinese_windows_are_read(tmp_path: Path) -> None:
    name = "2020年2月27日.txt".encode("gb18030")
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("x" * len(name), BODY)  # as long; Windows writes its own bytes, and no flag for UTF-8
    content = (tmp_path / "a.zip").read_bytes().replace(b"x" * len(name), name)
    (article,) = read(written(tmp_path / "a.zip", content))
    assert article.issue_date == "2020-02-27"
    assert (article.source_file or "").endswith("a.zip/2020年2月27日.txt")


def test_a_picture_or_an_unknown_file_is_told_apart_from_text(tmp_path: Path) -> None:
    with pytest.raises(BaowenError, match="a picture of a kind that is not read"):
        read(written(tmp_path / "page.heic", b"\0\0\0\x18ftypheic"))
    with pytest.raises(BaowenError, match=r"cannot read '.wps' files; give .txt, .*.zip"):
        read(written(tmp_path / "page.wps", b"\xd0\xcf"))
