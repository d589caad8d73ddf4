"""By what names the service may be called, and from where.

A page elsewhere can make a reader's browser ask this machine for things, by its address (the browser then names the
page's Origin) or by a name that the page's owner points here (the browser then sends that name as Host). Both are told
by these headers. What a proxy says of the reader it stands before counts only where there is known to be one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

LOOPBACK = ("127.0.0.1", "::1", "localhost")
PORTS = {"http": 80, "https": 443}
# A name or address (one of IPv6 in brackets) and perhaps a port, after the slashes; nothing before or after them.
_ADDRESS = re.compile(r"(?:https?:)?//(?P<name>[\w.-]+|\[[0-9a-f:.]+\])(?::(?P<port>\d{1,5}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Hosts:
    """What the service may be called: where it listens, this machine's own names, and those `allowed` besides.

    `proxied` says that whoever connects is a proxy, whose X-Forwarded-* are to be believed.
    """

    listening: str = "127.0.0.1"
    allowed: Sequence[str] = ()
    proxied: bool = False

    def refused(self, scope: Any, headers: dict[str, str]) -> tuple[str, str] | None:
        """Key of the word for what is wrong with a request's Host or Origin, and what it was; None if it may pass."""
        host = headers.get("host", "")
        name, port = _parts(f"//{host}")
        if not name or name not in self._names(scope):
            return "foreign_host", host
        origin = headers.get("origin")
        if origin is None or self._same(origin, name, port or PORTS.get(scope.get("scheme", ""), 80)):
            return None
        return "foreign_origin", origin

    def _same(self, origin: str, name: str, port: int) -> bool:
        """Whether an origin is the page's own, or that of a name allowed, whatever port a proxy has for it."""
        scheme = origin.partition(":")[0].lower()
        given, given_port = _parts(origin)
        if scheme not in PORTS or not given:
            return False
        own = given == name or {given, name} <= set(LOOPBACK)
        return given in self._extra() or (own and (given_port or PORTS[scheme]) == port)

    def _names(self, scope: Any) -> set[str]:
        """An address of the machine is one of its names where it is the one that the connection came in by."""
        reached = (scope.get("server") or ("",))[0] or ""
        return {*LOOPBACK, self.listening.lower(), reached.lower(), *self._extra()}

    def _extra(self) -> set[str]:
        return {_parts(f"//{name}")[0] for name in self.allowed}


def _parts(address: str) -> tuple[str, int | None]:
    """Name and port of `//name:port` or `scheme://name:port`; an empty name when it is neither."""
    found = _ADDRESS.fullmatch(address.lower())
    if not found:
        return "", None
    return found["name"].strip("[]").rstrip("."), int(found["port"]) if found["port"] else None


def as_received(scope: Any, proxied: bool) -> Any:
    """The request as its reader sent it: with what a proxy changed put right if there is one, else without its headers.

    A proxy adds the address it saw to the end of X-Forwarded-For; what stands before may be anybody's invention.
    """
    headers = dict(scope["headers"])
    kept = [
        (key, value) for key, value in scope["headers"] if not key.startswith(b"x-forwarded-") and key not in _OTHER
    ]
    changed: dict[str, Any] = {"headers": kept}
    if proxied:
        if host := _last(headers, b"x-forwarded-host"):
            changed["headers"] = [*((key, value) for key, value in kept if key != b"host"), (b"host", host)]
        if (scheme := _last(headers, b"x-forwarded-proto").decode("latin-1").lower()) in PORTS:
            changed["scheme"] = scheme
        if client := _last(headers, b"x-forwarded-for"):
            changed["client"] = (client.decode("latin-1"), 0)
    return {**scope, **changed}


_OTHER = (b"forwarded", b"x-gradio-server", b"x-real-ip")


def _last(headers: dict[bytes, bytes], name: bytes) -> bytes:
    return headers.get(name, b"").rpartition(b",")[2].strip()
