"""文章: the archive read, searched, added to and taken from; in a real browser, and what stands behind it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from index.build import build_index, remove
from index.encoder import Encoder
from index.readers import Issue
from index.settings import Settings, settings
from index.store import Store
from rag import QA, BaowenError
from tests.browser import HOSTILE, Page, needs_browser, opened, served
from tests.conftest import ROOT
from tests.paper import print_page
from tests.reading import CASES
from tests.test_page import NARROW, PAGE

QUESTION = "老城区道路改造更换了多少盏路灯？"


@pytest.fixture
def own_index(sample_index: Path, tmp_path: Path) -> Path:
    """An index that a test may change."""
    shutil.copytree(sample_index, tmp_path / "index")
    return tmp_path / "index"


@pytest.fixture
def own_page(browser: Any, own_index: Path, tmp_path: Path) -> Iterator[Page]:
    uploads = str(tmp_path / "uploads")
    with served(own_index, BAOWEN_UPLOADS=uploads) as address:
        with opened(browser, address) as page:
            to_archive(page)
            yield page


@pytest.fixture
def own_qa(own_index: Path, tmp_path: Path) -> QA:
    return QA.open(own_index, options=Settings(uploads=tmp_path / "uploads", max_upload_bytes=200_000))


def to_archive(page: Page) -> None:
    page.page.get_by_role("tab", name="文章").click()
    page.page.wait_for_selector("#archive li")


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


# In the browser ------------------------------------------------------------------------------------------------------


@needs_browser
def test_the_archive_is_browsed_and_an_article_read_as_it_stood(page: Page) -> None:
    to_archive(page)
    assert page.page.inner_text("#archive h2") == "焦作日报 · 2020-02-27"
    assert page.page.locator("#archive li").count() == 8
    page.page.click("#archive a:has-text('加快推动企业复工复产')")
    page.page.wait_for_selector("#panel .story")
    assert "市人大常委会分组强力督导调研并提出" in page.page.inner_text("#panel .story header")
    assert "焦作日报 · 2020-02-27 · 第1版" in page.page.inner_text("#panel .story")


@needs_browser
def test_the_raw_text_of_the_page_is_there_on_demand(page: Page) -> None:
    to_archive(page)
    page.page.click("#archive a >> nth=0")
    assert page.page.locator("#panel pre").count() == 0
    page.page.click("#panel .raw button")
    page.page.wait_for_selector("#panel pre")
    assert page.page.locator("#panel pre").text_content() == PAGE.strip()


@needs_browser
def test_articles_are_found_by_words_and_by_issue(page: Page) -> None:
    to_archive(page)
    page.page.get_by_label("查找报道").fill("企业复工复产率")
    page.page.wait_for_selector("text=最相关的")
    assert "加快推动企业复工复产" in page.page.inner_text("#archive li >> nth=0")
    assert "82.8%" in page.page.inner_text("#archive li >> nth=0")
    page.page.get_by_label("查找报道").fill("")
    page.page.get_by_label("报纸与日期").click()
    page.page.get_by_role("option", name="焦作日报 2020-02-27 (8)").click()
    page.page.wait_for_selector("text=8 篇报道，第 1–8 篇")


@needs_browser
def test_files_are_added_with_a_result_each_and_asked_about_and_removed(own_page: Page, tmp_path: Path) -> None:
    page = own_page.page
    broken, good = tmp_path / "broken.txt", write(tmp_path / "binjiang-2021-03-13-p2.txt", NARROW)
    broken.write_bytes(b"\x00\x01\x02")
    paper = [("市体育馆开放", ["本报讯（记者甲乙）昨日，市体育馆对市民免费开放，每天接待五百人。"])]
    (tmp_path / "sport.pdf").write_bytes(print_page(paper))
    page.get_by_text("加入文件").click()
    page.set_input_files("#files input[type=file]", [broken, good, tmp_path / "sport.pdf"])
    page.wait_for_selector("#files >> text=sport")
    page.get_by_label("报纸名称（可不填）").fill("滨江日报")
    page.click("#add")
    page.wait_for_selector("#added table")
    rows = page.locator("#added tbody tr").all_inner_texts()
    assert [row.split("\t")[:3] for row in rows][:2] == [
        ["broken.txt", "没有加入", ""],
        ["binjiang-2021-03-13-p2.txt", "已加入", "5"],
    ]
    assert "是二进制文件" in rows[0] and "已加入" in rows[2]
    page.wait_for_selector("#archive h2:has-text('滨江日报 · 2021-03-13')")
    page.get_by_role("tab", name="对话").click()
    assert "310盏" in own_page.ask(QUESTION)
    page.get_by_role("tab", name="文章").click()
    page.get_by_text("移除文件").click()
    page.get_by_label("哪些文件").click()
    page.get_by_role("option", name="binjiang-2021-03-13-p2.txt").click()
    page.keyboard.press("Escape")
    page.click("#remove")
    page.click("#yes")
    page.wait_for_selector("#gone >> text=已移除：binjiang-2021-03-13-p2.txt")
    assert [path.name for path in (tmp_path / "uploads").iterdir()] == ["sport.pdf"]
    page.get_by_role("tab", name="对话").click()
    assert "310盏" not in own_page.ask(QUESTION)


@needs_browser
def test_what_cannot_be_added_is_one_calm_line(own_page: Page, tmp_path: Path) -> None:
    page = own_page.page
    page.get_by_text("加入文件").click()
    page.click("#add")
    page.wait_for_selector("#added >> text=先选文件。")
    page.set_input_files("#files input[type=file]", [write(tmp_path / "page.txt", NARROW)])
    page.wait_for_selector("#files >> text=page")
    page.get_by_label("日期（可不填）").fill("昨天")
    page.click("#add")
    page.wait_for_selector("#added >> text=“昨天”不是日期")


@needs_browser
def test_where_readers_may_not_change_the_archive_nothing_offers_it(browser: Any, sample_index: Path) -> None:
    with served(sample_index, "--read-only") as address, opened(browser, address) as page:
        to_archive(page)
        assert page.page.locator("#adding, #removing, #files").count() == 0
        endpoints = json.dumps(page.page.evaluate("fetch('/config').then(answer => answer.json())"))
        assert '"added"' not in endpoints and '"removed"' not in endpoints


@needs_browser
@pytest.mark.parametrize("width", [1280, 390])
def test_it_is_accessible_and_never_wider_than_the_screen(browser: Any, address: str, width: int) -> None:
    with opened(browser, address, viewport={"width": width, "height": 800}, locale="en-GB") as page:
        page.page.get_by_role("tab", name="Articles").click()
        page.page.wait_for_selector("#archive li")
        page.page.get_by_text("Add files").click()
        page.page.get_by_text("Remove files").click()
        page.page.wait_for_timeout(800)
        assert page.complaints() == []
        assert page.page.evaluate("document.documentElement.scrollWidth") <= width


# What stands behind it -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["../../up.txt", "<img src=x>.txt", "a b&c;d.txt", "长" * 80 + ".txt", ".hidden.txt", "...txt.txt"]
)
def test_no_name_leads_out_of_the_folder_of_uploads(own_qa: QA, tmp_path: Path, name: str) -> None:
    sent = write(tmp_path / "sent" / name.replace("/", "_"), NARROW)
    (report,) = own_qa.archive.add([sent], Issue())
    (kept,) = (tmp_path / "uploads").iterdir()
    assert report.outcome == "added" and kept.name == report.path
    assert set("<>/&; ") & set(kept.name) == set() and not kept.name.startswith(".")
    assert len(kept.name) <= 70


def test_a_name_that_is_taken_by_other_articles_gets_a_number(own_qa: QA, tmp_path: Path) -> None:
    for folder, text in (("a", NARROW), ("b", PAGE), ("c", NARROW)):
        own_qa.archive.add([write(tmp_path / folder / "page.txt", text)], Issue())
    assert sorted(path.name for path in (tmp_path / "uploads").iterdir()) == ["page-2.txt", "page.txt"]


def test_a_corrected_file_of_the_same_name_takes_the_place_of_the_earlier_one(own_qa: QA, tmp_path: Path) -> None:
    texts = [(CASES / "07b-dup" / name / "第1版.txt").read_text("utf-8") for name in ("one", "two", "three")]
    sent = [write(tmp_path / str(number) / "第1版.txt", text) for number, text in enumerate(texts)]
    outcomes = [report.outcome for one in sent for report in own_qa.archive.add([one], Issue())]
    assert outcomes == ["added", "added", "replaced"]
    assert "4.6公里" in own_qa.ask("西湖路全长多少公里？").answer
    bodies = [article.body for article in own_qa.store.articles()]
    assert [any(words in body for body in bodies) for words in ("4.2公里", "60万册", "4.6公里")] == [False, True, True]
    assert len(list((tmp_path / "uploads").iterdir())) == 2


WEATHER = "今日天气\n3月{}日，我市晴，最高气温{}度，最低气温{}度，西北风三级，空气质量良。\n"


@pytest.mark.parametrize(
    ("first", "second", "outcome"),
    [
        (NARROW, NARROW.replace("310盏", "330盏"), "replaced"),
        (WEATHER.format(12, 19, 8), WEATHER.format(12, 18, 8).replace("今日天气", "今天天气"), "replaced"),
        (WEATHER.format(12, 19, 8), WEATHER.format(13, 21, 9), "added"),
    ],
    ids=["a figure corrected", "a headline corrected", "the same form on another day"],
)
def test_only_the_same_page_once_more_takes_the_place_of_an_earlier_one(
    own_qa: QA, tmp_path: Path, first: str, second: str, outcome: str
) -> None:
    for number, text in enumerate((first, second)):
        (report,) = own_qa.archive.add([write(tmp_path / str(number) / "page.txt", text)], Issue())
    assert report.outcome == outcome


def test_the_end_of_a_long_name_tells_date_and_page(own_qa: QA, tmp_path: Path) -> None:
    name = f"{'市民日报' * 15}-2021-03-13-第07版.txt"
    sent = write(tmp_path / "cut.txt", NARROW)  # as what takes a browser's file may have named it
    (report,) = own_qa.archive.add([sent], Issue(), names=[name])
    article = next(own_qa.store.articles_of(str(tmp_path / "uploads" / report.path)))
    assert (article.issue_date, article.page) == ("2021-03-13", "07")


def test_files_added_from_several_threads_go_in_one_after_another(own_qa: QA, tmp_path: Path) -> None:
    sent = [write(tmp_path / str(n) / f"f{n}.txt", f"第{n}号街道通车\n第{n}号街道全长{n}.5公里。\n") for n in range(6)]
    with ThreadPoolExecutor(6) as threads:
        reports = list(threads.map(lambda path: own_qa.archive.add([path], Issue()), sent))
    assert [report.outcome for some in reports for report in some] == ["added"] * 6
    assert "3.5公里" in own_qa.ask("第3号街道全长多少公里？").answer


def test_what_is_too_large_or_of_no_known_kind_is_named_and_not_kept(own_qa: QA, tmp_path: Path) -> None:
    large, strange = write(tmp_path / "large.txt", "大" * 100_000), write(tmp_path / "run.exe", "x")
    reports = own_qa.archive.add([large, strange], Issue())
    assert [report.outcome for report in reports] == ["failed", "failed"]
    assert "300,000 bytes, at most 200,000 are taken" in reports[0].message
    assert "cannot read '.exe' files" in reports[1].message
    assert not (tmp_path / "uploads").exists()
    with pytest.raises(BaowenError, match="51 files, at most 50"):
        own_qa.archive.add([large] * 51, Issue())


def test_only_uploads_are_deleted_from_disk(own_qa: QA, tmp_path: Path) -> None:
    (page,) = own_qa.archive.files()
    assert not page.uploaded
    assert own_qa.archive.remove([page.path, "/etc/passwd"]) == []
    assert own_qa.archive.remove([page.id, "x"]) == [page.name]
    assert (ROOT / "articles" / page.name).exists() and own_qa.archive.files() == []


def test_hostile_words_stay_words(own_qa: QA, tmp_path: Path) -> None:
    from web.archive import listing

    own_qa.archive.add([write(tmp_path / "x.txt", f"{HOSTILE}\n\n{HOSTILE * 3}。\n")], Issue(source=HOSTILE))
    for query in ("", "evil"):
        assert "<img" not in (shown := listing(own_qa, "", query, 0, "zh")) and "<script" not in shown


# Raw page text in the store ------------------------------------------------------------------------------------------


def test_the_page_goes_with_its_file_and_outlasts_a_rebuild(tmp_path: Path, encoder: Encoder) -> None:
    page, folder = write(tmp_path / "p1.txt", PAGE), tmp_path / "index"
    build_index(folder, [page], Issue(), settings(), encoder)
    article = next(iter(Store.open(folder).articles()))
    assert [text for _, text in Store.open(folder).page_texts(article.id)] == [PAGE]
    page.unlink()
    build_index(folder, [], Issue(), settings(), encoder, rebuild=True)
    assert [text for _, text in Store.open(folder).page_texts(article.id)] == [PAGE]
    remove(folder, [str(page)], settings(), encoder)
    assert Store.open(folder).connection.execute("SELECT count(*) FROM page_text").fetchone() == (0,)


def test_a_changed_page_replaces_the_text_and_ready_made_articles_have_none(tmp_path: Path, encoder: Encoder) -> None:
    page, folder = write(tmp_path / "p1.txt", PAGE), tmp_path / "index"
    ready = write(tmp_path / "a.jsonl", json.dumps({"id": "r1", "title": "题", "text": "正文。"}) + "\n")
    build_index(folder, [page, ready], Issue(), settings(), encoder)
    write(page, NARROW)
    build_index(folder, [page], Issue(), settings(), encoder)
    store = Store.open(folder)
    assert {text for one in store.articles() for _, text in store.page_texts(one.id)} == {NARROW}
    assert store.page_texts("r1") == []
