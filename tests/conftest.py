"""Shared by the tests: the sample page indexed once, with the real model, opened, served, and looked at."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from index.build import build_index
from index.encoder import Encoder
from index.readers import Issue
from index.settings import settings
from rag import QA
from tests.browser import CHROMIUM, SWITCHES, Page, opened, served

os.environ["BAOWEN_LANG"] = "en"  # of the commands, whatever this machine's locale is
ROOT = Path(__file__).parent.parent
# What a test needs says which kind it is; see [tool.pytest.ini_options]. The first that fits.
NEEDS = {"browser": {"browser", "address"}, "index": {"encoder", "sample_index", "qa"}}


# Their tests need no model, but servers, processes or pictures to read: not for `make fast`.
SLOW = {
    "test_attacks", "test_bad_input", "test_damage", "test_damaged_files", "test_encoder", "test_keeping",
    "test_kill", "test_linear_readers", "test_linear_time", "test_pdf", "test_reader_process", "test_safe_serving",
    "test_scale", "test_scans", "test_serving", "test_ui", "test_wheel",
}  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        needs = set(getattr(item, "fixturenames", ()))
        if item.path.stem in SLOW:
            item.add_marker("slow")
        item.add_marker(next((kind for kind, fixtures in NEEDS.items() if needs & fixtures), "unit"))


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


@pytest.fixture(scope="session")
def address(sample_index: Path) -> Iterator[str]:
    with served(sample_index) as address:
        yield address


@pytest.fixture(scope="session")
def closed(sample_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server that asks for a name (reader, chun-tian), with its MCP tools."""
    names = tmp_path_factory.mktemp("auth") / "names"
    names.write_text("# those who may in\n\nreader:chun-tian\n", "utf-8")
    names.chmod(0o600)
    with served(sample_index, "--auth-file", str(names), "--mcp") as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Any, address: str) -> Iterator[Page]:
    with opened(browser, address) as page:
        yield page
