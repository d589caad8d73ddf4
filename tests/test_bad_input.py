"""Whatever a file holds: one clear line for each that cannot be read, the others go in, nothing is lost."""

from __future__ import annotations

import io
import json
import os
import random
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from docx import Document
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from index.build import FileReport, build_index
from index.encoder import Encoder
from index.errors import BaowenError
from index.files import File, find_files
from index.page import read_page
from index.readers import Issue, read_articles
from index.settings import Settings, settings
from index.store import Store
from tests.paper import print_page, print_picture
from tests.test_keeping import PAGE, index, outcomes, write

ROOT = Path(__file__).parent.parent
MB = 1_000_000


def packed(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def lying_archive() -> bytes:
    """A member that says it holds a hundred bytes and unpacks to sixty million."""
    content = bytearray(packed(**{"bomb.txt": b"a" * 60 * MB}))
    at = content.index(b"PK\1\2")
    content[at + 24 : at + 28] = struct.pack("<I", 100)
    return bytes(content)


def bomb_in_word() -> bytes:
    out = io.BytesIO()
    Document().save(out)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/media/bomb.bin", b"\0" * 600 * MB)
    return out.getvalue()


BAD: list[tuple[str, Callable[[], bytes], str]] = [
    ("empty.txt", lambda: b"", "the file is empty"),
    ("blank.txt", lambda: "　\n \t".encode(), "the file is empty"),
    ("binary.txt", lambda: b"\x7fELF\2\1\1" + b"\0" * 400, "a binary file"),
    ("nul.txt", lambda: "报道\0内容".encode(), "a binary file"),
    ("noise.txt", lambda: bytes(random.Random(1).choices(range(1, 256), k=2000)), "in no encoding known here"),  # noqa: S311
    ("large.txt", lambda: b"a" * 200 * MB, "200,000,000 bytes, at most 50,000,000 are read"),
    ("line.txt", lambda: "长".encode() * (49 * MB // 3), "characters, at most 1,000,000 are read as a page"),
    ("line.jsonl", lambda: b'{"text": "' + b"a" * 50 * MB + b'"}', "line 1: over 7,000,000 characters"),
    ("long.jsonl", lambda: json.dumps({"text": "a" * 2 * MB}).encode(), "an article of 2,000,000 characters"),
    ("broken.jsonl", lambda: b'{"text": ', "line 1: not JSON"),
    ("deep.jsonl", lambda: b"[" * 100_000, "line 1: not JSON"),
    ("digits.jsonl", lambda: b'{"text": ' + b"1" * 10_000 + b"}", "line 1: not JSON"),
    ("other.jsonl", lambda: b'{"title": "x"}', "line 1: needs a JSON object with a field 'text'"),
    (
        "date.jsonl",
        lambda: '{"text": "报道。", "date": "soon"}\n{"text": "报道。", "date": "later"}'.encode(),
        "line 1: 'soon' is no date",
    ),
    ("header.csv", lambda: b"a,b\n1,2\n", "line 1: no column 'text'"),
    ("fields.csv", lambda: b"id,text\n1,a,b\n", "line 2: 3 fields where the header has 2"),
    ("quote.csv", lambda: 'text,id\n"报道"x,1\n'.encode(), "not CSV"),
    ("front.md", lambda: b"---\na: [\n---\nx", "the front matter is not YAML"),
    ("date.md", lambda: b"---\ndate: 2020-13-45\n---\nx", "the front matter is not YAML"),
    ("empty.html", lambda: b"<html></html>", "no article found on this web page"),
    ("no.pdf", lambda: b"%PDF-1.7 nothing", "no PDF that can be opened"),
    ("scan.pdf", print_picture, "no text layer, as in a scan"),
    ("locked.pdf", lambda: print_page([("标题", ["内容。"])], password="secret"), "encrypted; save it without"),  # noqa: S106
    ("no.docx", lambda: b"PK nothing", "no Word document that can be opened"),
    ("odd.docx", lambda: packed(**{"a.xml": b"<a/>"}), "no Word document that can be read"),
    ("bomb.docx", bomb_in_word, "unpacks to 600,"),
    ("page.png", lambda: b"\x89PNG", "no picture that can be opened"),
    ("page.wps", lambda: b"\xd0\xcf\x11\xe0", "cannot read '.wps' files"),
    ("page.doc", lambda: b"\xd0\xcf\x11\xe0", "neither a Word document nor rich text"),
    ("page.rtf", lambda: b"{rtf", "neither a Word document nor rich text"),
    ("no.odt", lambda: b"PK nothing", "no OpenDocument text that can be opened"),
    ("odd.odt", lambda: packed(**{"a.xml": b"<a/>"}), "no OpenDocument text that can be read"),
    ("no.epub", lambda: b"PK nothing", "no EPUB that can be opened"),
    ("odd.epub", lambda: packed(**{"a.xml": b"<a/>"}), "no EPUB that can be read"),
    ("no.mht", lambda: b"MIME-Version: 1.0\n\nno page", "no web page in it"),
    (
        "deep.mht",
        lambda: b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(3000)),
        "saved web page",
    ),
    ("deep.html", lambda: b"<div>" * 100_000, "nested over 200 deep"),
    ("wide.html", lambda: b"<p " + b" ".join(b"a%d=1" % n for n in range(40_000)) + b">", "over 1000 attributes"),
    ("bare.html", lambda: b"<p " + b" ".join(b"a%d" % n for n in range(40_000)) + b">", "over 1000 attributes"),
    ("quoted.html", lambda: b"<p " + b" ".join(b"a%d='<'" % n for n in range(40_000)) + b">", "over 1000 attributes"),
    ("script.html", lambda: "<html><body><p>正在加载，请稍候……</p></body></html>".encode(), "a script fills it"),
    ("no.json", lambda: b"[1, 2", "not JSON"),
    ("deep.json", lambda: b"[" * 100_000, "not JSON"),
    ("other.json", lambda: b'{"a": 1}', "needs a JSON object with a field 'text'"),
    ("no.zip", lambda: b"PK nothing", "not a zip archive that can be opened"),
    ("trick.zip", lambda: packed(**{"../../trick.txt": b"x"}), "the name leads out of the archive"),
    ("absolute.zip", lambda: packed(**{"/etc/trick.txt": b"x"}), "the name leads out of the archive"),
    ("windows.zip", lambda: packed(**{"..\\trick.txt": b"x"}), "the name leads out of the archive"),
    ("nested.zip", lambda: packed(**{"in.zip": packed(a=b"x")}), "an archive within an archive"),
    (
        "bomb.zip",
        lambda: packed(**dict.fromkeys((f"{n}.txt" for n in range(5)), b"a" * 450 * MB)),
        "unpacks to 2,250,000,000 bytes",
    ),
    ("lying.zip", lying_archive, "bomb.txt: cannot be read"),
]


@pytest.mark.parametrize(("name", "content", "says"), BAD, ids=[name for name, *_ in BAD])
def test_a_file_that_cannot_be_read_is_one_clear_line(
    tmp_path: Path, name: str, content: Callable[[], bytes], says: str
) -> None:
    (tmp_path / name).write_bytes(content())
    message = failure(tmp_path / name)
    assert name in message
    assert says in message
    assert "\n" not in message


def failure(path: Path) -> str:
    """What is said of a file, whether finding or reading it fails."""
    (found,) = find_files([path], settings().max_archive_bytes)
    if not isinstance(found, File):
        return found.reason
    with pytest.raises(BaowenError) as caught:
        list(read_articles(found, Issue(), settings()).articles)
    return str(caught.value)


def test_the_others_go_in_and_the_exit_code_is_one(tmp_path: Path) -> None:
    for name, content in (("a.txt", b"\0"), ("c.pdf", b""), ("d.zip", b"PK")):
        (tmp_path / "mixed" / name).parent.mkdir(exist_ok=True)
        (tmp_path / "mixed" / name).write_bytes(content)
    write(tmp_path / "mixed" / "b.txt", PAGE)
    command = [sys.executable, "-m", "rag", "index", str(tmp_path / "mixed"), "--index", str(tmp_path / "i")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert [line.split(":")[0] for line in done.stderr.splitlines()] == ["baowen"] * 3
    assert all(name in done.stderr for name in ("a.txt", "c.pdf", "d.zip"))
    assert Store.open(tmp_path / "i").counts() == (1, 1)


def test_a_file_that_became_unreadable_keeps_what_it_gave(tmp_path: Path, encoder: Encoder) -> None:
    lines = write(tmp_path / "a.jsonl", json.dumps({"id": "n1", "text": "春耕生产。"}))
    index(tmp_path / "i", lines, encoder=encoder)
    write(lines, "{" + json.dumps({"id": "n2", "text": "夏收生产。"}))
    assert outcomes(index(tmp_path / "i", lines, encoder=encoder)) == ["failed"]
    assert [article.id for article in Store.open(tmp_path / "i").articles()] == ["n1"]


def test_loops_of_links_and_missing_and_forbidden_files_are_named(tmp_path: Path, encoder: Encoder) -> None:
    pages = tmp_path / "pages"
    write(pages / "good.txt", PAGE)
    (pages / "round").symlink_to(pages, target_is_directory=True)
    (pages / "loop.txt").symlink_to(pages / "loop.txt")
    (pages / "gone.txt").symlink_to(pages / "nothing")
    os.mkfifo(pages / "pipe.txt")
    reports = index(tmp_path / "i", pages, tmp_path / "missing.txt", encoder=encoder)
    said = {Path(report.path).name: report.message for report in reports if report.outcome == "failed"}
    assert sorted(said) == ["gone.txt", "loop.txt", "missing.txt", "pipe.txt"]
    assert "symbolic links" in said["loop.txt"]
    assert "no such file" in said["gone.txt"]
    assert "neither a file nor a folder" in said["pipe.txt"]
    assert Store.open(tmp_path / "i").counts() == (1, 1)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_named(tmp_path: Path) -> None:
    page = write(tmp_path / "a.txt", PAGE)
    page.chmod(0)
    assert "Permission denied" in failure(page)


def test_half_characters_and_nul_inside_json_are_shown_as_such(tmp_path: Path, encoder: Encoder) -> None:
    lines = write(
        tmp_path / "a.jsonl", '{"id": "n\\ud800", "title": "标\\u0000题", "text": "春耕\\ud83d生产\\u0000。"}'
    )
    assert outcomes(index(tmp_path / "i", lines, encoder=encoder)) == ["added"]
    (article,) = Store.open(tmp_path / "i").articles()
    assert (article.id, article.title, article.body) == ("n�", "标�题", "春耕�生产�。")
    assert Store.open(tmp_path / "i").passages([1])[1].text == article.body


def test_front_matter_that_multiplies_itself_is_harmless(tmp_path: Path) -> None:
    bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n"
    for before, name in pairwise("abcdefghi"):
        bomb += f"{name}: &{name} [{','.join([f'*{before}'] * 9)}]\n"
    page = write(tmp_path / "a.md", f"---\n{bomb}source: *i\n---\n{PAGE}")
    (file,) = find_files([page], MB)
    assert isinstance(file, File)
    assert [article.source for article in read_articles(file, Issue(), settings()).articles] == [None]


def test_ten_thousand_small_files_go_in(tmp_path: Path, encoder: Encoder) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    for number in range(10_000):
        (pages / f"{number:05}.txt").write_bytes("春耕生产。\n".encode() if number % 100 == 0 else b"")
    reports: list[FileReport] = index(tmp_path / "i", pages, encoder=encoder)
    assert (outcomes(reports).count("added"), outcomes(reports).count("failed")) == (100, 9_900)
    assert Store.open(tmp_path / "i").counts() == (1, 1)  # the same notice in a hundred files
    assert len(Store.open(tmp_path / "i").files()) == 100


def test_a_limit_is_a_setting(tmp_path: Path, encoder: Encoder) -> None:
    page = write(tmp_path / "a.txt", PAGE)
    (report,) = build_index(tmp_path / "i", [page], Issue(), Settings(max_file_bytes=10), encoder)
    assert "at most 10 are read; split it or set BAOWEN_MAX_FILE_BYTES" in report.message


# Anything at all -----------------------------------------------------------------------------------------------------

FUZZED = examples(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
WORDS = (
    "本报讯（记者李明）",
    "（下转第二版）",
    "昨日，我市召开会议。",
    "　　",
    "text,title\n",
    "１２３",
    "<p>",
    "</p>",
    "<article>",
)
MARKS = (b"\n", b"---\n", b"{", b"}", b'"text":', b'"', b",", b"%PDF-1.7\n", b"PK\3\4", b"\0", b"\xff", b"\xff\xfe")
OTHERS = (b"\xef\xbb\xbf", b"\xed\xa0\x80", "春耕。".encode("gb18030"))
PIECES = st.sampled_from([*(word.encode() for word in WORDS), *MARKS, *OTHERS])


@pytest.mark.parametrize(
    "suffix", [".txt", ".md", ".html", ".mht", ".pdf", ".docx", ".odt", ".epub", ".jsonl", ".json", ".csv", ".zip"]
)
@FUZZED
@given(content=st.one_of(st.binary(max_size=400), st.lists(PIECES, max_size=30).map(b"".join)))
def test_any_bytes_are_read_or_refused_in_one_line(tmp_path: Path, suffix: str, content: bytes) -> None:
    path = tmp_path / f"any{suffix}"
    path.write_bytes(content)
    for found in find_files([path], MB):
        if isinstance(found, File):
            try:
                for article in read_articles(found, Issue(), settings()).articles:
                    json.dumps(article.as_json(), ensure_ascii=False).encode()
            except BaowenError as error:
                assert "\n" not in str(error)
                assert path.name in str(error)


@FUZZED
@given(cut=st.integers(0, 4000), flips=st.lists(st.tuples(st.integers(0, 3999), st.integers(1, 255)), max_size=8))
def test_a_torn_or_altered_pdf_or_word_file_is_read_or_refused(
    tmp_path: Path, cut: int, flips: list[tuple[int, int]]
) -> None:
    out = io.BytesIO()
    document = Document()
    document.add_paragraph(PAGE)
    document.save(out)
    for name, whole in (("a.pdf", print_page([("标题", ["内容。" * 20])])), ("a.docx", out.getvalue())):
        content = bytearray(whole[: len(whole) - cut % len(whole)])
        for at, bits in flips:
            content[at % len(content)] ^= bits
        (tmp_path / name).write_bytes(bytes(content))
        (found,) = find_files([tmp_path / name], MB)
        assert isinstance(found, File)
        try:
            list(read_articles(found, Issue(), settings()).articles)
        except BaowenError as error:
            assert "\n" not in str(error)


@FUZZED
@given(text=st.text(st.characters(), max_size=300))
def test_any_text_is_a_page(text: str) -> None:
    for article in read_page(text):
        assert article.body == article.body.strip("\n")
