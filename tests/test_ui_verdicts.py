"""Two things are said of an answer: that its words are the article's, and how sure the program is that they answer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from rag import QA, Answer, Language
from rag.answer import LIKELY, PERHAPS
from tests.browser import Page, needs_browser
from web.kept import Asked, kept, restored
from web.reader import read
from web.sources import sources
from web.words import WORDS

QUESTION = "王小平暗访了哪些单位？"
NOT_SAID = "伊赛牛肉的董事长叫什么？"  # the company is reported on, who chairs it is not


@pytest.fixture(scope="module")
def answer(qa: QA) -> Answer:
    return replace(qa.ask(QUESTION), outcome="answered", confidence=0.95)


@pytest.fixture(scope="module")
def related(answer: Answer) -> Answer:
    cited = tuple(replace(one, role="related") for one in answer.citations)
    return replace(answer, outcome="partly", abstained=True, confidence=0.3, citations=cited)


def panel(qa: QA, answer: Answer, language: Language = "zh") -> str:
    return sources(qa, Asked(1, answer), WORDS[language])


# How sure ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("confidence", "sureness"),
    [(1.0, "likely"), (LIKELY, "likely"), (0.89, "perhaps"), (PERHAPS, "perhaps"), (0.69, "unsure"), (None, None)],
)
def test_confidence_is_told_in_three_steps(answer: Answer, confidence: float | None, sureness: str | None) -> None:
    assert replace(answer, confidence=confidence).sureness == sureness


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_panel_says_once_how_sure_an_answer_is(qa: QA, answer: Answer, language: Language) -> None:
    shown, words = panel(qa, answer, language), WORDS[language]
    assert shown.count(f"{words['answers']}<b class='likely'>{words['likely']}</b>") == 1
    assert f"<em class='verdict supported'>{words['supported']}</em>" in shown


@pytest.mark.parametrize("outcome", ["corrected", "none"])
def test_what_is_no_answer_is_not_said_to_be_one(qa: QA, answer: Answer, outcome: Any) -> None:
    assert WORDS["zh"]["answers"] not in panel(qa, replace(answer, abstained=True, outcome=outcome))


# Related and no answer -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["zh", "en"])
def test_related_words_are_marked_as_no_answer_in_the_panel(qa: QA, related: Answer, language: Language) -> None:
    shown, words = panel(qa, related, language), WORDS[language]
    assert f"<em class='verdict related'>{words['related']}</em>" in shown and words["nearest"] in shown
    assert words["supported"] not in shown and words["answers"] not in shown


def test_related_words_are_marked_as_no_answer_in_their_article(qa: QA, related: Answer) -> None:
    (citation, *_) = related.citations
    spans = [[citation.start, citation.end, "c1-1", "related"]]
    shown = read(qa, {"article": citation.article_id, "spans": spans, "at": "c1-1"}, "zh")
    assert f"<em class='verdict related'>{WORDS['zh']['related']}</em>" in shown
    assert WORDS["zh"]["supported"] not in shown


@needs_browser
def test_what_comes_nearest_shows_as_related_to_whoever_asked(page: Page) -> None:
    page.ask(NOT_SAID)
    assert WORDS["zh"]["related"] in page.page.inner_text("#panel .card .verdict")
    page.open_citation()
    assert page.page.inner_text("#panel .bar .verdict") == WORDS["zh"]["related"]


# Kept by the browser -------------------------------------------------------------------------------------------------


def test_a_kept_answer_says_what_it_said(qa: QA, answer: Answer, related: Answer) -> None:
    given = [kept(qa, one) for one in (answer, related)]
    back = [one.answer for one in restored(qa, given, "zh")]
    assert [(one.outcome, one.confidence, one.citations) for one in back] == [
        ("answered", 0.95, answer.citations),
        ("partly", 0.3, related.citations),
    ]


def test_what_was_kept_before_answers_had_an_outcome_is_still_read(qa: QA, answer: Answer) -> None:
    new = [
        kept(qa, one)
        for one in (answer, replace(answer, abstained=True), replace(answer, abstained=True, citations=()))
    ]
    old = [{key: value for key, value in turn.items() if key not in ("outcome", "confidence")} for turn in new]
    for turn in old:
        turn["citations"] = [{key: cited[key] for key in cited if key != "role"} for cited in turn["citations"]]
    back = [one.answer for one in restored(qa, old, "zh")]
    assert [one.outcome for one in back] == ["answered", "corrected", "none"]
    assert {one.confidence for one in back} == {None}
    assert {cited.role for one in back for cited in one.citations} == {"evidence"}


@pytest.mark.parametrize(
    "forged",
    [{"outcome": "sure"}, {"outcome": True}, *({"confidence": one} for one in (1.01, -0.1, "0.9", True, float("nan")))],
)
def test_a_kept_answer_of_another_outcome_or_confidence_is_refused(
    qa: QA, answer: Answer, forged: dict[str, Any]
) -> None:
    assert restored(qa, [kept(qa, answer) | forged], "zh") == []


def test_a_kept_citation_of_another_role_is_refused(qa: QA, answer: Answer) -> None:
    turn = kept(qa, answer)
    turn["citations"][0]["role"] = "proof"
    assert restored(qa, [turn], "zh") == []


def test_an_answer_whose_words_have_changed_is_no_longer_sure(qa: QA, answer: Answer) -> None:
    turn = kept(qa, answer)
    turn["citations"][0]["quote"] += "！"
    assert restored(qa, [turn], "zh")[0].answer.sureness is None
