"""Chinese and English dates resolve to ISO, counted from the issue date."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.dates import date_in_name, find_dates, resolve_event_date
from index.files import File, find_files
from index.issue_dates import infer_issue_date
from index.readers import Issue, read_articles
from index.settings import settings

ROOT = Path(__file__).parent.parent
ISSUE = "2020-02-27"


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("昨日上午", "2020-02-26"),
        ("今天", "2020-02-27"),
        ("前天", "2020-02-25"),
        ("2月26日", "2020-02-26"),
        ("26号", "2020-02-26"),
        ("29日", "2020-01-29"),
        ("本月20日", "2020-02-20"),
        ("去年12月31日", "2019-12-31"),
        ("12月31日", "2019-12-31"),
        ("2019年5月1日", "2019-05-01"),
        ("昨晚", "2020-02-26"),
        ("2 月 26 日", "2020-02-26"),
        ("2020-02-26", "2020-02-26"),
        ("上月29日", "2020-01-29"),
        ("大前天", "2020-02-24"),
        ("前晚", "2020-02-25"),
        ("二月二十六日", "2020-02-26"),
        ("二〇一九年十二月三十日", "2019-12-30"),
        ("上周五", "2020-02-21"),
        ("本周一", "2020-02-24"),
        ("on 26 February", "2020-02-26"),
        ("February 3rd, 2021", "2021-02-03"),
    ],
)
def test_a_mention_resolves(text: str, iso: str) -> None:
    assert [found for _, _, found in find_dates(text, ISSUE)] == [iso]


@pytest.mark.parametrize(
    "text", ["2月30日", "13月1日", "日前", "1号线", "昨夜星辰", "目前日产", "112月3日", "0391-3569278"]
)
def test_what_is_no_date_gives_none(text: str) -> None:
    assert find_dates(text, ISSUE) == []


def test_without_an_issue_date_only_full_dates_resolve() -> None:
    assert find_dates("昨日，2月26日，2020年2月26日", None) == [(9, 19, "2020-02-26")]


@pytest.mark.parametrize(
    ("opening", "iso"),
    [
        ("昨日下午，市长到博爱。", "2020-02-26"),
        ("连日来，市人大组成督导组，2月25日到温县。", None),
        ("截至2月25日，已复工912家。", None),
        ("截至昨日24时，已复工912家。", None),
        ("截至 2 月 24 日，已复工912家；26日，会议召开。", "2020-02-26"),
        ("将于3月5日完成制梁任务。", None),
        ("条例2019年5月1日施行，昨日，检查组到市里。", "2020-02-26"),
        ("本报讯。\n2月26日，会议召开。", None),
        ("去年底，大桥建成通车。", "2019-12"),
        ("上月底，工程完工。", "2020-01"),
        ("去年底以来，各地复工。", "2019-12"),
        ("日前，记者从市住建局获悉，2月20日已完工。", None),
    ],
)
def test_the_event_date_is_the_first_of_the_opening(opening: str, iso: str | None) -> None:
    assert resolve_event_date(opening, ISSUE) == iso


@pytest.mark.parametrize(
    ("name", "iso"),
    [
        ("jiaozuo-daily-2020-02-27-p1", "2020-02-27"),
        ("20200227", "2020-02-27"),
        ("日报2020年2月27日第1版", "2020-02-27"),
        ("2020_02_27", "2020-02-27"),
        ("2020-2-27", "2020-02-27"),
        ("20201345", None),
        ("第12期", None),
    ],
)
def test_a_date_in_a_file_name(name: str, iso: str | None) -> None:
    assert date_in_name(name) == iso


def test_a_paper_of_january_speaks_of_last_december() -> None:
    assert resolve_event_date("12月31日，新年音乐会举行。", "2020-01-02") == "2019-12-31"


def test_a_mention_knows_where_it_stands() -> None:
    text = "会议 2月25日 和26号召开"
    assert [text[start:end] for start, end, _ in find_dates(text, ISSUE)] == ["2月25日", "26号"]


@pytest.mark.parametrize(
    ("page", "iso"),
    [
        ("滨江日报\n2021年3月13日 星期六 第1版 要闻\n本报讯（记者李明）昨日，会议召开。", "2021-03-13"),
        ("2021 年 3 月 13 日\n本报讯（记者李明）昨日，会议召开。", "2021-03-13"),
        ("二〇二一年三月十三日 农历正月三十\n会议召开。", "2021-03-13"),
        ("新华社北京2月26日电 会议召开。\n本报讯 做好2020年工作。\n新华社武汉2月25日电 车站开放。", "2020-02-27"),
        ("新华社北京12月31日电 2020年，经济增长。", "2021-01-01"),
        ("本报讯（记者李明）条例自2019年5月1日起施行，昨日，检查组到市里。", None),
        ("2019年5月1日，条例施行，检查组到市里检查落实情况。", None),
        ("新华社北京2月26日电 会议召开。", None),
        ("到2035年，基本实现现代化。新华社北京2月26日电 会议召开。", None),
        ("2099年1月1日 星期四", None),
    ],
)
def test_an_issue_date_is_inferred_from_masthead_or_dateline_only(page: str, iso: str | None) -> None:
    assert infer_issue_date(page) == iso


def test_the_sample_page_gives_its_date_away(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_bytes((ROOT / "articles/jiaozuo-daily-2020-02-27-p1.txt").read_bytes())
    (file,) = find_files([page], 10**9)
    assert isinstance(file, File)
    articles = list(read_articles(file, Issue(), settings()).articles)
    assert {(article.issue_date, article.date_inferred) for article in articles} == {("2020-02-27", True)}
    assert articles[2].event_date == "2020-02-26"
    dated = read_articles(file, Issue(date="2020-02-27"), settings()).articles
    assert not any(article.date_inferred for article in dated)
