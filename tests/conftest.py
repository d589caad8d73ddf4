"""Shared by the tests: the sample page indexed once, with the real model, and opened."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.build import build_index
from index.encoder import Encoder
from index.readers import Issue
from index.settings import settings
from rag import QA

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    return Encoder()


@pytest.fixture(scope="session")
def sample_index(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Path:
    folder = tmp_path_factory.mktemp("sample") / "index"
    build_index(folder, [ROOT / "articles"], Issue(source="焦作日报"), settings(), encoder)
    return folder


@pytest.fixture(scope="session")
def qa(sample_index: Path) -> QA:
    return QA.open(sample_index)
