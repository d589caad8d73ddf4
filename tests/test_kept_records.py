"""Records kept in the store: made once, gone with their article, read anew when the rules change."""

from __future__ import annotations

from pathlib import Path

import pytest

from index import kept
from index.build import build_index
from index.encoder import Encoder
from index.readers import Issue
from index.settings import settings
from index.store import Store
from rag import readings
from rag.meetings import records_of
from rag.readings import make_readings

MEETING = "8月9日，市住建局召开物业工作推进会。局长周立新主持会议。会议强调，要压实责任。"


@pytest.fixture
def store(tmp_path: Path, encoder: Encoder) -> Store:
    file = tmp_path / "news" / "a.txt"
    file.parent.mkdir()
    file.write_text(f"物业工作推进会召开\n\n{MEETING}", "utf-8")
    build_index(tmp_path / "index", [file], Issue(), settings(), encoder)
    return Store.open(tmp_path / "index")


def test_records_are_made_once(store: Store) -> None:
    assert make_readings(store) == 1
    assert make_readings(store) == 0
    assert [record.chair_or_lead for record in records_of(store)] == [("周立新",)]


def test_other_rules_read_them_anew(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    make_readings(store)
    monkeypatch.setattr(readings, "VERSION", readings.VERSION + 1)
    assert make_readings(store) == 1


def test_records_are_remade_when_asked_for(store: Store) -> None:
    make_readings(store)
    assert make_readings(store, remake=True) == 1


def test_what_was_made_goes_with_its_article(store: Store) -> None:
    make_readings(store)
    with store.transaction() as connection:
        connection.execute("DELETE FROM article")
    assert list(kept.kept(store)) == []
