"""Conversations in the reader's own browser: kept, opened again, renamed, exported, deleted, printed."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rag import QA
from tests.browser import HOSTILE, Page, free_port, needs_browser, opened, serve_command, wait_until_ready
from web.kept import kept, restored

QUESTION, FOLLOW_UP = "市政府第三十九次常务会议是谁主持的？", "哪些市领导出席了？"
LIST = "#history section"


def history(page: Page) -> Any:
    page.page.click("#history .toggle")
    page.page.wait_for_selector(f"{LIST} .note")
    return page.page.locator(f"{LIST} li")


def stored(page: Page) -> list[str]:
    return list(page.page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('baowen.conversation.'))"))


def wait_kept(page: Page, number: int = 1) -> None:
    page.page.wait_for_function(
        "number => Object.keys(localStorage).filter(key => key.startsWith('baowen.conversation.')).length === number",
        arg=number,
    )


@pytest.fixture
def asked(page: Page) -> Iterator[Page]:
    page.ask(QUESTION)
    wait_kept(page)
    yield page


# In the browser ------------------------------------------------------------------------------------------------------


@needs_browser
def test_a_conversation_is_there_again_after_a_reload(asked: Page) -> None:
    answer = asked.page.locator("#chat .bot.message").last.inner_text()
    asked.page.reload()
    asked.page.wait_for_selector('#chat a[href="#c1-1"]')
    assert asked.page.locator("#chat .bot.message").last.inner_text() == answer
    assert "徐衣显" in str(asked.open_citation().text_content())
    assert "李民生" in asked.ask(FOLLOW_UP)


@needs_browser
def test_conversations_outlast_the_service(browser: Any, sample_index: Path) -> None:
    port = free_port()
    address = f"http://127.0.0.1:{port}"

    def serve() -> Any:
        server = subprocess.Popen(serve_command(sample_index, port))
        wait_until_ready(address)
        return server

    server = serve()
    with opened(browser, address) as page:
        page.ask(QUESTION)
        wait_kept(page)
        server.terminate()
        server.wait()
        server = serve()
        page.page.goto(address)
        page.page.wait_for_selector('#chat a[href="#c1-1"]')
        assert history(page).count() == 1
    server.terminate()
    server.wait()


@needs_browser
def test_an_earlier_conversation_is_opened_and_goes_on(asked: Page) -> None:
    asked.page.click("#clear")
    asked.page.wait_for_selector("#chat .user.message", state="detached")
    asked.ask("王小平暗访了哪些单位？")
    wait_kept(asked, 2)
    entries = history(asked)
    assert entries.count() == 2
    entries.last.locator(".open").click()
    asked.page.wait_for_selector(f"#chat .user.message:has-text('{QUESTION}')")
    assert "李民生" in asked.ask(FOLLOW_UP)
    wait_kept(asked, 2)


@needs_browser
def test_a_conversation_is_renamed(asked: Page) -> None:
    entry = history(asked)
    entry.get_by_role("button", name="改名").click()
    asked.page.keyboard.type("<b>常务会议</b>")
    asked.page.keyboard.press("Enter")
    assert asked.page.inner_text(f"{LIST} .open") == "<b>常务会议</b>"
    assert asked.page.locator(f"{LIST} b").count() == 0


@needs_browser
def test_a_conversation_is_exported_with_its_sources(asked: Page, qa: QA) -> None:
    with asked.page.expect_download() as download:
        history(asked).get_by_role("button", name="导出").click()
    text = Path(download.value.path()).read_text("utf-8")
    (citation, *_) = qa.ask(QUESTION).citations
    assert download.value.suggested_filename.endswith(".md")
    assert f"## {QUESTION}" in text and f"> {citation.quote}" in text
    assert f"[1] 焦作日报，2020-02-27，第1版，《{citation.title}》" in text


@needs_browser
def test_a_conversation_is_deleted_and_brought_back(asked: Page) -> None:
    history(asked).get_by_role("button", name="删除").click()
    asked.page.wait_for_selector(f"{LIST} >> text=已删除。")
    assert stored(asked) == []
    asked.page.get_by_role("button", name="撤销").click()
    assert len(stored(asked)) == 1


@needs_browser
def test_all_are_deleted_at_the_second_press(asked: Page) -> None:
    asked.page.click("#clear")
    asked.page.wait_for_selector("#chat .user.message", state="detached")
    asked.ask("王小平暗访了哪些单位？")
    wait_kept(asked, 2)
    history(asked)
    asked.page.click(f"{LIST} .all")
    assert len(stored(asked)) == 2
    asked.page.click(f"{LIST} .all")
    wait_kept(asked, 0)


@needs_browser
def test_two_tabs_keep_a_conversation_each(asked: Page, address: str) -> None:
    other = Page(asked.page.context.new_page(), address)
    other.ask("王小平暗访了哪些单位？")
    wait_kept(asked, 2)
    asked.ask(FOLLOW_UP)
    assert history(other).count() == 2


@needs_browser
@pytest.mark.parametrize(
    "turns",
    [
        "[]",
        '"x"',
        '[{"question": 1}]',
        json.dumps([{"question": "<img src=x onerror=alert(1)>", "answer": "x" * 30_000}]),
        "{{{",
    ],
)
def test_what_was_tampered_with_does_no_harm(page: Page, turns: str) -> None:
    page.page.evaluate(
        """turns => {
            const text = '{"when": "<b>", "title": "<b>t</b>", "turns": ' + turns + '}';
            localStorage.setItem('baowen.conversation.x', text);
            sessionStorage.setItem('baowen.current', 'baowen.conversation.x');
        }""",
        turns,
    )
    page.page.reload()
    page.page.wait_for_selector("button.example:visible")
    page.page.click("#history .toggle")
    assert page.page.locator(f"{LIST} b, {LIST} img").count() == 0
    assert "徐衣显" in page.ask(QUESTION)


@needs_browser
def test_a_browser_that_keeps_nothing_still_answers(browser: Any, address: str) -> None:
    with opened(browser, address) as page:
        page.page.evaluate("() => { Storage.prototype.setItem = () => { throw new Error('full'); }; }")
        assert "徐衣显" in page.ask(QUESTION)
        page.page.click("#history .toggle")
        page.page.wait_for_selector(f"{LIST} .note")


@needs_browser
def test_an_answer_is_printed_alone_with_its_sources(asked: Page, qa: QA) -> None:
    asked.ask(FOLLOW_UP)
    asked.page.evaluate("() => { window.print = () => { window.printed = true; }; }")
    asked.page.click("#panel [data-print] >> nth=0")
    assert asked.page.evaluate("window.printed")
    asked.page.emulate_media(media="print")
    text = asked.page.inner_text("body")
    assert FOLLOW_UP in text and QUESTION not in text and "李民生" in text
    assert "[1] 焦作日报，2020-02-27，第1版，《打牢农业基础" in text
    assert not asked.page.locator("#question").is_visible()


@needs_browser
def test_the_page_prints_as_the_whole_conversation(asked: Page) -> None:
    asked.ask(FOLLOW_UP)
    asked.page.pdf()
    assert asked.page.locator("#sheet h1").all_text_contents() == [QUESTION, FOLLOW_UP]


@needs_browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_list_is_accessible(browser: Any, address: str, scheme: str) -> None:
    with opened(browser, address, color_scheme=scheme, viewport={"width": 390, "height": 844}) as page:
        page.ask(QUESTION)
        wait_kept(page)
        history(page)
        page.page.wait_for_timeout(300)
        assert page.complaints() == []
        assert page.page.evaluate("document.documentElement.scrollWidth") <= 390
        page.page.keyboard.press("Escape")
        assert page.page.locator(LIST).is_hidden()


# What a browser gives back -------------------------------------------------------------------------------------------


def test_what_was_kept_is_what_comes_back(qa: QA) -> None:
    answer = qa.ask(QUESTION)
    (turn,) = restored(qa, [kept(qa, answer)], "zh")
    assert turn.answer.citations == answer.citations and turn.answer.answer == answer.answer
    declined = qa.ask("梅西进了几个球？")
    (turn,) = restored(qa, [kept(qa, declined)], "zh")
    assert [one.article_id for one in turn.answer.passages] == [
        one["article_id"] for one in kept(qa, declined)["nearest"]
    ]


def test_words_that_no_article_has_are_no_citation(qa: QA) -> None:
    forged = kept(qa, qa.ask(QUESTION))
    forged["citations"][0]["quote"] = "市长辞职了。"
    (turn,) = restored(qa, [forged], "zh")
    assert 1 not in {one.marker for one in turn.answer.citations}
    assert turn.answer.note == "出处 [1] 的报道已经变动或不在了。"


@pytest.mark.parametrize("given", [None, [], {}, [{}], "x", [HOSTILE], [{"question": "q" * 30_000}], [[[]]] * 50])
def test_what_is_no_conversation_is_none(qa: QA, given: Any) -> None:
    assert restored(qa, given, "zh") == []
