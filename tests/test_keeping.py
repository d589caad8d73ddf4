"""What a folder of files becomes: each article once, up to date, and gone when it is to be."""

from __future__ import annotations

import json
import shutil
import threading
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from index.build import FileReport, build_index
from index.build import remove as remove_from
from index.encoder import Encoder
from index.errors import BaowenError
from index.readers import Issue
from index.schema import Filters, FloatArray, Origin
from index.settings import Settings, settings
from index.store import Store
from rag import QA
from tests.test_encoder import tiny_model

PAGE = "我市召开春耕会议\n\n本报讯（记者李明）昨日，我市召开春耕会议，要求抓好春耕生产。\n"
OTHER = PAGE.replace("春耕", "夏收")


def index(
    folder: Path, *paths: Path, encoder: Encoder, issue: Issue | None = None, **options: bool
) -> list[FileReport]:
    return build_index(folder, paths, issue or Issue(), settings(), encoder, **options)


def remove(folder: Path, *targets: str, encoder: Encoder) -> list[FileReport]:
    return remove_from(folder, targets, settings(), encoder)


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def outcomes(reports: list[FileReport]) -> list[str]:
    return [report.outcome for report in reports]


def titles(folder: Path) -> list[str | None]:
    return [article.title for article in Store.open(folder).articles()]


class CountingEncoder(Encoder):
    """The real encoder, which remembers what it was given."""

    def documents(self, texts: Sequence[str]) -> FloatArray:
        self.given = [*getattr(self, "given", []), *texts]
        return super().documents(texts)


# Again, changed, removed ---------------------------------------------------------------------------------------------


def test_an_unchanged_file_is_skipped_and_a_changed_one_replaced(tmp_path: Path, encoder: Encoder) -> None:
    page = write(tmp_path / "2020-02-27.txt", PAGE)
    assert outcomes(index(tmp_path / "i", page, encoder=encoder)) == ["added"]
    assert outcomes(index(tmp_path / "i", page, encoder=encoder)) == ["unchanged"]
    write(page, OTHER)
    assert outcomes(index(tmp_path / "i", page, encoder=encoder)) == ["replaced"]
    assert titles(tmp_path / "i") == ["我市召开夏收会议"]


def test_only_new_text_is_encoded(tmp_path: Path) -> None:
    encoder = CountingEncoder()
    page = write(tmp_path / "a.txt", PAGE)
    index(tmp_path / "i", page, encoder=encoder)
    encoder.given = []
    write(page, PAGE + "\n会议指出，要压实责任。\n")
    index(tmp_path / "i", page, encoder=encoder)
    assert "会议指出，要压实责任。" in encoder.given
    assert not any(text.startswith("昨日") for text in encoder.given)  # the sentence that stood there before


def test_a_report_says_what_was_read(tmp_path: Path, encoder: Encoder) -> None:
    dated, bare = write(tmp_path / "2020-02-27.txt", PAGE), tmp_path / "b.txt"
    bare.write_bytes(OTHER.encode("gb18030"))
    first, second = index(tmp_path / "i", dated, bare, encoder=encoder)
    assert (first.articles, first.passages, first.dates, first.notes) == (1, 1, ("2020-02-27",), ())
    assert (second.dates, second.notes) == ((), ("read as gb18030", "no issue date"))


def test_files_folders_and_articles_can_be_removed(tmp_path: Path, encoder: Encoder) -> None:
    for name, text in (("a/1.txt", PAGE), ("a/2.txt", OTHER), ("b/3.txt", PAGE.replace("春耕", "防汛"))):
        write(tmp_path / name, text)
    folder = tmp_path / "i"
    index(folder, tmp_path / "a", tmp_path / "b", encoder=encoder)
    assert outcomes(remove(folder, str(tmp_path / "a"), encoder=encoder)) == ["removed", "removed"]
    assert titles(folder) == ["我市召开防汛会议"]
    with pytest.raises(BaowenError, match=r"nothing\.txt: no file or article of this index"):
        remove(folder, str(tmp_path / "nothing.txt"), encoder=encoder)
    remove(folder, next(Store.open(folder).articles()).id, encoder=encoder)
    assert Store.open(folder).counts() == (0, 0)
    assert outcomes(index(folder, tmp_path / "a" / "1.txt", encoder=encoder)) == ["added"]


def test_prune_forgets_files_that_left_the_folder_and_keeps_those_that_cannot_be_read(
    tmp_path: Path, encoder: Encoder
) -> None:
    pages = tmp_path / "pages"
    gone, broken, elsewhere = (
        write(pages / "1.txt", PAGE),
        write(pages / "2.txt", OTHER),
        write(tmp_path / "e.txt", "别处的稿件，也要留着。"),
    )
    index(tmp_path / "i", pages, elsewhere, encoder=encoder)
    gone.unlink()
    broken.write_bytes(b"\0\0\1")
    assert sorted(outcomes(index(tmp_path / "i", pages, encoder=encoder, prune=True))) == ["failed", "removed"]
    assert titles(tmp_path / "i") == ["我市召开夏收会议", None]


def test_a_folder_that_is_not_there_is_not_taken_for_an_empty_one(tmp_path: Path, encoder: Encoder) -> None:
    pages = tmp_path / "pages"
    write(pages / "1.txt", PAGE)
    index(tmp_path / "i", pages, encoder=encoder)
    shutil.move(pages, tmp_path / "elsewhere")
    assert outcomes(index(tmp_path / "i", pages, encoder=encoder, prune=True)) == ["failed"]
    assert Store.open(tmp_path / "i").counts() == (1, 1)


def test_what_left_an_archive_is_forgotten(tmp_path: Path, encoder: Encoder) -> None:
    def pack(**texts: str) -> None:
        with zipfile.ZipFile(tmp_path / "papers.zip", "w") as archive:
            for name, text in texts.items():
                archive.writestr(f"{name}.txt", text)

    pack(one=PAGE, two=OTHER)
    assert outcomes(index(tmp_path / "i", tmp_path / "papers.zip", encoder=encoder)) == ["added", "added"]
    pack(two=OTHER)
    assert outcomes(index(tmp_path / "i", tmp_path / "papers.zip", encoder=encoder)) == ["unchanged", "removed"]
    assert titles(tmp_path / "i") == ["我市召开夏收会议"]


# The same article twice ----------------------------------------------------------------------------------------------


def test_an_article_of_two_files_is_kept_once_and_outlives_one_of_them(tmp_path: Path, encoder: Encoder) -> None:
    first, second = write(tmp_path / "a.txt", PAGE), write(tmp_path / "b.txt", PAGE)
    index(tmp_path / "i", first, second, encoder=encoder)
    store = Store.open(tmp_path / "i")
    assert store.counts() == (1, 1)
    index(tmp_path / "i", write(first, OTHER), encoder=encoder)
    assert store.counts() == (2, 2)
    assert len(store.lexical(["春耕"], 10)) == 1


def test_an_article_two_newspapers_printed_on_one_day_is_kept_once_with_both(tmp_path: Path, encoder: Encoder) -> None:
    header = "---\nsource: {}\ndate: 2020-02-27\npage: {}\n---\n"
    daily = write(tmp_path / "a.txt", header.format("日报", 1) + PAGE)
    evening = write(tmp_path / "b.txt", header.format("晚报", 3) + PAGE)
    index(tmp_path / "i", daily, evening, encoder=encoder)
    store = Store.open(tmp_path / "i")
    (article,) = store.articles()
    assert store.origins(article.id) == [
        Origin(str(daily), "日报", "2020-02-27", "1"),
        Origin(str(evening), "晚报", "2020-02-27", "3"),
    ]
    assert [len(list(store.articles(Filters(source=paper)))) for paper in ("日报", "晚报", "时报")] == [1, 1, 0]
    remove(tmp_path / "i", str(daily), encoder=encoder)
    (article,) = store.articles()
    assert (article.source, article.page, article.source_file) == ("晚报", "3", str(evening))


def test_the_same_words_on_another_day_are_another_article(tmp_path: Path, encoder: Encoder) -> None:
    index(tmp_path / "i", write(tmp_path / "2020-02-27.txt", PAGE), write(tmp_path / "2020-03-02.txt", PAGE),
          encoder=encoder)  # fmt: skip
    assert [article.event_date for article in Store.open(tmp_path / "i").articles()] == ["2020-02-26", "2020-03-01"]


def test_what_one_file_does_not_say_another_one_adds(tmp_path: Path, encoder: Encoder) -> None:
    index(tmp_path / "i", write(tmp_path / "a.txt", PAGE), encoder=encoder)
    index(tmp_path / "i", write(tmp_path / "b.txt", PAGE), encoder=encoder, issue=Issue("日报", "2020-02-27", "1"))
    (article,) = Store.open(tmp_path / "i").articles()
    assert (article.source, article.issue_date, article.event_date) == ("日报", "2020-02-27", "2020-02-26")


def test_given_ids_are_kept_and_one_id_cannot_stand_for_two_articles(tmp_path: Path, encoder: Encoder) -> None:
    lines = write(tmp_path / "a.jsonl", json.dumps({"id": "n1", "text": "春耕生产。", "date": "2020-02-27"}))
    index(tmp_path / "i", lines, encoder=encoder)
    other = write(tmp_path / "b.jsonl", json.dumps({"id": "n1", "text": "夏收生产。"}))
    (report,) = index(tmp_path / "i", other, encoder=encoder)
    assert "the id 'n1' is taken" in report.message
    assert [article.body for article in Store.open(tmp_path / "i").articles()] == ["春耕生产。"]


def test_a_line_that_changed_under_its_id_is_replaced(tmp_path: Path, encoder: Encoder) -> None:
    lines = write(tmp_path / "a.jsonl", json.dumps({"id": "n1", "text": "春耕生产。"}))
    index(tmp_path / "i", lines, encoder=encoder)
    write(lines, json.dumps({"id": "n1", "text": "夏收生产。", "date": "2020-06-01"}))
    index(tmp_path / "i", lines, encoder=encoder)
    (article,) = Store.open(tmp_path / "i").articles()
    assert (article.body, article.issue_date) == ("夏收生产。", "2020-06-01")
    assert "夏收" in QA.open(tmp_path / "i").search("生产")[0].text


def test_the_file_says_its_date_and_page_or_its_name_does(tmp_path: Path, encoder: Encoder) -> None:
    named = write(tmp_path / "日报2020-02-27第3版.txt", PAGE)
    headed = write(tmp_path / "page.md", "---\nsource: 晚报\ndate: 2020-03-01\npage: A2\n---\n" + OTHER)
    index(tmp_path / "i", named, headed, encoder=encoder, issue=Issue("日报", "2019-01-01", "9"))
    found = [(article.source, article.issue_date, article.page, article.event_date) for article in
             Store.open(tmp_path / "i").articles()]  # fmt: skip
    assert found == [("日报", "2020-02-27", "3", "2020-02-26"), ("晚报", "2020-03-01", "A2", "2020-02-29")]


# Another model -------------------------------------------------------------------------------------------------------


def test_the_old_index_goes_on_answering_while_another_model_encodes(
    sample_index: Path, tmp_path: Path, encoder: Encoder
) -> None:
    folder = Path(shutil.copytree(sample_index, tmp_path / "copy"))
    qa = QA(Store.open(folder), encoder, settings())
    expected = qa.ask("王小平暗访了哪些单位？").answer
    begun, answered = threading.Event(), threading.Event()
    other = Settings(model=tiny_model(tmp_path / "tiny"))

    def progress(path: str, done: int, total: int) -> None:
        begun.set()
        assert answered.wait(60)

    writer = threading.Thread(
        target=build_index, args=(folder, [], Issue(), other, Encoder(other.model)),
        kwargs={"rebuild": True, "progress": progress},
    )  # fmt: skip
    writer.start()
    assert begun.wait(60)
    assert qa.ask("王小平暗访了哪些单位？").answer == expected
    answered.set()
    writer.join()
    assert QA.open(folder, options=other).ask("王小平暗访了哪些单位？").passages
    with pytest.raises(BaowenError, match="built with the embedding model"):
        qa.ask("王小平暗访了哪些单位？")
