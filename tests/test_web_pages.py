"""Web pages, e-papers and saved pages give their article, with newspaper, date, page, headline and credit."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from index.encoder import Encoder
from index.files import File, find_files
from index.readers import Issue, read_articles
from index.settings import settings
from index.store import Store
from tests.reading import CASES, body, read, read_noted, refusal
from tests.test_keeping import index

HTML, PAPER = CASES / "04-html", CASES / "e-paper"


def page(path: Path, inside: str, head: str = "") -> Path:
    path.write_text(f"<html><head><meta charset='utf-8'>{head}</head><body>{inside}</body></html>", "utf-8")
    return path


def test_an_e_paper_page_is_read_by_its_own_tags() -> None:
    (article,) = read(HTML / "founder.html")
    assert (article.title, article.source, article.issue_date) == ("西湖路改造后通车", "山南日报", "2021-03-12")
    assert article.reporters == ("林岚",)
    assert article.body.split("\n") == [
        "本报讯（记者 林 岚）3月12日，西湖路改造后通车，全长4.2公里，双向六车道。",
        "据市住建局介绍，工程去年5月开工，总投资3.8亿元，惠及沿线12个小区、2.3万居民。",
    ]


def test_an_e_paper_page_is_read_by_its_comments_and_the_index_beside_it() -> None:
    (article,) = read(PAPER / "2021-03/12/content_101.htm")
    assert (article.kicker, article.title, article.subtitle) == (
        "我市城建又添新成果",
        "西湖路改造后通车",
        "总投资3.8亿元",
    )
    assert (article.source, article.issue_date, article.page, article.reporters) == (
        "山南日报",
        "2021-03-12",
        "1",
        ("林岚",),
    )
    assert article.body.split("\n")[1] == "据市住建局介绍，工程总投资3.8亿元。"


def test_an_e_paper_page_is_read_by_its_headings_and_its_line_of_print() -> None:
    (article,) = read(PAPER / "saved.html")
    assert (article.kicker, article.title, article.subtitle) == (
        "代表委员热议城市更新——",
        "共建美好家园",
        "（两会现场观察）",
    )
    assert (article.source, article.issue_date, article.page) == ("人民日报", "2021-03-12", "4")
    assert article.reporters == ("林岚", "周宁")
    assert article.body == "西湖路改造后通车，全长4.2公里。\n“工程总投资3.8亿元。”周明山说。"


def test_headline_lines_of_a_layout_table_are_told_by_their_names(tmp_path: Path) -> None:
    inside = (
        "<table><tr><td>山南晚报</td><td>2021年3月12日 星期五</td><td>A02版：综合</td></tr></table><table><tr>"
        "<td class='yinti'>我市城建又添新成果</td></tr><tr><td class='biaoti'>西湖路改造后通车</td></tr><tr>"
        "<td class='futi'>总投资3.8亿元</td></tr><tr><td class='author'>□ 本报记者 林岚</td></tr><tr><td>"
        "<div id='articleContent'>　　3月12日，西湖路改造后通车。<br>　　工程总投资3.8亿元。</div>"
        "</td></tr></table><div>上一篇 下一篇</div>"
    )
    (article,) = read(page(tmp_path / "a.html", inside))
    assert (article.kicker, article.title, article.subtitle) == (
        "我市城建又添新成果",
        "西湖路改造后通车",
        "总投资3.8亿元",
    )
    assert (article.source, article.issue_date, article.page, article.reporters) == (
        "山南晚报",
        "2021-03-12",
        "A2",
        ("林岚",),
    )
    assert article.body == "3月12日，西湖路改造后通车。\n工程总投资3.8亿元。"


def test_a_saved_archive_of_a_page_is_read_as_the_page() -> None:
    (article,) = read(PAPER / "saved.mht")
    assert (article.title, article.source, article.issue_date) == ("西湖路改造后通车", "山南日报", "2021-03-12")
    assert (article.reporters, article.body) == (
        ("林岚",),
        "3月12日，西湖路改造后通车，全长4.2公里。\n工程总投资3.8亿元。",
    )


@pytest.mark.parametrize("packed", [False, True])
def test_an_issue_goes_in_whole_its_index_page_without_an_error(tmp_path: Path, encoder: Encoder, packed: bool) -> None:
    issue = PAPER / "2021-03"
    if packed:
        with zipfile.ZipFile(tmp_path / "issue.zip", "w") as archive:
            for path in sorted(issue.rglob("*.htm")):
                archive.write(path, str(path.relative_to(PAPER)))
            archive.writestr("2021-03/12/style.css", "p {}")
        issue = tmp_path / "issue.zip"
    reports = index(tmp_path / "i", issue, encoder=encoder)
    assert [(Path(report.path).name, report.outcome) for report in reports] == [
        ("content_101.htm", "added"),
        ("content_102.htm", "added"),
        ("node_5.htm", "added"),
    ]
    assert "an index of a page's articles (山南日报 2021-03-12 1)" in "; ".join(reports[2].notes)
    assert [article.page for article in Store.open(tmp_path / "i").articles()] == ["1", "1"]


def test_what_a_browser_saves_beside_a_page_is_no_page(tmp_path: Path) -> None:
    page(tmp_path / "西湖路.html", "<h1>西湖路通车</h1><p>3月12日，西湖路改造后通车，全长4.2公里。</p>")
    (tmp_path / "西湖路_files").mkdir()
    (tmp_path / "西湖路_files" / "frame.html").write_text("<p>广告</p>", "utf-8")
    assert [Path(found.name).name for found in find_files([tmp_path], 10**6)] == ["西湖路.html"]


def test_rows_of_a_table_carry_their_headings() -> None:
    assert body(HTML / "table.html") == [
        "3月12日，市生态环境局通报各县区2月空气质量。",
        "县区：东山区；优良天数：21；PM2.5浓度：46",
        "县区：河西县；优良天数：17；PM2.5浓度：63",
        "东山区：扬尘治理达标率98%。",
        "河西县：关停燃煤锅炉14台。",
        "市生态环境局要求，各县区要落实治理责任。",
    ]


def test_a_page_filled_by_script_is_read_from_what_it_tells_search_engines() -> None:
    (article,) = read(HTML / "lazy.html")
    assert (article.title, article.issue_date) == ("西湖路改造后通车", "2021-03-12")
    assert article.body.endswith("工程总投资3.8亿元，惠及沿线12个小区、2.3万居民。")


def test_a_page_filled_by_script_without_that_has_no_article(tmp_path: Path) -> None:
    assert "a script fills it" in refusal(page(tmp_path / "a.html", "<div id=app><p>正在加载，请稍候……</p></div>"))


def test_folded_text_is_read_and_hidden_appeals_are_noted() -> None:
    (article,), notes = read_noted(HTML / "hidden.html")
    assert article.body.split("\n") == [
        "3月12日，西湖路改造后通车，全长4.2公里，双向六车道。",
        "据市住建局介绍，工程总投资3.8亿元，惠及沿线12个小区。",
    ]
    assert notes == "hidden text left out: 阅读全文请下载客户端"


def test_line_breaks_and_wrong_encodings() -> None:
    assert body(HTML / "br.html")[2] == "项目经理陈浩说，沿线种植香樟镕树1400棵。"
    (article,) = read(HTML / "wrong-charset.html")
    assert (article.title, "双向六车道" in article.body) == ("西湖路改造后通车", True)


def test_chapters_of_an_e_book_are_articles_of_its_issue() -> None:
    (first, second), notes = read_noted(CASES / "office/issue.epub")
    assert (first.title, first.source, first.issue_date) == ("西湖路改造后通车", "山南日报", "2021-03-12")
    assert second.body.split("\n") == ["3月12日，市图书馆新馆开放。", "项目：藏书；数量：60万册"]
    assert "headings without text of their own: 要闻" in notes


def test_an_index_page_says_what_it_is() -> None:
    (file,) = find_files([PAPER / "2021-03/12/node_5.htm"], 10**6)
    assert isinstance(file, File)
    reading = read_articles(file, Issue(), settings())
    assert (list(reading.articles), reading.none_expected) == ([], True)


@pytest.mark.parametrize(
    "inside", ["<td rowspan=40000>1" * 400 + "</tr>" + "<tr><td>x" * 4000, "<td colspan=1000000>1<td>2" * 4]
)
def test_spans_without_end_are_read_as_what_is_there(tmp_path: Path, inside: str) -> None:
    text = "<p>3月12日，西湖路改造后通车，全长4.2公里，双向六车道。</p>"
    (article,) = read(page(tmp_path / "a.html", f"<h1>通车</h1>{text}<table><tr>{inside}</table>"))
    assert "双向六车道" in article.body
