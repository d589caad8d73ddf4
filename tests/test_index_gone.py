"""A server whose index is deleted or replaced says so to its readers, who never hear where things lie."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest

from index.build import build_index
from index.database import DATABASE
from index.encoder import Encoder
from index.lock import only_writer
from index.readers import Issue
from index.settings import Settings, settings
from index.store import Store
from rag import QA
from tests.attacker import Attacker
from tests.browser import served_here
from tests.conftest import ROOT
from tests.test_keeping import PAGE, write

QUESTION = "王小平暗访了哪些单位？"
SPOKEN = ("zh-CN", "en")
SESSION = "reader of "


class Served(NamedTuple):
    """A server, the index it serves, and what no reader is to be told."""

    address: str
    index: Path
    secrets: tuple[str, ...]

    def attacker(self, language: str) -> Attacker:
        """A reader who has opened the page, in their browser's language."""
        attacker = Attacker(self.address, **{"accept-language": language})
        loaded = next(one for one in attacker.events if ["load"] == [name for _, name in one["targets"]])
        attacker.call(loaded, [None] * len(loaded["inputs"]), session_hash=SESSION + language)
        return attacker


@pytest.fixture
def server(sample_index: Path, tmp_path: Path, encoder: Encoder) -> Iterator[Served]:
    index = Path(shutil.copytree(sample_index, tmp_path / "copy"))
    options = Settings(uploads=tmp_path / "uploads", feedback=tmp_path / "judged", writer_wait_s=0.1)
    qa = QA(Store.open(index), encoder, options)
    qa.warm()
    with served_here(qa) as address:
        yield Served(address, index, (str(tmp_path), str(ROOT), f"process {os.getpid()}"))


def told(attacker: Attacker) -> str:
    """All that a reader of the page is told who uses everything there is on it, and then asks a question."""
    said = [attacker.call(event, data).text for value in ("谁", ["谁"]) for event, data in attacker.everywhere(value)]
    return "\n".join([*said, asked(attacker), api(attacker), article(attacker)])


def asked(attacker: Attacker) -> str:
    """What the chat says to a question, in the language that it was in when the index went."""
    session = SESSION + attacker.client.headers["accept-language"]
    event = next(one for one in attacker.events if ["submit"] == [name for _, name in one["targets"]])
    return attacker.queued(event, [QUESTION, *[None] * (len(event["inputs"]) - 1)], session)


def api(attacker: Attacker) -> str:
    """What a program is told that asks for a list."""
    event = next(one for one in attacker.events if one["api_name"] == "list_articles")
    return str(attacker.outcome(event, [None, None, None, 10, 0]))


def article(attacker: Attacker) -> str:
    """What the panel shows of an article."""
    language = attacker.client.headers["accept-language"][:2]
    panel = next(one["id"] for one in attacker.config["components"] if one["props"].get("elem_id") == "panel")
    wanted = {"article": "x", "spans": [], "at": "", "language": language}
    body = {"data": wanted, "component_id": panel, "fn_name": "read_article", "session_hash": "s"}
    return str(attacker.post("/gradio_api/component_server", body).json())


def replaced(server: Served, other: Path, encoder: Encoder) -> None:
    build_index(other, [write(other.parent / "a.txt", PAGE)], Issue(), settings(), encoder)
    (other / DATABASE).replace(server.index / DATABASE)


def test_a_reader_is_never_told_where_things_lie_or_who_is_at_them(server: Served) -> None:
    attackers = [server.attacker(language) for language in SPOKEN]
    with only_writer(server.index):
        said = "\n".join(map(told, attackers))
    shutil.rmtree(server.index)
    said += "\n".join(map(told, attackers))
    assert [secret for secret in server.secrets if secret in said] == []


def test_where_the_index_was_deleted_page_and_service_say_so_and_none_is_made(server: Served) -> None:
    attackers = [server.attacker(language) for language in SPOKEN]
    shutil.rmtree(server.index)
    for attacker, line in zip(attackers, ("索引被删除或移走了", "the index was deleted or moved away"), strict=True):
        for ask in (asked, api, article):
            assert line in ask(attacker), ask
        for path in ("/healthz", "/metrics"):
            answer = attacker.client.get(path)
            assert answer.status_code == 503 and line in answer.json()["error"]
        told(attacker)
    assert not server.index.exists()


def test_where_the_index_was_replaced_page_and_service_say_so(server: Served, tmp_path: Path, encoder: Encoder) -> None:
    attackers = [server.attacker(language) for language in SPOKEN]
    replaced(server, tmp_path / "other", encoder)
    for attacker, line in zip(attackers, ("索引被换掉了", "the index was replaced by another one"), strict=True):
        for ask in (asked, api, article):
            assert line in ask(attacker), ask


def test_files_to_remove_are_named_and_chosen_by_an_id(server: Served) -> None:
    attacker = server.attacker("zh-CN")
    event = next(one for one in attacker.events if [name for _, name in one["targets"]] == ["expand", "select"])
    (name, chosen), *_ = _choices(attacker.call(event, [None]).json())
    assert name == "jiaozuo-daily-2020-02-27-p1.txt" and len(chosen) == 12 and chosen.isalnum()
    assert httpx.get(f"{server.address}/healthz").json()["status"] == "ok"


def _choices(answer: dict[str, Any]) -> list[list[str]]:
    """The choices that a dropdown was given."""
    return next(one["choices"] for one in answer["data"] if isinstance(one, dict) and "choices" in one)
