"""Reading a citation: its verdict, how to cite it, light and dark; and what a checker of accessibility says of it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser import Page, needs_browser, opened
from web.words import WORDS

QUESTION = "王小平暗访了哪些单位？"
COUNTED = "还有多少家规上工业企业没复工？"
CITED = "焦作日报，2020-02-27，第1版，《加快推动企业复工复产 千方百计将疫情影响降到最低》"
SCREENS = [
    (scheme, locale, width) for scheme in ("light", "dark") for locale in ("zh-CN", "en-GB") for width in (1280, 390)
]


@needs_browser
def test_the_verdict_of_the_check_stands_beside_the_quoted_words(page: Page) -> None:
    page.ask(QUESTION)
    assert WORDS["zh"]["supported"] in page.page.inner_text("#panel li#c1-1")
    page.open_citation()
    assert page.page.inner_text("#panel .bar .verdict") == WORDS["zh"]["supported"]


@needs_browser
def test_a_citation_can_be_copied_from_its_card_and_from_the_open_article(page: Page) -> None:
    page.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.ask(COUNTED)
    for place in (".card .copy", ".bar .copy"):
        page.page.evaluate("navigator.clipboard.writeText('')")
        page.page.click(f"#panel {place}")
        page.page.wait_for_selector(f"#panel {place}:text-is('{WORDS['zh']['copied']}')")
        assert page.page.evaluate("navigator.clipboard.readText()") == CITED
        page.open_citation()


@needs_browser
def test_without_a_clipboard_the_words_are_copied_by_selection(page: Page) -> None:
    page.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.ask(COUNTED)
    page.page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(); }")
    page.page.click("#panel .card .copy")
    page.page.wait_for_selector(f"#panel .copy:text-is('{WORDS['zh']['copied']}')")
    assert page.page.evaluate("navigator.clipboard.readText()") == CITED


@needs_browser
def test_light_and_dark_are_switched_and_remembered(page: Page) -> None:
    dark = "document.body.classList.contains('dark')"
    assert not page.page.evaluate(dark)
    page.page.click("#theme")
    page.page.wait_for_function(dark)
    page.page.reload()
    page.page.wait_for_function(dark)
    page.page.click("#theme")
    page.page.wait_for_function(f"!{dark}")


@needs_browser
def test_the_language_switched_to_is_remembered(page: Page) -> None:
    page.page.click("#switch")
    page.page.wait_for_selector("text=New chat")
    page.page.reload()
    page.page.wait_for_selector("text=New chat")


@needs_browser
@pytest.mark.parametrize(("scheme", "locale", "width"), SCREENS)
def test_nothing_is_found_against_accessibility(
    browser: Any, address: str, scheme: str, locale: str, width: int
) -> None:
    """axe-core's rules (WCAG 2.2 A and AA and its best practices) on the chat, its sources and an open article."""
    size = {"width": width, "height": 800}
    with opened(browser, address, color_scheme=scheme, locale=locale, viewport=size) as page:
        assert page.complaints() == []
        page.ask(COUNTED)
        page.page.wait_for_timeout(500)  # colours that fade in are not yet those meant
        assert page.complaints() == []
        page.open_citation()
        page.page.wait_for_timeout(500)
        assert page.complaints() == []
