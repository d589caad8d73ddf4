"""Who may use the service: names and passwords from a file, who is known by a cookie, and how guessing is slowed.

Wrong passwords are counted by the address they come from, never by the name they are tried on: whoever guesses at a
name from elsewhere does not keep its owner out.
"""

from __future__ import annotations

import base64
import hmac
import ipaddress
import secrets
import stat
import sys
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Mapping
from pathlib import Path

from rag import BaowenError

COOKIE = "baowen_name"
FREE, GUESSES, WINDOW_S, PAUSE_S = 3, 25, 60.0, 3.0
ADDRESSES, LOGINS = 10_000, 10_000  # of how many the guesses, and the logins, are remembered


class Access:
    """Names with their passwords, and who has logged in. Safe from any thread."""

    def __init__(self, passwords: dict[str, str]) -> None:
        self._passwords = passwords
        self._lock = threading.Lock()
        self._wrong: OrderedDict[str, deque[float]] = OrderedDict()
        self._logins: OrderedDict[str, str] = OrderedDict()

    def admits(self, name: str, password: str) -> bool:
        """Whether a password is that of a name; every answer takes as long as any other."""
        known = self._passwords.get(name)
        right = hmac.compare_digest((known or "").encode(), password.encode("utf-8", "replace"))
        return right and known is not None

    def may_guess(self, address: str) -> bool:
        """Whether a password from this address is looked at: at most `GUESSES` wrong ones within `WINDOW_S`."""
        with self._lock:
            return len(self._recent(address)) < GUESSES

    def wrong(self, address: str) -> float:
        """Note a wrong password; the seconds that its answer is to wait, so that whoever guesses in turn is slow."""
        with self._lock:
            times = self._recent(address)
            times.append(time.monotonic())
            self._wrong[_network(address)] = times
            self._wrong.move_to_end(_network(address))
            while len(self._wrong) > ADDRESSES:
                self._wrong.popitem(last=False)
            return PAUSE_S if len(times) > FREE else 0.0

    def _recent(self, address: str) -> deque[float]:
        times = self._wrong.get(_network(address), deque())
        while times and times[0] < time.monotonic() - WINDOW_S:
            times.popleft()
        return times

    def login(self, name: str) -> str:
        """A token by which a browser is known as this name from now on."""
        token = secrets.token_urlsafe(32)
        with self._lock:
            self._logins[token] = name
            while len(self._logins) > LOGINS:
                self._logins.popitem(last=False)
        return token

    def logout(self, token: str | None) -> None:
        """Forget a token."""
        with self._lock:
            self._logins.pop(token or "", None)

    def knows(self, token: str | None) -> bool:
        """Whether a token is one that `login` gave."""
        with self._lock:
            return bool(token) and token in self._logins


def _network(address: str) -> str:
    """What counts as one address: with IPv6 whoever has one has the 2^64 of its network."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network(f"{address}/64", strict=False)) if parsed.version == 6 else address


def given_password(headers: Mapping[str, str]) -> tuple[str, str] | None:
    """Name and password of `Authorization: Basic …`, or of `Bearer NAME:PASSWORD`; None when neither is given."""
    kind, _, value = headers.get("authorization", "").partition(" ")
    try:
        if kind.lower() == "basic":
            value = base64.b64decode(value, validate=True).decode("utf-8")
        elif kind.lower() != "bearer":
            return None
    except ValueError:
        return None
    name, colon, password = value.strip().partition(":")
    return (name, password) if colon else None


def read_access(path: Path) -> Access:
    """Names and passwords from a file of `name:password` lines; blank lines and # comments are passed over.

    BaowenError names the file, and the line that is neither.
    """
    try:
        lines = path.read_text("utf-8-sig").splitlines()
        if path.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH):
            print(f"baowen: {path}: can be read by others on this machine; chmod 600 it", file=sys.stderr)
    except (OSError, UnicodeDecodeError) as error:
        raise BaowenError(f"{path}: cannot be read ({error}); give a file of name:password lines") from error
    passwords: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        name, colon, password = line.strip().partition(":")
        if not (name and colon and password):
            raise BaowenError(f"{path}, line {number}: not of the form name:password")
        passwords[name] = password
    if not passwords:
        raise BaowenError(f"{path}: no name in it; give a file of name:password lines")
    return Access(passwords)
