"""Why a language model gave no answer, in one line for the reader; and whether asking again makes sense.

The line is made of our own words: what a server writes in its errors may hold parts of a key or of a prompt.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Literal

from index.errors import BaowenError
from rag.llm import proxies
from rag.question import Language

Kind = Literal[
    "unreachable",
    "key",
    "address",
    "busy",
    "server",
    "slow",
    "broken",
    "malformed",
    "empty",
    "too_long",
    "unconfirmed",
    "incomplete",
    "failed",
]
RETRIED: frozenset[Kind] = frozenset({"unreachable", "busy", "server"})
MAX_WAIT_S = 10.0
_VERSIONED = re.compile(r"/v\d")
_KEY, _SLOW, _NOWHERE, _TOO_LARGE, _BUSY, _SERVER = (401, 403), (408, 504), (404, 405), 413, 429, 500

_WORDS: dict[Kind, tuple[str, str]] = {
    "unreachable": ("连接不上语言模型", "the language model cannot be reached"),
    "key": ("语言模型不接受密钥", "the language model does not accept the key"),
    "address": (
        "语言模型的地址不对，末尾或许少了 /v1",
        "nothing is at the language model's address; /v1 may be missing at its end",
    ),
    "busy": ("语言模型请求过多，暂不受理", "the language model is taking no more requests for now"),
    "server": ("语言模型的服务出错", "the language model's server failed"),
    "slow": ("语言模型没有在时限内回答", "the language model did not answer in time"),
    "broken": ("语言模型的回答中途断了", "the language model's answer broke off"),
    "malformed": ("语言模型的回答无法读取", "the language model's answer could not be read"),
    "empty": ("语言模型没有写出回答", "the language model gave an empty answer"),
    "too_long": ("内容超过了语言模型的长度限制", "the text is too long for the language model"),
    "unconfirmed": (
        "语言模型写的未能在报道中得到证实",
        "the articles do not bear out what the language model wrote",
    ),
    "incomplete": ("语言模型的回答漏了内容", "what the language model wrote leaves something out"),
    "failed": ("语言模型出错", "the language model failed"),
}


@dataclass(eq=False)  # not frozen: Python notes the traceback on an exception
class Failure(Exception):  # noqa: N818
    """The model gave no answer. `status` is HTTP's, where there was one; `wait_s` what the server asked to wait.

    `detail` is one of our own messages that says more.
    """

    kind: Kind
    status: int | None = None
    wait_s: float = 0.0
    detail: str = ""

    @property
    def retried(self) -> bool:
        """Whether the same request may succeed a little later."""
        return self.kind in RETRIED and self.wait_s <= MAX_WAIT_S

    def reason(self, language: Language) -> str:
        """What went wrong, in a few words."""
        zh, en = _WORDS[self.kind]
        more = self.detail or str(self.status or "")
        return f"{en}{f' ({more})' if more else ''}" if language == "en" else f"{zh}{f'（{more}）' if more else ''}"

    def note(self, language: Language) -> str:
        """The line that stands with the quoted answer."""
        before, after = ("Quoted from the articles: ", ".") if language == "en" else ("以下摘录原文：", "。")
        return f"{before}{self.reason(language)}{after}"


def failure(error: Exception) -> Failure:
    """What an exception of a chat model means. Providers' own classes are told by their status and their names."""
    if isinstance(error, Failure):
        return error
    if isinstance(error, BaowenError):
        return Failure("failed", detail=str(error))
    status = getattr(error, "status_code", None)
    if isinstance(status, int):
        return _of_status(error, status)
    names = " ".join(kind.__name__ for one in _chain(error) for kind in type(one).__mro__)
    if "Timeout" in names:
        return Failure("slow")
    if any(isinstance(one, json.JSONDecodeError | UnicodeDecodeError) for one in _chain(error)) or "Decode" in names:
        return Failure("malformed")
    if "RemoteProtocol" in names or "ReadError" in names or "IncompleteRead" in names:
        return Failure("broken")
    if "Connect" in names or "ProxyError" in names:
        return Failure("unreachable", detail=proxies.named())
    return Failure(_of_text(error) or "failed")


def _of_status(error: Exception, status: int) -> Failure:
    if status in _KEY:
        return Failure("key", status)
    if status in _SLOW:
        return Failure("slow", status)
    if status == _BUSY:
        return Failure("busy", status, _asked_wait(error))
    if status in _NOWHERE and not _VERSIONED.search(str(getattr(getattr(error, "request", None), "url", "/v1"))):
        return Failure("address", status)
    if status >= _SERVER:
        return Failure("server", status, _asked_wait(error))
    return Failure("too_long" if status == _TOO_LARGE else _of_text(error) or "failed", status)


def _of_text(error: Exception) -> Kind | None:
    """Servers say that a prompt is too long in an error without a status of its own."""
    text = str(error).lower()
    long = "context" in text and ("length" in text or "window" in text or "exceed" in text)
    return "too_long" if long or "too many tokens" in text else None


def _asked_wait(error: Exception) -> float:
    """Seconds until the time in the server's Retry-After, 0 where it gave none."""
    headers = getattr(getattr(error, "response", None), "headers", None) or {}
    given = headers.get("retry-after", "0")
    try:
        return max(0.0, float(given))
    except ValueError:
        pass
    try:
        return max(0.0, (parsedate_to_datetime(given) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return 0.0


def _chain(error: BaseException | None) -> list[BaseException]:
    found: list[BaseException] = []
    while error is not None and len(found) < 8:
        found.append(error)
        error = error.__cause__ or error.__context__
    return found
