"""How much a model behind an API reads and writes, asked from its server where it tells.

vLLM, LM Studio and OpenRouter say it in their list of models, llama.cpp in its properties; others don't.
"""

from __future__ import annotations

from typing import Any

from rag.llm import proxies

TIMEOUT_S = 3.0
SMALLEST, LARGEST = 1024, 1_000_000
_FIELDS = ("max_model_len", "loaded_context_length", "context_length", "context_window", "max_context_length", "n_ctx")


def context(url: str, model: str, key: str) -> int | None:
    """Tokens that fit, or None where the server does not say, or not in time."""
    import httpx

    headers = {"authorization": f"Bearer {key}"}
    try:
        with httpx.Client(timeout=TIMEOUT_S, headers=headers, trust_env=not proxies.is_here(url)) as client:
            listed = client.get(f"{url.rstrip('/')}/models").json()
            if found := _of_list(listed, model):
                return found
            return _of_properties(client.get(f"{url.rstrip('/').removesuffix('/v1')}/props").json())
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, RecursionError, ImportError):  # the last of a proxy
        return None


def _of_list(listed: Any, model: str) -> int | None:
    entries = listed.get("data") if isinstance(listed, dict) else None
    known = [one for one in entries if isinstance(one, dict)] if isinstance(entries, list) else []
    mine = [one for one in known if one.get("id") == model] or (known if len(known) == 1 else [])
    return next((found for one in mine for name in _FIELDS if (found := _tokens(one.get(name)))), None)


def _of_properties(said: Any) -> int | None:
    settings = said.get("default_generation_settings") if isinstance(said, dict) else None
    return _tokens(settings.get("n_ctx")) if isinstance(settings, dict) else None


def _tokens(value: Any) -> int | None:
    fits = isinstance(value, int) and not isinstance(value, bool) and value >= SMALLEST
    return min(value, LARGEST) if fits else None
