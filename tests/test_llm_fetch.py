"""The embedded model's file is put together of its parts, checked, and only then given its name."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path

import pytest

from index.errors import BaowenError
from rag.llm import local

PIECES = [bytes([part]) * 1000 for part in range(1, 4)]
WHOLE = b"".join(PIECES)


def packed(part: int, folder: Path) -> Path:
    wheel = folder / f"part{part}.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr(f"part{part}/__init__.py", "")
        archive.writestr(f"part{part}/data/part.bin", PIECES[part - 1])
    return wheel


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "PARTS", len(PIECES))
    monkeypatch.setattr(local, "BYTES", len(WHOLE))
    monkeypatch.setattr(local, "SHA256", hashlib.sha256(WHOLE).hexdigest())
    monkeypatch.setattr(local, "download", packed)


def test_the_parts_become_the_file(tmp_path: Path) -> None:
    seen: list[tuple[str, int, int]] = []
    file = local.fetch(tmp_path / "models", lambda *step: seen.append(step))
    assert file.read_bytes() == WHOLE and len(seen) == 3
    assert [path.name for path in file.parent.iterdir()] == [local.NAME]


def test_a_file_that_is_there_is_not_fetched_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    local.fetch(tmp_path)
    monkeypatch.setattr(local, "download", lambda part, folder: pytest.fail("fetched again"))
    assert local.fetch(tmp_path).read_bytes() == WHOLE


def test_a_damaged_file_is_fetched_again(tmp_path: Path) -> None:
    (tmp_path / local.NAME).write_bytes(WHOLE[:-1] + b"x")
    assert local.fetch(tmp_path).read_bytes() == WHOLE


def test_a_wrong_sum_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "SHA256", "0" * 64)
    with pytest.raises(BaowenError, match="are not the model"):
        local.fetch(tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_package_that_holds_no_piece(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(part: int, folder: Path) -> Path:
        (folder / "part.whl").write_bytes(b"no archive")
        return folder / "part.whl"

    monkeypatch.setattr(local, "download", broken)
    with pytest.raises(BaowenError, match="holds no piece"):
        local.fetch(tmp_path)
    assert not list(tmp_path.iterdir())
