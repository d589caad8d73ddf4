"""The pages of `docs/`: what is made of the source is as the source is, and no page is left out of the menu."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

import index
from docs.settings_page import page
from index.settings import Settings

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"


def test_the_page_of_settings_is_that_of_the_settings() -> None:
    assert (DOCS / "settings.md").read_text("utf-8") == page(Settings), "run: python docs/settings_page.py"


@pytest.mark.parametrize("name", list(Settings.model_fields))
def test_every_setting_says_what_it_is(name: str) -> None:
    assert Settings.model_fields[name].description


def test_the_public_faces_have_their_place_on_the_page_of_python() -> None:
    text = (DOCS / "api.md").read_text("utf-8")
    shown = {line.rpartition(".")[2] for line in text.splitlines() if line.startswith("::: ")}
    assert set(index.__all__) - {"Settings"} <= shown
    assert {"Baowen", "QA", "Answer", "Citation"} <= shown


def test_what_the_page_of_python_names_is_there() -> None:
    for name in re.findall(r"^::: (\S+)$", (DOCS / "api.md").read_text("utf-8"), re.MULTILINE):
        module, _, last = name.rpartition(".")
        file = ROOT / f"{module.replace('.', '/')}.py"
        assert re.search(rf"^class {last}\b", file.read_text("utf-8"), re.MULTILINE), name


@pytest.mark.parametrize("file", sorted(ROOT.glob("*.md")) + sorted(DOCS.rglob("*.md")), ids=lambda file: file.name)
def test_every_link_between_pages_leads_somewhere(file: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", file.read_text("utf-8")):
        assert target.startswith("http") or (file.parent / target).exists(), target


def test_every_page_is_in_the_menu_or_linked_from_one_that_is() -> None:
    settings = yaml.safe_load((ROOT / "mkdocs.yml").read_text("utf-8"))
    listed = {target for entry in settings["nav"] for target in entry.values()}
    home = (DOCS / "zh" / "index.md").read_text("utf-8")
    listed |= {f"zh/{target}" for target in re.findall(r"\]\((\w+\.md)\)", home)}
    assert {str(file.relative_to(DOCS)) for file in DOCS.rglob("*.md")} == listed
