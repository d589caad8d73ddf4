"""The web chat, in a real browser: ask, open a citation, switch language; and text that tries to be more than text."""

from __future__ import annotations

import re
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rag import QA, Article
from tests.browser import (
    HOSTILE,
    Page,
    Scripted,
    health,
    needs_browser,
    opened,
    serve_command,
    served_here,
)
from web.head import header
from web.kept import Asked
from web.markup import chat_text, plain
from web.reader import Span, marked, read, story
from web.sources import sources
from web.words import WORDS, preferred

QUESTION = "王小平暗访了哪些单位？"
ENGLISH_QUESTION = "How many of the large industrial enterprises had resumed work by 25 February?"


@pytest.fixture(scope="module")
def scripted() -> Scripted:
    return Scripted()


@pytest.fixture(scope="module")
def scripted_address(scripted: Scripted) -> Iterator[str]:
    with served_here(scripted) as address:
        yield address


@pytest.fixture
def english_page(browser: Any, address: str) -> Iterator[Page]:
    with opened(browser, address, locale="en-GB") as page:
        yield page


@pytest.fixture
def phone(browser: Any, address: str) -> Iterator[Page]:
    with opened(browser, address, viewport={"width": 390, "height": 844}, has_touch=True) as page:
        yield page


@pytest.fixture
def scripted_page(browser: Any, scripted_address: str) -> Iterator[Page]:
    with opened(browser, scripted_address) as page:
        yield page


# In the browser ------------------------------------------------------------------------------------------------------


@needs_browser
def test_an_answer_is_cited_and_its_citation_opens_the_very_words(page: Page, qa: QA) -> None:
    text = page.ask(QUESTION)
    assert "市审计局" in text and "市委编办" in text
    mark = page.open_citation()
    assert mark.text_content() == qa.ask(QUESTION).citations[0].quote
    assert mark.evaluate("mark => document.activeElement === mark")
    page.wait_in_view("mark.here")
    assert "焦作日报 · 2020-02-27 · 第1版" in page.page.inner_text("#panel .story")


@needs_browser
def test_a_citation_opens_and_closes_by_keyboard(page: Page) -> None:
    page.ask(QUESTION)
    page.page.focus('#chat a[href="#c1-1"]')
    page.page.keyboard.press("Enter")
    page.page.wait_for_selector("mark.here")
    assert page.page.evaluate("document.activeElement.className") == "here"
    page.page.keyboard.press("Escape")
    page.page.wait_for_selector("#panel .card")
    assert page.page.evaluate("document.activeElement.getAttribute('href')") == "#c1-1"


@needs_browser
def test_a_card_opens_its_article_and_back_leads_to_the_cards(page: Page) -> None:
    page.ask(QUESTION)
    page.page.click("#panel .card q")
    page.wait_in_view("mark.here")
    page.page.click("#panel .back")
    page.page.wait_for_selector("#panel .card")
    assert page.page.locator("#panel .reader").is_hidden()


@needs_browser
def test_an_example_can_be_asked(page: Page) -> None:
    example = page.page.inner_text("button.example >> nth=0")
    page.page.click("button.example >> nth=0")
    page.page.wait_for_selector('#chat a[href="#c1-1"]')
    assert page.page.inner_text("#chat .user.message") == example
    assert page.page.locator("button.example").first.is_hidden()


@needs_browser
def test_the_page_speaks_the_language_of_the_browser_and_switches(english_page: Page) -> None:
    page = english_page.page
    page.wait_for_selector("text=New chat")
    assert page.evaluate("document.documentElement.lang") == "en"
    english_page.ask(QUESTION)
    page.click("#switch")
    page.wait_for_selector("text=新对话")
    page.wait_for_selector("text=提问")
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    english_page.open_citation()


@needs_browser
def test_an_english_question_gets_an_english_frame(english_page: Page) -> None:
    text = english_page.ask(ENGLISH_QUESTION)
    assert "The articles say" in text
    assert "912家" in text
    english_page.open_citation()
    assert "page 1" in english_page.page.inner_text("#panel .story")


@needs_browser
def test_a_question_the_articles_do_not_answer_is_declined_and_the_nearest_can_be_read(page: Page) -> None:
    assert "没有找到" in page.ask("怎么用Python把PDF转成文字？")
    page.page.wait_for_selector(f"text={WORDS['zh']['nearest']}")
    page.page.click("#panel .card a >> nth=0")
    page.page.wait_for_selector("#panel .story .body p")


@needs_browser
def test_a_follow_up_is_understood_and_earlier_citations_still_open(page: Page) -> None:
    page.ask("2月26日上午统筹防疫和发展的专题会是谁主持的？")
    assert "武磊" in page.ask("当时还有谁出席？")
    page.open_citation("c1-1")
    page.wait_in_view("mark.here")


@needs_browser
def test_a_new_chat_is_empty(page: Page) -> None:
    page.ask(QUESTION)
    page.page.click("#clear")
    page.page.wait_for_selector("button.example")
    assert page.page.locator("#chat .message, #panel .card").count() == 0


@needs_browser
def test_an_empty_question_does_nothing(page: Page) -> None:
    page.type("   ")
    page.page.wait_for_timeout(500)
    assert page.page.locator("#chat .message").count() == 0


@needs_browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_needs_no_sideways_scrolling_and_a_citation_scrolls_to_its_words(
    browser: Any, address: str, scheme: str
) -> None:
    with opened(browser, address, viewport={"width": 390, "height": 844}, color_scheme=scheme) as phone:
        phone.ask(QUESTION)
        assert phone.page.evaluate("document.documentElement.scrollWidth") <= 390
        phone.open_citation()
        phone.wait_in_view("mark.here")
        assert phone.page.evaluate("document.documentElement.scrollWidth") <= 390
        phone.page.click("#panel .back")
        phone.wait_in_view('#chat a[href="#c1-1"]')


@needs_browser
def test_hostile_text_shows_as_text_everywhere(scripted_page: Page) -> None:
    page = scripted_page.page
    scripted_page.ask(HOSTILE)
    assert page.inner_text("#chat .user.message").strip() == HOSTILE
    answer = page.inner_text("#chat .bot.message")
    assert answer.count(HOSTILE) == 2
    inside = page.evaluate("[...document.querySelectorAll('#chat .message-content *')].map(one => one.outerHTML)")
    assert {element.split(">")[0].split()[0] for element in inside} == {"<span", "<p", "<a"}
    assert page.locator("#chat .message-content a").count() == 2
    scripted_page.open_citation("c1-1")
    assert page.inner_text("#panel .story h2") == HOSTILE
    assert HOSTILE in page.inner_text("#panel .story .body")
    assert page.locator("#panel img, #panel script, #panel b, #head img").count() == 0


@needs_browser
def test_quotes_that_overlap_and_span_paragraphs_are_marked_whole(scripted_page: Page) -> None:
    answer = Scripted().ask(HOSTILE)
    scripted_page.ask(HOSTILE)
    for citation in answer.citations:
        marks = scripted_page.open_citation(f"c1-{citation.marker}")
        scripted_page.page.wait_for_selector(f'#panel .bar a[aria-current][href="#c1-{citation.marker}"]')
        assert "\n".join(marks.all_text_contents()) == citation.quote


@needs_browser
def test_failures_are_one_calm_line(scripted_page: Page) -> None:
    scripted_page.type("refused")
    scripted_page.page.wait_for_selector("text=the index is **gone**; rebuild it")
    scripted_page.type("boom")
    scripted_page.page.wait_for_selector(f"text={WORDS['zh']['failed']}")
    assert "secret" not in scripted_page.page.content()


@needs_browser
def test_an_answer_can_be_stopped_and_the_next_one_asked(scripted_page: Page, scripted: Scripted) -> None:
    scripted_page.type("slow")
    scripted_page.page.click("#question .stop-button")
    scripted_page.page.wait_for_selector(f"text={WORDS['zh']['stopped']}")
    scripted.go_on.set()
    scripted_page.page.wait_for_timeout(1000)  # Gradio takes the next question once it has heard of the stop
    scripted_page.ask("next")
    scripted_page.open_citation("c2-1")


# The server ----------------------------------------------------------------------------------------------------------


def test_it_says_that_it_is_well(address: str) -> None:
    assert health(address) == {"status": "ok", "ready": True}


def test_a_taken_port_is_one_clear_line(sample_index: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = int(taken.getsockname()[1])
        done = subprocess.run(serve_command(sample_index, port), capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].endswith(f"port {port} is taken; give another with --port or PORT=")
    assert "Traceback" not in done.stderr


# Text to markup ------------------------------------------------------------------------------------------------------


def test_plain_leaves_nothing_for_markdown_or_html() -> None:
    assert set("<>[]*_`~\\@") & set(plain(HOSTILE)) == set()
    assert "http://" not in plain(HOSTILE) and "www." not in plain(HOSTILE)


@pytest.mark.parametrize("line", ["# a", "- a", "+ a", "1. a", "= a", "---", "    code", "\ta", "> a", "!a", "| a |"])
def test_plain_opens_no_block(line: str) -> None:
    assert plain(line).startswith("&#") or plain(line).isalpha()


def test_plain_leaves_ordinary_text_alone() -> None:
    text = "截至2月25日，我市1101家企业中已复工912家（82.8%）。It's 25-26 February: fine!"
    assert plain(text) == text


def test_marks_become_links_only_for_citations_that_exist(qa: QA) -> None:
    answer = qa.ask(QUESTION)
    assert "[[1]](#c3-1)" in chat_text(answer, 3)
    assert "#c3-9" not in chat_text(answer, 3)


def test_an_article_is_marked_in_place(qa: QA) -> None:
    citation = qa.ask(QUESTION).citations[0]
    article = qa.article(citation.article_id)
    assert article is not None
    shown = story(article, [Span(citation.start, citation.end, "c1-1")], "c1-1", WORDS["zh"])
    assert f"<mark class='here' tabindex='-1' data-n='1'>{citation.quote}</mark>" in shown


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([Span(0, 2, "c1-1")], "<p>[ab]cd</p><p>ef</p>"),
        ([Span(2, 6, "c1-1")], "<p>ab[cd]</p><p>[e]f</p>"),
        ([Span(0, 3, "c1-2"), Span(1, 4, "c1-1")], "<p>(a)[bcd]</p><p>ef</p>"),
        ([Span(-5, 99, "c1-1")], "<p>[abcd]</p><p>[ef]</p>"),
        ([Span(3, 3, "c1-1"), Span(4, 2, "c1-2")], "<p>abcd</p><p>ef</p>"),
    ],
)
def test_spans_are_marked_whatever_their_place(spans: list[Span], expected: str) -> None:
    shown = re.sub(r"<mark class='here'[^>]*>(.*?)</mark>", r"[\1]", marked("abcd\nef", spans, "c1-1"))
    shown = re.sub(r"<p data-at='[05]'>", "<p>", shown)
    assert re.sub(r"<mark[^>]*>(.*?)</mark>", r"(\1)", shown) == expected


@pytest.mark.parametrize("wanted", [None, [], {}, {"article": "a1", "spans": [["x"]], "at": ""}, {"article": "no"}])
def test_a_browser_that_asks_for_nonsense_gets_nothing(wanted: Any) -> None:
    assert read(Scripted(), wanted, "zh") == ""  # type: ignore[arg-type]


def test_an_article_without_a_headline_is_called_so(qa: QA) -> None:
    answer = qa.ask(QUESTION)
    assert "（无标题）" in sources(qa, Asked(1, answer), WORDS["zh"])


def test_the_header_says_what_the_index_holds(qa: QA) -> None:
    state = header(qa, "zh").replace("<span>", "").replace("</span>", "")
    assert "焦作日报 · 8 篇报道 · 2020-02-27 · 摘录原文回答" in state


def test_both_languages_have_the_same_words() -> None:
    assert WORDS["zh"].keys() == WORDS["en"].keys()


@pytest.mark.parametrize(
    ("accepted", "language"), [("en-GB,en;q=0.9", "en"), ("zh-TW", "zh"), ("fr,en;q=0.5", "en"), (None, "zh")]
)
def test_the_language_follows_the_browser(accepted: str | None, language: str) -> None:
    assert preferred(accepted) == language


def test_an_article_shows_what_it_has() -> None:
    article = Article(id="a", kind="news", title=None, body="正文。", agency="新华社", reporters=("甲",), marks=("①2",))
    shown = story(article, [], "", WORDS["en"])
    assert "新华社 甲" in shown and "①2" in shown and "None" not in shown
