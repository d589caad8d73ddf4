"""How tests read files: one file's articles, and what is noted about it."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from index.article import Article
from index.errors import BaowenError
from index.files import File, find_files
from index.readers import Issue, read_articles
from index.settings import settings

CASES = Path(__file__).parent / "data" / "cases"


def read(path: Path, issue: Issue | None = None) -> list[Article]:
    return read_noted(path, issue)[0]


def read_noted(path: Path, issue: Issue | None = None) -> tuple[list[Article], str]:
    """The articles of a file, and the notes on it in one line."""
    (file,) = find_files([path], settings().max_archive_bytes)
    assert isinstance(file, File), file.reason
    reading = read_articles(file, issue or Issue(), settings())
    articles = list(reading.articles)
    return articles, "; ".join(reading.notes)


def refusal(path: Path) -> str:
    """The one line that says why a file can't be read."""
    with pytest.raises(BaowenError) as caught:
        read(path)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def body(path: Path) -> list[str]:
    """The paragraphs of the one article of a file."""
    (article,) = read(path)
    return article.body.split("\n")


def package(path: Path, **parts: str) -> Path:
    """A zip package of XML parts; `__` in a name stands for a slash, `_xml` for its ending."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    path.write_bytes(out.getvalue())
    return path
