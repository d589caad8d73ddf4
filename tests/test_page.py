"""Raw page text becomes articles: the sample page exactly, other layouts nearly always, and nothing is ever lost."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.article import Article
from index.page import read_page
from tests.layout import copies_of, set_page

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "articles/jiaozuo-daily-2020-02-27-p1.txt").read_text("utf-8")
GOLD = json.loads((ROOT / "tests/data/jiaozuo-2020-02-27-articles.json").read_text("utf-8"))
ARTICLES = read_page(PAGE, source="焦作日报", issue_date="2020-02-27", page="1")


def printed(articles: list[Article]) -> Counter[str]:
    """The non-blank characters of all text fields."""
    fields = [
        part
        for article in articles
        for part in (article.kicker, article.title, article.subtitle, article.byline, article.body, *article.marks)
    ]
    return characters("".join(field for field in fields if field))


def characters(text: str) -> Counter[str]:
    return Counter(character for character in text if not character.isspace())


def test_the_sample_page_has_eight_entries() -> None:
    assert len(ARTICLES) == len(GOLD) == 8


@pytest.mark.parametrize("number", range(8))
def test_each_entry_of_the_sample_page_is_exact(number: int) -> None:
    article, gold = ARTICLES[number], GOLD[number]
    byline = gold["byline"] or {"raw": None, "agency": None, "reporters": []}
    assert article.kind == gold["kind"]
    assert (article.kicker, article.title, article.subtitle) == (gold["kicker"], gold["title"], gold["subtitle"])
    assert (article.byline, article.agency) == (byline["raw"], byline["agency"])
    assert list(article.reporters) == byline["reporters"]
    assert article.place == gold["dateline_place"]
    assert article.event_date == gold["event_date"]
    assert article.continues_on == gold["continues_on"]
    assert list(article.marks) == gold["marks"]
    assert article.body == "\n".join(gold["body"])


def test_no_character_of_the_sample_page_is_lost_or_invented() -> None:
    assert printed(ARTICLES) == characters(PAGE)


@given(st.text())
def test_no_character_of_any_text_is_lost_or_invented(text: str) -> None:
    assert printed(read_page(text)) == characters(text)


PIECES = st.sampled_from(
    "本报讯（记者甲乙）|新华社北京2月26日电 |（下转第二版①）|（下转|①2|（上接第一版）|会议强调，|。|“|”|"
    "\n|\n\n| |　|市政府召开会议|A b".split("|")
)


@given(st.lists(PIECES, max_size=60).map("".join))
def test_no_character_of_newspaper_like_text_is_lost_or_invented(text: str) -> None:
    assert printed(read_page(text)) == characters(text)


@pytest.mark.parametrize("headlines_first", [True, False])
def test_other_layouts_are_reconstructed(headlines_first: bool) -> None:
    """Over column widths of 10 to 30 characters: at least nine bodies in ten exact, and 85 % of the titles."""
    copies = copies_of(GOLD)
    bodies = titles = total = 0
    for seed, measure in enumerate(range(10, 31)):
        page = set_page(copies, measure, column_lines=9 + seed, headlines_first=headlines_first, seed=seed)
        found = {article.body: article for article in read_page(page, issue_date="2020-02-27")}
        for copy in copies:
            article = found.get("\n".join(copy.paragraphs))
            total += 1
            bodies += article is not None
            titles += article is not None and article.title == " ".join(copy.blocks[-1])
    assert bodies / total >= 0.9
    assert titles / total >= 0.85


def test_a_plain_text_is_one_article_with_its_headline() -> None:
    text = (
        "我市召开春耕生产会议\n\n"
        "本报讯（记者李明）3月1日上午，我市召开春耕生产会议，研究部署今年的春耕备耕工作，要求各县区抓紧落实。\n"
        "会议强调，要把粮食生产放在首位，确保种子、化肥供应充足，农技人员要到田间地头去。\n"
    )
    (article,) = read_page(text, issue_date="2020-03-02")
    assert article.title == "我市召开春耕生产会议"
    assert article.reporters == ("李明",)
    assert article.event_date == "2020-03-01"
    assert article.body.count("\n") == 1


def test_an_empty_page_has_no_articles() -> None:
    assert read_page(" \n\n") == []


def test_blanks_between_latin_words_stay() -> None:
    (article,) = read_page("本报讯（记者李明）昨日，World Health Organization 发布了 新 的 数 据。\n")
    assert article.body == "昨日，World Health Organization发布了新的数据。"
