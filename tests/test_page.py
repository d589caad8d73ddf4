"""Raw page text becomes articles: the sample page exactly, other layouts nearly always, and nothing is ever lost."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.pages import FIXED, HANDS, HELD_OUT, score, score_hand
from index.article import Article
from index.page import read_page
from tests.layout import random_page

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


def in_print(text: str) -> str:
    return "".join(text.split())


def test_the_characters_of_each_entry_stand_in_the_order_of_the_page() -> None:
    page = in_print(PAGE)
    for article in ARTICLES:
        assert in_print("".join(filter(None, (article.kicker, article.title, article.subtitle)))) in page
        marks = [mark for mark in article.marks if not mark.startswith("（上接")]
        assert in_print("".join([article.byline or "", article.body, *marks])) in page


@pytest.mark.parametrize("text", ["\x00", "\ud800", "（下转", "①", "。\n。\n\n、", "图为", "本报记者", "\u2028第一版"])
def test_odd_text_is_kept_too(text: str) -> None:
    assert printed(read_page(text)) == characters(text)


LONG = {
    "short lines": "市府会\n",
    "short lines apart": "市府会\n\n",
    "short finished lines": "开会了。\n",
    "one line": "会",
    "one line of ends": "。”",
    "one line of phrases": "市政府 召开会议 ",
    "one line of marks": "①1",
    "open marks": "（下转",
    "one line of leads": "在会",
    "credits": "本报讯（记者甲一）昨日开会\n",
    "credits that are not closed": "驻本报记者、、",
    "furniture": "第1版\n",
    "captions": "图为会\n",
    "headlines": "市府 会议 强调\n\n",
    "quotes": "“会。\n",
}


@pytest.mark.parametrize("unit", LONG.values(), ids=LONG.keys())
def test_a_long_text_is_read_in_time_that_grows_with_it(unit: str) -> None:
    """Ten times the text takes about ten times as long; a hundred times would be the square."""
    short, long = (min(seconds_for(unit * (count // len(unit))) for _ in range(2)) for count in (2_000, 20_000))
    assert long <= 25 * short + 0.1


def seconds_for(text: str) -> float:
    begun = perf_counter()
    read_page(text)
    return perf_counter() - begun


# Hand-made pages ----------------------------------------------------------------------------------------------------

NARROW = """
滨江日报
2021年3月13日 星期六

老城区三条道路完成改造

本报讯（记者周
岩 通讯员林 夕）3月11
日，记者从市住建局
获悉，老城区三条道路
改造工程全部完工，恢
复双向通行。
此次改造总投资

2600万元，更换路灯
310盏，新增停车泊位
180个。

图为改造后的街道。
本报记者 赵 亮 摄

市图书馆延长开放时间
周末夜间照常借阅

本报讯（记者罗云）
昨日，市图书馆将闭馆
时间由18时延至21时，
方便市民读书。（下转
第三版）

责任编辑 马 丽 版式 于 洋
"""


def test_a_narrow_page_with_headlines_above_a_caption_and_furniture() -> None:
    articles = read_page(NARROW, issue_date="2021-03-13")
    assert [(article.kind, article.title) for article in articles] == [
        ("notice", None),
        ("news", "老城区三条道路完成改造"),
        ("notice", None),
        ("news", "市图书馆延长开放时间 周末夜间照常借阅"),
        ("notice", None),
    ]
    roads, library = articles[1], articles[3]
    assert roads.reporters == ("周岩", "林夕")
    assert roads.body == (
        "3月11日，记者从市住建局获悉，老城区三条道路改造工程全部完工，恢复双向通行。\n"
        "此次改造总投资2600万元，更换路灯310盏，新增停车泊位180个。"
    )
    assert (roads.event_date, library.event_date) == ("2021-03-11", "2021-03-12")
    assert (library.continues_on, library.marks) == ("第三版", ("（下转第三版）",))
    assert library.body == "昨日，市图书馆将闭馆时间由18时延至21时，方便市民读书。"
    assert printed(articles) == characters(NARROW)


def column(paragraph: str, measure: int) -> str:
    """A paragraph set in lines of so many characters, the first one short by its indent of two."""
    lines = [paragraph[: measure - 2]]
    lines += [paragraph[at : at + measure] for at in range(measure - 2, len(paragraph), measure)]
    return "\n".join(lines)


WIDE_BODY = [
    "连日来，气温回升，全县小麦陆续返青，各乡镇抢抓农时，组织农户浇水、追肥、除草，田间地头一派繁忙景象。",
    "抓早动快促春管",
    "在城关镇的麦田里，种粮大户正操作喷雾机喷洒除草剂。他今年添置了两台植保无人机，一台机器半天就能干完过去三天的活。",
    "技术服务到田头",
    "县农业农村局成立技术服务队，分片包干，深入田间开展墒情、苗情监测，发放技术明白纸，帮助农户备齐种子和化肥，不误农时。",
]
WIDE = "\n".join(column(paragraph, 28) for paragraph in ["本报讯（记者何苗）" + WIDE_BODY[0], *WIDE_BODY[1:]])


def test_side_headlines_stay_in_the_body_as_paragraphs() -> None:
    (article,) = read_page(f"{WIDE}\n\n春耕春管正当时 农机下田备耕忙\n", issue_date="2021-03-13")
    assert article.body.split("\n") == WIDE_BODY
    assert article.title == "春耕春管正当时 农机下田备耕忙"
    assert article.event_date is None


def test_articles_without_headlines_part_at_their_bylines() -> None:
    page = (
        "本报讯（记者甲一）昨日，全市工业会\n议召开，部署今年的工作任务，要求抓紧\n落实。\n"
        "新华社北京3月12日电（记者乙二、丙三）\n财政部12日发布公告，明确税收减免政策\n执行期限延长。\n"
    )
    articles = read_page(page, issue_date="2021-03-13")
    assert [(article.agency, article.reporters, article.title) for article in articles] == [
        ("本报讯", ("甲一",), None),
        ("新华社", ("乙二", "丙三"), None),
    ]
    assert [article.event_date for article in articles] == ["2021-03-12", "2021-03-12"]


def test_a_caption_in_mid_sentence_does_not_cut_the_article() -> None:
    page = (
        "本报讯（记者甲一）昨日，全市工业会\n议召开，部署今年的工作任务，要求抓紧\n\n图为会议现场。本报记者 丁四 摄\n\n"
        "落实各项措施，确保完成全年目标。\n"
    )
    article, caption = read_page(page, issue_date="2021-03-13")
    assert article.body == "昨日，全市工业会议召开，部署今年的工作任务，要求抓紧落实各项措施，确保完成全年目标。"
    assert caption.body == "图为会议现场。本报记者丁四摄"


def test_a_plain_text_keeps_its_side_headlines_and_quoted_agencies() -> None:
    text = (
        "我市召开春耕生产会议\n\n本报讯（记者李明）昨日，我市召开春耕生产会议，研究部署春耕备耕工作。\n\n"
        "一、抓好备耕\n\n要确保种子、化肥供应充足，农技人员要到田间地头去。\n\n据新华社报道，全国春耕进展顺利。\n"
    )
    (article,) = read_page(text, issue_date="2020-03-02")
    assert article.title == "我市召开春耕生产会议"
    assert article.body.split("\n")[1] == "一、抓好备耕"
    assert article.body.endswith("据新华社报道，全国春耕进展顺利。")


# Generated pages ----------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("fixed", FIXED.values(), ids=FIXED.keys())
def test_pages_of_other_layouts_are_reconstructed(fixed: dict[str, object]) -> None:
    """At least nine bodies in ten are exact, paragraph by paragraph, and 85 % of the titles and headlines right."""
    found = score(100, **fixed)
    assert found["bodies"] >= 0.9 * found["articles"]
    assert found["titles"] >= 0.85 * found["articles"]
    assert found["headlines"] >= 0.85 * found["articles"]


@pytest.mark.slow
@pytest.mark.parametrize("name", HANDS)
def test_pages_with_all_that_stands_between_articles_are_reconstructed(name: str) -> None:
    """On seeds that no weights were fitted on."""
    found = score_hand(HANDS[name], 50)["anything"]
    assert found["characters"] >= 0.88 * found["articles"]
    assert found["bodies"] >= 0.78 * found["articles"]
    assert found["titles"] >= 0.84 * found["articles"]


@pytest.mark.slow
@pytest.mark.parametrize("name", HANDS)
def test_no_character_of_their_pages_is_lost(name: str) -> None:
    """A word divided at the end of a line loses its hyphen, and nothing else is lost."""
    for seed in range(HELD_OUT, HELD_OUT + 20):
        page = HANDS[name](seed).text
        lost = characters(page) - printed(read_page(page))
        assert set(lost) <= {"-"}
        assert not printed(read_page(page)) - characters(page)


@pytest.mark.parametrize("seed", range(20))
def test_no_character_of_a_generated_page_is_lost(seed: int) -> None:
    page, _ = random_page(seed)
    assert printed(read_page(page)) == characters(page)


def test_a_credit_on_a_line_of_its_own_opens_an_article_whatever_comes_next() -> None:
    page = (
        "社区食堂开到家门口\n\n本报记者 丁宁\n“两荤一素才12块钱，味道也\n好。”3月9日中午，在社区食堂，\n"
        "82岁的陈阿婆端着餐盘找到座位\n坐下。街道今年还将在东湖、柳\n林两个社区各建一处。\n"
    )
    (article,) = read_page(page)
    assert (article.title, article.reporters) == ("社区食堂开到家门口", ("丁宁",))
    assert article.body.startswith("“两荤一素才12块钱，味道也好。”3月9日中午")


def test_drawn_indents_tell_paragraphs_apart_even_where_a_line_has_no_room_left() -> None:
    page = (
        "我市召开春耕会议\n\n　　本报讯（记者李明）昨日，\n我市召开春耕会议，部署农时，\n要求各县压实责任，抓细抓实。\n"
        "　　会上，各县负责人汇报了情\n况，市直有关部门作了发言。\n"
    )
    (article,) = read_page(page)
    assert [part[:3] for part in article.body.split("\n")] == ["昨日，", "会上，"]


@pytest.mark.parametrize(
    ("ending", "byline", "reporters"),
    [
        ("（张三 李四）", "（张三 李四）", ("张三", "李四")),
        ("（记者 张三）", "（记者 张三）", ("张三",)),
        ("（张三\n李四）", "（张三 李四）", ("张三", "李四")),
        ("（张三 文/图）", "（张三 文/图）", ("张三",)),
    ],
)
def test_a_credit_at_the_end_is_the_byline(ending: str, byline: str, reporters: tuple[str, ...]) -> None:
    page = f"社区食堂开到家门口\n\n昨日，社区食堂开门迎客，味道也\n好，价钱也公道，老人们都来尝。{ending}\n"
    (article,) = read_page(page)
    assert (article.byline, article.reporters) == (byline, reporters)
    assert article.body == "昨日，社区食堂开门迎客，味道也好，价钱也公道，老人们都来尝。"


@pytest.mark.parametrize(
    ("mark", "page"),
    [
        ("（紧转第4版）", "第4版"),
        ("▶▶▶下\n转A03版", "A03版"),
        (">>下转02版", "02版"),
        ("（转5版）", "5版"),
        ("【下转第三版】", "第三版"),
    ],
)
def test_jump_lines_of_other_papers_say_where_the_article_goes_on(mark: str, page: str) -> None:
    (article,) = read_page(f"社区食堂开到家门口\n\n本报讯（记者张三）昨日，社区食堂开\n门迎客，老人们都来尝。{mark}\n")
    assert article.continues_on == page
    assert article.body == "昨日，社区食堂开门迎客，老人们都来尝。"


ENGLISH = """Council approves bridge plan

By Helen Ward
The council voted on Tuesday to spend 30 million
yuan on a new bridge, and said that the con-
struction would begin in May.
Residents have waited for more than 6 years. “It
is about time,” said Tom Archer, who lives nearby.
"""


def test_english_lines_keep_their_blanks_and_lose_the_hyphens_that_divided_words() -> None:
    (article,) = read_page(ENGLISH)
    assert (article.title, article.reporters) == ("Council approves bridge plan", ("Helen Ward",))
    assert article.body.split("\n") == [
        "The council voted on Tuesday to spend 30 million yuan on a new bridge, and said that the construction would "
        "begin in May.",
        "Residents have waited for more than 6 years. “It is about time,” said Tom Archer, who lives nearby.",
    ]
