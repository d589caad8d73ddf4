"""`baowen doctor`: what is installed, what answers, and what is slow, found by trying it."""

from __future__ import annotations

import os
import platform
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from index.errors import BaowenError

if TYPE_CHECKING:
    from index.encoder import Encoder
    from index.settings import Settings

State = Literal["ok", "slow", "absent", "broken"]
PACKAGES = ("sentence-transformers", "torch", "onnxruntime", "faiss-cpu", "langchain-core", "gradio", "mcp")
# Modules that an extra brings, by the name of the extra.
EXTRAS = {"llm": "langchain_openai", "local-llm": "llama_cpp", "ocr": "rapidocr"}
QUESTION = "市政府常务会议研究了哪些事项？"
TIMES = 5
# Milliseconds beyond which something is called slow; on two free cores a question takes a fifth of them.
SLOW_ENCODE_MS, SLOW_SEARCH_MS, SLOW_WORD_MS = 60.0, 150.0, 5000.0


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: how it is, in a line, and what to do where it is not well."""

    name: str
    state: State
    said: str
    advice: str = ""


def version() -> str:
    """The version of the installed package."""
    try:
        return metadata.version("baowen")
    except metadata.PackageNotFoundError:
        return "not installed"


def examine(folder: Path, options: Settings, llm: str) -> Iterator[Finding]:
    """Each finding as soon as it is there; nothing raises."""
    from index.encoder import Encoder

    yield Finding("baowen", "ok", f"{version()}, Python {platform.python_version()}, {os.cpu_count()} cores")
    yield _packages()
    yield from map(_extra, EXTRAS)
    if given := sorted(name for name in os.environ if name.startswith("BAOWEN_")):
        yield Finding("settings", "ok", f"from the environment: {', '.join(given)}")
    encoder = Encoder(options.model, options.threads)
    encoding = _tried("encoder", lambda: _encoder(encoder))
    yield encoding
    if encoding.state != "broken":
        yield _tried("index", lambda: _index(folder, encoder, options))
    yield _tried("language model", lambda: _language_model(llm, options))


def _tried(name: str, look: Callable[[], Finding]) -> Finding:
    try:
        return look()
    except BaowenError as error:
        return Finding(name, "broken", error.full)
    except Exception as error:  # whatever a package raises is what is to be found out
        return Finding(name, "broken", f"{type(error).__name__}: {error}".split("\n")[0])


def _packages() -> Finding:
    found = {name: _version_of(name) for name in PACKAGES}
    if missing := [name for name, number in found.items() if not number]:
        return Finding("packages", "broken", f"not installed: {', '.join(missing)}", "pip install -c constraints.txt .")
    return Finding("packages", "ok", ", ".join(f"{name} {number}" for name, number in found.items()))


def _version_of(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""


def _extra(name: str) -> Finding:
    if find_spec(EXTRAS[name]):
        return Finding(f"extra {name}", "ok", "installed")
    return Finding(f"extra {name}", "absent", "not installed", f"pip install -c constraints.txt '.[{name}]'")


def _encoder(encoder: Encoder) -> Finding:
    began = time.perf_counter()
    encoder.query(QUESTION)
    loaded = time.perf_counter() - began
    took = _median_ms(lambda: encoder.query(QUESTION))
    said = f"{encoder.identity}; loaded in {loaded:.1f} s, a question in {took:.0f} ms"
    if took > SLOW_ENCODE_MS:
        return Finding("encoder", "slow", said, "the machine is busy, or BAOWEN_THREADS does not fit its cores")
    return Finding("encoder", "ok", said)


def _index(folder: Path, encoder: Encoder, options: Settings) -> Finding:
    from index.store import Store
    from rag.qa import QA

    store = Store.open(folder)
    store.require(encoder.identity)
    qa = QA(store, encoder, options)
    status = qa.status()
    if not status.articles:
        return Finding("index", "broken", f"{folder}: no article in it", "baowen index PATH")
    qa.search(QUESTION)
    took = _median_ms(lambda: qa.search(QUESTION))
    size = sum(file.stat().st_size for file in folder.iterdir() if file.is_file()) / 1e6
    days = " – ".join(dict.fromkeys(day for day in (status.first_date, status.last_date) if day))
    said = (
        f"{folder}: {status.articles:,} articles, {status.passages:,} passages, {days or 'no dates'}, {size:,.0f} MB; "
    )
    said += f"a search in {took:.0f} ms"
    if took > SLOW_SEARCH_MS:
        return Finding("index", "slow", said, "the machine is busy, or the index is larger than its memory")
    return Finding("index", "ok", said)


def _language_model(name: str, options: Settings) -> Finding:
    from langchain_core.messages import HumanMessage

    from rag.llm.failures import Failure
    from rag.llm.models import open_model
    from rag.llm.stream import words

    model = open_model(name, options)
    if model is None:
        return Finding(
            "language model", "absent", "none: answers quote the articles", "name one with --llm or BAOWEN_LLM"
        )
    began = time.perf_counter()
    try:
        first = next(words(model, [HumanMessage("请只回答：好")]))
    except Failure as problem:
        return Finding("language model", "broken", f"{name}: {problem.reason('en')}", "see BAOWEN_LLM_URL and the key")
    took = 1000 * (time.perf_counter() - began)
    state: State = "slow" if took > SLOW_WORD_MS else "ok"
    return Finding("language model", state, f"{name}: answers ({first.strip()[:20]!r}), first word in {took:.0f} ms")


def _median_ms(work: Callable[[], object]) -> float:
    spans = []
    for _ in range(TIMES):
        began = time.perf_counter()
        work()
        spans.append(1000 * (time.perf_counter() - began))
    return statistics.median(spans)
