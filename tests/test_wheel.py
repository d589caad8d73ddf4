"""The wheel: all of the program, and nothing else, and it works where the checkout is not."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("index", "rag", "web")
SOURCE = ("ui.py", "pyproject.toml", "README.md", "LICENSE")
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built of a copy of the source, since building leaves files in it."""
    folder = tmp_path_factory.mktemp("wheel")
    for name in PACKAGES:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in SOURCE:
        shutil.copy(ROOT / name, folder / name)
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--no-deps", "--no-build-isolation", "--wheel-dir", "dist", "."], cwd=folder, check=True)
    (built,) = (folder / "dist").iterdir()
    return built


@pytest.fixture(scope="module")
def unpacked(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("unpacked")
    ZipFile(wheel).extractall(folder)
    return folder


def run(unpacked: Path, *arguments: str) -> str:
    """What the program out of the wheel prints, run in a folder that is not the checkout."""
    environment = {**os.environ, "PYTHONPATH": str(unpacked)}
    done = subprocess.run(
        [sys.executable, *arguments], cwd=unpacked.parent, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_wheel_holds_all_of_the_packages_and_nothing_else(wheel: Path) -> None:
    names = set(ZipFile(wheel).namelist())
    source = wheel.parent.parent
    wanted = {str(path.relative_to(source)) for name in PACKAGES for path in (source / name).rglob("*")}
    wanted = {name for name in wanted if (source / name).is_file()}
    assert {"index/py.typed", "rag/py.typed", "web/py.typed", "index/weights/encoder.safetensors"} <= wanted
    described = f"baowen-{VERSION}.dist-info/"
    assert {name for name in names if not name.startswith(described)} == wanted | {"ui.py"}
    assert described + "licenses/LICENSE" in names


def test_the_wheel_brings_the_command(wheel: Path) -> None:
    entries = ZipFile(wheel).read(f"baowen-{VERSION}.dist-info/entry_points.txt").decode()
    assert "baowen = rag.cli:main" in entries


def test_from_an_unpacked_wheel_articles_are_indexed_and_asked(unpacked: Path) -> None:
    assert "ask" in run(unpacked, "-m", "rag", "--help")
    indexed = run(unpacked, "-m", "rag", "index", str(ROOT / "articles"), "--index", "own", "--source", "焦作日报")
    assert "added" in indexed
    assert "市审计局" in run(unpacked, "-m", "rag", "ask", "王小平暗访了哪些单位？", "--index", "own")


def test_the_page_out_of_the_wheel_has_its_words_and_styles(unpacked: Path) -> None:
    found = run(unpacked, "-c", "import ui; from web.words import asset, style; style(); print(ui.__file__)")
    assert found.strip() == str(unpacked / "ui.py")


def test_the_changelog_speaks_of_this_version() -> None:
    assert f"## [{VERSION}]" in (ROOT / "CHANGELOG.md").read_text("utf-8")
