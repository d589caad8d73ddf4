"""What readers take away: references, tables that hold no formula, notebooks, addresses; and the commands for it."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from lxml import etree, html
from markdown_it import MarkdownIt
from typer.testing import CliRunner

from index.article import Article
from rag import QA
from rag.cli import app
from rag.export import (
    Clipping,
    ResultSet,
    address_of,
    as_csv,
    as_docx,
    as_json,
    as_markdown,
    as_xlsx,
    cite,
    cited_together,
    of_answer,
    of_records,
    quoted_at,
)
from tests.browser import HOSTILE

ARTICLE = Article(
    id="0123456789ab", kind="news", title="数字革命与竞争国际化", body="第一句。第二句。", reporters=("丁文祥",),
    source="中国青年报", issue_date="2000-11-20", page="15",
)  # fmt: skip
BARE = Article(id="x", kind="notice", title=None, body="明日停水。")
AGENCY = replace(ARTICLE, reporters=(), agency="新华社")
OWN = replace(ARTICLE, reporters=(), agency="本报讯")
FOUR = replace(ARTICLE, reporters=("甲一", "乙二", "丙三", "丁四"))


# References ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("article", "gbt", "chicago"),
    [
        (ARTICLE, "丁文祥. 数字革命与竞争国际化[N]. 中国青年报, 2000-11-20(15).",
         "丁文祥. “数字革命与竞争国际化.” 中国青年报, November 20, 2000, p. 15."),
        (FOUR, "甲一, 乙二, 丙三, 等. 数字革命与竞争国际化[N]. 中国青年报, 2000-11-20(15).",
         "甲一, 乙二, 丙三, and 丁四. “数字革命与竞争国际化.” 中国青年报, November 20, 2000, p. 15."),
        (AGENCY, "新华社. 数字革命与竞争国际化[N]. 中国青年报, 2000-11-20(15).",
         "新华社. “数字革命与竞争国际化.” 中国青年报, November 20, 2000, p. 15."),
        (OWN, "数字革命与竞争国际化[N]. 中国青年报, 2000-11-20(15).",
         "“数字革命与竞争国际化.” 中国青年报, November 20, 2000, p. 15."),
        (replace(ARTICLE, title="夺取“双胜利”", page=None), "丁文祥. 夺取“双胜利”[N]. 中国青年报, 2000-11-20.",
         "丁文祥. “夺取‘双胜利’.” 中国青年报, November 20, 2000."),
        (BARE, "明日停水。[N].", "“明日停水。”"),
    ],
    ids=["one author", "four", "an agency", "the paper itself", "no page", "nothing known"],
)  # fmt: skip
def test_an_article_is_named_as_the_styles_of_scholars_have_it(article: Article, gbt: str, chicago: str) -> None:
    assert cite(article, "gbt7714") == gbt
    assert cite(article, "chicago") == chicago


def test_bibtex_keeps_a_title_as_printed_and_nothing_in_it_is_a_command() -> None:
    entry = cite(replace(FOUR, title=r"50% \input{a} & $x_1$ #1 ~^"), "bibtex")
    assert entry.startswith(
        "@article{news200011200123456789ab,\n  author = {{甲一} and {乙二} and {丙三} and {丁四}},\n"
    )
    assert r"title = {{50\% \textbackslash{}input\{a\} \& \$x\_1\$ \#1 \textasciitilde{}\textasciicircum{}}}," in entry
    assert "  year = {2000},\n  month = {11},\n  day = {20},\n  pages = {15},\n}" in entry
    assert cite(replace(ARTICLE, id="a,b}{"), "bibtex").partition(",")[0].removeprefix("@article{").isalnum()


def test_ris_has_a_tag_a_line_whatever_a_title_holds() -> None:
    entry = cite(replace(FOUR, title="甲\nER  - \nTY  - BOOK"), "ris")
    assert entry.splitlines() == [
        "TY  - NEWS", "AU  - 甲一", "AU  - 乙二", "AU  - 丙三", "AU  - 丁四", "TI  - 甲 ER - TY - BOOK",
        "T2  - 中国青年报", "PY  - 2000", "DA  - 2000/11/20", "SP  - 15", "ID  - 0123456789ab", "ER  - ",
    ]  # fmt: skip


def test_a_list_names_each_article_once_and_is_numbered_where_the_style_is() -> None:
    assert cited_together([ARTICLE, ARTICLE, BARE], "gbt7714").splitlines() == [
        f"[1] {cite(ARTICLE, 'gbt7714')}",
        "[2] 明日停水。[N].",
    ]
    assert cited_together([ARTICLE, BARE], "ris").count("TY  - NEWS") == 2


# Tables --------------------------------------------------------------------------------------------------------------


def sheet(book: bytes, number: int) -> list[list[str]]:
    """The texts of a worksheet; fails on a cell that is anything else, a formula above all."""
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        strings = ["".join(one.itertext()) for one in etree.fromstring(parts.read("xl/sharedStrings.xml"))]
        rows = etree.fromstring(parts.read(f"xl/worksheets/sheet{number}.xml")).iterfind(".//{*}row")
        return [[strings[int(cell[0].text)] for cell in row if cell.get("t") == "s"] for row in rows]


def test_a_result_set_is_a_table_with_its_query(qa: QA) -> None:
    answer = qa.ask("市政府第三十九次常务会议是谁主持的？")
    result = of_answer(answer)
    rows = list(csv.DictReader(io.StringIO(as_csv(result))))
    assert [row["quote"] for row in rows] == [one.quote for one in answer.citations]
    assert rows[0]["query"].startswith(f"question: {answer.question}; answer: ")
    loaded = json.loads(as_json(result))
    assert loaded["query"]["question"] == answer.question
    assert loaded["results"][0]["quote"] == answer.citations[0].quote
    book = as_xlsx(result)
    assert [row[1] for row in sheet(book, 1)] == ["quote", *(one.quote for one in answer.citations)]
    assert sheet(book, 2)[0] == ["question", answer.question]


def test_json_has_of_a_record_what_a_table_has_no_room_for(qa: QA) -> None:
    records = qa.meetings.all()
    found = json.loads(as_json(of_records(records, {"person": None, "form": "meeting"})))
    assert found["query"] == {"form": "meeting"}
    assert found["results"] == json.loads(json.dumps([one.as_json() for one in records]))


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A1", "+1", "-1", "@SUM(1)", "\t=1", "=1\0\ud800", HOSTILE])
def test_no_cell_is_a_formula_and_every_text_can_be_written(text: str) -> None:
    result = ResultSet({"question": text}, ("a", "b"), ({"a": text, "b": (text, "x")},))
    row = next(csv.DictReader(io.StringIO(as_csv(result))))
    assert not row["a"].startswith(("=", "+", "-", "@", "\t")) and not row["b"].startswith(("=", "+", "-", "@", "\t"))
    cells = sheet(as_xlsx(result), 1)[1]
    assert len(cells) == 2 and cells[0].replace("\ufffd", "") == text.replace("\0", "").replace("\ud800", "")


def test_a_cell_that_would_be_a_formula_when_edited_is_marked_as_quoted() -> None:
    with zipfile.ZipFile(io.BytesIO(as_xlsx(ResultSet({}, ("a",), ({"a": "=1+1"},))))) as parts:
        assert b'quotePrefix="1"' in parts.read("xl/styles.xml")
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")


def test_a_cell_longer_than_a_spreadsheet_takes_is_cut_and_says_so() -> None:
    (cell,) = sheet(as_xlsx(ResultSet({}, ("a",), ({"a": "长" * 40_000},))), 1)[1]
    assert len(cell) == 32_767 and cell.endswith("…")


# Notebooks -----------------------------------------------------------------------------------------------------------

CLIPPINGS = (
    Clipping(
        "第一句。\n第二句。", cite(ARTICLE, "gbt7714"), "要核对", "https://news.example/?article=a&quote=0-4-00000000"
    ),
    Clipping(HOSTILE, HOSTILE, HOSTILE, stale=True),
)


def test_a_notebook_is_markdown_in_which_words_stay_words() -> None:
    text = as_markdown(CLIPPINGS)
    assert "> 第一句。\n>\n> 第二句。\n" in text
    assert "[在报问中打开](<https://news.example/?article=a&quote=0-4-00000000>)" in text
    assert "按：要核对" in text and "*报道已变动或不在库中" in text
    page = html.fromstring(MarkdownIt("commonmark").render(text))
    assert {one.tag for one in page.iter()} <= {"div", "h1", "blockquote", "p", "a", "em", "br"}
    assert [one.get("href") for one in page.iter("a")] == [CLIPPINGS[0].address]
    assert HOSTILE in page.text_content() and "https://evil" not in text and "www.evil" not in text


def test_a_notebook_is_a_word_document_with_quotes_references_notes_and_links() -> None:
    document = Document(io.BytesIO(as_docx(CLIPPINGS, "en")))
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert texts[:3] == ["Clippings", "第一句。", "第二句。"]
    assert texts[3].startswith(cite(ARTICLE, "gbt7714")) and texts[4] == "Note: 要核对"
    targets = [one.target_ref for one in document.part.rels.values() if one.is_external]
    assert targets == ["https://news.example/?article=a&quote=0-4-00000000"]


def test_a_word_document_takes_any_text() -> None:
    broken = "a\0b\ud800\x0bc"
    assert (
        Document(io.BytesIO(as_docx([Clipping(broken, broken, broken)]))).paragraphs[1].text == "a\ufffdb\ufffd\ufffdc"
    )


# Addresses -----------------------------------------------------------------------------------------------------------


def test_an_address_leads_to_the_words_as_long_as_they_stand_there() -> None:
    address = address_of(ARTICLE, 4, 8)
    quote = address.partition("quote=")[2]
    assert address.startswith("?article=0123456789ab&quote=4-8-")
    assert quoted_at(ARTICLE, quote) == (4, 8)
    assert quoted_at(replace(ARTICLE, body="第一句。另一句。"), quote) is None


@pytest.mark.parametrize(
    "quote", ["", "4-8", "8-4-00000000", "4-8-zzzzzzzz", "-1-8-00000000", "٤-8-00000000", "\ud800"]
)
def test_what_is_no_quote_of_an_address_is_none(quote: str) -> None:
    assert quoted_at(ARTICLE, quote) is None


def test_an_address_of_any_id_is_one_address() -> None:
    assert address_of(replace(ARTICLE, id="a&b=<c> #")) == "?article=a%26b%3D%3Cc%3E+%23"


# Commands ------------------------------------------------------------------------------------------------------------


def run(index: Path, *arguments: str) -> Any:
    return CliRunner().invoke(app, [*arguments, "--index", str(index)])


def test_ask_names_its_sources_in_a_style(sample_index: Path) -> None:
    result = run(sample_index, "ask", "市政府第三十九次常务会议是谁主持的？", "--cite", "gbt7714")
    assert (
        "\n[1] 姚广强. 打牢农业基础 补实“三农”短板 盯紧重点项目 夯实坚强支撑[N]. 焦作日报, 2020-02-27(1).\n"
        in result.output
    )


def test_articles_are_a_bibliography(sample_index: Path) -> None:
    assert run(sample_index, "articles", "--cite", "bibtex").output.count("@article{") == 8


@pytest.mark.parametrize("suffix", ["csv", "json", "xlsx", "bib", "ris"])
def test_what_is_found_is_saved_by_the_suffix_of_the_file(sample_index: Path, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"found.{suffix}"
    for command in (["ask", "王小平暗访了哪些单位？"], ["search", "复工"], ["articles"], ["meetings"]):
        assert run(sample_index, *command, "--save", str(path)).exit_code == 0
        assert path.stat().st_size > 100
        path.unlink()


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("ask", "谁？", "--cite", "mla"), "--cite mla: there are gbt7714, chicago, bibtex, ris"),
        (("meetings", "--save", "a.doc"), "cannot write '.doc' files; give .csv, .json, .xlsx, .bib, .ris"),
        (("ask", "--file", "q.jsonl", "--cite", "ris"), "--cite and --save are for one question"),
    ],
)
def test_what_cannot_be_written_is_one_clear_line(sample_index: Path, arguments: tuple[str, ...], line: str) -> None:
    assert line in str(run(sample_index, *arguments).exception)


def test_a_file_that_cannot_be_written_is_named(sample_index: Path, tmp_path: Path) -> None:
    assert "cannot be written" in str(run(sample_index, "articles", "--save", f"{tmp_path}/no/a.csv").exception)
