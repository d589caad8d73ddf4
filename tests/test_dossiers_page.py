"""Dossiers and plots on the page: opened from every answer, article and record; in a real browser, and behind it."""

from __future__ import annotations

from typing import Any

import pytest

from rag import QA
from rag.dossiers.circle import Circle, circle
from tests.browser import HOSTILE, Page, needs_browser, opened
from web.dossiers import read_dossier
from web.meetings import Chosen, listing
from web.plots import bars, ring
from web.words import WORDS


def open_dossier(page: Page, name: str, within: str) -> Any:
    page.page.click(f"{within} a[data-dossier='{name}'] >> nth=0")
    page.page.wait_for_selector(f"#panel .dossier h2:text-is('{name}')")
    return page.page


# In the browser ------------------------------------------------------------------------------------------------------


@needs_browser
def test_an_answer_leads_to_whom_it_names_and_on_to_the_articles_and_back(page: Page) -> None:
    page.ask("王小平暗访了哪些单位？")
    shown = open_dossier(page, "王小平", "#panel .turn")
    assert "市委书记" in shown.inner_text("#panel .dossier")
    shown.click("#panel .dossier .said a >> nth=0")
    shown.wait_for_selector("#panel .story mark.here")
    assert "王小平" in shown.inner_text("#panel mark.here")
    shown.keyboard.press("Escape")
    shown.wait_for_selector("#panel .dossier h2:text-is('王小平')")
    shown.click("#panel .back")
    shown.wait_for_selector("#panel .turn")


@needs_browser
def test_an_article_leads_to_the_bodies_it_names_by_keyboard_alone(page: Page) -> None:
    page.page.get_by_role("tab", name="文章").click()
    page.page.click("#archive a:has-text('加快推动企业复工复产')")
    page.page.wait_for_selector("#panel .names a")
    page.page.locator("#panel .names a[data-kind=body]").first.focus()
    page.page.keyboard.press("Enter")
    page.page.wait_for_selector("#panel .dossier h2")
    assert "篇报道" in page.page.inner_text("#panel .dossier .place >> nth=0")


@needs_browser
def test_the_directory_is_narrowed_by_words_and_opens_any_of_them_as_a_topic(page: Page) -> None:
    page.page.get_by_role("tab", name="档案").click()
    page.page.get_by_label("人物·机构·地点·专题").click()
    page.page.wait_for_selector("#meetings .directory a[data-dossier='徐衣显']")
    page.page.get_by_label("包含文字").fill("春耕")
    page.page.wait_for_selector("#meetings a[data-kind=topic][data-dossier='春耕']")
    shown = open_dossier(page, "春耕", "#meetings")
    assert "春耕" in shown.inner_text("#panel .dossier .said")


@needs_browser
@pytest.mark.parametrize(
    ("width", "language", "scheme"), [(1280, "zh-CN", "light"), (390, "zh-CN", "dark"), (390, "en-GB", "light")]
)
def test_plots_and_dossiers_are_accessible_and_never_wider_than_the_screen(
    browser: Any, address: str, width: int, language: str, scheme: str
) -> None:
    view = {"viewport": {"width": width, "height": 800}, "locale": language, "color_scheme": scheme}
    english = language.startswith("en")
    with opened(browser, address, **view) as page:
        page.page.get_by_role("tab", name="Records" if english else "档案").click()
        page.page.wait_for_selector("#meetings table")
        page.page.get_by_label("Plots" if english else "图表").click()
        page.page.wait_for_selector("#meetings svg.ring")
        page.page.locator("#meetings summary").last.click()
        page.page.wait_for_timeout(500)
        assert page.complaints() == []
        open_dossier(page, "徐衣显", "#meetings .plots")
        page.page.wait_for_timeout(500)
        assert page.complaints() == []
        assert page.page.evaluate("document.documentElement.scrollWidth") <= width


# Behind it -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wanted",
    [
        None, [], "王小平", {}, {"kind": "person"}, {"kind": "god", "name": "王小平"}, {"kind": "person", "name": 7},
        {"kind": "person", "name": "王" * 300}, {"kind": "person", "name": "\ud800"}, {"kind": "person", "name": ""},
        {"kind": ["person"], "name": "王小平"}, {"kind": "person", "name": "王小平", "from": "x"},
    ],
)  # fmt: skip
def test_what_no_page_would_ask_for_gets_nothing(qa: QA, wanted: Any) -> None:
    assert read_dossier(qa, wanted, "zh") == ""


def test_nobody_is_a_calm_line(qa: QA) -> None:
    assert "报库里没有提到" in read_dossier(qa, {"kind": "person", "name": "无名氏"}, "zh")


def test_names_in_plots_and_lists_are_only_text(qa: QA) -> None:
    words = WORDS["en"]
    shown = [
        bars([(HOSTILE, 2), ("2020", 1)], HOSTILE, words),
        ring(Circle(((HOSTILE, 1), ("b", 1)), ((HOSTILE, "b", 1),)), HOSTILE, words),
        listing(qa, [], Chosen(text=HOSTILE), "directory", 0, "en"),
        read_dossier(qa, {"kind": "topic", "name": HOSTILE[:40]}, "en"),
    ]
    for one in shown:
        assert "<script" not in one and "<img" not in one


def test_who_met_whom_counts_records_that_both_stand_in(qa: QA) -> None:
    met = circle(qa.meetings.all())
    counts = dict(met.people)
    assert met.ties and all(one < other and times <= min(counts[one], counts[other]) for one, other, times in met.ties)
    assert circle([]) == Circle((), ())


def test_a_plot_says_its_figures_as_a_table_too() -> None:
    shown = bars([("2020-02-26", 3), ("2020-02-27", 0), ("2020-02-28", 1)], "见报次数", WORDS["zh"])
    assert shown.count("<rect") == 2
    assert "<td lang='zh'>2020-02-26</td><td>3</td>" in shown
    assert "role='img' aria-label='见报次数'" in shown
    assert bars([], "见报次数", WORDS["zh"]) == ""
