"""What readers put right about a page is done each time its file is read, and let go when the page is another."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from index.article import Article
from index.build import build_index, remove
from index.encoder import Encoder
from index.errors import BaowenError
from index.fixes import Fix, Kind, apply, digest_of, fixed
from index.kept_fixes import fixes_of
from index.line_places import line_places
from index.page import read_page
from index.page_fixing import fix_page, unfix_page
from index.readers import Issue, Reading
from index.repair import repair
from index.settings import settings
from index.store import Store
from tests.conftest import ROOT
from tests.reading import CASES, read
from tests.test_damage import change
from tests.test_keeping import write

PAGE = """西湖路改造后通车
本报讯（记者林岚）3月12日，西湖路改造后通车，全长4.2公里，双
向六车道，沿线的小区都装上了新路灯。
据市住建局介绍，工程总投资3.8亿元，惠及沿线12个小区的居民。
市图书馆新馆开放
3月13日，市图书馆新馆开放，藏书60万册，阅览座位1200个，当
天接待读者3000人次，傍晚才闭馆。
"""
LINES = PAGE.splitlines()
SAMPLE = (ROOT / "articles/jiaozuo-daily-2020-02-27-p1.txt").read_text("utf-8")


def fix(kind: Kind, *lines: int, text: str = PAGE) -> Fix:
    return Fix(kind, "", lines, digest_of(text))


def one_article() -> Article:
    """The page as one article, as a reader that missed the second headline takes it."""
    (first, *rest) = read_page(PAGE, source="山南日报", issue_date="2021-03-14")
    body = "\n".join([first.body, *(text for one in rest for text in (one.title, one.body) if text)])
    return replace(first, body=body)


def said(articles: list[Article]) -> Counter[str]:
    """The characters of all that articles say."""
    fields = (text for one in articles for text in (one.headline, one.byline, one.body, "".join(one.marks)) if text)
    return Counter("".join("".join(fields).split()))


# Which line went where -----------------------------------------------------------------------------------------------


def test_each_line_of_the_sample_page_is_found_in_its_article() -> None:
    articles = read_page(SAMPLE, source="焦作日报", issue_date="2020-02-27", page="1")
    lines = SAMPLE.splitlines()
    places = line_places(lines, articles)
    assert [line for line, place in zip(lines, places, strict=True) if line.strip() and place is None] == []
    for line, place in zip(lines, places, strict=True):
        if place and place.in_body:
            found = "".join(articles[place.article].body[place.start : place.end].split())
            assert found in "".join(line.split())


@pytest.mark.parametrize("name", ["06-chrome-pdf/page.pdf", "11-pdf-english/page.pdf", "15-pdf-pages/a.pdf"])
def test_lines_of_pdf_pages_are_found_too(tmp_path: Path, encoder: Encoder, name: str) -> None:
    articles = read(CASES / name)
    build_index(tmp_path, [CASES / name], Issue(), settings(), encoder)
    store = Store.open(tmp_path)
    for page, packed in store.rows("SELECT page, text FROM page_text"):
        lines = store.unpacked(packed).splitlines()
        assert all(line_places(lines, articles, page)[at] for at, line in enumerate(lines) if line.strip())


# What a fix does -----------------------------------------------------------------------------------------------------


def test_a_line_made_a_headline_parts_the_article_it_stood_in() -> None:
    whole = one_article()
    found = apply(fix("headline", 4), PAGE, [whole])
    assert found is not None
    first, second = found
    assert (first.title, second.title) == ("西湖路改造后通车", "市图书馆新馆开放")
    assert first.body.endswith("12个小区的居民。")
    assert second.body == "3月13日，市图书馆新馆开放，藏书60万册，阅览座位1200个，当天接待读者3000人次，傍晚才闭馆。"
    assert (second.source, second.event_date) == ("山南日报", "2021-03-13")
    assert said(found) == said([whole])


def test_a_split_begins_another_article_at_the_line() -> None:
    whole = one_article()
    found = apply(fix("split", 3), PAGE, [whole])
    assert found is not None
    first, second = found
    assert first.body.endswith("都装上了新路灯。")
    assert second.body.startswith("据市住建局介绍")
    assert said(found) == said([whole])


def test_joined_articles_are_one_with_the_first_ones_headline() -> None:
    articles = apply(fix("headline", 4), PAGE, [one_article()])
    assert articles is not None
    joined = apply(fix("join", 0, 5), PAGE, articles)
    assert joined is not None
    (whole,) = joined
    assert (whole.title, whole.reporters) == ("西湖路改造后通车", ("林岚",))
    assert "居民。\n市图书馆新馆开放\n3月13日" in whole.body
    assert said(joined) == said(articles)


def test_a_headline_without_text_is_joined_to_the_text_that_lacks_one() -> None:
    headline = Article("a", "headline_only", "市图书馆新馆开放", "")
    text = Article("b", "notice", None, "藏书60万册。")
    page = "市图书馆新馆开放\n藏书60万册。\n"
    (whole,) = apply(fix("join", 0, 1, text=page), page, [headline, text]) or []
    assert (whole.kind, whole.title, whole.body) == ("news", "市图书馆新馆开放", "藏书60万册。")


@pytest.mark.parametrize(
    "wrong",
    [
        fix("split", 1), fix("split", 0), fix("split", 99), fix("split", -1), fix("join", 0, 1), fix("join", 1),
        fix("headline", 0), fix("headline", 6), Fix("split", "", (3,), "other"),
        Fix("split", "2", (3,), digest_of(PAGE)),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_let_go_with_a_note(wrong: Fix) -> None:
    whole = one_article()
    reading, done = fixed(Reading(iter([whole]), ["before"], (("", PAGE),)), [wrong])
    assert (list(reading.articles), done) == ([whole], [])
    assert list(reading.notes) == ["before", "corrections that no longer fit its text, let go: 1"]


# Kept with the file --------------------------------------------------------------------------------------------------


def titles(folder: Path) -> list[str | None]:
    return sorted((one.title for one in Store.open(folder).articles()), key=str)


@pytest.fixture
def page(tmp_path: Path, encoder: Encoder) -> tuple[Path, Path]:
    """An index, and the file of its one page."""
    path = write(tmp_path / "page.txt", PAGE)
    build_index(tmp_path / "i", [path], Issue("山南日报", "2021-03-14"), settings(), encoder)
    return tmp_path / "i", path


def test_a_fix_is_done_at_once_and_outlasts_a_rebuild_and_a_repair(page: tuple[Path, Path], encoder: Encoder) -> None:
    folder, path = page
    before = titles(folder)
    fix_page(folder, str(path), fix("split", 3), settings(), encoder)
    articles = list(Store.open(folder).articles())
    assert any(one.body.startswith("据市住建局介绍") for one in articles)
    assert {(one.source, one.issue_date) for one in articles} == {("山南日报", "2021-03-14")}
    bodies = sorted(one.body for one in articles)
    build_index(folder, [path], Issue("山南日报", "2021-03-14"), settings(), encoder, rebuild=True)
    assert sorted(one.body for one in Store.open(folder).articles()) == bodies
    change(folder, "UPDATE passage SET vector = zeroblob(length(vector)) WHERE number = 1")
    change(folder, "UPDATE passage SET start = start + 1")
    repair(folder, settings(), encoder, lambda path, done, total: None)
    assert [one for _, one in fixes_of(Store.open(folder), str(path))] == [fix("split", 3)]
    assert sorted(one.body for one in Store.open(folder).articles()) == bodies
    ((number, _),) = fixes_of(Store.open(folder), str(path))
    unfix_page(folder, str(path), [number], settings(), encoder)
    assert titles(folder) == before


def test_a_changed_page_lets_go_of_its_fixes_and_says_so(page: tuple[Path, Path], encoder: Encoder) -> None:
    folder, path = page
    fix_page(folder, str(path), fix("split", 3), settings(), encoder)
    write(path, PAGE.replace("3.8亿元", "3.9亿元"))
    (report,) = build_index(folder, [path], Issue("山南日报", "2021-03-14"), settings(), encoder)
    assert "corrections that no longer fit its text, let go: 1" in report.notes
    assert fixes_of(Store.open(folder), str(path)) == []


def test_a_fix_that_does_not_fit_changes_nothing(page: tuple[Path, Path], encoder: Encoder) -> None:
    folder, path = page
    before = [one.as_json() for one in Store.open(folder).articles()]
    with pytest.raises(BaowenError, match="does not fit the page as it is now"):
        fix_page(folder, str(path), Fix("split", "", (3,), "other"), settings(), encoder)
    assert [one.as_json() for one in Store.open(folder).articles()] == before
    path.unlink()
    with pytest.raises(BaowenError, match="the file is no longer there"):
        fix_page(folder, str(path), fix("split", 3), settings(), encoder)


def test_the_fixes_of_a_file_go_with_it(page: tuple[Path, Path], encoder: Encoder) -> None:
    folder, path = page
    fix_page(folder, str(path), fix("split", 3), settings(), encoder)
    build_index(folder, [write(path.parent / "b.txt", "另一篇报道的正文。")], Issue(), settings(), encoder)
    remove(folder, [str(path)], settings(), encoder)
    assert Store.open(folder).rows("SELECT * FROM page_correction") == []
