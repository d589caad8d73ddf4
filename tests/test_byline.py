"""Bylines and headlines of the usual kinds."""

from __future__ import annotations

import pytest

from index.page.byline import read_byline
from index.page.headline import read_headline


@pytest.mark.parametrize(
    ("text", "agency", "reporters", "place"),
    [
        ("本报讯（记者李明）昨日", "本报讯", ("李明",), None),
        ("本报讯（记者李明 通讯员王芳）昨日", "本报讯", ("李明", "王芳"), None),
        ("本报记者 李明 王芳 报道", "本报", ("李明", "王芳"), None),
        ("新华社北京2月26日电（记者李明、王芳）今天", "新华社", ("李明", "王芳"), "北京"),
        ("据新华社武汉2月1日电 今天", "新华社", (), "武汉"),
        ("中新社上海3月1日电", "中新社", (), "上海"),
        ("人民网郑州2月1日讯（记者李明）", "人民网", ("李明",), "郑州"),
        ("焦作晚报讯（记者李明）", "焦作晚报讯", ("李明",), None),
    ],
)
def test_a_byline_is_read(text: str, agency: str, reporters: tuple[str, ...], place: str | None) -> None:
    byline = read_byline(text)
    assert byline is not None
    assert (byline.agency, byline.reporters, byline.place) == (agency, reporters, place)


@pytest.mark.parametrize("text", ["2月26日上午，市委书记", "本报评论员文章", "新华社记者采访了他", ""])
def test_what_is_no_byline(text: str) -> None:
    assert read_byline(text) is None


def test_a_kicker_leads_in_and_a_subtitle_reports() -> None:
    headline = read_headline([["市政府常务会议要求"], ["打牢农业基础", "补实短板"], ["市长主持会议"]])
    assert headline.kicker == "市政府常务会议要求"
    assert headline.title == "打牢农业基础 补实短板"
    assert headline.subtitle == "市长主持会议"


def test_letterspaced_words_are_closed() -> None:
    assert read_headline([["会 议 纪 要"]]).title == "会议纪要"
