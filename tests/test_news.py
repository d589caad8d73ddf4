"""Saved questions: what came in since a mark, as a feed, on the page when pages come in, and by hand."""

from __future__ import annotations

import json
import shutil
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from lxml import etree
from typer.testing import CliRunner

from index.build import build_index
from index.encoder import Encoder
from index.readers import Issue
from index.settings import settings
from rag import QA, News, RefusedError
from rag.cli import app
from rag.news import Found
from tests.browser import HOSTILE, Scripted, needs_browser, opened, served
from web.feed import atom
from web.watching import Watch, look, mark_of

QUESTION = "太焦铁路什么时候能通车？"
NEW = "太焦铁路焦作段铺轨完成\n\n本报讯（记者李明）3月1日，太焦铁路焦作段铺轨完成，预计今年年底全线通车运营。\n"
OTHER = "市图书馆延长开放\n\n本报讯（记者罗云）3月1日，市图书馆将闭馆时间延至21时，方便市民读书。\n"
ATOM = "{http://www.w3.org/2005/Atom}"


def add(index: Path, folder: Path, encoder: Encoder, name: str, text: str) -> None:
    (folder / name).write_text(text, "utf-8")
    build_index(index, [folder / name], Issue(source="焦作日报", date="2020-03-02"), settings(), encoder)


@pytest.fixture
def index(sample_index: Path, tmp_path: Path) -> Path:
    """An index of its own of the sample page, to which more comes in."""
    return Path(shutil.copytree(sample_index, tmp_path / "index"))


# What is new ---------------------------------------------------------------------------------------------------------


def test_only_what_came_in_since_the_mark_and_is_about_the_question_is_new(
    index: Path, tmp_path: Path, encoder: Encoder
) -> None:
    qa = QA.open(index)
    before = qa.news(QUESTION)
    assert any("太焦铁路" in one.quote for one in before.found)
    assert qa.news(QUESTION, before.mark) == News(QUESTION, before.mark, ())
    add(index, tmp_path, encoder, "new.txt", NEW)
    add(index, tmp_path, encoder, "other.txt", OTHER)
    (found,) = qa.news(QUESTION, before.mark).found
    assert found.article.title == "太焦铁路焦作段铺轨完成" and "年底全线通车" in found.quote and found.answers
    assert qa.news(QUESTION, qa.news(QUESTION).mark).found == ()


def test_a_question_over_the_whole_archive_is_asked_by_its_topic(index: Path, tmp_path: Path, encoder: Encoder) -> None:
    qa = QA.open(index)
    mark = qa.news("x").mark
    add(index, tmp_path, encoder, "new.txt", NEW)
    add(index, tmp_path, encoder, "other.txt", OTHER)
    found = qa.news("哪些报道写了市图书馆？", mark).found
    assert [one.article.title for one in found] == ["市图书馆延长开放"]


def test_of_a_mark_that_the_index_never_had_all_is_new(qa: QA) -> None:
    assert qa.news(QUESTION, 10**9).found == qa.news(QUESTION, 0).found != ()


def test_the_command_says_what_is_new_and_from_which_mark_on_to_ask_next(sample_index: Path) -> None:
    def run(*arguments: str) -> Any:
        return CliRunner().invoke(app, ["news", QUESTION, "--index", str(sample_index), *arguments])

    first = json.loads(run("--json").stdout)
    assert first["question"] == QUESTION and first["found"][0]["article_id"]
    assert f"--after {first['mark']}" in run().output
    assert json.loads(run("--json", "--after", str(first["mark"])).stdout)["found"] == []


# Asked by many -------------------------------------------------------------------------------------------------------


def test_a_question_is_asked_once_until_the_index_changes(index: Path, tmp_path: Path, encoder: Encoder) -> None:
    qa = QA.open(index)
    watch = Watch(qa)
    first = watch.news(QUESTION, 0)
    assert watch.news(QUESTION, 0) is first
    add(index, tmp_path, encoder, "new.txt", NEW)
    assert len(watch.news(QUESTION, 0).found) > len(first.found)


@pytest.mark.parametrize("mark", ["", "-1", "1.5", "1e3", "٣", "9" * 14, "x", None, [], {}])
def test_what_is_no_mark_is_refused(mark: Any) -> None:
    with pytest.raises(RefusedError):
        mark_of(mark)


@pytest.mark.parametrize("wanted", [None, [], "x", {"question": []}, {"question": None}])
def test_a_page_that_asks_nothing_is_told_the_mark(qa: QA, wanted: Any) -> None:
    assert look(Watch(qa), wanted) == {"mark": qa.store.last_number()}


# The feed ------------------------------------------------------------------------------------------------------------


def feed(address: str, question: str, **headers: str) -> etree._Element:
    request = urllib.request.Request(f"{address}/feed?question={quote(question)}&after=0", headers=headers)  # noqa: S310
    with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
        assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
        return etree.fromstring(answer.read())


def test_a_feed_has_an_entry_an_article_that_leads_to_its_words(address: str, qa: QA) -> None:
    root = feed(address, QUESTION)
    assert root.findtext(f"{ATOM}title") == f"报问：{QUESTION}" and root.findtext(f"{ATOM}updated")
    entries = root.findall(f"{ATOM}entry")
    expected = qa.news(QUESTION).found
    assert [one.findtext(f"{ATOM}summary") for one in entries] == [one.quote for one in expected]
    link = entries[0].find(f"{ATOM}link").get("href")
    assert link.startswith(f"{address}/?article={expected[0].article.id}&quote={expected[0].start}-")
    ids = [one.findtext(f"{ATOM}id") for one in (root, *entries)]
    assert len({*ids}) == len(ids) and ids == [one.findtext(f"{ATOM}id") for one in (root, *entries)]


@pytest.mark.parametrize(
    "query", ["", "question=", "question=%00", "question=x&after=-1", "question=x&after=abc", f"question={'a' * 2000}",
              "question=%ED%A0%80", "question=x&after=99999999999999"],
)  # fmt: skip
def test_a_feed_of_nonsense_is_one_line(address: str, query: str) -> None:
    try:
        with urllib.request.urlopen(f"{address}/feed?{query}", timeout=60) as answer:  # noqa: S310
            assert answer.status == 200
    except urllib.error.HTTPError as error:
        assert error.code == 400 and "error" in json.loads(error.read())


def test_a_feed_is_well_formed_whatever_an_article_says() -> None:
    found = Found(Scripted.text, 0, len(Scripted.body), answers=False)
    root = etree.fromstring(atom(News(f"{HOSTILE}\0\ud800", 1, (found,)), 0, "http://localhost/"))
    assert root.find(f"{ATOM}entry").findtext(f"{ATOM}summary") == Scripted.body


def test_a_feed_asks_for_the_name_that_the_page_asks_for(sample_index: Path, tmp_path: Path) -> None:
    (tmp_path / "names").write_text("reader:chun-tian\n")
    (tmp_path / "names").chmod(0o600)
    with served(sample_index, "--auth-file", str(tmp_path / "names"), "--root-path", "/news") as address:
        with pytest.raises(urllib.error.HTTPError) as refused:
            feed(address, QUESTION)
        assert refused.value.code == 401 and refused.value.headers["www-authenticate"].startswith("Basic")
        root = feed(f"{address}/news", QUESTION, authorization="Basic cmVhZGVyOmNodW4tdGlhbg==")
        assert root.find(f"{ATOM}entry/{ATOM}link").get("href").startswith(f"{address}/news/?article=")


# On the page ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def watching(browser: Any, index: Path) -> Iterator[Any]:
    with served(index) as address, opened(browser, address) as page:
        page.ask(QUESTION)
        page.page.click("#panel [data-watch]")
        page.page.wait_for_function("JSON.parse(localStorage.getItem('baowen.watched') || '[]').length === 1")
        yield page


@needs_browser
def test_a_saved_question_is_asked_again_when_a_page_comes_in(
    watching: Any, index: Path, tmp_path: Path, encoder: Encoder
) -> None:
    page = watching.page
    page.click("#mine .toggle")
    page.wait_for_selector("#mine .watched >> text=没有新报道")
    add(index, tmp_path, encoder, "new.txt", NEW)
    page.reload()
    page.wait_for_selector("#mine .toggle:text-is('我的 · 1')")
    page.click("#mine .toggle")
    page.click("#mine .news a")
    page.wait_for_selector("#panel mark.here")
    assert "年底全线通车" in page.inner_text("#panel mark.here")
    page.click("#mine .toggle")
    page.wait_for_timeout(300)
    assert watching.complaints() == []
    address = page.get_attribute("#mine .watched a:text-is('Atom')", "href")
    with urllib.request.urlopen(address, timeout=60) as answer:  # noqa: S310
        assert len(etree.fromstring(answer.read()).findall(f"{ATOM}entry")) == 1
    page.get_by_role("button", name="看过了").click()
    page.wait_for_selector("#mine .watched >> text=没有新报道")
    page.click("#mine .watched .open")
    assert page.input_value("#question textarea") == QUESTION


@needs_browser
@pytest.mark.parametrize(
    "kept",
    ["{{{", '[1, {"question": 5}, {"question": "<img src=x>", "after": "x", "news": [1, {"title": "<b>x</b>"}]}]'],
)
def test_saved_questions_that_were_tampered_with_do_no_harm(page: Any, kept: str) -> None:
    page.page.evaluate("kept => localStorage.setItem('baowen.watched', kept)", kept)
    page.page.reload()
    page.page.click("#mine .toggle")
    page.page.wait_for_selector("#mine h2")
    assert page.page.locator("#mine img, #mine b").count() == 0
