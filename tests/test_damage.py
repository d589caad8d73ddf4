"""An index that is not as it was written says so, and what is whole of it brings back the rest."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from index.build import build_index
from index.database import DATABASE
from index.encoder import Encoder
from index.errors import BaowenError, DamagedIndexError
from index.lock import only_writer
from index.readers import Issue
from index.repair import check, repair
from index.seals import sealed
from index.settings import Settings, settings
from index.store import Store
from rag import QA
from rag.cli import main
from tests.test_keeping import OTHER, PAGE, CountingEncoder, index, write

FLIPS = 40
QUESTIONS = ("王小平暗访了哪些单位？", "公交车什么时候恢复运行？", "When will the buses run again?")


@pytest.fixture
def copy(sample_index: Path, tmp_path: Path) -> Path:
    """The sample index, to be damaged."""
    return Path(shutil.copytree(sample_index, tmp_path / "copy"))


def told(folder: Path, encoder: Encoder) -> list[object]:
    """All that readers are told of an index, but for how long it took."""
    qa = QA(Store.open(folder), encoder, settings())
    answers = [qa.ask(question) for question in QUESTIONS]
    return [
        [(answer.answer, answer.citations, answer.passages) for answer in answers],
        {article.id: article for article in qa.store.articles()},
        {article.id: qa.page_texts(article.id) for article in qa.store.articles()},
        qa.store.issues(),
        qa.store.files(),
    ]


def change(folder: Path, statement: str) -> None:
    """Alter the database behind the program's back."""
    connection = sqlite3.connect(folder / DATABASE)
    connection.execute(statement)
    connection.commit()
    connection.close()


# Finding it ----------------------------------------------------------------------------------------------------------


def test_with_one_bit_flipped_it_answers_rightly_or_complains(sample_index: Path, copy: Path, encoder: Encoder) -> None:
    whole, chance = (sample_index / DATABASE).read_bytes(), random.Random(20200227)  # noqa: S311 - bits, not secrets
    right, complained = told(sample_index, encoder), 0
    for _ in range(FLIPS):
        content = bytearray(whole)
        at = chance.randrange(len(content) * 8)
        content[at // 8] ^= 1 << at % 8
        for path in copy.glob(f"{DATABASE}*"):
            path.unlink()
        (copy / DATABASE).write_bytes(bytes(content))
        try:
            assert told(copy, encoder)[:4] == right[:4], f"bit {at}"
        except BaowenError:
            complained += 1
    assert complained > FLIPS / 4  # the others hit what is not in use


DAMAGES = {
    "article": "UPDATE article SET record = replace(record, '王小平', '王大平') WHERE record LIKE '%王小平%'",
    "passage": "UPDATE passage SET vector = zeroblob(length(vector)) WHERE number = 3",
    "sentence": "UPDATE sentence SET stop = stop - 1 WHERE start = 0",
    "origin": "UPDATE origin SET page = '8'",
    "raw page": "UPDATE page_text SET text = substr(text, 1, 200)",
    "terms": "UPDATE terms_data SET block = zeroblob(length(block)) WHERE id = (SELECT max(id) FROM terms_data)",
    "shape": "UPDATE meta SET value = '301' WHERE key = 'passage_chars'",
}


@pytest.mark.parametrize("statement", DAMAGES.values(), ids=DAMAGES)
def test_damage_is_found_and_repaired_from_what_is_whole(
    sample_index: Path, copy: Path, encoder: Encoder, statement: str
) -> None:
    right = told(sample_index, encoder)
    change(copy, statement)
    with pytest.raises(DamagedIndexError, match="the index is damaged"):
        Store.open(copy)
    assert check(copy, settings())
    done = repair(copy, settings(), encoder, lambda path, done, total: None)
    assert (bool(done.found), done.lost) == (True, [])
    assert told(copy, encoder) == right
    assert not check(copy, settings())
    assert (copy / f"damaged-{DATABASE}").exists()


def test_a_page_of_the_file_that_is_torn_costs_what_stood_there_alone(
    sample_index: Path, copy: Path, encoder: Encoder
) -> None:
    (page,) = (size for (size,) in Store.open(copy).rows("PRAGMA page_size"))
    content = bytearray((copy / DATABASE).read_bytes())
    root = Store.open(copy).rows("SELECT rootpage FROM sqlite_master WHERE name = 'sentence'")[0][0]
    content[(root - 1) * page : root * page] = bytes(page)
    (copy / DATABASE).write_bytes(bytes(content))
    repair(copy, settings(), encoder, lambda path, done, total: None)
    assert told(copy, encoder)[:4] == told(sample_index, encoder)[:4]


def test_only_what_was_hit_is_encoded_again(tmp_path: Path) -> None:
    encoder, folder = CountingEncoder(), tmp_path / "i"
    index(folder, write(tmp_path / "a.txt", PAGE), write(tmp_path / "b.txt", OTHER), encoder=encoder)
    change(folder, "UPDATE passage SET vector = zeroblob(length(vector)) WHERE number = 1")
    encoder.given = []
    repair(folder, settings(), encoder, lambda path, done, total: None)
    (again,) = encoder.given
    assert "春耕" in again


def test_an_article_whose_file_is_gone_is_named_as_lost_and_the_others_stay(tmp_path: Path, encoder: Encoder) -> None:
    gone, folder = write(tmp_path / "a.txt", PAGE), tmp_path / "i"
    index(folder, gone, write(tmp_path / "b.txt", OTHER), encoder=encoder)
    change(folder, "UPDATE article SET record = replace(record, '春耕', '春游') WHERE record LIKE '%春耕%'")
    gone.unlink()
    done = repair(folder, settings(), encoder, lambda path, done, total: None)
    assert [file for _, file in done.lost] == [str(gone)]
    assert [article.title for article in Store.open(folder).articles()] == ["我市召开夏收会议"]


def test_a_file_whose_name_is_no_utf8_is_found_again(tmp_path: Path, encoder: Encoder) -> None:
    name, folder = os.fsdecode("焦作日报.txt".encode("gb18030")), tmp_path / "i"
    index(folder, write(tmp_path / name, PAGE), write(tmp_path / "b.txt", OTHER), encoder=encoder)
    change(folder, "UPDATE article SET record = replace(record, '春耕', '春游') WHERE record LIKE '%春耕%'")
    done = repair(folder, settings(), encoder, lambda path, done, total: None)
    assert not done.lost
    assert [report.path for report in done.files] == [str(tmp_path / "焦作日报.txt")]


def test_the_command_says_what_is_hit_and_repairs_it(
    copy: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(*arguments: str) -> tuple[int, str]:
        monkeypatch.setattr("sys.argv", ["baowen", "check", "--index", str(copy), *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out + said.err

    assert run() == (0, "the index is whole\n")
    change(copy, DAMAGES["passage"])
    code, said = run()
    assert code == 1 and "damaged: passages of " in said
    code, said = run("--repair")
    assert code == 0 and "the damaged one was set aside" in said
    assert run() == (0, "the index is whole\n")


def test_the_picture_of_a_page_is_sealed_and_kept_where_it_is_whole(tmp_path: Path, encoder: Encoder) -> None:
    files, folder = [write(tmp_path / "a.txt", PAGE), write(tmp_path / "b.txt", OTHER)], tmp_path / "i"
    index(folder, *files, encoder=encoder)
    store = Store.open(folder)
    with store.transaction() as connection:
        rows = [sealed(str(file), "", b"JPEG") for file in files]
        connection.executemany("INSERT INTO page_picture VALUES (?, ?, ?, ?)", rows)
    (first, _), (second, _) = ((article.id, article) for article in store.articles())
    change(folder, "UPDATE page_picture SET picture = 'JPEH' WHERE file LIKE '%a.txt'")
    with pytest.raises(DamagedIndexError, match="the picture of a page"):
        store.page_pictures(first)
    assert check(folder, settings()).lines() == [f"page pictures of {files[0]}"]
    done = repair(folder, settings(), encoder, lambda path, done, total: None)
    assert [report.path for report in done.files] == [str(files[0])]
    assert [picture for _, picture in Store.open(folder).page_pictures(second)] == [b"JPEG"]


# Under a running program ---------------------------------------------------------------------------------------------


def test_an_index_deleted_under_a_running_program_is_said_so_and_none_is_made(
    copy: Path, tmp_path: Path, encoder: Encoder
) -> None:
    qa = QA(Store.open(copy), encoder, Settings(uploads=tmp_path / "uploads"))
    qa.ask(QUESTIONS[0])
    shutil.rmtree(copy)
    for call in (lambda: qa.ask(QUESTIONS[0]), lambda: qa.archive.add([write(tmp_path / "a.txt", PAGE)], Issue())):
        with pytest.raises(BaowenError, match="was deleted or moved away while it was in use") as caught:
            call()
        assert str(copy) not in str(caught.value) and str(copy) in caught.value.full
    assert not copy.exists()


def test_an_index_deleted_while_an_upload_waits_for_its_turn_is_not_made_anew(
    copy: Path, tmp_path: Path, encoder: Encoder
) -> None:
    qa = QA(Store.open(copy), encoder, Settings(uploads=tmp_path / "uploads", writer_wait_s=60))
    with ThreadPoolExecutor() as pool, only_writer(copy):
        adding = pool.submit(qa.archive.add, [write(tmp_path / "a.txt", PAGE)], Issue())
        while not list((tmp_path / "uploads").glob("*")):  # by then it has seen the index for the last time
            time.sleep(0.01)
        (copy / DATABASE).unlink()
    with pytest.raises(BaowenError, match="bring it back"):
        adding.result()
    assert not (copy / DATABASE).exists()


def test_an_index_replaced_under_a_running_program_is_said_so(copy: Path, tmp_path: Path, encoder: Encoder) -> None:
    qa = QA(Store.open(copy), encoder, settings())
    qa.ask(QUESTIONS[0])
    build_index(tmp_path / "other", [write(tmp_path / "a.txt", PAGE)], Issue(), settings(), encoder)
    (tmp_path / "other" / DATABASE).replace(copy / DATABASE)
    with pytest.raises(BaowenError, match="was replaced by another one while it was in use"):
        qa.ask(QUESTIONS[0])


def test_the_lock_is_never_written_through_a_link(tmp_path: Path) -> None:
    folder, precious = tmp_path / "i", write(tmp_path / "precious.txt", "words")
    folder.mkdir()
    (folder / "writer.lock").symlink_to(precious)
    with pytest.raises(BaowenError, match="is a symbolic link"), only_writer(folder):
        pass
    (folder / "writer.lock").unlink()
    (folder / "writer.txt").symlink_to(precious)
    with only_writer(folder):
        assert precious.read_text() == "words"
    assert precious.read_text() == "words"
