"""Asking again, asking on, and saying what an answer was worth; in a real browser."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rag import QA, BaowenError, Turn
from rag.evaluate import evaluate, read_questions
from tests.browser import Page, needs_browser, opened, served
from web.feedback import note
from web.words import WORDS

QUESTION, OTHER = "王小平暗访了哪些单位？", "专题会议提出了哪三点要求？"


@pytest.fixture(scope="module")
def feedback(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("said") / "new" / "feedback.jsonl"


@pytest.fixture(scope="module")
def own_address(sample_index: Path, feedback: Path) -> Iterator[str]:
    with served(sample_index, BAOWEN_FEEDBACK=str(feedback)) as address:
        yield address


@pytest.fixture
def own_page(browser: Any, own_address: str) -> Iterator[Page]:
    with opened(browser, own_address) as page:
        yield page


def questions_in(page: Page) -> list[str]:
    return [str(text) for text in page.page.locator("#chat .user.message").all_inner_texts()]


def suggested(page: Page) -> Any:
    page.page.wait_for_selector("#next button:visible")
    return page.page.locator("#next button:visible")


@needs_browser
def test_a_question_is_answered_again_in_its_place(page: Page) -> None:
    page.ask(OTHER)
    before = page.ask(QUESTION)
    page.page.click("#retry")
    page.page.wait_for_function("document.querySelectorAll('#chat .bot.message').length === 2")
    last = "[...document.querySelectorAll('#chat .bot.message')].at(-1).innerText"
    page.page.wait_for_function(f"before => {last} === before", arg=before)
    assert questions_in(page) == [OTHER, QUESTION]
    assert "市审计局" in str(page.open_citation("c2-1").text_content())


@needs_browser
def test_a_question_is_edited_and_sent_again(page: Page) -> None:
    page.ask(OTHER)
    page.ask("<b>王小平</b>暗访了哪些单位？")
    page.page.click("#edit")
    page.page.wait_for_function("document.querySelectorAll('#chat .user.message').length === 1")
    assert page.page.input_value("#question textarea") == "<b>王小平</b>暗访了哪些单位？"
    assert page.page.locator("#panel .turn").count() == 1
    page.ask(QUESTION)
    assert questions_in(page) == [OTHER, QUESTION]
    assert "市审计局" in str(page.open_citation("c2-1").text_content())


@needs_browser
def test_what_to_ask_next_is_offered_and_answered(page: Page, qa: QA) -> None:
    page.ask(OTHER)
    offered = suggested(page).all_inner_texts()
    assert OTHER not in offered
    assert not any(qa.ask(question).abstained for question in offered)
    suggested(page).first.click()
    page.page.wait_for_selector('#chat a[href="#c2-1"]')
    assert questions_in(page) == [OTHER, offered[0]]


@needs_browser
def test_after_declining_the_nearest_articles_are_asked_about(page: Page, qa: QA) -> None:
    assert qa.ask("王小平今年多大年纪？").abstained
    page.ask("王小平今年多大年纪？")
    assert suggested(page).count() >= 1


@needs_browser
def test_an_empty_question_and_one_that_is_too_long_do_no_harm(page: Page) -> None:
    page.type("   ")
    page.page.wait_for_timeout(500)
    assert questions_in(page) == []
    page.type("问" * 1001)
    page.page.wait_for_selector("text=问题有 1,001 个字符")
    assert "市审计局" in page.ask(QUESTION)


@needs_browser
def test_two_questions_at_once_are_both_answered_or_the_second_waits(page: Page) -> None:
    page.page.fill("#question textarea", QUESTION)
    page.page.press("#question textarea", "Enter")
    page.page.press("#question textarea", "Enter")
    page.page.wait_for_selector('#chat a[href="#c1-1"]')
    page.page.wait_for_timeout(1000)
    assert set(questions_in(page)) == {QUESTION}
    assert page.page.locator("#chat .bot.message").count() == len(questions_in(page))


@needs_browser
def test_the_switch_renames_what_stands_below_an_answer(page: Page) -> None:
    page.ask(QUESTION)
    page.page.click("#switch")
    for key in ("retry", "edit", "like", "dislike"):
        page.page.wait_for_selector(f"#{key}:text-is('{WORDS['en'][key]}')")


@needs_browser
def test_it_is_all_reached_by_keyboard(page: Page) -> None:
    page.ask(QUESTION)
    page.page.wait_for_selector("#next button:visible")
    page.page.focus('#chat a[href="#c1-1"]')
    reached = set()
    for _ in range(12):
        page.page.keyboard.press("Tab")
        reached.add(page.page.evaluate("document.activeElement.id || document.activeElement.className"))
    assert {"retry", "edit", "like", "dislike"} <= reached
    assert any("example" in name for name in reached)


@needs_browser
def test_the_first_lines_follow_an_index_that_has_grown(browser: Any, sample_index: Path, tmp_path: Path) -> None:
    import shutil
    import subprocess
    import sys

    shutil.copytree(sample_index, tmp_path / "index")
    with served(tmp_path / "index") as address, opened(browser, address) as page:
        (tmp_path / "new.txt").write_text("河堤加固完工\n\n本报讯（记者甲乙）昨日，城东河堤加固工程完工。\n", "utf-8")
        command = [sys.executable, "-m", "rag", "index", str(tmp_path / "new.txt"), "--index", str(tmp_path / "index")]
        subprocess.run(command, check=True, capture_output=True)
        assert "河堤" in page.ask("城东河堤加固工程完工了吗？")
        page.page.wait_for_selector("#head >> text=9 篇报道")


# Likes and dislikes --------------------------------------------------------------------------------------------------


@needs_browser
def test_judgements_become_questions_that_can_be_evaluated(own_page: Page, feedback: Path, qa: QA) -> None:
    page = own_page.page
    own_page.ask(QUESTION)
    page.click("#like")
    page.wait_for_selector(f"#judged >> text={WORDS['zh']['noted']}")
    own_page.ask("博爱县的面积有多大？")
    page.click("#dislike")
    page.get_by_label(WORDS["zh"]["should_decline"]).check()
    page.get_by_label(WORDS["zh"]["expected"]).fill("报道里没有")
    page.click("#save")
    page.wait_for_selector(f"#judged >> text={WORDS['zh']['noted']}")
    liked, disliked = read_questions(feedback)
    assert (liked.question, liked.gold["liked"], liked.unanswerable) == (QUESTION, True, False)
    assert liked.gold["evidence"] == [one.quote for one in qa.ask(QUESTION).citations]
    assert (disliked.unanswerable, disliked.gold["reason"]) == (True, "should_decline")
    assert disliked.gold["answers"] == ["报道里没有"]
    assert [turn.question for turn in disliked.conversation] == [QUESTION]
    report = evaluate(qa, [liked])
    assert report.results[0].solved and report.results[0].evidence_rank == 1


@needs_browser
def test_a_dislike_can_be_taken_back_before_it_is_saved(own_page: Page, feedback: Path) -> None:
    before = feedback.read_text("utf-8") if feedback.exists() else ""
    own_page.ask(QUESTION)
    own_page.page.click("#dislike")
    own_page.page.wait_for_selector("#judging")
    assert own_page.complaints() == []
    own_page.page.click("#cancel")
    own_page.page.wait_for_selector("#judging", state="hidden")
    assert (feedback.read_text("utf-8") if feedback.exists() else "") == before


def test_a_file_that_cannot_be_written_is_one_clear_line(qa: QA, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BaowenError, match=r"cannot be written .*BAOWEN_FEEDBACK"):
        note(tmp_path / "file" / "below", qa.ask(QUESTION), [], True)


def test_nothing_of_the_reader_is_noted(qa: QA, tmp_path: Path) -> None:
    note(tmp_path / "said.jsonl", qa.ask(QUESTION), [Turn(OTHER, "…")], False, "made up", "x" * 1000)
    line = json.loads((tmp_path / "said.jsonl").read_text("utf-8"))
    assert set(line) == {
        "id", "question", "conversation", "answers", "evidence", "article_ids", "unanswerable", "liked", "reason",
        "answer", "time",
    }  # fmt: skip
    assert line["reason"] == "" and len(line["answers"][0]) == 500


def test_examples_are_of_the_newest_issue_and_worked_out_once(qa: QA) -> None:
    assert qa.examples("zh", 4) is qa.examples("zh", 4)
    assert all(not qa.ask(question).abstained for question in qa.examples("zh", 4))
