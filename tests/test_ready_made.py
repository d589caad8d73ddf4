"""Tables, JSON and Markdown as spreadsheets, crawlers and people write them; and characters nobody sees."""

from __future__ import annotations

import codecs
import json
from pathlib import Path

import pytest

from index.encoder import Encoder
from index.invisible import without_invisible
from tests.reading import CASES, body, read, read_noted, refusal
from tests.test_keeping import index

CSV, JSON = CASES / "02-excel-csv", CASES / "03-jsonl"
LIBRARY = "3月12日，市图书馆新馆开放，藏书60万册。"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a-gbk-semicolon", "3月12日，市图书馆新馆开放，藏书60万册，阅览座位1,200个。"),
        ("b-sep-line", "3月12日，市图书馆新馆开放，藏书60万册，阅览座位1200个。"),
        ("c-empty-rows", LIBRARY),
        ("f-unicode-text", LIBRARY),
        ("g-headings", LIBRARY),
    ],
)
def test_a_table_as_excel_and_crawlers_write_it(name: str, text: str) -> None:
    (article,) = read(CSV / f"{name}.csv")
    assert (article.title, article.issue_date, article.body) == ("市图书馆新馆开放", "2021-03-12", text)


def test_short_rows_end_in_empty_cells() -> None:
    first, second = read(CSV / "d-short-rows.csv")
    assert (first.source, second.source, second.body) == ("山南日报", None, "3月13日，西湖路改造后通车，全长4.2公里。")


def test_days_may_have_times_and_weekdays() -> None:
    assert [article.issue_date for article in read(CSV / "e-time.csv")] == ["2021-03-12", "2021-03-13"]


@pytest.mark.parametrize(
    "day",
    ["44267", "1615516200", "1615516200000", "3/12/2021 8:30", "二〇二一年三月十二日", "Fri, 12 Mar 2021 08:30:00 GMT"],
)
def test_days_as_programs_count_or_write_them(tmp_path: Path, day: str) -> None:
    (tmp_path / "a.csv").write_text(f'日期,正文\n"{day}",{LIBRARY}\n', "utf-8")
    assert [article.issue_date for article in read(tmp_path / "a.csv")] == ["2021-03-12"]


def test_a_row_that_does_not_fit_is_named_and_the_others_go_in() -> None:
    articles, notes = read_noted(CSV / "h-one-bad-date.csv")
    assert [article.title for article in articles] == ["市图书馆新馆开放"]
    assert "left out: line 3: '不详' is no date" in notes


def test_the_report_says_which_row_was_left_out(tmp_path: Path, encoder: Encoder) -> None:
    (report,) = index(tmp_path / "i", CSV / "h-one-bad-date.csv", encoder=encoder)
    assert (report.outcome, report.articles) == ("added", 1)
    assert any("line 3: '不详' is no date" in note for note in report.notes)


def test_many_rows_left_out_are_counted(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("正文,日期\n" + f"{LIBRARY},2021-03-12\n" + f"{LIBRARY},不详\n" * 1000, "utf-8")
    assert "; and 995 more" in read_noted(tmp_path / "a.csv")[1]


def test_headings_are_found_below_a_title_and_all_of_them_are_told(tmp_path: Path) -> None:
    table = f"2021年3月汇总,,\n序号,新闻标题,稿件正文（全文）\n1,新馆开放,{LIBRARY}\n"
    (tmp_path / "a.csv").write_bytes(codecs.BOM_UTF8 + table.encode())
    (article,), notes = read_noted(tmp_path / "a.csv")
    assert (article.title, article.body, notes) == ("新馆开放", LIBRARY, "line above the header: 2021年3月汇总")
    (tmp_path / "b.csv").write_text("甲,乙\n1,2\n", "utf-8")
    assert all(name in refusal(tmp_path / "b.csv") for name in ("新闻内容", "发布时间", "newscontent", "版次", "作者"))


def test_names_of_json_fields_are_as_free_as_headings() -> None:
    (article,) = read(JSON / "content.jsonl")
    assert (article.source, article.issue_date, article.body) == ("山南日报", "2021-03-12", LIBRARY)


def test_an_object_without_text_is_named_and_the_others_go_in() -> None:
    articles, notes = read_noted(JSON / "null-text.jsonl")
    assert [article.title for article in articles] == ["市图书馆新馆开放", "西湖路通车"]
    assert notes == "left out: line 2: no text ('图片新闻')"


def test_a_json_file_is_a_list_an_object_or_an_answer_of_a_server(tmp_path: Path) -> None:
    assert body(JSON / "array.json") == [LIBRARY]
    row = {
        "newsTitle": "新馆开放",
        "content": f"<p>{LIBRARY}</p><p>座位<b>1200</b>个。</p>",
        "author": ["林岚", "周宁"],
    }
    for document in (row, [row], {"code": 0, "data": {"total": 1, "list": [row]}}):
        (tmp_path / "a.json").write_text(json.dumps(document, ensure_ascii=False), "utf-8")
        (article,) = read(tmp_path / "a.json")
        assert (article.title, article.reporters) == ("新馆开放", ("林岚", "周宁"))
        assert article.body == f"{LIBRARY}\n座位1200个。"


# Markdown ------------------------------------------------------------------------------------------------------------


def test_a_title_in_front_matter_may_have_a_colon() -> None:
    (article,) = read(CASES / "18-front/a.md")
    assert (article.title, article.source, article.issue_date) == ("林岚: 让城市更有温度", "山南日报", "2021-03-12")
    assert article.body == "3月12日，西湖路改造后通车，全长4.2公里。"


def test_a_markdown_file_is_one_article_with_its_lists_and_tables() -> None:
    (article,) = read(CASES / "18-front/b.md")
    assert (article.title, article.issue_date) == ("西湖路通车", "2021-03-12")
    assert article.body.split("\n") == [
        "3月12日，西湖路改造后通车，全长4.2公里，详见住建局公告。",
        "资金",
        "项目：路面；投资：2.6亿元",
        "项目：绿化；投资：1.2亿元",
        "沿线小区12个",
        "居民2.3万人",
    ]


def test_each_first_heading_opens_an_article(tmp_path: Path) -> None:
    first_part = "#西湖路通车\n\n本报讯（记者 林岚）**“西湖路”**改造后\n通车。\n\n1. 拆旧\n2. 铺新\n\n"
    text = f"{first_part}# 新馆开放\n\n> 藏书60万册。\n"
    (tmp_path / "a.md").write_text(text, "utf-8")
    first, second = read(tmp_path / "a.md")
    assert (first.title, first.body) == ("西湖路通车", "本报讯（记者 林岚）“西湖路”改造后通车。\n1. 拆旧\n2. 铺新")
    assert (second.title, second.body) == ("新馆开放", "藏书60万册。")


# Characters ----------------------------------------------------------------------------------------------------------


def test_zero_width_blanks_and_soft_hyphens_are_as_if_they_were_not_there() -> None:
    (article,) = read(CASES / "10-spaces/b.txt")
    assert article.body == "3月12日，市图书馆新馆开放，藏书60万册。\n市文旅局局长周明山出席开放仪式并讲话。"


def test_letterspaced_lines_are_words() -> None:
    (article,) = read(CASES / "10-spaces/a.txt")
    assert article.body.split("\n")[1] == "市住建局局长周明山出席通车仪式并讲话。"


def test_what_is_seen_stays() -> None:
    assert (
        without_invisible("\u2066周\u200b明\u200d山\ufeff👨\u200d👩❤\ufe0f\ue5e5\ue79f")
        == "周明山👨\u200d👩❤\ufe0f\u3000\ue79f"
    )


def test_characters_of_private_use_are_noted(tmp_path: Path, encoder: Encoder) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps({"text": f"{LIBRARY}\ue79f"}), "utf-8")
    (report,) = index(tmp_path / "i", tmp_path / "a.jsonl", encoder=encoder)
    assert "1 characters of private use, which only their own font can show" in report.notes
