"""The index: one writer, failures leave it as it was, and a damaged FAISS file is never trusted."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from index.build import FileReport, build_index
from index.encoder import Encoder
from index.errors import BaowenError
from index.lock import only_writer
from index.readers import Issue
from index.schema import Filters
from index.settings import Settings, settings
from index.store import Store
from index.vectors import FILE, LABEL, open_vectors
from rag import QA
from tests.test_encoder import tiny_model

PAGE = "我市召开春耕会议\n\n本报讯（记者李明）昨日，我市召开春耕会议，要求抓好春耕生产。\n"
QUESTION = "王小平暗访了哪些单位？"


def index(
    folder: Path, *paths: Path, encoder: Encoder, issue: Issue | None = None, **options: bool
) -> list[FileReport]:
    return build_index(folder, paths, issue or Issue(), settings(), encoder, **options)


def write(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    return path


def outcomes(reports: list[FileReport]) -> list[str]:
    return [report.outcome for report in reports]


@pytest.fixture
def copy(sample_index: Path, tmp_path: Path) -> Path:
    """The sample index, to be damaged."""
    return Path(shutil.copytree(sample_index, tmp_path / "copy"))


# One writer -----------------------------------------------------------------------------------------------------------


def test_a_second_writer_is_told_who_is_writing(tmp_path: Path, encoder: Encoder) -> None:
    page = write(tmp_path / "a.txt", PAGE)
    hasty = Settings(writer_wait_s=0)
    with only_writer(tmp_path / "i"), pytest.raises(BaowenError, match="is being changed by somebody else") as caught:
        build_index(tmp_path / "i", [page], Issue(), hasty, encoder)
    assert str(tmp_path) not in str(caught.value)  # which is for the readers of the page
    assert f"{tmp_path / 'i'}, by process {os.getpid()}, since " in caught.value.full
    assert outcomes(index(tmp_path / "i", page, encoder=encoder)) == ["added"]


# The model is part of the index --------------------------------------------------------------------------------------


def test_another_model_is_refused_with_what_to_do_and_rebuild_does_it(copy: Path, tmp_path: Path) -> None:
    other = Settings(model=tiny_model(tmp_path / "tiny"))
    with pytest.raises(BaowenError, match=r"built with the embedding model 'multilingual-e5-small'.*--rebuild"):
        QA.open(copy, options=other)
    before = [article.body for article in Store.open(copy).articles()]
    build_index(copy, [], Issue(), other, Encoder(other.model), rebuild=True)
    store = Store.open(copy)
    assert [article.body for article in store.articles()] == before
    assert store.manifest.dimension == open_vectors(store).dimension == 8


# Faults --------------------------------------------------------------------------------------------------------------


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)


@pytest.mark.parametrize(
    "damage",
    [
        lambda folder: (folder / FILE).unlink(),
        lambda folder: (folder / LABEL).unlink(),
        lambda folder: (folder / FILE).write_bytes((folder / FILE).read_bytes()[:100]),
        lambda folder: (folder / FILE).write_bytes(b"not an index at all"),
        lambda folder: flip(folder / FILE),
        lambda folder: (folder / LABEL).write_text("{"),
    ],
    ids=["missing", "label missing", "truncated", "garbage", "flipped bits", "label torn"],
)
def test_a_damaged_vector_file_is_rebuilt_and_the_answers_stay(copy: Path, qa: QA, damage: object) -> None:
    damage(copy)  # type: ignore[operator]
    again = QA.open(copy).ask(QUESTION)
    assert [passage.passage_id for passage in again.passages] == [p.passage_id for p in qa.ask(QUESTION).passages]
    label = json.loads((copy / LABEL).read_text())
    assert label["generation"] == Store.open(copy).generation


def test_a_stale_vector_file_is_rebuilt(copy: Path, tmp_path: Path, encoder: Encoder) -> None:
    saved = (copy / FILE).read_bytes(), (copy / LABEL).read_bytes()
    index(copy, write(tmp_path / "new.txt", PAGE), encoder=encoder)
    (copy / FILE).write_bytes(saved[0])
    (copy / LABEL).write_bytes(saved[1])
    assert "春耕会议" in QA.open(copy).ask("谁报道了我市召开的春耕会议？").answer


def test_a_reader_sees_what_was_added_while_it_was_open(copy: Path, tmp_path: Path, encoder: Encoder) -> None:
    qa = QA.open(copy)
    qa.ask(QUESTION)
    index(copy, write(tmp_path / "new.txt", PAGE), encoder=encoder)
    assert qa.ask("我市召开的春耕会议要求什么？").passages[0].title == "我市召开春耕会议"


def test_a_damaged_database_is_one_clear_line_and_rebuild_sets_it_aside(
    copy: Path, tmp_path: Path, encoder: Encoder
) -> None:
    for path in copy.glob("baowen.sqlite*"):
        path.unlink()
    (copy / "baowen.sqlite").write_bytes(b"this is no database, whatever its name says" * 100)
    with pytest.raises(BaowenError, match="damaged, or no index"):
        QA.open(copy)
    index(copy, write(tmp_path / "new.txt", PAGE), encoder=encoder, rebuild=True)
    assert Store.open(copy).counts() == (1, 1)
    assert (copy / "damaged-baowen.sqlite").exists()


def test_an_index_of_another_format_says_what_to_do_and_rebuild_sets_it_aside(copy: Path, encoder: Encoder) -> None:
    store = Store.open(copy)
    with store.transaction() as connection:
        connection.execute("UPDATE meta SET value = '2' WHERE key = 'format'")
    store.close()
    with pytest.raises(BaowenError, match="index format 2, this program reads 5; run 'baowen index PATH --rebuild'"):
        Store.open(copy)
    page = write(copy.parent / "page.txt", PAGE)
    assert outcomes(index(copy, page, encoder=encoder, rebuild=True)) == ["added"]
    assert (copy / "former-baowen.sqlite").exists() and Store.open(copy).counts()[0] == 1


def test_an_index_that_was_only_begun_is_no_index_yet_and_can_be_made(tmp_path: Path, encoder: Encoder) -> None:
    folder = tmp_path / "i"
    folder.mkdir()
    (folder / "baowen.sqlite").touch()
    with pytest.raises(BaowenError, match="no index here"):
        Store.open(folder)
    assert outcomes(index(folder, write(tmp_path / "a.txt", PAGE), encoder=encoder)) == ["added"]


def test_a_transaction_that_fails_leaves_nothing_behind(copy: Path) -> None:
    store = Store.open(copy)
    before = store.counts()
    with pytest.raises(RuntimeError), store.transaction() as connection:
        connection.execute("DELETE FROM article")
        raise RuntimeError
    assert store.counts() == before


def test_removing_articles_removes_their_terms(copy: Path) -> None:
    store = Store.open(copy)
    assert store.lexical(["审计"], 10)
    with store.transaction() as connection:
        connection.execute("DELETE FROM article")
    assert store.lexical(["审计"], 10) == {}
    assert store.document_frequencies(["审计"]) == {}


def test_filters_narrow_by_newspaper_and_date(qa: QA) -> None:
    assert qa.search(QUESTION, filters=Filters(source="焦作日报", date_from="2020-02-27", date_to="2020-02-27"))
    assert qa.search(QUESTION, filters=Filters(source="晚报")) == ()
    assert qa.search(QUESTION, filters=Filters(date_from="2020-02-28")) == ()


def test_a_full_disk_is_one_clear_line_and_leaves_the_index_as_it_was(copy: Path) -> None:
    store = Store.open(copy)
    before = store.counts()
    store.connection.execute("PRAGMA max_page_count = 1")
    with pytest.raises(BaowenError, match=r"full.*it is as it was"), store.transaction() as connection:
        connection.execute("DELETE FROM article")
        connection.execute("INSERT INTO file VALUES ('big', hex(randomblob(4000000)))")
    assert store.counts() == before
