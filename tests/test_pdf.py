"""PDFs of other programs are read word for word, in order, article by article."""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from index.article import Article
from index.errors import BaowenError
from index.files import File, find_files
from index.folding import fold
from index.readers import Issue, Reading, read_articles
from index.readers.joining import append_line, vocabulary_of
from index.readers.layout import Run, reading_order
from index.readers.stories import stories
from index.settings import settings
from tests.printing import SAMPLES, article_html, print_html

CASES = Path(__file__).parent / "data/cases"
BRIDGE = (
    "西湖路改造后通车",
    [
        "本报讯（记者方小青）3月12日上午，西湖路改造后通车，总投资3.8亿元，全长2.6公里，双向六车道。",
        "市长高文龙说，西湖路是城西的主干道，通车后从黄河车站到西门水厂只要12分钟。",
    ],
)
TREES = (
    "全市春季植树过半",
    [
        "本报讯（记者秦月）截至3月10日，全市植树1860棵，占全年任务的百分之五十三，成活率95%。",
        "市林业局要求，各县区抓住雨后有利时机，补植补栽，确保月底前完成。",
    ],
)
WATER = (
    "西门水厂扩建开工",
    [
        "本报讯（记者周宁）昨日，西门水厂扩建工程开工，日供水能力将由12万立方米提高到20万立方米。",
        "工程分两期建设，一期明年6月完工，惠及城西八万居民。",
    ],
)
PAPER = (BRIDGE, TREES, WATER)
HARBOUR = (
    "Harbour Museum Finds a Home",
    [
        "By Peter Lund and Rose Okafor",
        "After eleven years of searching, the harbour museum will move into the former customs house on Pier Street. "
        "The council voted 14 to 9 on Tuesday evening.",
        "“We have waited since 2015,” said its director. The office of traffic found an off-shore site unfit.",
    ],
)
TRAINS = (
    "Night Trains Return",
    [
        "By J. R. Coleman",
        "Sleeping cars will again run between the coast and the capital. The first train leaves on 3 May at 10.40 p.m. "
        "and arrives at 7.15 the following morning.",
        "Tickets cost from 49 pounds; affluent travellers may book a compartment with a shower.",
    ],
)
ENGLISH = (HARBOUR, TRAINS)


def reading(path: Path) -> Reading:
    (file,) = find_files([path], settings().max_archive_bytes)
    assert isinstance(file, File)
    return read_articles(file, Issue(), settings())


def read(path: Path) -> list[Article]:
    return list(reading(path).articles)


def saved(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def told(articles: Sequence[Article]) -> list[tuple[str | None, str]]:
    """Titles and whole texts, the credit put back before the body."""
    return [(article.title, article.body) for article in articles if article.kind == "news"]


def as_read(paper: Sequence[tuple[str, Sequence[str]]]) -> list[tuple[str | None, str]]:
    """What is to be found of articles: the credit is a field of its own."""
    found: list[tuple[str | None, str]] = []
    for title, (first, *rest) in paper:
        body = [first.partition("）")[2], *rest] if "）" in first else rest
        found.append((title, "\n".join(body)))
    return found


# Cases --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["page.pdf", "page-headers.pdf"])
def test_a_page_printed_by_a_browser_is_read_word_for_word(name: str) -> None:
    (article,) = read(CASES / "06-chrome-pdf" / name)
    assert (article.title, article.byline) == ("山南市长高文龙调研黄河车站", "本报讯（记者 方小青）")
    assert article.body == (
        "3月12日上午，市长高文龙到黄河车站、西门水厂调研，察看客运大厅改造和水质监测工作。\n"
        "据了解，黄河车站改造工程总投资8.6亿元，新建风雨长廊1200米，9月30日前完工。西门水厂日供水能力12万立方米。"
    )


def test_what_a_browser_prints_above_and_below_is_named_in_the_notes() -> None:
    (note,) = reading(CASES / "06-chrome-pdf/page-headers.pdf").notes
    assert note.startswith("head and foot left out: 11/25/26, 3:26 AM | file:///")


def test_an_english_page_keeps_its_blanks() -> None:
    (article,) = read(CASES / "11-pdf-english/page.pdf")
    assert (article.title, article.byline) == ("Canal Bridge Opens to Traffic", "By Anna Weiss")
    assert article.reporters == ("Anna Weiss",)
    assert article.body == (
        "TAVISTOCK, 12 March. The new canal bridge at Water Lane was opened on Friday by Mayor T. A. Vance. The bridge "
        "is 312 metres long and cost 38 million pounds, four million less than planned.\n"
        "Work began in May of last year. The old bridge, built in 1931, will be kept for walkers and cyclists, the "
        "office of traffic said."
    )


def test_an_article_goes_on_over_the_page_break() -> None:
    (article,) = read(CASES / "15-pdf-pages/a.pdf")
    assert article.title == "市政府常务会议纪要"
    assert "总投资由原计划的三亿元增加到3.8亿元，资金由市财政统筹安排" in article.body
    assert "共2页" not in article.body and "办公室文件" not in article.body
    first, second = article.parts
    assert (first.page, second.page) == ("1", "2")
    assert article.body[second.start :].startswith("3.8亿元")


@pytest.mark.parametrize("name", ["page-2021-03-13.pdf", "page-2021-03-13.txt"])
def test_radicals_are_read_as_the_characters_they_stand_for(name: str) -> None:
    (article,) = read(CASES / "01-kangxi" / name)
    assert (article.title, article.reporters) == ("山南市长高文龙调研黄河车站", ("方小青",))
    assert (article.issue_date, article.event_date) == ("2021-03-13", "2021-03-12")
    assert "市长高文龙到黄河车站、西门水厂调研，察看客运大厅改造和水质监测工作" in article.body


def test_radicals_are_found_by_what_they_stand_for_one_character_for_one() -> None:
    assert fold("市⻓⾼⽂⻰到⻩河⻋站") == "市长高文龙到黄河车站"
    assert all(len(fold(chr(code))) == 1 for code in range(0x2E80, 0x2FE0))


# Printed by a browser -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("columns", [1, 2, 3])
def test_articles_in_columns_below_their_headlines(tmp_path: Path, columns: int) -> None:
    body = "".join(article_html(title, text, columns) for title, text in PAPER)
    assert told(read(saved(tmp_path / "a.pdf", print_html(f"columns-{columns}", body)))) == as_read(PAPER)


def test_articles_beside_each_other(tmp_path: Path) -> None:
    style = "main { display: grid; grid-template-columns: 1fr 1fr; gap: 20px }"
    body = "<main>" + "".join(article_html(title, text) for title, text in PAPER) + "</main>"
    assert told(read(saved(tmp_path / "a.pdf", print_html("grid", body, style)))) == as_read(PAPER)


def test_articles_that_flow_through_the_columns_of_a_page(tmp_path: Path) -> None:
    body = '<main style="columns:3">' + "".join(article_html(title, text) for title, text in PAPER) + "</main>"
    assert told(read(saved(tmp_path / "a.pdf", print_html("flow", body)))) == as_read(PAPER)


def test_english_in_narrow_columns(tmp_path: Path) -> None:
    style = 'body { font-family: "Liberation Serif" } p { text-indent: 0; margin-bottom: 6px }'
    body = "".join(article_html(title, text, 4) for title, text in ENGLISH)
    assert told(read(saved(tmp_path / "a.pdf", print_html("english", body, style)))) == as_read(ENGLISH)


@pytest.mark.parametrize("direction", ["row", "row-reverse"])
def test_vertical_headlines_beside_their_articles(tmp_path: Path, direction: str) -> None:
    style = (
        f"section {{ display: flex; flex-direction: {direction} }} h2 {{ writing-mode: vertical-rl }} div {{ flex: 1 }}"
    )
    body = "".join(article_html(title, text, 2) for title, text in PAPER)
    assert told(read(saved(tmp_path / "a.pdf", print_html(f"headlines-{direction}", body, style)))) == as_read(PAPER)


def test_vertical_text_is_read_from_right_to_left(tmp_path: Path) -> None:
    body = "".join(article_html(title, text) for title, text in PAPER)
    content = print_html("vertical", body, "html { writing-mode: vertical-rl } @page { size: A4 landscape }")
    assert told(read(saved(tmp_path / "a.pdf", content))) == as_read(PAPER)


def test_the_pages_of_a_spread_are_read_one_after_the_other(tmp_path: Path) -> None:
    style = "@page { size: A4 landscape } main { display: flex; gap: 80px } main > div { flex: 1 }"
    halves = "".join(
        f"<div>{article_html(*one, 2)}{article_html(*two, 2)}</div>" for one, two in [PAPER[:2], PAPER[1:]]
    )
    content = print_html("spread", f"<main>{halves}</main>", style)
    assert told(read(saved(tmp_path / "a.pdf", content))) == as_read([BRIDGE, TREES, TREES, WATER])


def test_heads_and_feet_of_many_pages_are_left_out(tmp_path: Path) -> None:
    margins = '@top-left { content: "滨江日报 要闻" } @bottom-center { content: "第" counter(page) "页" }'
    style = f"@page {{ size: 90mm 110mm; {margins} }}"
    body = "".join(article_html(title, text) for title, text in PAPER)
    articles = read(saved(tmp_path / "a.pdf", print_html("pages", body, style, margins=True)))
    assert told(articles) == as_read(PAPER)
    assert (articles[0].page, articles[-1].page) == ("1", "2")


def test_a_headline_has_its_kicker_and_subtitle_by_their_sizes(tmp_path: Path) -> None:
    style = ".k { font-size: 1.4em; text-indent: 0 } h1 { font-size: 2.2em }"
    body = f'<p class="k">市委常委会召开会议强调</p><h1>{BRIDGE[0]}</h1><p class="k">三个月完成全部工程</p>' + "".join(
        f"<p>{text}</p>" for text in BRIDGE[1]
    )
    (article,) = read(saved(tmp_path / "a.pdf", print_html("headline", body, style)))
    assert (article.kicker, article.title, article.subtitle) == (
        "市委常委会召开会议强调",
        BRIDGE[0],
        "三个月完成全部工程",
    )


def test_the_masthead_gives_the_date_and_is_no_article(tmp_path: Path) -> None:
    mast = '<div style="font-size:40px">滨江日报</div><div>2021年3月13日 星期六 农历二月初一 第1版 要闻</div>'
    content = print_html("masthead", mast + "".join(article_html(title, text, 2) for title, text in PAPER))
    articles = read(saved(tmp_path / "a.pdf", content))
    assert told(articles) == as_read(PAPER)
    assert {article.issue_date for article in articles} == {"2021-03-13"}


def test_an_office_programs_columns() -> None:
    articles = read(SAMPLES / "libreoffice-english.pdf")
    assert [article.title for article in articles] == [
        "Harbour Museum Finds a Home at Last",
        "School Kitchens Turn to Local Farms",
        "Night Trains Return After Two Decades",
    ]
    assert (
        "“It gives us something to plan with,” said Tom Hartley, who grows carrots and well-known" in articles[1].body
    )


# Text layers --------------------------------------------------------------------------------------------------------

FONT = "STSong-Light"
TITLE, LINES = (
    BRIDGE[0],
    ["　　本报讯（记者方小青）3月12日上午，西湖路改造后通车，", "总投资3.8亿元，全长2.6公里，双向六车道。"],
)


def canvas(out: BytesIO) -> Canvas:
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    return Canvas(out)


def write(page: Canvas, lines: Sequence[str], y: float, size: float = 11, mode: int = 0) -> None:
    text = page.beginText(60, y)
    text.setFont(FONT, size)
    text.setTextRenderMode(mode)
    for line in lines:
        text.textLine(line)
    page.drawText(text)


def article_on(page: Canvas, mode: int = 0) -> None:
    write(page, [TITLE], 780, 22, mode)
    write(page, LINES, 740, mode=mode)


def picture() -> ImageReader:
    return ImageReader(Image.new("RGB", (20, 20), (200, 220, 240)))


def test_text_that_cannot_be_seen_is_left_out_and_named(tmp_path: Path) -> None:
    out = BytesIO()
    page = canvas(out)
    article_on(page)
    write(page, ["没有墨的字"], 600, mode=3)
    write(page, ["图片底下的字"], 500)
    page.drawImage(picture(), 50, 480, 300, 40)
    page.setFillColorRGB(1, 1, 1)
    write(page, ["白纸上的白字"], 400)
    page.save()
    found = reading(saved(tmp_path / "a.pdf", out.getvalue()))
    assert found.notes == ("hidden text left out: 没有墨的字图片底下的字白纸上的白字",)
    assert told(list(found.articles)) == [
        (TITLE, "3月12日上午，西湖路改造后通车，总投资3.8亿元，全长2.6公里，双向六车道。")
    ]


def test_white_text_on_a_dark_ground_and_text_on_a_picture_are_seen(tmp_path: Path) -> None:
    out = BytesIO()
    page = canvas(out)
    article_on(page)
    page.setFillColorRGB(0.6, 0, 0)
    page.rect(50, 590, 300, 40, fill=1, stroke=0)
    page.drawImage(picture(), 50, 480, 300, 40)
    page.setFillColorRGB(1, 1, 1)
    write(page, ["红底白字。"], 600)
    page.setFillColorRGB(0, 0, 0)
    write(page, ["图上的字。"], 495)
    page.save()
    (article,) = read(saved(tmp_path / "a.pdf", out.getvalue()))
    assert article.body.split("\n")[-2:] == ["红底白字。", "图上的字。"]


@pytest.mark.parametrize("mode", [0, 3])
def test_the_text_layer_under_a_scans_picture_is_its_text(tmp_path: Path, mode: int) -> None:
    out = BytesIO()
    page = canvas(out)
    article_on(page, mode)
    page.drawImage(picture(), 0, 0, 600, 850)
    page.save()
    (article,) = read(saved(tmp_path / "a.pdf", out.getvalue()))
    assert (article.title, article.reporters) == (TITLE, ("方小青",))


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
@pytest.mark.parametrize("declared", [False, True])
def test_a_rotated_page_is_read_upright(tmp_path: Path, turned: int, declared: bool) -> None:
    out = BytesIO()
    page = canvas(out)
    page.setPageSize((850, 850))
    page.translate(425, 425)
    page.rotate(turned)
    page.translate(-425, -425)
    article_on(page)
    page.setPageRotation(turned if declared else 0)
    page.save()
    (article,) = read(saved(tmp_path / "a.pdf", out.getvalue()))
    assert told([article]) == [(TITLE, "3月12日上午，西湖路改造后通车，总投资3.8亿元，全长2.6公里，双向六车道。")]


def test_a_watermark_is_no_text_of_the_page(tmp_path: Path) -> None:
    out = BytesIO()
    page = canvas(out)
    article_on(page)
    page.translate(200, 200)
    page.rotate(45)
    write(page, ["内部资料"], 0, 60)
    page.save()
    found = reading(saved(tmp_path / "a.pdf", out.getvalue()))
    assert found.notes == ("slanted text, as of a watermark, left out: 内部资料",)
    assert [article.title for article in found.articles] == [TITLE]


def without_characters(name: str) -> bytes:
    """A PDF whose text layer doesn't say any more which characters it shows."""
    content = (CASES / name).read_bytes()
    return content.replace(b"/ToUnicode", b"/ToUnicodX").replace(b"/ActualText", b"/ActualTexX")


@pytest.mark.parametrize("name", ["06-chrome-pdf/page.pdf", "11-pdf-english/page.pdf"])
def test_a_text_layer_that_says_nothing_of_its_characters_is_refused_without_ocr(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "rapidocr", None)
    with pytest.raises(BaowenError, match=r"a.pdf, page 1: the text layer does not say .* install text recognition"):
        read(saved(tmp_path / "a.pdf", without_characters(name)))


def test_with_ocr_such_a_page_is_read_as_a_picture(tmp_path: Path) -> None:
    (file,) = find_files([saved(tmp_path / "a.pdf", without_characters("06-chrome-pdf/page.pdf"))], 10**9)
    assert isinstance(file, File)
    found = read_articles(file, Issue(), settings().model_copy(update={"scans": tmp_path / "scans"}))
    assert found.notes[0].startswith("read by OCR, confidence ")
    (truth,) = read(CASES / "06-chrome-pdf/page.pdf")
    (article,) = found.articles
    assert (article.title, article.body) == (truth.title, truth.body)


# Order and lines ----------------------------------------------------------------------------------------------------


def test_an_order_that_says_nothing_is_worked_out_from_the_places(tmp_path: Path) -> None:
    """Lines drawn in any order: two articles of two columns each, below each other, and one beside them."""
    lines = [
        Run(f"{name}标题", left, top, left + 80, top + 20)
        for name, left, top in [("甲", 0, 700), ("乙", 0, 500), ("丙", 300, 700)]
    ]
    expected = [line.text for line in lines]
    rows = [("甲", 0, 690), ("乙", 0, 490), ("丙", 300, 690)]
    for name, left, top in rows:
        for column in range(2):
            lines += [
                Run(
                    f"{name}{column}{row}",
                    left + 140 * column,
                    top - 14 * row - 10,
                    left + 140 * column + 120,
                    top - 14 * row,
                )
                for row in range(8)
            ]
    random.Random(7).shuffle(lines)  # noqa: S311 - an order, not a secret
    order = [line.text for block in reading_order(lines) for line in block]
    for title in expected:
        at = order.index(title)
        assert order[at + 1 : at + 17] == [f"{title[0]}{column}{row}" for column in range(2) for row in range(8)]


def test_lines_of_one_length_in_characters_go_on_where_they_are_ragged() -> None:
    """Each line holds as many characters as the others, so those with figures are shorter; paragraphs are indented."""
    texts = [
        "本月底城北公园开放",
        "占320亩，种5600",
        "0棵，不收门票。公园另",
        "设车位450个，桥两边四",
        "座花园明年春天再开放。",
    ]
    lines = [Run("城北公园月底开放", 0, 160, 160, 180)]
    for number, text in enumerate(texts):
        left, bottom = 20.0 * (number == 0), 140 - 14.0 * number
        width = 10 * sum(0.5 if character.isascii() else 1.0 for character in text)
        lines.append(Run(text, left, bottom, left + width, bottom + 10))
    (one,) = stories([(1, lines)])
    assert one.story.paragraphs == ("".join(texts),)


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ("the trans-", "port of goods", "the transport of goods"),
        ("a well-", "known fact", "a well-known fact"),
        ("its customs", "house", "its customs house"),
        ("总投资3.", "8亿元", "总投资3.8亿元"),
        ("使用iPhone", "手机", "使用iPhone手机"),
        ("said,”", "he went", "said,” he went"),
    ],
)
def test_lines_are_joined_as_their_script_wants_it(first: str, second: str, joined: str) -> None:
    assert append_line(first, second, vocabulary_of([])) == joined


def test_a_word_keeps_the_hyphen_it_has_elsewhere() -> None:
    elsewhere = vocabulary_of(["The clerk-typist left."])
    assert append_line("the clerk-", "typist", elsewhere) == "the clerk-typist"


def test_reading_takes_time_in_proportion_to_the_pages(tmp_path: Path) -> None:
    def seconds(pages: int) -> float:
        out = BytesIO()
        page = canvas(out)
        for number in range(pages):
            write(page, [f"第{number}次会议召开"], 780, 22)
            write(page, [f"会议听取了第{number}次汇报，要求各部门抓好落实，确保全年任务按期完成。"] * 40, 740)
            page.showPage()
        page.save()
        path = saved(tmp_path / f"{pages}.pdf", out.getvalue())
        began = time.process_time()
        assert len(read(path)) == pages
        return time.process_time() - began

    seconds(2)
    assert seconds(40) < 8 * seconds(10)
