"""Dossiers: everything the archive says of a person, body, place or topic, with spellings joined where that is sure."""

from __future__ import annotations

import json
from typing import Any

import pytest

from index.article import Article
from index.build import build_index
from index.encoder import Encoder
from index.readers import Issue
from index.settings import settings
from rag import QA
from rag.dossiers import bodies, offices, spelling, topics
from rag.dossiers.bodies import bodies as bodies_in
from rag.dossiers.dossier import over_time
from rag.dossiers.naming import namings
from rag.dossiers.offices import office_of
from rag.people import mentions
from rag.rules import Rule


@pytest.mark.parametrize("rule", [*offices.RULES, *bodies.RULES, *topics.RULES], ids=lambda rule: rule.name)
def test_a_rule_finds_what_it_should_and_leaves_the_rest(rule: Rule) -> None:
    assert list(rule.broken()) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("26日上午，市委书记、市人大常委会主任王小平到市审计局。", {"王小平": "市委书记、市人大常委会主任"}),
        ("会议由县长李卫东主持。", {"李卫东": "县长"}),
        ("张斌斌副局长查看了现场。", {"张斌斌": "副局长"}),
        ("省长赵龙和省人大常委会副主任李德金出席。", {"赵龙": "省长", "李德金": "省人大常委会副主任"}),
        ("本报讯（记者陈小明）昨日，王小平强调，要抓实。", {"陈小明": None, "王小平": None}),
    ],
)
def test_an_office_is_read_as_it_is_printed(text: str, expected: dict[str, str | None]) -> None:
    assert {one.name: office_of(text, one) for one in mentions(text)} == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("由宜城市公安局牵头，", ["宜城市公安局"]),
        ("听取市委编办、市审计局汇报。", ["市委编办", "市审计局"]),
        ("水利部部长李国英", ["水利部"]),
        ("各市政府、本县公安局和小区居委会", []),
    ],
)
def test_bodies_are_told_by_level_and_field(text: str, expected: list[str]) -> None:
    assert [name for name, _, _ in bodies_in(text)] == expected


@pytest.mark.parametrize(
    ("printed", "source", "seats", "filed"),
    [
        ("市政府", "焦作日报", (), "焦作市政府"),
        ("焦作市人民政府", "新华社", (), "焦作市政府"),
        ("中共焦作市委", None, (), "焦作市委"),
        ("市卫生健康委员会", "河南日报", ("焦作",), "焦作市卫健委"),
        ("省水利厅", "河南日报", (), "河南省水利厅"),
        ("市政府", "河岸晚报", ("焦作", "郑州"), None),  # whose it is, nobody can say
        ("县委", "焦作日报", ("焦作",), None),
        ("水利部", None, (), "水利部"),
    ],
)
def test_spellings_are_joined_only_where_that_is_sure(
    printed: str, source: str | None, seats: tuple[str, ...], filed: str | None
) -> None:
    assert spelling.body(printed, source, frozenset(seats)) == filed


def test_whoever_is_introduced_is_followed_through_the_article() -> None:
    body = "市长王小平主持会议。\n散会后，与会者请王小平留步。台风“卡努”逼近，《防汛工作方案》印发。"
    article = Article(id="a", kind="news", title=None, body=body, source="焦作日报")
    found = namings(article)
    assert [(one.office, body[one.start : one.end]) for one in found if one.name == "王小平"] == [
        ("市长", "市长王小平主持会议。"),
        (None, "散会后，与会者请王小平留步。"),
    ]
    assert [one.name for one in found if one.kind == "topic"] == ["卡努", "防汛工作方案"]


# Over an archive -----------------------------------------------------------------------------------------------------


def line(number: int, day: str, text: str, **more: Any) -> str:
    given = {"id": f"n{number}", "title": f"报道{number}", "source": "焦作日报", "date": day, "text": text}
    return json.dumps(given | more, ensure_ascii=False)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> QA:
    folder = tmp_path_factory.mktemp("dossiers")
    told = [
        line(1, "2023-07-01", "7月1日，副市长王小平到沁阳市调研。市审计局局长李明陪同。"),
        line(
            2,
            "2023-07-20",
            "7月20日，市政府召开防汛工作会议。市长王小平主持会议，李明出席。会议要求，市水利局要加强巡查。",
        ),
        line(3, "2023-07-21", "焦作市人民政府昨日通报，王小平同志到焦作市水利局看望职工。"),
        line(4, "2023-09-30", "九月的晚上，居民在河边纳凉，谈起清水河边的路灯。"),
    ]
    (folder / "news.jsonl").write_text("\n".join(told), "utf-8")
    build_index(folder / "i", [folder / "news.jsonl"], Issue(), settings(), encoder)
    return QA.open(folder / "i")


def test_a_person_is_told_in_time_with_offices_as_printed(archive: QA) -> None:
    found = archive.dossiers.get("person", "王小平")
    assert found is not None
    assert [one.day for one in found.mentions] == ["2023-07-21", "2023-07-20", "2023-07-01"]
    assert [(one.office, one.first) for one in found.offices] == [("副市长", "2023-07-01"), ("市长", "2023-07-20")]
    assert {record.form for record in found.records} == {"inspection", "meeting"}
    beside = next(one for one in found.beside if one.name == "李明")
    assert (beside.articles, beside.met) == (2, 2)


def test_a_body_is_one_under_all_its_names_and_knows_what_it_was_asked(archive: QA) -> None:
    found = archive.dossiers.get("body", "焦作市政府")
    assert found is not None
    assert set(found.spellings) == {"市政府", "焦作市人民政府"}
    assert [record.name for record in found.records] == ["防汛工作会议"]
    water = archive.dossiers.get("body", "焦作市水利局")
    assert water is not None
    assert ["加强巡查" in one.measure.text for one in water.asked] == [True]


def test_any_words_of_the_articles_are_a_topic(archive: QA) -> None:
    found = archive.dossiers.find("清水河边")
    assert found is not None
    assert (found.kind, [one.article_id for one in found.mentions]) == ("topic", ["n4"])
    assert archive.dossiers.find("从未印过的话") is None


def test_what_a_citation_names_comes_first(archive: QA) -> None:
    article = archive.article("n1")
    assert article is not None
    start = article.body.index("市审计局")
    named = archive.dossiers.named_in([article], [("n1", start, start + 4)])
    assert {named[0], named[1]} == {("person", "李明"), ("body", "焦作市审计局")}
    assert ("person", "王小平") in named


def test_names_are_listed_by_how_often_they_stand(archive: QA) -> None:
    assert archive.dossiers.names("person") == [("王小平", 3), ("李明", 2)]
    assert archive.dossiers.names("body", "水利") == [("焦作市水利局", 2)]


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (["2020-02-27", "2020-02-29", None], [("2020-02-27", 1), ("2020-02-28", 0), ("2020-02-29", 1)]),
        (["2019-12-31", "2020-02-01", "2020-03-20"], [("2019-12", 1), ("2020-01", 0), ("2020-02", 1), ("2020-03", 1)]),
        (
            ["2001-01-01", "2003-05-05", "2009-09-09"],
            [(str(year), int(year in (2001, 2003, 2009))) for year in range(2001, 2010)],
        ),
        ([None], []),
    ],
)
def test_mentions_are_counted_by_day_month_or_year(days: list[str | None], expected: list[tuple[str, int]]) -> None:
    assert over_time(days) == expected
