"""档案: records found, read in their articles and taken away; in a real browser, and the rules behind them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from index.build import build_index
from index.encoder import Encoder
from index.readers import Issue
from index.settings import settings
from rag import QA, Wanted
from rag.bodies import body_of
from rag.export import as_csv, of_records
from tests.browser import HOSTILE, Page, needs_browser, opened
from web.meetings import Chosen, listing, records


@pytest.fixture
def meetings(page: Page) -> Iterator[Any]:
    page.page.get_by_role("tab", name="档案").click()
    page.page.wait_for_selector("#meetings table")
    yield page.page


def choose(page: Any, label: str, value: str) -> None:
    page.get_by_label(label, exact=True).first.click()
    page.get_by_role("option", name=value, exact=True).click()


def wait_for(page: Any, count: str) -> None:
    page.wait_for_selector(f"#meetings [role=status]:text-is('{count}')")


def taken_away(page: Any, kind: str) -> str:
    if not page.is_visible(f"#meetings button[data-kind={kind}]"):
        page.click("#meetings .take summary")
    with page.expect_download() as download:
        page.click(f"#meetings button[data-kind={kind}]")
    assert download.value.suggested_filename == f"baowen-records.{kind}"
    return Path(download.value.path()).read_text("utf-8")


# In the browser ------------------------------------------------------------------------------------------------------


@needs_browser
def test_records_are_narrowed_by_kind_body_person_day_and_words(meetings: Any) -> None:
    wait_for(meetings, "6 条记录中的 6 条")
    choose(meetings, "类型", "会议")
    wait_for(meetings, "6 条记录中的 3 条")
    choose(meetings, "机构", "市政府")
    wait_for(meetings, "6 条记录中的 2 条")
    choose(meetings, "人物", "李民生")
    choose(meetings, "从", "2020-02-26")
    wait_for(meetings, "6 条记录中的 2 条")
    meetings.get_by_label("包含文字").fill("春耕")
    wait_for(meetings, "6 条记录中的 1 条")
    assert "市政府第三十九次常务会议" in meetings.inner_text("#meetings table")


@needs_browser
def test_a_record_opens_its_article_with_what_was_read_marked(meetings: Any, qa: QA) -> None:
    meetings.click("#meetings td.name a:text-is('专题会议')")
    meetings.wait_for_selector("#panel mark.here")
    record = next(one for one in qa.meetings.all() if one.name == "专题会议")
    assert "科学精准战疫情" in meetings.inner_text("#panel .story h2")
    marked = meetings.inner_text("#panel .story .body")
    assert all(one in marked for one in (*record.attendees, *record.measures))
    assert meetings.locator("#panel mark").count() > 5


@needs_browser
def test_the_timeline_tells_what_was_asked_of_whom(meetings: Any) -> None:
    meetings.get_by_label("时间线").click()
    meetings.wait_for_selector("#meetings .timeline")
    assert "2020-02-26" in meetings.inner_text("#meetings .timeline")
    entry = meetings.locator("#meetings .entry", has_text="中共中央政治局常务委员会会议")
    entry.locator("summary").click()
    assert "对象：各级党委和政府" in entry.inner_text()
    measure = entry.locator("li a").nth(1)
    text = measure.inner_text()
    measure.click()
    meetings.wait_for_selector("#panel mark.here")
    assert text in meetings.inner_text("#panel mark.here")


@needs_browser
def test_what_is_shown_can_be_taken_away(meetings: Any, qa: QA) -> None:
    choose(meetings, "机构", "市政府")
    wait_for(meetings, "6 条记录中的 3 条")
    expected = records(qa, Chosen(body="市政府"))
    found = json.loads(taken_away(meetings, "json"))
    assert found["query"] == {"body": "市政府"}
    assert found["results"] == json.loads(json.dumps([one.as_json() for one in expected]))
    table = taken_away(meetings, "csv")
    rows = list(csv.DictReader(io.StringIO(table.removeprefix("\ufeff"))))
    assert table.startswith("\ufeff") and [row["name"] for row in rows] == [one.name or "" for one in expected]


@needs_browser
def test_no_record_is_one_calm_line(meetings: Any) -> None:
    meetings.get_by_label("包含文字").fill("奥运会")
    meetings.wait_for_selector("text=没有符合条件的会议或督导记录。")


@needs_browser
def test_the_switch_renames_all_of_it(meetings: Any) -> None:
    meetings.click("#switch")
    wait_for(meetings, "6 of 6 records")
    meetings.wait_for_selector("role=tab[name='Records']")
    assert "Led by" in meetings.inner_text("#meetings table")
    assert meetings.get_by_label("Body", exact=True).first.input_value() == "all"
    choose(meetings, "Kind", "Inspection")
    wait_for(meetings, "3 of 6 records")


@needs_browser
@pytest.mark.parametrize("width", [1280, 390])
def test_it_is_accessible_and_never_wider_than_the_screen(browser: Any, address: str, width: int) -> None:
    with opened(browser, address, viewport={"width": width, "height": 800}, color_scheme="dark") as page:
        page.page.get_by_role("tab", name="档案").click()
        page.page.wait_for_selector("#meetings table")
        page.page.wait_for_timeout(500)
        assert page.complaints() == []
        page.page.get_by_label("时间线").click()
        page.page.wait_for_selector("#meetings .timeline")
        page.page.wait_for_timeout(500)
        assert page.complaints() == []
        assert page.page.evaluate("document.documentElement.scrollWidth") <= width


# The rules behind it -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "lead", "sentence", "body"),
    [
        ("市政府第三十九次常务会议", "徐衣显", "市长徐衣显主持召开会议。", "市政府"),
        ("专题会议", "徐衣显", "昨日上午，市委副书记、市长徐衣显主持召开专题会议。", "市政府"),
        ("专题会", "李国英", "国家防总副总指挥、水利部部长李国英主持召开专题会。", "水利部"),
        (None, "葛探宇", "市人大常委会组成6个督导组，由市人大常委会副主任葛探宇带队。", "市人大常委会"),
        (None, "訚柏", "8月14日，中央政法委秘书长訚柏到中心调研。", "中央政法委"),
        (None, "王明", "王明来到车间调研。", None),
        ("中层以上干部会议", None, "", None),
        ("新闻发布会", None, "", None),
    ],
)
def test_the_body_is_told_by_name_or_office(
    name: str | None, lead: str | None, sentence: str, body: str | None
) -> None:
    assert body_of(name, lead, sentence) == body


def test_a_cell_that_looks_like_a_formula_is_no_formula(tmp_path: Path, encoder: Encoder) -> None:
    page = f"=cmd|calc{HOSTILE}\n\n本报讯（记者李明）昨日，市政府召开会议，市长王大明主持会议。会议强调，要抓好落实。\n"
    (tmp_path / "page.txt").write_text(page, "utf-8")
    build_index(tmp_path / "i", [tmp_path / "page.txt"], Issue(date="2020-03-02"), settings(), encoder)
    qa = QA.open(tmp_path / "i")
    found = qa.meetings.all()
    assert [one.body for one in found] == ["市政府"]
    titles = [row["title"] for row in csv.DictReader(io.StringIO(as_csv(of_records(found, {}))))]
    assert titles[0].startswith("'=cmd")
    for view in ("table", "timeline"):
        shown = listing(qa, found, Chosen(text=HOSTILE), view, 0, "zh")
        assert "<script" not in shown and "<img" not in shown


def test_records_are_read_again_when_the_index_has_changed(tmp_path: Path, encoder: Encoder) -> None:
    def add(name: str, mayor: str) -> None:
        text = f"市政府开会\n\n本报讯（记者李明）昨日，市长{mayor}主持召开市政府常务会议。会议强调，要抓好落实。\n"
        (tmp_path / name).write_text(text, "utf-8")
        build_index(tmp_path / "i", [tmp_path / name], Issue(date="2020-03-02"), settings(), encoder)

    add("one.txt", "王大明")
    qa = QA.open(tmp_path / "i")
    assert len(qa.meetings.all()) == 1
    add("two.txt", "李小红")
    assert [one.chair_or_lead for one in qa.meetings.narrowed(Wanted(person="李小红"))] == [("李小红",)]
