"""Files are read in a process of their own: whatever one does to its reader is one line, and all else goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from index.build import build_index
from index.encoder import Encoder
from index.errors import BaowenError
from index.files import File, find_files
from index.reader_process import ReaderProcess
from index.readers import Issue, read_articles
from index.settings import Settings, settings
from index.store import Store
from tests.test_bad_input import packed
from tests.test_keeping import OTHER, PAGE, index, outcomes, write

# What a parser at fault may do, in place of reading a .md file.
FAULTS = {
    "hangs": ("import time; time.sleep(600)", "not read within 1 s"),
    "hangs in C": ("import re; re.match('(a*)*b', 'a' * 60)", "not read within 1 s"),
    "crashes": ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "its reader crashed"),
    "ends": ("import os; os._exit(0)", "its reader crashed"),
    "takes all memory": ("bytearray(1 << 45)", "more than 6,000,000,000 bytes of memory"),
    "takes all memory in C++": ("raise RuntimeError('x: std::bad_alloc')", "more than 6,000,000,000 bytes of memory"),
    "stumbles": ("raise KeyError('x')", "cannot be read (KeyError: 'x')"),
    "chatters": ("print('article\\t{}'); raise ValueError('y')", "cannot be read (ValueError: y)"),
}


def found(path: Path) -> File:
    (file,) = find_files([path], 1_000_000)
    assert isinstance(file, File)
    return file


@pytest.fixture
def faulty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Puts a fault into the readers that are started from now on, as a module that Python imports by itself."""

    def put(fault: str) -> None:
        body = "\n    ".join(fault.split("; "))
        (tmp_path / "fault").mkdir(exist_ok=True)
        (tmp_path / "fault" / "sitecustomize.py").write_text(
            "import index.readers\nfrom index.readers import markdown\nindex.readers._LONG.add('markdown')\n"
            f"def read(*given, progress):\n    {body}\nmarkdown.read = read\n",
            "utf-8",
        )
        root = Path(__file__).parent.parent
        monkeypatch.setenv("PYTHONPATH", f"{root}{os.pathsep}{tmp_path / 'fault'}")

    return put


@pytest.mark.parametrize(("fault", "says"), FAULTS.values(), ids=FAULTS)
def test_a_file_at_which_its_reader_fails_is_one_line_and_the_others_go_in(
    tmp_path: Path, encoder: Encoder, faulty: Callable[[str], None], fault: str, says: str
) -> None:
    faulty(fault)
    paths = [write(tmp_path / "a.txt", PAGE), write(tmp_path / "b.md", PAGE), write(tmp_path / "c.txt", OTHER)]
    options = Settings(reader_seconds=1.0)
    reports = build_index(tmp_path / "i", paths, Issue(), options, encoder)
    assert outcomes(reports) == ["added", "failed", "added"]
    assert "b.md" in reports[1].message and says in reports[1].message and "\n" not in reports[1].message
    assert Store.open(tmp_path / "i").counts() == (2, 2)


# What OCR may do on the pages of a scan, where a reader has 1 s and OCR 3 s for a page.
PACES = {
    "hangs": ("progress('OCR a', 0, 9); time.sleep(600)", "a page not read by OCR within 3 s"),
    "crawls": ("while True: progress('OCR a', 0, 9), time.sleep(0.1)", "a page not read by OCR within 3 s"),
    "takes its time": ("[(progress(f'OCR {n}', n, 9), time.sleep(1.3)) for n in range(4)]; {}[7]", "(KeyError: 7)"),
    "hangs later": ("progress('OCR a', 9, 9); progress('a', 1, 1); time.sleep(600)", "not read within 1 s"),
}


@pytest.mark.parametrize(("fault", "says"), PACES.values(), ids=PACES)
def test_a_page_that_is_read_by_ocr_has_a_time_of_its_own(
    tmp_path: Path, faulty: Callable[[str], None], fault: str, says: str
) -> None:
    faulty(f"import time; {fault}")
    file = found(write(tmp_path / "a.md", PAGE))
    with ReaderProcess(Settings(reader_seconds=1.0, scan_seconds=3.0)) as reader:
        with pytest.raises(BaowenError) as caught:
            reader.read(file, Issue())
        assert says in str(caught.value)


def test_whoever_hears_how_far_it_is_stops_it_at_once(tmp_path: Path, faulty: Callable[[str], None]) -> None:
    faulty("import time; progress('OCR a', 0, 9); time.sleep(600)")
    processes: list[subprocess.Popen[str] | None] = []

    def stop(what: str, done: int, total: int) -> None:
        processes.append(reader._process)
        raise BaowenError("stopped")

    with ReaderProcess(settings(), stop) as reader:
        with pytest.raises(BaowenError, match="stopped"):
            reader.read(found(write(tmp_path / "a.md", PAGE)), Issue())
        (process,) = processes
        assert process is not None and process.returncode == -signal.SIGKILL


def test_it_reads_what_is_read_within_the_process(tmp_path: Path) -> None:
    file = found(write(tmp_path / "a.jsonl", '{"text": "春耕。"}\n{"text": 1}\n{"text": "夏收。"}\n'))
    here = read_articles(file, Issue("日报"), settings())
    expected = list(here.articles), list(here.notes), here.pages
    with ReaderProcess(settings()) as reader:
        for _ in range(2):
            reading = reader.read(file, Issue("日报"))
            assert (list(reading.articles), list(reading.notes), reading.pages) == expected


def test_the_rest_of_a_file_can_be_left_and_the_next_one_read(tmp_path: Path) -> None:
    long = found(write(tmp_path / "a.jsonl", '{"text": "春耕。"}\n' * 20_000))
    with ReaderProcess(settings()) as reader:
        next(reader.read(long, Issue()).articles)
        assert [one.title for one in reader.read(found(write(tmp_path / "b.txt", PAGE)), Issue()).articles] == [
            "我市召开春耕会议"
        ]


def test_it_ends_with_whoever_started_it(tmp_path: Path) -> None:
    with ReaderProcess(settings()) as reader:
        list(reader.read(found(write(tmp_path / "a.txt", PAGE)), Issue()).articles)
        process = reader._process
        assert process is not None and process.poll() is None
    assert process.poll() == -signal.SIGKILL
    code = (
        "import sys, time; from pathlib import Path; from index.reader_process import ReaderProcess; "
        "from index.files import find_files; from index.readers import Issue; from index.settings import settings; "
        "reader = ReaderProcess(settings()); list(reader.read(*find_files([Path(sys.argv[1])], 9), Issue()).articles); "
        "print(reader._process.pid, flush=True); time.sleep(600)"
    )
    parent = subprocess.Popen([sys.executable, "-c", code, str(tmp_path / "a.txt")], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    parent.kill()  # it has no time to say good-bye
    parent.wait()
    while Path(f"/proc/{child}/stat").exists() and " Z " not in Path(f"/proc/{child}/stat").read_text():
        time.sleep(0.05)


# Several at once, and names ------------------------------------------------------------------------------------------


def test_a_change_waits_for_one_that_goes_on_already(tmp_path: Path, encoder: Encoder) -> None:
    encoder.load()
    paths = [write(tmp_path / f"{n}.txt", PAGE.replace("春耕", f"第{n}次春耕")) for n in range(4)]
    done: list[str] = []
    threads = [
        threading.Thread(target=lambda path=path: done.extend(outcomes(index(tmp_path / "i", path, encoder=encoder))))
        for path in paths
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert done == ["added"] * 4
    assert Store.open(tmp_path / "i").counts()[0] == 4


@pytest.mark.skipif(os.name != "posix", reason="file names are text elsewhere")
def test_file_names_that_are_no_utf_8_are_read_and_shown_as_they_were_typed(tmp_path: Path, encoder: Encoder) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    for name, text in (("焦作日报2020-02-27第2版.txt".encode("gb18030"), PAGE), (b"\xff\xfe.txt", OTHER)):
        (Path(os.fsdecode(os.fsencode(pages) + b"/" + name))).write_text(text, "utf-8")
    write(pages / "plain.txt", "另一篇报道的正文，说的是别的事。")
    reports = index(tmp_path / "i", pages, encoder=encoder)
    assert outcomes(reports) == ["added"] * 3
    assert all(report.path.encode() for report in reports)
    named = next(report for report in reports if "焦作日报2020-02-27第2版.txt" in report.path)
    assert named.dates == ("2020-02-27",)
    assert outcomes(index(tmp_path / "i", pages, encoder=encoder)) == ["unchanged"] * 3
    with zipfile.ZipFile(tmp_path / "names.zip", "w") as archive:
        archive.write(next(path for path in pages.iterdir() if "plain" in path.name), "p.txt")
    assert outcomes(index(tmp_path / "i", tmp_path / "names.zip", encoder=encoder)) == ["added"]


def test_an_archive_changed_while_it_is_read_is_said_so(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(packed(**{"a.txt": PAGE.encode(), "b.txt": PAGE.encode()}))
    first, second = (one for one in find_files([path], 1_000_000) if isinstance(one, File))
    assert first.content(1_000)
    path.write_bytes(packed(**{"b.txt": OTHER.encode(), "c.txt": OTHER.encode(), "d.txt": b"x"}))
    with pytest.raises(BaowenError, match="the archive was changed while it was read"):
        second.content(1_000)
