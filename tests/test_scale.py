"""What changes with the size of an index: the kind of its vector search, and the terms it asks for."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import faiss
import numpy as np
import pytest

from benchmarks.synthetic import Space, fill, stored
from index import counts, nearest
from index.nearest import Nearest, Numbers, make
from index.schema import FloatArray
from index.store import Store
from index.vectors import FILE, LABEL, open_vectors
from rag import QA
from rag import query as query_module
from rag.query import rarest

QUESTION = "王小平暗访了哪些单位？"
COUNT = 6000


@pytest.fixture(scope="module")
def vectors() -> FloatArray:
    return Space(COUNT).vectors(COUNT).astype(np.float16).astype(np.float32)


@pytest.fixture(params=[False, True], ids=["exact", "sketched"])
def found(request: pytest.FixtureRequest, vectors: FloatArray, monkeypatch: pytest.MonkeyPatch) -> Nearest:
    """Every second number is there, from 10 on."""
    monkeypatch.setattr(nearest, "SKETCHED_FROM", 1000 if request.param else COUNT + 1)
    monkeypatch.setattr(nearest, "RERANKED", 300)
    numbers = numbers_of(vectors)
    lots = ((numbers[at : at + 2500], vectors[at : at + 2500]) for at in range(0, COUNT, 2500))
    made = Nearest(make(lots, vectors.shape[1]))
    assert made.sketched == request.param
    return made


def numbers_of(vectors: FloatArray) -> Numbers:
    return np.arange(len(vectors)) * 2 + 10


def exact(vectors: FloatArray, query: FloatArray, among: Numbers) -> list[int]:
    order = np.argsort(-(vectors[(among - 10) // 2] @ query))[:10]
    return [int(number) for number in among[order]]


def recall(index: Nearest, vectors: FloatArray, among: Numbers | None = None) -> float:
    queries = Space(COUNT).asked(vectors[:: COUNT // 50])
    every = numbers_of(vectors)
    shares = []
    for query in queries:
        result = index.search(query, 100, None if among is None else among.tolist())
        assert len(result) == min(100, len(every if among is None else among))
        assert list(result.values()) == sorted(result.values(), reverse=True)
        assert among is None or set(result) <= set(among.tolist())
        right = exact(vectors, query, every if among is None else among)
        shares.append(len({*list(result)[:10]} & {*right}) / len(right))
    return float(np.mean(shares))


def test_nearly_all_of_the_nearest_are_found(found: Nearest, vectors: FloatArray) -> None:
    assert recall(found, vectors) > (0.95 if found.sketched else 0.999)


@pytest.mark.parametrize("every", [2, 7, 900])
def test_a_filter_narrows_and_still_gives_as_many_as_asked(found: Nearest, vectors: FloatArray, every: int) -> None:
    assert recall(found, vectors, numbers_of(vectors)[::every]) > 0.95


def test_scores_are_cosines_and_unknown_numbers_are_left_out(found: Nearest, vectors: FloatArray) -> None:
    result = found.search(vectors[5], 3)
    assert next(iter(result)) == 20
    assert result[20] == pytest.approx(1, abs=1e-3)
    assert set(found.search(vectors[5], 3, [9, 20, 21, 30, 10**9])) == {20, 30}
    assert found.search(vectors[5], 3, []) == {}


def test_an_empty_index_finds_nothing() -> None:
    assert Nearest(make([], 8)).search(np.ones(8, np.float32), 5) == {}


@pytest.mark.parametrize("damage", ["nothing", "flipped", "missing", "of an earlier version"])
def test_a_sketched_index_in_its_folder_is_read_or_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: str
) -> None:
    monkeypatch.setattr(nearest, "SKETCHED_FROM", 500)
    fill(tmp_path, 600, Space(600))
    store = Store.open(tmp_path)
    query = Space(1).asked(stored(store)[:1])[0]
    made = open_vectors(store)
    expected = made.search(query, 50)
    content = bytearray((tmp_path / FILE).read_bytes())
    if damage == "flipped":
        content[len(content) // 2] ^= 0xFF
        (tmp_path / FILE).write_bytes(content)
    elif damage == "missing":
        (tmp_path / FILE).unlink()
    elif damage == "of an earlier version":
        faiss.write_index(faiss.IndexFlatIP(384), str(tmp_path / FILE))
        (tmp_path / LABEL).write_text(json.dumps({"generation": store.generation, "sha256": "0"}))
    again = open_vectors(store)
    assert made.sketched and again.sketched
    assert again.search(query, 50) == expected
    assert open_vectors(store).search(query, 50) == expected


# Terms ---------------------------------------------------------------------------------------------------------------


def test_a_small_index_is_asked_for_all_terms() -> None:
    assert rarest(["的", "王小"], {"的": 900, "王小": 1}, 1000) == ("王小", "的")


def test_a_large_index_is_asked_for_the_rarest_terms_and_for_at_least_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(query_module, "POSTINGS", 8000)
    standing = {"的": 900_000, "小": 7000, "王小": 900}
    assert rarest(["的", "小", "王小", "小蘋"], standing, 10**6) == ("小蘋", "王小", "小")
    assert rarest(["的"], standing, 10**6) == ("的",)


def test_terms_not_asked_for_still_count(qa: QA, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = qa.search(QUESTION)
    monkeypatch.setattr(query_module, "LARGE", 0)
    monkeypatch.setattr(query_module, "POSTINGS", 10)
    prepared = qa.search_engine.prepare(QUESTION)
    assert 0 < len(prepared.asked) < len(prepared.weights)
    found = qa.search(QUESTION)
    assert found[0].passage_id == expected[0].passage_id
    assert found[0].score == pytest.approx(expected[0].score, rel=0.1)


def test_counts_are_those_of_the_store_as_it_is(sample_index: Path, tmp_path: Path) -> None:
    store = Store.open(Path(shutil.copytree(sample_index, tmp_path / "copy")))
    assert store.document_frequencies(["审计"])["审计"] > 0
    with store.transaction() as connection:
        connection.execute("DELETE FROM article")
        connection.execute("UPDATE meta SET value = value + 1 WHERE key = 'generation'")
    assert store.document_frequencies(["审计"]) == {}


@pytest.mark.parametrize("damage", ["nothing", "missing", "garbage", "stale"])
def test_counts_of_common_terms_are_read_or_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: str
) -> None:
    monkeypatch.setattr(counts, "COUNTED_FROM", 100)
    monkeypatch.setattr(counts, "COUNTED_LONG", 50)
    fill(tmp_path, 300, Space(300))
    store = Store.open(tmp_path)
    common = store.common_terms(50)
    counts.open_counts(store)
    path = tmp_path / counts.FILE
    if damage == "missing":
        path.unlink()
    elif damage == "garbage":
        path.write_text("{")
    elif damage == "stale":
        path.write_text(json.dumps({"generation": -1, "counts": {next(iter(common)): 1}}))
    again = Store.open(tmp_path)
    counts.open_counts(again)
    assert again.document_frequencies(list(common)) == common
    assert json.loads(path.read_text())["counts"] == common
