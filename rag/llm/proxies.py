"""Proxies that the environment names: a language model on this machine is asked past them, any other through them."""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies

# Name and password of an address, which are nobody's business.
_ACCOUNT = re.compile(r"(?<=//)[^/@]*@")


def is_here(url: str | None) -> bool:
    """Whether an address is this machine's own."""
    host = urlsplit(url or "").hostname or ""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def clients(url: str | None) -> dict[str, Any]:
    """What a chat model is to be asked with: clients that know of no proxy, where the address is this machine's own."""
    if not is_here(url):
        return {}
    import httpx

    return {"http_client": httpx.Client(trust_env=False), "http_async_client": httpx.AsyncClient(trust_env=False)}


def named() -> str:
    """The proxies of the environment, for a message; empty where there are none."""
    found = {kind: proxy for kind, proxy in getproxies().items() if kind != "no"}
    return ", ".join(f"{kind}_proxy={_ACCOUNT.sub('', proxy)}" for kind, proxy in sorted(found.items()))
