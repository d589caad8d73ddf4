"""Damaged PDFs, Word files, books and pictures, read by a process of its own: what is left of them, or one clear line.

Each file is damaged by a seed: bytes changed, cut off, zeroed, doubled. The line is one that readers of the page are
told in Chinese too.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from index.article import Article
from index.errors import BaowenError
from index.files import File, find_files
from index.reader_process import ReaderProcess
from index.readers import Issue
from index.scan import engine
from index.settings import settings
from rag.file_words import chinese
from tests.conftest import ROOT
from tests.reading import CASES, refusal

SEEDS = 25
DOCUMENTS = (
    "06-chrome-pdf/page.pdf", "11-pdf-english/page.pdf", "15-pdf-pages/a.pdf", "07-docx/a-tracked.docx",
    "07-docx/d-merged.docx", "office/city.docx", "office/city.odt", "office/issue.epub",
)  # fmt: skip
PICTURES = {"page.png": "PNG", "page.jpg": "JPEG", "page.tif": "TIFF", "page.webp": "WEBP"}
WITHOUT_OCR = "from index.scan import engine\nengine.installed = lambda: False\n"


def damaged(content: bytes, chance: random.Random) -> bytes:
    """A file as disks, transfers and people's programs leave it."""
    result, at = bytearray(content), chance.randrange(len(content))
    length = chance.choice((16, 256, 4096))
    match chance.randrange(4):
        case 0:
            for _ in range(chance.choice((1, 3, 10, 100))):
                result[chance.randrange(len(result))] = chance.randrange(256)
        case 1:
            del result[at:]
        case 2:
            result[at : at + length] = bytes(len(result[at : at + length]))
        case _:
            result[at:at] = result[at // 2 : at // 2 + length]
    return bytes(result)


def drawn(form: str) -> bytes:
    """A small picture with a line of type."""
    picture, out = Image.new("RGB", (240, 60), "white"), BytesIO()
    ImageDraw.Draw(picture).text((20, 20), "THE CANAL BRIDGE OPENS", fill="black")
    picture.save(out, form)
    return out.getvalue()


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReaderProcess]:
    """One that has no OCR, which would make of a damaged PDF a scan and take its time."""
    (folder := tmp_path_factory.mktemp("without")).joinpath("sitecustomize.py").write_text(WITHOUT_OCR, "utf-8")
    with ReaderProcess(settings()) as reader:
        with pytest.MonkeyPatch.context() as patched:
            patched.setenv("PYTHONPATH", f"{ROOT}{os.pathsep}{folder}")
            assert isinstance(read_or_told(reader, CASES / DOCUMENTS[0]), list)  # it is started by the first file
        yield reader


@pytest.fixture(scope="module")
def seeing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReaderProcess]:
    """One that has OCR where it is installed."""
    options = settings().model_copy(update={"scans": tmp_path_factory.mktemp("scans")})
    with ReaderProcess(options) as reader:
        yield reader


def read_or_told(reader: ReaderProcess, path: Path) -> list[Article] | str:
    """The articles of a file, or the line that says why there are none."""
    (found,) = find_files([path], settings().max_archive_bytes)
    assert isinstance(found, File)
    try:
        return list(reader.read(found, Issue()).articles)
    except BaowenError as error:
        return str(error)


def is_clear(line: str, path: Path) -> bool:
    """Whether a line names the file, is one line without a parser's words, and has its Chinese."""
    raw = any(word in line for word in ("Error", "CRC", "Traceback", "header", "seek"))
    return line.startswith(str(path)) and "\n" not in line and not raw and chinese(line) != line


def test_a_damaged_part_is_told_as_such_in_chinese_too(tmp_path: Path) -> None:
    content = bytearray((CASES / "07-docx/a-tracked.docx").read_bytes())
    at = content.index(b"word/styles.xml")
    content[at + 40 : at + 60] = bytes(20)
    (path := tmp_path / "a.docx").write_bytes(content)
    line = refusal(path)
    assert "word/styles.xml in it is damaged; open it in its own program, save it anew" in line
    assert chinese(line).endswith("a.docx：有一部分已损坏；请用原来的程序打开，重新保存后再添加")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_damaged_document_gives_what_is_left_or_one_clear_line(
    tmp_path: Path, reader: ReaderProcess, name: str
) -> None:
    path, content = tmp_path / Path(name).name, (CASES / name).read_bytes()
    told = []
    for seed in range(SEEDS):
        path.write_bytes(damaged(content, random.Random(f"{name} {seed}")))  # noqa: S311 - no secret
        told.append(read_or_told(reader, path))
    lines = [one for one in told if isinstance(one, str)]
    assert [line for line in lines if not is_clear(line, path)] == []
    assert lines


@pytest.mark.parametrize("name", PICTURES)
def test_a_damaged_picture_gives_what_is_left_or_one_clear_line(
    tmp_path: Path, seeing: ReaderProcess, name: str
) -> None:
    path, content = tmp_path / name, drawn(PICTURES[name])
    for seed in range(3):
        path.write_bytes(damaged(content, random.Random(f"{name} {seed}")))  # noqa: S311 - no secret
        told = read_or_told(seeing, path)
        assert not isinstance(told, str) or is_clear(told, path), told


@pytest.mark.skipif(not engine.installed(), reason="no OCR here: install it with '.[ocr]'")
def test_after_damaged_pictures_a_whole_one_is_read(tmp_path: Path, seeing: ReaderProcess) -> None:
    path = tmp_path / "page.png"
    for content in (drawn("PNG")[:200], drawn("PNG")):
        path.write_bytes(content)
        told = read_or_told(seeing, path)
    assert isinstance(told, list) and told
