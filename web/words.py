"""What the page says, in Chinese and English; and the files of its style and script."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

from rag import Language

LANGUAGE = "baowen_language"  # the cookie of `script/switch.js`
_HERE = Path(__file__).parent


def asset(name: str) -> str:
    """A file of the page: its style, its script, its words."""
    return (_HERE / name).read_text("utf-8")


def style() -> str:
    """The style of the whole page."""
    return "\n".join(path.read_text("utf-8") for path in sorted(_HERE.glob("style/*.css")))


def _words(language: Language) -> dict[str, str]:
    """The words of all parts of the page; a key stands in one file only."""
    parts = [json.loads(path.read_text("utf-8"))[language] for path in sorted(_HERE.glob("words/*.json"))]
    return {key: text for part in parts for key, text in part.items()}


WORDS: dict[Language, dict[str, str]] = {"zh": _words("zh"), "en": _words("en")}


def preferred(accept_language: str | None) -> Language:
    """Chinese, unless the browser asks for English before any Chinese."""
    tags = [part.strip().lower() for part in (accept_language or "").split(",")]
    return next(("en" if tag.startswith("en") else "zh" for tag in tags if tag[:2] in ("en", "zh")), "zh")


def spoken(headers: Mapping[str, str]) -> Language:
    """The language of whoever sent a request with these headers; English for a program, which states none."""
    chosen = re.search(rf"(?:^|;)\s*{LANGUAGE}=(zh|en)\b", headers.get("cookie", ""))  # the cookie's value
    accepted = headers.get("accept-language", "")
    return preferred(chosen[1] if chosen else accepted) if chosen or accepted else "en"
