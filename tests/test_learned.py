"""What was learned is shipped whole, loads, and tells what it should of sentences it was never shown."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest

from index.encoder import Encoder
from index.errors import BaowenError
from index.learned import FILE as ENCODER
from index.store import Store
from rag.features import ANSWER, SENTENCE
from rag.learned import FILE as ANSWERING
from rag.learned import network

MB = 1_000_000


@pytest.mark.parametrize("path", [ENCODER, ANSWERING])
def test_weights_are_the_ones_that_were_made(path: Path) -> None:
    stated, name = path.with_suffix(".sha256").read_text("utf-8").split()
    assert (hashlib.sha256(path.read_bytes()).hexdigest(), path.name) == (stated, name)


def test_all_weights_together_are_small() -> None:
    assert ENCODER.stat().st_size + ANSWERING.stat().st_size < 15 * MB


@pytest.mark.parametrize(("name", "columns"), [("rank", len(SENTENCE)), ("about", len(ANSWER))])
def test_networks_take_the_numbers_that_are_made_for_them(name: str, columns: int) -> None:
    assert network(name)(np.zeros((3, columns), np.float32)).shape == (3,)


@pytest.mark.parametrize(
    ("question", "answer", "other"),
    [
        ("大桥要多久才能修完？", "工程预计2021年年底前竣工。", "桥面铺上了新的沥青。"),
        ("座谈会是谁主持的？", "副区长陆文海主持座谈会并讲话。", "座谈会还安排了参观。"),
        ("Why was the bus line closed?", "因道路施工，12路公交车停运三个月。", "12路公交车于1998年开通。"),
        ("停电影响了多少户人家？", "受影响的居民共1.2万户。", "供电公司派出了抢修队。"),
    ],
)
def test_a_question_lies_nearer_to_its_answer_than_to_its_topic(
    encoder: Encoder, question: str, answer: str, other: str
) -> None:
    near, far = encoder.documents([answer, other]) @ encoder.query(question)
    assert near > far


def test_an_index_of_an_earlier_training_says_that_it_must_be_rebuilt(sample_index: Path, encoder: Encoder) -> None:
    store = Store.open(sample_index)
    with pytest.raises(BaowenError, match="--rebuild"):
        store.require(f"{encoder.identity}0")
