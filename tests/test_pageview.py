"""A raw page in the colours of its articles, and corrected there: by mouse, by keyboard, and by nobody who may not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from index.build import build_index
from index.encoder import Encoder
from index.readers import Issue
from index.settings import Settings, settings
from rag import QA
from tests.browser import HOSTILE, Page, needs_browser, opened, served
from tests.test_archive import to_archive, write
from tests.test_fixes import PAGE
from web.pageview import corrected, page_views


def indexed(folder: Path, text: str, encoder: Encoder) -> QA:
    build_index(folder / "i", [write(folder / "page.txt", text)], Issue("山南日报"), settings(), encoder)
    return QA.open(folder / "i", options=Settings(uploads=folder / "uploads"))


@pytest.fixture
def qa(tmp_path: Path, encoder: Encoder) -> QA:
    return indexed(tmp_path, PAGE, encoder)


def wish(qa: QA, **wanted: Any) -> dict[str, Any]:
    """What a browser sends that has the page open."""
    from rag.pages import pages_of

    (page,) = pages_of(qa.archive, next(qa.store.articles()).id)
    return {"file": page.file.id, "page": page.name, "digest": page.digest, **wanted}


def bodies(qa: QA) -> list[str]:
    return sorted(article.body for article in qa.store.articles())


# What is shown and done ----------------------------------------------------------------------------------------------


def test_each_line_has_its_articles_colour_and_its_text_stays_text(tmp_path: Path, encoder: Encoder) -> None:
    qa = indexed(tmp_path, f"{PAGE}\n{HOSTILE}\n", encoder)
    shown = page_views(qa, {"article": next(qa.store.articles()).id}, "zh", True)
    assert "<span class='line p0' data-line='0' data-n='1' role='option'" in shown
    assert shown.count("role='option'") == len(PAGE.splitlines()) + 1
    assert "<script" not in shown and "<img" not in shown and "&lt;script&gt;" in shown
    plain = page_views(qa, {"article": next(qa.store.articles()).id}, "zh", False)
    assert "<span class='line p0' data-line='0'" in plain
    assert "<button" not in plain and "role='option'" not in plain


def test_what_was_corrected_is_said_and_taken_back(qa: QA) -> None:
    before = bodies(qa)
    shown = corrected(qa, wish(qa, change="split", line=3), "zh")
    assert "已更正。" in shown and "第 4 行起另成一篇" in shown
    assert any(body.startswith("据市住建局介绍") for body in bodies(qa))
    shown = corrected(qa, wish(qa, change="join_before", line=3), "en")
    assert "the articles of lines 3 and 4 are one" in shown
    assert len(bodies(qa)) == len(before)
    for number in (2, 1):
        assert "Taken back." in corrected(qa, wish(qa, number=number), "en")
    assert bodies(qa) == before


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ({"change": "split", "line": -1}, "先选一行。"),
        ({"change": "split", "line": True}, "先选一行。"),
        ({"change": "drop table", "line": 3}, "先选一行。"),
        ({"change": "split", "line": 10**30}, "这处更正与现在的版面对不上"),
        ({"change": "split", "line": 3, "digest": "other"}, "这处更正与现在的版面对不上"),
        ({"change": "join_after", "line": 0}, "那里没有可合并的报道"),
        ({"number": 99}, "已撤回。"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_changes_nothing(qa: QA, wanted: dict[str, Any], said: str) -> None:
    before = bodies(qa)
    assert said in corrected(qa, {**wish(qa), **wanted}, "zh")
    assert bodies(qa) == before


@pytest.mark.parametrize(
    "wanted",
    [None, "x", 1, [], {}, {"file": "none", "page": ""}, {"file": 1, "page": 1}, {"file": "\ud800", "page": ""},
     {"article": "\ud800"}, {"article": ["a"]}, {"file": "../../etc/passwd", "page": ""}],
)  # fmt: skip
def test_what_a_browser_makes_up_gets_nothing(qa: QA, wanted: Any) -> None:
    assert corrected(qa, wanted, "zh") == ""
    assert page_views(qa, wanted, "zh", True) == ""


# In the browser ------------------------------------------------------------------------------------------------------


def to_page(page: Page) -> None:
    page.page.click("#archive a:has-text('西湖路')")
    page.page.click("#panel .raw button")
    page.page.wait_for_selector("#panel .sheet pre")


@needs_browser
def test_a_page_is_corrected_by_keyboard_and_the_list_of_articles_follows(browser: Any, qa: QA, tmp_path: Path) -> None:
    with served(qa.store.folder, BAOWEN_UPLOADS=str(tmp_path / "uploads")) as address:
        with opened(browser, address) as page:
            to_archive(page)
            to_page(page)
            page.page.focus("#panel .sheet pre")
            for key in ("ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp"):
                page.page.keyboard.press(key)
            assert page.page.inner_text("#panel [aria-selected=true]").startswith("据市住建局介绍")
            page.page.focus("#panel [data-change=split]")
            page.page.keyboard.press("Enter")
            page.page.wait_for_selector("#panel .made li")
            assert page.page.inner_text("#panel .said") == "已更正。"
            page.page.wait_for_selector("#archive a:has-text('据市住建局介绍')")
            assert page.complaints() == []
        with opened(browser, address, viewport={"width": 390, "height": 800}, color_scheme="dark") as page:
            to_archive(page)
            to_page(page)
            page.page.click("#panel [data-line='3']")
            assert page.complaints() == []
            assert page.page.evaluate("document.documentElement.scrollWidth") <= 390
            page.page.click("#panel .made button")
            page.page.wait_for_selector("#panel .said:has-text('已撤回')")


@needs_browser
def test_whoever_may_not_change_the_archive_sees_the_page_and_no_more(browser: Any, sample_index: Path) -> None:
    with served(sample_index, "--read-only") as address, opened(browser, address) as page:
        to_archive(page)
        page.page.click("#archive a >> nth=0")
        page.page.click("#panel .raw button")
        page.page.wait_for_selector("#panel .sheet .p0")
        assert page.page.locator("#panel .sheet button, #panel [role=option]").count() == 0
        config = json.dumps(page.page.evaluate("fetch('/config').then(answer => answer.json())"))
        assert '"read_page"' in config and '"correct_page"' not in config
        assert page.complaints() == []
