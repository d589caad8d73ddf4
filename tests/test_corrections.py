"""Corrections (更正): attached to the one article they are about, and shown with whatever quotes it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from index.article import Article
from index.build import build_index
from index.encoder import Encoder
from index.readers import Issue
from index.settings import settings
from rag import QA
from rag.corrections import Correction, attached, corrections_in


def article(number: int, day: str, title: str, text: str, **more: Any) -> Article:
    return Article(id=f"n{number}", kind="news", title=title, body=text, source="河岸日报", issue_date=day, **more)


BRIDGE = article(1, "2023-07-22", "清水桥加固工程开工", "清水桥加固工程昨日开工，投入工人120名，工期60天。", page="2")
CORRECTION = article(
    2,
    "2023-07-25",
    "更正",
    "本报7月22日第2版《清水桥加固工程开工》一文中，“120名”应为“210名”，特此更正。",
    page="1",
)


def only(text: str, title: str | None = "更正") -> Correction:
    (found,) = corrections_in(article(9, "2023-07-25", title or "", text))
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("本报7月22日第2版《开工》一文中，“120名”应为“210名”。", ("开工", "2023-07-22", "2", "120名", "210名")),
        ("本报昨日三版《开工》将“李明”误写为“李鸣”，特此更正。", ("开工", "2023-07-24", "3", "李鸣", "李明")),
        ("7月22日2版的报道中“清水河”有误，应为“清泉河”。", (None, "2023-07-22", "2", "清水河", "清泉河")),
        ("本报《开工》一文有误，特此更正并致歉。", ("开工", None, None, None, None)),
    ],
)
def test_what_was_wrong_where_and_what_is_right(text: str, expected: tuple[str | None, ...]) -> None:
    found = only(text)
    assert (found.title, found.day, found.page, found.wrong, found.right) == expected


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("城管局开展整治", "会议指出，服务应为群众着想，工作有误的要立即改正。"),
        ("河岸县更正登记", "河岸县市场监管局昨日办理更正登记12件。"),
    ],
)
def test_other_articles_correct_nothing(title: str, text: str) -> None:
    assert list(corrections_in(article(9, "2023-07-25", title, text))) == []


def test_a_correction_is_attached_to_the_article_it_names() -> None:
    (one,) = corrections_in(CORRECTION)
    other = article(3, "2023-07-22", "图书馆延长开放", "图书馆今起延长开放。", page="2")
    assert attached([one], [BRIDGE, CORRECTION, other]) == {"n1": [one]}


@pytest.mark.parametrize(
    "articles",
    [
        [article(1, "2023-07-21", BRIDGE.title or "", BRIDGE.body, page="2")],  # another day's
        [article(1, "2023-07-22", BRIDGE.title or "", BRIDGE.body, page="4")],  # on another page
        [BRIDGE, article(4, "2023-07-22", BRIDGE.title or "", "又一篇。", page="2")],  # nobody can say which
        [article(1, "2023-07-22", "开工仪式", BRIDGE.body, page="2")],  # of another title
    ],
)
def test_it_is_attached_to_none_where_that_is_not_sure(articles: list[Article]) -> None:
    assert attached(list(corrections_in(CORRECTION)), articles) == {}


def test_without_a_title_the_wrong_words_must_stand_in_it() -> None:
    one = only("本报7月22日第2版报道中，“120名”应为“210名”，特此更正。")
    other = article(3, "2023-07-22", "图书馆延长开放", "图书馆今起延长开放。", page="2")
    assert list(attached([one], [BRIDGE, other])) == ["n1"]


def line(one: Article) -> str:
    given = {"id": one.id, "title": one.title, "source": one.source, "date": one.issue_date, "page": one.page}
    return json.dumps(given | {"text": one.body}, ensure_ascii=False)


@pytest.fixture(scope="module")
def corrected(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> QA:
    folder = tmp_path_factory.mktemp("corrected")
    (folder / "news.jsonl").write_text("\n".join(map(line, [BRIDGE, CORRECTION])), "utf-8")
    build_index(folder / "i", [folder / "news.jsonl"], Issue(), settings(), encoder)
    qa = QA.open(folder / "i")
    qa.meetings.all()  # as `baowen index` does, what is read of the articles is kept
    return qa


def test_an_answer_that_quotes_the_wrong_words_says_so(corrected: QA) -> None:
    answer = corrected.ask("清水桥加固工程投入多少工人？")
    assert answer.citations[0].article_id == "n1"
    assert answer.citations[-1].article_id == "n2"
    assert "更正（2023-07-25见报）：" in answer.answer
    assert "“120名”应为“210名”" in answer.answer
    marker = answer.citations[-1].marker
    assert answer.answer.endswith(f"[{marker}]")


def test_a_correction_is_known_as_soon_as_it_comes_in(tmp_path: Path, encoder: Encoder) -> None:
    def add(one: Article) -> None:
        (tmp_path / f"{one.id}.jsonl").write_text(line(one), "utf-8")
        build_index(tmp_path / "i", [tmp_path / f"{one.id}.jsonl"], Issue(), settings(), encoder)

    add(BRIDGE)
    qa = QA.open(tmp_path / "i")
    assert qa.corrections.of("n1") == ()
    add(CORRECTION)
    qa.meetings.all()
    assert [one.right for one in qa.corrections.of("n1")] == ["210名"]
