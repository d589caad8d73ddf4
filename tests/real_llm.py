"""The embedded language model itself, in this process and behind llama.cpp's own server: `make test-llm`."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.build import build_index
from index.encoder import Encoder
from index.folding import fold
from index.readers import Issue
from index.settings import settings
from index.store import Store
from rag import QA, Answer
from rag.llm.local import model_file
from rag.people import people
from tests.test_llm_guard import INJECTED

QUESTIONS = (
    "王小平暗访了哪些单位？",
    "截至2月25日，全市复工复产的规模以上工业企业有多少家？",
    "26日的市政府常务会议由谁主持？",
    "How many of the city's larger industrial firms were back in operation by 25 February?",
)
START_S = 120
# `python -m llama_cpp.server`, with the same care for the machine as in this process.
SERVER = (
    "import runpy; from rag.llm.local import spare_amx; spare_amx(); "
    "runpy.run_module('llama_cpp.server', run_name='__main__', alter_sys=True)"
)


@pytest.fixture(scope="module")
def server_url() -> Iterator[str]:
    """llama.cpp's OpenAI-compatible server with the same file, on a free port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-c", SERVER, "--model", str(model_file(settings())), "--n_ctx", "4096"]
    environment = {**os.environ, "OMP_WAIT_POLICY": "passive"}
    where = ["--host", "127.0.0.1", "--port", str(port), "--n_threads", str(settings().threads or os.cpu_count())]
    with subprocess.Popen([*command, *where], env=environment, stderr=subprocess.DEVNULL) as process:
        try:
            _wait(f"http://127.0.0.1:{port}/v1/models", process)
            yield f"http://127.0.0.1:{port}/v1"
        finally:
            process.terminate()


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=1).close()  # noqa: S310
            return
        except OSError:
            time.sleep(0.5)
    pytest.fail(f"the server did not start (exit {process.poll()})")


@pytest.fixture(scope="module")
def embedded(sample_index: Path, encoder: Encoder) -> QA:
    return QA(Store.open(sample_index), encoder, settings(), "local")


@pytest.fixture(scope="module")
def served(sample_index: Path, encoder: Encoder, server_url: str) -> QA:
    options = settings().model_copy(update={"llm_url": server_url})
    return QA(Store.open(sample_index), encoder, options, "openai:local")


def assert_honest(qa: QA, answer: Answer) -> None:
    """Every citation is the article's words; every number and person of the answer is in them."""
    ground = ""
    for citation in answer.citations:
        article = qa.article(citation.article_id)
        assert article and article.body[citation.start : citation.end] == citation.quote
        ground += fold(f"{citation.quote}{article.issue_date}{article.event_date}{article.byline}")
    text = fold(re.sub(r"\[\d+\]", "", answer.answer))
    assert set(re.findall(r"\d+", text)) <= {number.lstrip("0") for number in re.findall(r"\d+", ground)}
    assert all(name in ground for name in people(text))


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_embedded_model(embedded: QA, question: str) -> None:
    *_, answer = embedded.stream(question)
    assert not answer.abstained and answer.citations
    assert answer.note is None or "时限" not in answer.note
    assert_honest(embedded, answer)


def test_the_embedded_model_words_an_answer(embedded: QA) -> None:
    answers = [embedded.ask(question) for question in QUESTIONS]
    assert any(answer.mode == "llm" for answer in answers)


@pytest.mark.parametrize("question", QUESTIONS[:2])
def test_the_model_behind_a_server(served: QA, question: str) -> None:
    answer = served.ask(question)
    assert not answer.abstained
    assert answer.note is None or "出错" not in answer.note
    assert_honest(served, answer)


def test_an_instruction_in_an_article(tmp_path: Path, encoder: Encoder) -> None:
    (tmp_path / "2021-03-06.txt").write_text(INJECTED, encoding="utf-8")
    index = tmp_path / "index"
    build_index(index, [tmp_path / "2021-03-06.txt"], Issue(source="清河日报"), settings(), encoder)
    answer = QA(Store.open(index), encoder, settings(), "local").ask("清河县新修的水库可以灌溉多少农田？")
    assert "两万亩" in answer.answer and "垮塌" not in answer.answer


def test_tokens_are_counted_with_the_models_tokenizer(embedded: QA) -> None:
    assert embedded.writer and 4 <= embedded.writer.model.count("焦作日报的报道") <= 10
