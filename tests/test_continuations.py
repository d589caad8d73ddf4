"""An article that goes on on another page is one article, however its pages come in."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from index.article import Article, Part
from index.build import build_index, remove
from index.continuations import Place, chains, join, read_place
from index.encoder import Encoder
from index.page import read_page
from index.readers import Issue
from index.settings import settings
from index.store import Store
from rag import QA

ROOT = Path(__file__).parent.parent
GOLD = json.loads((ROOT / "tests/data/jiaozuo-2020-02-27-articles.json").read_text("utf-8"))
PAGE_ONE = (ROOT / "articles/jiaozuo-daily-2020-02-27-p1.txt").read_text("utf-8")
JUMPING = [entry for entry in GOLD if any("下转" in mark for mark in entry["marks"])]
OPENED, REST = "要压实责任。", "会上，各县（市）区负责人汇报了{}的进展情况，市直有关部门作了发言。"


def page_two(entries: list[dict], mark: str = "（上接第一版{}）") -> str:
    """The second page: each piece under its headline, shortened."""
    parts = []
    for number, entry in enumerate(entries):
        begun = mark.format("①②③"[number])
        parts.append(f"{entry['title'].split(' ')[0]}\n\n　　{begun}{OPENED}\n　　{REST.format('甲乙丙'[number])}\n")
    return "\n".join(parts)


def index(folder: Path, pages: dict[str, str], encoder: Encoder) -> list[Article]:
    """The articles of an index of these files of one issue, read one after the other."""
    for name, text in pages.items():
        path = folder / name
        path.write_text(text, "utf-8")
        build_index(folder / "i", [path], Issue("焦作日报", "2020-02-27"), settings(), encoder)
    return list(Store.open(folder / "i").articles())


# Marks ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("第二版①", Place("2", "①")),
        ("3版", Place("3")),
        ("A02版", Place("A2")),
        ("第十二版", Place("12")),
        ("第八版③", Place("8", "③")),
        ("02", Place("2")),
        ("a3版《题目》", Place("A3")),
        ("次页", None),
    ],
)
def test_a_place_is_a_page_and_a_mark(text: str, place: Place | None) -> None:
    assert read_place(text) == place


@pytest.mark.parametrize("mark", ["（下转第三版）", "(下转3版)", "【下转03版】", "▶下转第三版", "（▶下转A03版）"])
def test_jump_lines_of_every_kind_end_a_body(mark: str) -> None:
    (article,) = read_page(f"我市召开春耕会议\n\n本报讯（记者李明）昨日，我市召开春耕会议。{mark}\n")
    assert (article.body, article.marks) == ("昨日，我市召开春耕会议。", (mark,))
    assert article.continues_on


@pytest.mark.parametrize(
    "mark", ["（上接第一版）", "(上接1版)", "【紧接第一版】", "◀上接01版", "（上接A1版《我市召开春耕会议》）"]
)
def test_marks_of_every_kind_open_a_continuation(mark: str) -> None:
    (article,) = read_page(f"我市召开春耕会议\n\n{mark}会议指出，要压实责任。\n会议要求，要抓好落实。\n")
    assert article.body == "会议指出，要压实责任。\n会议要求，要抓好落实。"
    assert article.marks == (mark,)


# Joining -------------------------------------------------------------------------------------------------------------


def piece(text: str, mark: str, page: str | None = None, title: str | None = None) -> Article:
    return Article(id=f"{mark}{page}{title}{text}", kind="news", title=title, body=text, marks=(mark,), page=page)


def test_a_sentence_that_was_broken_off_reads_on_and_each_part_keeps_its_place() -> None:
    first, rest = piece("会议指出，要压实", "（下转第二版）", "1", "春耕"), piece("责任。", "（上接第一版）", "2")
    whole = join([first, rest])
    assert whole.body == "会议指出，要压实责任。"
    assert whole.parts == (Part("1", None, 0, 8), Part("2", None, 8, 11))
    assert (whole.page_at(0), whole.page_at(8), whole.pages) == ("1", "2", ("1", "2"))
    assert join([piece("会议结束。", "（下转第二版）"), rest]).body == "会议结束。\n责任。"


def test_pages_and_marks_must_agree() -> None:
    first = piece("甲", "（下转第二版①）", "1")
    for other in (
        piece("乙", "（上接第一版②）", "2"),
        piece("乙", "（上接第三版①）", "2"),
        piece("乙", "（上接第一版①）", "4"),
    ):
        assert chains([first, other]) == []
    right = piece("乙", "（上接第一版①）", "2")
    assert chains([right, first]) == [[first, right]]


def test_without_marks_the_headline_decides_and_where_it_cannot_they_stay_apart() -> None:
    spring, summer = (piece(word, "（下转第二版）", "1", f"我市召开{word}会议") for word in ("春耕", "夏收"))
    rest = piece("要压实责任。", "（上接第一版）", "2", "夏收会议")
    assert [summer, rest] in chains([summer, rest, piece("要抓紧。", "（上接第一版）", "2", "春耕"), spring])
    alike = [piece(word, "（上接第一版）", "2", None) for word in ("甲", "乙")]
    assert chains([spring, *alike]) == []


def test_a_chain_may_run_over_three_pages() -> None:
    first, last = piece("甲", "（下转第二版）", "1"), piece("丙", "（上接第二版）", "3")
    middle = Article(id="m", kind="news", title=None, body="乙", marks=("（上接第一版）", "（下转第三版）"), page="2")
    assert chains([last, middle, first]) == [[first, middle, last]]


# In the index --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("order", [("p1.txt", "p2.txt"), ("p2.txt", "p1.txt")])
def test_the_sample_page_and_its_second_page_become_one_in_either_order(
    tmp_path: Path, encoder: Encoder, order: tuple[str, str]
) -> None:
    pages = {"p1.txt": PAGE_ONE, "p2.txt": page_two(JUMPING)}
    articles = index(tmp_path, {name: pages[name] for name in order}, encoder)
    joined = [article for article in articles if article.parts]
    assert len(joined) == len(JUMPING) == 3
    for article in joined:
        number = [entry["title"] for entry in JUMPING].index(article.title)
        printed = "\n".join(JUMPING[number]["body"])
        begun = "" if printed.endswith("，") else "\n"  # a sentence that was broken off reads on
        assert article.body == printed + begun + OPENED + "\n" + REST.format("甲乙丙"[number])
        assert [part.page for part in article.parts] == ["1", "2"]
    assert not any("汇报了" in article.body for article in articles if not article.parts)


def test_an_answer_from_the_second_part_names_its_page(tmp_path: Path, encoder: Encoder) -> None:
    index(tmp_path, {"p1.txt": PAGE_ONE, "p2.txt": page_two(JUMPING[:1])}, encoder)
    answer = QA(Store.open(tmp_path / "i"), encoder, settings()).ask("各县（市）区负责人汇报了什么的进展情况？")
    assert "汇报了甲的进展情况" in answer.citations[0].quote
    assert answer.citations[0].page == "2"


def test_when_one_page_goes_or_changes_what_is_left_stands_by_itself(tmp_path: Path, encoder: Encoder) -> None:
    before = index(tmp_path, {"p1.txt": PAGE_ONE}, encoder)
    index(tmp_path, {"p2.txt": page_two(JUMPING[:1])}, encoder)
    index(tmp_path, {"p2.txt": page_two(JUMPING[:1]).replace("甲", "丁")}, encoder)
    store = Store.open(tmp_path / "i")
    assert [article.body.count("汇报了丁") for article in store.articles() if article.parts] == [1]
    assert len(store.lexical(["了丁"], 10)) == 1
    assert store.lexical(["了甲"], 10) == {}
    remove(tmp_path / "i", [str(tmp_path / "p2.txt")], settings(), encoder)
    assert sorted(article.id for article in store.articles()) == sorted(article.id for article in before)
    assert store.lexical(["了丁"], 10) == {}
