"""What readers take away from the page: files, clippings kept in their browser, addresses; in a real browser."""

from __future__ import annotations

import base64
import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from rag import QA
from rag.export import address_of
from tests.browser import Page, needs_browser, opened, served
from web.taking import CLIPPED, clip, take

QUESTION = "市政府第三十九次常务会议是谁主持的？"
NOTE = "=要核对 <b>"


def downloaded(page: Any, press: Any) -> tuple[str, bytes]:
    """Name and content of the file that comes when something is pressed."""
    with page.expect_download() as download:
        press()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


@pytest.fixture
def reading(page: Page) -> Iterator[Page]:
    """A page with an answer, its first quote open in the article."""
    page.ask(QUESTION)
    page.open_citation()
    yield page


def select(page: Page, words: str) -> None:
    """Select words of the open article, as a mouse would."""
    page.page.evaluate(
        """words => {
            const walk = document.createTreeWalker(document.querySelector('#panel .story .body'), NodeFilter.SHOW_TEXT);
            while (walk.nextNode()) {
                const at = walk.currentNode.data.indexOf(words);
                if (at < 0) continue;
                getSelection().setBaseAndExtent(walk.currentNode, at, walk.currentNode, at + words.length);
                return;
            }
        }""",
        words,
    )


def clipped(page: Page, number: int = 1) -> list[dict[str, Any]]:
    page.page.click("#panel button[data-clip]")
    page.page.wait_for_function(
        "number => JSON.parse(localStorage.getItem('baowen.clippings') || '[]').length === number", arg=number
    )
    return list(page.page.evaluate("JSON.parse(localStorage.getItem('baowen.clippings'))"))


# In the browser ------------------------------------------------------------------------------------------------------


@needs_browser
def test_an_answer_is_taken_away_with_its_question(page: Page, qa: QA) -> None:
    page.ask(QUESTION)
    page.page.click("#panel .take summary")
    name, table = downloaded(page.page, lambda: page.page.click("#panel .take [data-kind=csv]"))
    (row,) = csv.DictReader(io.StringIO(table.decode("utf-8-sig")))
    assert name == "baowen-answer.csv" and row["query"].startswith(f"question: {QUESTION}")
    assert row["quote"] == qa.ask(QUESTION).citations[0].quote
    assert downloaded(page.page, lambda: page.page.click("#panel .take [data-kind=xlsx]"))[1].startswith(b"PK")
    name, text = downloaded(page.page, lambda: page.page.click("#panel .take [data-kind=gbt7714]"))
    assert name == "baowen-answer.txt" and text.decode().startswith("[1] 姚广强. 打牢农业基础")


@needs_browser
def test_the_articles_found_are_taken_away(page: Page) -> None:
    page.page.get_by_role("tab", name="文章").click()
    page.page.click("#archive .take summary")
    _, references = downloaded(page.page, lambda: page.page.click("#archive [data-kind=ris]"))
    assert references.count(b"TY  - NEWS") == 8
    page.page.get_by_label("查找报道").fill("春耕")
    page.page.wait_for_selector("#archive .note:has-text('最相关')")
    page.page.click("#archive .take summary")
    _, found = downloaded(page.page, lambda: page.page.click("#archive [data-kind=json]"))
    assert json.loads(found)["query"] == {"search": "春耕"} and "春耕" in found.decode()


@needs_browser
def test_selected_words_are_clipped_with_a_note_and_written_to_a_word_document(reading: Page, qa: QA) -> None:
    select(reading, "抓好扶贫项目")
    (kept,) = clipped(reading)
    article = qa.article(kept["article"])
    assert article and article.body[kept["start"] : kept["end"]] == kept["quote"] == "抓好扶贫项目"
    reading.page.click("#mine .toggle")
    reading.page.fill("#mine textarea", NOTE)
    reading.page.select_option("#mine select", "gbt7714")
    press = reading.page.get_by_role("button", name="导出 Word").click
    name, content = downloaded(reading.page, press)
    document = Document(io.BytesIO(content))
    texts = [one.text for one in document.paragraphs]
    assert name == "baowen-clippings.docx" and texts[1] == "抓好扶贫项目" and texts[3] == f"按：{NOTE}"
    assert texts[2].startswith("姚广强. 打牢农业基础")
    (link,) = (one.target_ref for one in document.part.rels.values() if one.is_external)
    reading.page.goto(link)
    reading.page.wait_for_selector("#panel mark:text-is('抓好扶贫项目')")


@needs_browser
def test_without_a_selection_the_open_quote_is_clipped_and_the_notebook_is_markdown(reading: Page, qa: QA) -> None:
    (kept,) = clipped(reading)
    assert kept["quote"] == qa.ask(QUESTION).citations[0].quote
    reading.page.reload()
    reading.page.click("#mine .toggle")
    press = reading.page.get_by_role("button", name="导出 Markdown").click
    name, content = downloaded(reading.page, press)
    assert name == "baowen-clippings.md" and f"> {kept['quote']}" in content.decode()
    reading.page.click("#mine blockquote a")
    reading.page.wait_for_selector("#panel mark.here")
    assert reading.page.inner_text("#panel mark.here") == kept["quote"]


@needs_browser
def test_a_clipping_is_deleted_and_brought_back(reading: Page) -> None:
    clipped(reading)
    reading.page.click("#mine .toggle")
    reading.page.click("#mine .acts button")
    reading.page.wait_for_selector("#mine .note:has-text('还没有摘录')")
    reading.page.click("#mine .said button")
    reading.page.wait_for_selector("#mine blockquote")


@needs_browser
@pytest.mark.parametrize(
    "kept", ["{{{", '"x"', '[1, null, {"quote": {}, "article": "<b>", "reference": "<img src=x>"}]']
)
def test_clippings_that_were_tampered_with_do_no_harm(page: Page, kept: str) -> None:
    page.page.evaluate("kept => localStorage.setItem('baowen.clippings', kept)", kept)
    page.page.click("#mine .toggle")
    page.page.wait_for_selector("#mine h2")
    assert page.page.locator("#mine img, #mine b").count() == 0


@needs_browser
def test_an_address_opens_its_words_after_the_login_and_below_a_path(
    browser: Any, sample_index: Path, qa: QA, tmp_path: Path
) -> None:
    article = next(one for one in qa.store.articles() if "太焦铁路" in one.body)
    start = article.body.index("太焦铁路")
    (tmp_path / "names").write_text("甲:乙丙\n")
    (tmp_path / "names").chmod(0o600)
    with served(sample_index, "--auth-file", str(tmp_path / "names"), "--root-path", "/news") as address:
        page = browser.new_context(locale="zh-CN").new_page()
        page.goto(f"{address}/news/{address_of(article, start, start + 4)}")
        page.fill("input[name=username]", "甲")
        page.fill("input[name=password]", "乙丙")
        page.click("button")
        page.wait_for_selector("mark.here")
        assert page.inner_text("mark.here") == "太焦铁路"
        page.click("#panel .back")
        assert page.url == f"{address}/news/"
        page.context.close()


@needs_browser
def test_an_address_that_leads_nowhere_any_more_says_so(page: Page, address: str, qa: QA) -> None:
    article = next(iter(qa.store.articles()))
    page.page.goto(f"{address}/?article=none")
    page.page.wait_for_selector("text=这个地址指向的报道不在库中。")
    page.page.goto(f"{address}/?article={article.id}&quote=0-4-00000000")
    page.page.wait_for_selector("text=报道已变动")
    assert article.body[:4] in page.page.inner_text("#panel .story")


@needs_browser
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_the_shelf_is_accessible_and_closes_by_keyboard(browser: Any, address: str, width: int, scheme: str) -> None:
    with opened(browser, address, viewport={"width": width, "height": 844}, color_scheme=scheme) as page:
        page.ask(QUESTION)
        page.page.click("#panel .take summary")
        page.open_citation()
        clipped(page)
        page.page.focus("#mine .toggle")
        page.page.keyboard.press("Enter")
        page.page.wait_for_selector("#mine blockquote")
        page.page.wait_for_timeout(300)
        assert page.complaints() == []
        assert page.page.evaluate("document.documentElement.scrollWidth") <= width
        page.page.keyboard.press("Escape")
        assert page.page.locator("#mine section").is_hidden()


# What a browser asks for ---------------------------------------------------------------------------------------------


def test_a_clipping_that_the_index_does_not_bear_out_keeps_what_was_clipped_and_says_so(qa: QA) -> None:
    kept = {"article": "gone", "start": 0, "end": 2, "quote": "甲乙", "reference": "《某文》"}
    wanted = {"of": "clippings", "kind": "md", "base": "javascript:alert(1)//", "clippings": [kept]}
    text = base64.b64decode(take(qa, wanted, "zh")["data"]).decode()
    assert "> 甲乙" in text and "《某文》" in text and "不在库中" in text and "javascript" not in text


def test_a_clipping_has_no_more_words_than_are_kept(qa: QA) -> None:
    article = max(qa.store.articles(), key=lambda one: len(one.body))
    found = clip(qa, {"article": article.id, "start": -5, "end": 10**9})
    assert found["start"] == 0 and found["end"] == min(len(article.body), CLIPPED)
    assert clip(qa, {"article": "none", "start": 0, "end": 1}) == {}
