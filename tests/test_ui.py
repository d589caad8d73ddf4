"""The web chat, in a real browser: ask, open a citation, switch language; and text that tries to be more than text."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rag import QA
from ui import WORDS, chat_text, header, plain, preferred, sources, story

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
needs_browser = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium found: install Debian's package 'chromium'")
QUESTION = "王小平暗访了哪些单位？"
HOSTILE = (
    "<img src=x onerror=alert(1)> [x](javascript:alert(1)) ![i](http://evil.example/a.png) **王小平** 暗访了哪些单位"
)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@pytest.fixture(scope="module")
def address(sample_index: Path) -> Iterator[str]:
    """A server of the sample index, with its model loaded."""
    port = free_port()
    command = [sys.executable, "-m", "rag", "serve", "--index", str(sample_index), "--port", str(port)]
    with subprocess.Popen(command) as server:
        try:
            yield wait_until_ready(f"http://127.0.0.1:{port}")
        finally:
            server.terminate()


def wait_until_ready(address: str) -> str:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{address}/healthz") as response:  # noqa: S310
                if json.load(response)["ready"]:
                    return address
        except OSError:
            pass
        time.sleep(0.2)
    raise TimeoutError(address)


@pytest.fixture
def page(address: str) -> Iterator[Any]:
    yield from open_page(address, viewport={"width": 1280, "height": 800}, locale="zh-CN")


@pytest.fixture
def english_page(address: str) -> Iterator[Any]:
    yield from open_page(address, viewport={"width": 1280, "height": 800}, locale="en-GB")


@pytest.fixture
def phone(address: str) -> Iterator[Any]:
    yield from open_page(address, viewport={"width": 390, "height": 844}, locale="zh-CN")


def open_page(address: str, **options: Any) -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    switches = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync", "--no-first-run"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=switches)
        page = browser.new_context(**options).new_page()
        page.set_default_timeout(30_000)
        requests: list[str] = []
        page.on("request", lambda request: requests.append(request.url))
        page.goto(address)
        page.wait_for_selector("button.example")
        yield page
        foreign = [url for url in requests if not url.startswith((address, "data:", "blob:"))]
        browser.close()
        assert foreign == []


def ask(page: Any, question: str) -> str:
    page.fill("#question textarea", question)
    page.press("#question textarea", "Enter")
    page.wait_for_selector("#panel .card")
    return str(page.inner_text("#chat .bot"))


@needs_browser
def test_an_answer_is_cited_and_its_citation_opens_the_very_words(page: Any, qa: QA) -> None:
    text = ask(page, QUESTION)
    assert "市审计局" in text and "市委编办" in text
    assert page.locator("mark").first.is_hidden()
    page.click('#chat a[href="#c1-1"]')
    mark = page.locator("mark.here")
    mark.wait_for(state="visible")
    assert mark.inner_text() == qa.ask(QUESTION).citations[0].quote
    assert mark.evaluate("mark => document.activeElement === mark")
    page.wait_for_function("document.querySelector('mark.here').getBoundingClientRect().top < innerHeight")


@needs_browser
def test_a_citation_opens_by_keyboard(page: Any) -> None:
    ask(page, QUESTION)
    page.focus('#chat a[href="#c1-1"]')
    page.keyboard.press("Enter")
    page.locator("mark.here").wait_for(state="visible")


@needs_browser
def test_an_example_can_be_asked(page: Any) -> None:
    page.click("button.example >> nth=0")
    page.wait_for_selector("#panel .card")
    page.wait_for_selector('#chat a[href="#c1-1"]')


@needs_browser
def test_the_page_speaks_the_language_of_the_browser_and_switches(english_page: Any) -> None:
    english_page.wait_for_selector("text=New chat")
    english_page.click("#switch")
    english_page.wait_for_selector("text=新对话")


@needs_browser
def test_an_english_question_gets_an_english_frame(english_page: Any) -> None:
    text = ask(english_page, "How many of the large industrial enterprises had resumed work by 25 February?")
    assert "The articles say" in text
    assert "912家" in text


@needs_browser
def test_a_question_the_articles_do_not_answer_is_declined_and_the_nearest_are_shown(page: Any) -> None:
    assert "没有找到" in ask(page, "怎么用Python把PDF转成文字？")
    page.wait_for_selector(f"text={WORDS['zh']['nearest']}")


@needs_browser
def test_hostile_text_shows_as_text(page: Any) -> None:
    ask(page, HOSTILE)
    assert HOSTILE in page.inner_text("#chat .user")
    assert page.locator("#chat .message img, #chat .message strong, a[href^='javascript']").count() == 0


@needs_browser
def test_a_follow_up_is_understood_from_the_conversation(page: Any) -> None:
    ask(page, "2月26日上午统筹防疫和发展的专题会是谁主持的？")
    page.fill("#question textarea", "当时还有谁出席？")
    page.press("#question textarea", "Enter")
    page.wait_for_selector("#panel .turn >> nth=1")
    assert "武磊" in page.inner_text("#chat .bot >> nth=1")


@needs_browser
def test_a_phone_needs_no_sideways_scrolling(phone: Any) -> None:
    ask(phone, QUESTION)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_api_answers_with_the_shape_of_the_command_line(address: str) -> None:
    from gradio_client import Client

    answer = Client(address, verbose=False).predict(question=QUESTION, api_name="/ask")
    assert answer["citations"][0]["quote"] in answer["answer"]


def test_a_taken_port_is_one_clear_line(sample_index: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        command = [sys.executable, "-m", "rag", "serve", "--index", str(sample_index), "--port", port]
        done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.startswith(f"baowen: cannot listen on 127.0.0.1:{port}")
    assert "Traceback" not in done.stderr


def test_plain_leaves_nothing_for_markdown_or_html() -> None:
    assert set("<>[]()*_`#!") & set(plain(HOSTILE).replace("&#", "")) == set()


def test_marks_become_links_only_for_citations_that_exist(qa: QA) -> None:
    answer = qa.ask(QUESTION)
    assert "[[1]](#c3-1)" in chat_text(answer, 3)
    assert "#c3-9" not in chat_text(answer, 3)


def test_an_article_is_escaped_and_marked_in_place(qa: QA) -> None:
    answer = qa.ask(QUESTION)
    article = qa.article(answer.citations[0].article_id)
    assert article is not None
    shown = story(article, answer.citations, 1, WORDS["zh"])
    assert f"<mark id='c1-1' tabindex='-1'>{answer.citations[0].quote}</mark>" in shown
    assert "&lt;img" in sources(qa, qa.ask(HOSTILE), 1, WORDS["zh"])


def test_the_header_says_what_the_index_holds(qa: QA) -> None:
    assert "焦作日报 · 8 篇报道 · 2020-02-27" in header(qa, "zh")


@pytest.mark.parametrize(
    ("accepted", "language"), [("en-GB,en;q=0.9", "en"), ("zh-TW", "zh"), ("fr,en;q=0.5", "en"), (None, "zh")]
)
def test_the_language_follows_the_browser(accepted: str | None, language: str) -> None:
    assert preferred(accepted) == language
