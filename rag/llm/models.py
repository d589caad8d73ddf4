"""Which language model: one setting, `none`, `local`, `openai:MODEL`, `ollama:MODEL`, or `PROVIDER:MODEL`.

Several stand with commas between them, and so may keys: when one gives no answer, the next is asked. Keys come from the
environment alone and are in no setting, so that nothing that prints settings prints them. What a
model needs is imported when it is first asked.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from index.errors import BaowenError, UsageError
from index.settings import Settings
from rag.llm import proxies, served
from rag.llm.habits import NAMES, Habits
from rag.llm.tokens import ANSWER_TOKENS, at_most

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

CONTEXT = 4096  # tokens, of a model that nobody says it of
LARGE_BYTES = 1_800_000_000  # a GGUF file of three billion parameters in four bits
OPENAI = "https://api.openai.com/v1"
OLLAMA = "http://127.0.0.1:11434/v1"
KEYS = ("BAOWEN_LLM_KEY", "OPENAI_API_KEY")
_NO_KEY = "none"  # servers that ask for no key take any


@dataclass(frozen=True, slots=True)
class Model:
    """A chat model to be opened by `chat`, which gives the same one every time, and how to treat it.

    `load` brings into memory what takes long to load. `context` is what it reads and writes in tokens, as `count`
    counts them; `first_s` and `total_s` are the seconds until its first word and until its last. `says_finished`: a
    stream that doesn't say why it ended was cut off, if it ends within a sentence. A `large` one can be trusted with
    whole passages. `habits` are those of its server, `others` the models to ask when it gives no answer.
    """

    name: str
    chat: Callable[[], BaseChatModel]
    count: Callable[[str], int]
    window: Callable[[], int]
    first_s: float
    total_s: float
    says_finished: bool = True
    load: Callable[[], object] = lambda: None
    large: bool = True
    habits: Habits | None = field(default=None, compare=False)
    others: tuple[Model, ...] = ()

    @property
    def context(self) -> int:
        """The tokens it reads and writes at most; the server may be asked for them, once."""
        return self.window()


def open_model(name: str, options: Settings) -> Model | None:
    """The model a setting names, with those to ask in its stead; None for `none`.

    UsageError when the setting or what it needs is not there.
    """
    if name.strip() == "none":
        return None
    first, *others = (model for one in name.split(",") for model in _models(one.strip(), options))
    return replace(first, others=tuple(others))


def _models(name: str, options: Settings) -> list[Model]:
    """One model, once for each key where there are several."""
    provider, _, model = name.partition(":")
    if name == "local":
        return [_local(options)]
    if not model:
        raise UsageError(
            f"language model '{name}': not understood; use none, local, openai:MODEL, ollama:MODEL or PROVIDER:MODEL"
        )
    if provider in ("openai", "ollama"):
        _require("langchain_openai", f"language model '{provider}:…'", "llm")
        return [_compatible(name, provider, model, key, options) for key in _keys_for(provider, options)]
    _require("langchain", f"language model '{name}'", "llm")
    chat = _any(name, options)
    return [_remote(name, lambda: chat, lambda: options.llm_context or CONTEXT, options)]


def _local(options: Settings) -> Model:
    _require("llama_cpp", "the embedded language model", "local-llm")
    from rag.llm.local import LocalChat, model_file

    file, context = model_file(options), options.llm_context or CONTEXT
    chat = LocalChat(path=str(file), context=context, threads=options.threads)
    limits = (lambda: context, options.llm_first_s, options.llm_total_s)
    return Model("local", lambda: chat, chat.count, *limits, load=chat.load, large=file.stat().st_size >= LARGE_BYTES)


def _compatible(name: str, provider: str, model: str, key: str, options: Settings) -> Model:
    """A model behind OpenAI's interface."""
    url = options.llm_url or (OLLAMA if provider == "ollama" else OPENAI)

    def window() -> int:
        return options.llm_context or (url != OPENAI and served.context(url, model, key)) or CONTEXT

    opened = _remote(name, lambda: _openai(model, url, key, options), window, options)
    # Servers of one's own may know only the older name of the limit, and pass over the other.
    names = NAMES if url == OPENAI else (NAMES[1], NAMES[0], NAMES[2])
    return replace(opened, says_finished=True, habits=Habits(list(names)))


def _remote(name: str, build: Callable[[], BaseChatModel], window: Callable[[], int], options: Settings) -> Model:
    limits = (lru_cache(window), options.llm_first_s, options.llm_total_s)
    chat = lru_cache(build)
    return Model(name, chat, at_most, *limits, says_finished=False, load=chat)


def _openai(model: str, url: str, key: str, options: Settings) -> BaseChatModel:
    from langchain_openai import ChatOpenAI
    from pydantic import SecretStr

    given: dict[str, Any] = {
        "model": model,
        "base_url": url,
        "api_key": SecretStr(key),
        "timeout": options.llm_first_s,
        "max_retries": 0,  # `stream` makes requests again, and knows which
        "use_responses_api": False,
    }
    try:
        chat: BaseChatModel = ChatOpenAI(**given, **proxies.clients(url))
    except (ImportError, ValueError) as error:  # a kind of proxy that needs more packages, or is none
        raise BaowenError(f"the proxy cannot be used: {proxies.named()}; unset it, or name another") from error
    return chat


def _any(name: str, options: Settings) -> BaseChatModel:
    from langchain.chat_models import init_chat_model

    given: dict[str, Any] = {"temperature": 0, "max_tokens": ANSWER_TOKENS}
    if options.llm_url:
        given["base_url"] = options.llm_url
    try:
        chat: BaseChatModel = init_chat_model(name, **given)
    except ImportError as error:
        raise UsageError(f"language model '{name}': {error}".split("\n")[0]) from error
    except ValueError as error:
        raise UsageError(f"language model '{name}': LangChain knows no such provider, or lacks its key") from error
    except Exception as error:  # each provider's own, which may speak of keys
        raise BaowenError(f"language model '{name}': cannot be opened ({type(error).__name__}); see its key") from error
    return chat


def _keys_for(provider: str, options: Settings) -> list[str]:
    """The keys to try in turn; one that is none where the server is one's own and there is no key."""
    keys = _keys()
    if provider == "openai" and not options.llm_url and not keys:
        raise UsageError(f"openai: no key; set {KEYS[1]}, or BAOWEN_LLM_URL to the address of a server of your own")
    return keys or [_NO_KEY]


def _keys() -> list[str]:
    """The keys of the environment, without the blanks and line ends that files and clipboards put around them."""
    name, given = next(((name, os.environ[name]) for name in KEYS if os.environ.get(name, "").strip()), ("", ""))
    keys = [key.strip() for key in given.split(",") if key.strip()]
    if any(not key.isascii() or not key.isprintable() or " " in key for key in keys):
        raise UsageError(f"{name}: has a blank or a character in it that no key has; copy the key again")
    return keys


def _require(module: str, what: str, extra: str) -> None:
    if find_spec(module) is None:
        install = f"{sys.executable} -m pip install -c constraints.txt -e '.[{extra}]'"
        raise UsageError(f"{what} needs more packages; in the program's folder: {install}")
