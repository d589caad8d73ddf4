"""What others import: the examples in the public classes, which run as they stand, and the names themselves."""

from __future__ import annotations

import doctest
import shutil
from pathlib import Path

import pytest

import index
import index.index
import index.numerals
import rag
import rag.baowen
import rag.qa

ROOT = Path(__file__).parent.parent


@pytest.fixture
def beside_articles(tmp_path: Path, sample_index: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with the sample page; `asked-index` holds it already."""
    shutil.copytree(ROOT / "articles", tmp_path / "articles")
    shutil.copytree(sample_index, tmp_path / "asked-index")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    "module", [index.index, index.numerals, rag.baowen, rag.qa], ids=lambda module: module.__name__
)
def test_the_examples_are_true(module: object, beside_articles: Path, capsys: pytest.CaptureFixture[str]) -> None:
    failed, tried = doctest.testmod(module)  # type: ignore[arg-type]
    assert tried and not failed, capsys.readouterr().out


@pytest.mark.parametrize("package", [index, rag], ids=lambda package: package.__name__)
def test_what_is_public_is_there_and_told_of(package: object) -> None:
    for name in package.__all__:  # type: ignore[attr-defined]
        assert getattr(package, name) is not None
    assert {"Index"} <= set(index.__all__)
    assert {"Baowen", "QA"} <= set(rag.__all__)


def test_a_name_that_is_not_public_is_said_not_to_be_there() -> None:
    with pytest.raises(AttributeError, match="'index' has no attribute 'Library'"):
        index.Library  # noqa: B018


def test_an_index_that_is_empty_says_so_until_something_is_added(tmp_path: Path) -> None:
    empty = index.Index.open(tmp_path / "i")
    assert not empty.exists
    with pytest.raises(index.BaowenError, match="no index here"):
        list(empty.articles())
