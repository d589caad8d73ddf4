"""Which language model: one setting, `none`, `local`, `openai:MODEL`, `ollama:MODEL`, or `PROVIDER:MODEL`.

Keys come from the environment alone and are in no setting, so that nothing that prints settings prints them. What a
model needs is imported when it is first asked.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from index.errors import BaowenError, UsageError
from index.settings import Settings
from rag.llm import proxies
from rag.llm.tokens import ANSWER_TOKENS, at_most

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

OLLAMA = "http://127.0.0.1:11434/v1"
KEYS = ("BAOWEN_LLM_KEY", "OPENAI_API_KEY")
_NO_KEY = "none"  # servers that ask for no key take any


@dataclass(frozen=True, slots=True)
class Model:
    """A chat model to be opened by `chat`, which gives the same one every time, and how to treat it.

    `load` brings into memory what takes long to load. `context` is what it reads and writes in tokens, as `count`
    counts them; `first_s` and `total_s` are the seconds until its first word and until its last. `says_finished`: a
    stream that doesn't say why it ended was cut off.
    """

    name: str
    chat: Callable[[], BaseChatModel]
    count: Callable[[str], int]
    context: int
    first_s: float
    total_s: float
    says_finished: bool = True
    load: Callable[[], object] = lambda: None


def open_model(name: str, options: Settings) -> Model | None:
    """The model a setting names; None for `none`. UsageError when the setting or what it needs is not there."""
    provider, _, model = name.partition(":")
    if name == "none":
        return None
    if name == "local":
        return _local(options)
    if not model:
        raise UsageError(
            f"language model '{name}': not understood; use none, local, openai:MODEL, ollama:MODEL or PROVIDER:MODEL"
        )
    if provider in ("openai", "ollama"):
        return _remote(name, lambda: _openai(provider, model, options), _require_openai(provider, options), options)
    _require("langchain", f"language model '{name}'", "llm")
    chat = _any(name, options)
    return _remote(name, lambda: chat, False, options)


def _local(options: Settings) -> Model:
    _require("llama_cpp", "the embedded language model", "local-llm")
    from rag.llm.local import LocalChat, model_file

    chat = LocalChat(path=str(model_file(options)), context=options.llm_context, threads=options.threads)
    limits = (options.llm_context, options.llm_first_s, options.llm_total_s)
    return Model("local", lambda: chat, chat.count, *limits, load=chat.load)


def _remote(name: str, build: Callable[[], BaseChatModel], says_finished: bool, options: Settings) -> Model:
    limits = (options.llm_context, options.llm_first_s, options.llm_total_s)
    chat = lru_cache(build)
    return Model(name, chat, at_most, *limits, says_finished, load=chat)


def _require_openai(provider: str, options: Settings) -> bool:
    _require("langchain_openai", f"language model '{provider}:…'", "llm")
    if provider == "openai" and not options.llm_url and not _key():
        raise UsageError(f"openai: no key; set {KEYS[1]}, or BAOWEN_LLM_URL to the address of a server of your own")
    return True


def _openai(provider: str, model: str, options: Settings) -> BaseChatModel:
    from langchain_openai import ChatOpenAI
    from pydantic import SecretStr

    url = options.llm_url or (OLLAMA if provider == "ollama" else None)
    given: dict[str, Any] = {
        "model": model,
        "base_url": url,
        "api_key": SecretStr(_key() or _NO_KEY),
        "temperature": 0,
        "max_tokens": ANSWER_TOKENS,
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


def _key() -> str | None:
    return next((os.environ[name] for name in KEYS if os.environ.get(name)), None)


def _require(module: str, what: str, extra: str) -> None:
    if find_spec(module) is None:
        install = f"{sys.executable} -m pip install -c constraints.txt -e '.[{extra}]'"
        raise UsageError(f"{what} needs more packages; in the program's folder: {install}")
