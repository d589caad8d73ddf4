"""Word and OpenDocument files give what a reader of the printed document sees, and say what they leave out."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

from tests.reading import CASES, body, package, read, read_noted, refusal

WORD = CASES / "07-docx"
SPACE = "xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'"


def word(path: Path, inside: str, **parts: str) -> Path:
    spaces = (
        f"{SPACE} xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006' "
        "xmlns:wps='http://schemas.microsoft.com/office/word/2010/wordprocessingShape' "
        "xmlns:v='urn:schemas-microsoft-com:vml'"
    )
    return package(path, word__document_xml=f"<w:document {spaces}><w:body>{inside}</w:body></w:document>", **parts)


def p(text: str, properties: str = "") -> str:
    return f"<w:p>{properties}<w:r><w:t>{text}</w:t></w:r></w:p>"


@pytest.mark.parametrize(
    ("name", "paragraphs"),
    [
        ("a-tracked", ["3月12日，西湖路改造后通车，全长4.2公里，双向六车道。"]),
        ("b-textbox", ["3月12日，西湖路改造后通车，双向六车道。", "数字链接：工程总投资3.8亿元，惠及12个小区。"]),
        (
            "c-sdt",
            [
                "3月12日，西湖路改造后通车，双向六车道。",
                "据市住建局介绍，工程总投资3.8亿元。",
                "项目经理为陈浩，他说沿线种植香樟1400棵。",
            ],
        ),
        (
            "d-merged",
            [
                "3月12日，市生态环境局通报各县区2月空气质量。",
                "县区：东山区；优良天数：21；PM2.5浓度：46",
                "注：河西县因设备检修，当月数据暂缺。",
            ],
        ),
        ("e-footnote", ["3月12日，西湖路改造后通车，双向六车道。", "西湖路原名建设路，1986年更名。"]),
    ],
)
def test_nothing_of_a_word_document_is_dropped_or_doubled(name: str, paragraphs: list[str]) -> None:
    assert body(WORD / f"{name}.docx") == paragraphs


def test_bold_lines_are_titles_and_lists_keep_their_numbers() -> None:
    first, second = read(WORD / "f-plain.docx")
    assert (first.title, first.reporters) == ("西湖路改造后通车", ("林岚",))
    assert first.body.split("\n")[2:] == [
        "1. 拆除旧路面，6月底完成",
        "2. 敷设雨污管网，10月底完成",
        "3. 铺设沥青，次年2月完成",
    ]
    assert (second.title, second.reporters) == ("市图书馆新馆开放", ("周宁",))


def test_headings_below_a_masthead_are_articles_of_that_day() -> None:
    articles = read(WORD / "g-heading2.docx")
    assert [(a.title, a.source, a.issue_date) for a in articles] == [
        ("西湖路改造后通车", "山南日报", "2021-03-12"),
        ("市图书馆新馆开放", "山南日报", "2021-03-12"),
    ]


CITY = [name for name in ("city.docx", "city.odt")] + [
    pytest.param(name, marks=pytest.mark.skipif(not shutil.which("soffice"), reason="no LibreOffice"))
    for name in ("city.rtf", "city.doc")
]


@pytest.mark.parametrize("name", CITY)
def test_one_document_reads_the_same_in_every_format(name: str) -> None:
    first, second = read(CASES / "office" / name)
    assert (first.kicker, first.title, first.subtitle) == (
        "周明山在全市城建工作会议上强调",
        "让城市更有温度",
        "林岚主持",
    )
    assert (first.source, first.issue_date, first.page, first.reporters) == ("山南日报", "2021-03-12", "1", ("林岚",))
    assert first.body.split("\n")[1:] == [
        "补短板",
        "会议要求，补齐短板，全年改造道路12条。",
        "县区：东山区；道路：5条；投资：1.2亿元",
        "县区：东山区；道路：3条；投资：0.8亿元",
        "县区：河西县；道路：7条；投资：2.6亿元",
    ]
    assert (second.title, second.body) == ("市图书馆新馆开放", "3月12日，市图书馆新馆开放，藏书60万册。")


def test_what_reads_old_formats_is_named_where_it_is_not_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "LibreOffice, which is not installed; install it" in refusal(CASES / "office" / "city.rtf")


def test_a_deleted_paragraph_end_joins_and_moved_text_stands_once(tmp_path: Path) -> None:
    deleted = "<w:pPr><w:rPr><w:del w:id='1' w:author='a'/></w:rPr></w:pPr>"
    moved = "<w:p><w:moveFrom w:id='2'><w:r><w:t>总投资3.8亿元。</w:t></w:r></w:moveFrom></w:p>"
    here = "<w:p><w:moveTo w:id='3'><w:r><w:t>总投资3.8亿元。</w:t></w:r></w:moveTo></w:p>"
    path = word(tmp_path / "a.docx", moved + p("西湖路改造后", deleted) + p("通车，全长4.2公里。") + here)
    assert body(path) == ["西湖路改造后通车，全长4.2公里。总投资3.8亿元。"] or body(path) == [
        "西湖路改造后通车，全长4.2公里。",
        "总投资3.8亿元。",
    ]


def test_a_text_box_kept_for_old_and_new_programs_is_read_once(tmp_path: Path) -> None:
    box = f"<w:txbxContent>{p('总投资3.8亿元。')}</w:txbxContent>"
    both = (
        f"<mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent>"
    )
    path = word(tmp_path / "a.docx", f"<w:p><w:r><w:t>西湖路通车。</w:t></w:r><w:r>{both}</w:r></w:p>")
    (article,) = read(path)
    assert article.body.count("总投资3.8亿元。") == 1


def test_what_is_not_read_is_noted(tmp_path: Path) -> None:
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>内部稿</w:t></w:r>"
    beside = "<w:r><w:drawing/></w:r><w:r><w:commentReference w:id='1'/></w:r>"
    line = f"<w:p><w:r><w:t>西湖路通车。</w:t></w:r>{hidden}{beside}</w:p>"
    head = f"<w:hdr {SPACE}>{p('山南日报')}</w:hdr>"
    articles, notes = read_noted(word(tmp_path / "a.docx", line, word__header1_xml=head))
    assert [article.body for article in articles] == ["西湖路通车。"]
    assert notes == (
        "comments not read: 1; hidden words not read: 1; pictures or charts not read: 1; "
        "running heads and feet not read: 1"
    )


def test_side_headlines_in_bold_do_not_part_an_article(tmp_path: Path) -> None:
    document = Document()
    title = document.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = title.add_run("让城市更有温度")
    run.bold, run.font.size = True, Pt(22)
    document.add_paragraph("本报讯（记者 林岚）3月12日，西湖路改造后通车。")
    document.add_paragraph().add_run("补短板").bold = True
    document.add_paragraph("全年改造道路12条。")
    document.save(str(tmp_path / "a.docx"))
    (article,) = read(tmp_path / "a.docx")
    assert article.title == "让城市更有温度"
    assert article.body.split("\n")[1:] == ["补短板", "全年改造道路12条。"]


def test_a_title_with_its_text_keeps_its_sections(tmp_path: Path) -> None:
    document = Document()
    document.add_heading("西湖路改造后通车", 0)
    document.add_paragraph("本报讯（记者 林岚）3月12日，西湖路改造后通车。")
    document.add_heading("资金", 1)
    document.add_paragraph("工程总投资3.8亿元。")
    document.add_heading("工期", 1)
    document.add_paragraph("工程去年开工。")
    document.save(str(tmp_path / "a.docx"))
    (article,) = read(tmp_path / "a.docx")
    assert (article.title, article.body.count("\n")) == ("西湖路改造后通车", 4)


def test_deleted_text_comments_and_notes_of_an_opendocument_text(tmp_path: Path) -> None:
    spaces = " ".join(
        f"xmlns:{short}='urn:oasis:names:tc:opendocument:xmlns:{short}:1.0'"
        for short in ("office", "text", "table", "draw")
    )
    text = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>5公里</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes><text:h text:outline-level='1'>西湖路通车</text:h>"
        "<text:p>全长<text:change/>4.2<text:s/>公里<office:annotation><text:p>核</text:p></office:annotation>。<text:note>"
        "<text:note-citation>1</text:note-citation><text:note-body><text:p>原名建设路。</text:p></text:note-body></text:note></text:p>"
    )
    inside = f"<office:body><office:text>{text}</office:text></office:body>"
    content = f"<office:document-content {spaces}>{inside}</office:document-content>"
    (article,), notes = read_noted(package(tmp_path / "a.odt", content_xml=content))
    assert (article.title, article.body) == ("西湖路通车", "全长4.2 公里。\n原名建设路。")
    assert notes == "comments not read: 1"


# Built to do harm ----------------------------------------------------------------------------------------------------


def test_entities_do_not_multiply(tmp_path: Path) -> None:
    bomb = "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'>" + "".join(
        f"<!ENTITY {name} '{f'&{before};' * 10}'>" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    text = f"{bomb}]><w:document {SPACE}><w:body>{p('&i;西湖路通车。')}</w:body></w:document>"
    package(tmp_path / "a.docx", word__document_xml=text)
    try:
        assert len("".join(article.body for article in read(tmp_path / "a.docx"))) < 100
    except Exception:
        assert "no Word document that can be read" in refusal(tmp_path / "a.docx")


def test_a_cell_over_a_million_columns_is_one_cell(tmp_path: Path) -> None:
    wide = "<w:tc><w:tcPr><w:gridSpan w:val='1000000'/></w:tcPr>" + p("总投资") + "</w:tc>"
    row = f"<w:tr>{wide}<w:tc>{p('3.8亿元')}</w:tc></w:tr>"
    assert body(word(tmp_path / "a.docx", f"<w:tbl>{row * 3}</w:tbl>" + p("西湖路通车。")))[-1] == "西湖路通车。"


def test_deep_nesting_is_refused_in_one_line(tmp_path: Path) -> None:
    deep = "<w:sdt><w:sdtContent>" * 2000 + p("西湖路通车。") + "</w:sdtContent></w:sdt>" * 2000
    assert "no Word document that can be read" in refusal(word(tmp_path / "a.docx", deep))
    tables = "<w:tbl><w:tr><w:tc>" * 70 + p("西湖路通车。") + "</w:tc></w:tr></w:tbl>" * 70
    assert "nested too deep" in refusal(word(tmp_path / "b.docx", tables))


def test_a_cell_reaching_down_names_each_row_and_a_heading_over_two_columns_both(tmp_path: Path) -> None:
    document = Document()
    table = document.add_table(rows=4, cols=3)
    for row, texts in zip(
        table.rows,
        [("县区", "2月", ""), ("", "优良天数", "浓度"), ("东山区", "21", "46"), ("河西县", "17", "63")],
        strict=True,
    ):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    table.cell(0, 0).merge(table.cell(1, 0))
    table.cell(0, 1).merge(table.cell(0, 2))
    document.add_paragraph("以上由市生态环境局通报。")
    document.save(str(tmp_path / "a.docx"))
    text = "\n".join(article.body for article in read(tmp_path / "a.docx"))
    assert "县区：河西县；2月 优良天数：17；2月 浓度：63" in text
