"""The door: who is let in, by a cookie or by name and password with the request, and the page that asks for them."""

from __future__ import annotations

import asyncio
import html
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs

from web.access import COOKIE, Access, given_password
from web.answering import Answering, Refusal
from web.bodies import Counted
from web.routes import ASKING, OPEN
from web.words import WORDS, asset

LONGEST_QUERY = 2000
TOO_MANY = Refusal(429, "too_many_guesses", headers=(("retry-after", "60"),))


class Door:
    """Who may come in. `root_path` is what a proxy puts before the paths of the page."""

    def __init__(self, access: Access, root_path: str) -> None:
        self.access, self.home = access, f"{root_path}/"

    async def admits(self, scope: Any, headers: dict[str, str], body: Counted, answer: Answering) -> bool:
        """Whether a request may pass for the name it gives; if not, it has been answered."""
        path = scope["path"].rstrip("/") or "/"
        if path == "/login" and scope["method"] == "POST":
            await self._login(scope, headers, body, answer)
        elif path == "/logout":
            self.access.logout(_token(headers))
            await answer.whole(303, "text/plain", "", ("location", self.home), self._cookie(scope, "", 0))
        elif path in OPEN or self.access.knows(_token(headers)):
            return path != "/login" or not await self._page(answer)
        elif given := given_password(headers):
            return await self._right(scope, given, answer)
        elif path == "/":
            await self._page(answer, asked=_query(scope))
        else:
            asking = (("www-authenticate", 'Basic realm="baowen"'),) if path.startswith(ASKING) else ()
            await answer.refuse(Refusal(401, "name_needed", headers=asking))
        return False

    async def _right(self, scope: Any, given: tuple[str, str], answer: Answering) -> bool:
        """Whether name and password are right; if not, it has been answered, late where many were wrong."""
        address = _address(scope)
        if not self.access.may_guess(address):
            await answer.refuse(TOO_MANY)
            return False
        if self.access.admits(*given):
            return True
        await asyncio.sleep(self.access.wrong(address))
        await answer.refuse(Refusal(401, "wrong_password"))
        return False

    async def _login(self, scope: Any, headers: dict[str, str], body: Counted, answer: Answering) -> None:
        fields = parse_qs((await body.whole()).decode("utf-8", "replace"), keep_blank_values=True)
        if body.overrun:
            await answer.refuse(Refusal(413, "body_too_long"))
            return
        name, password = (fields.get(key, [""])[0] for key in ("username", "password"))
        reading = "text/html" in headers.get("accept", "")
        if reading and not self.access.may_guess(_address(scope)):
            await self._page(answer, 429, "too_many_guesses", _query(scope))
        elif reading and not self.access.admits(name.strip(), password):
            await asyncio.sleep(self.access.wrong(_address(scope)))
            await self._page(answer, 401, "wrong_password", _query(scope))
        elif reading or await self._right(scope, (name.strip(), password), answer):
            cookie = self._cookie(scope, self.access.login(name.strip()), 365 * 86_400)
            where = (("location", self.home + _query(scope)),) if reading else ()
            await answer.whole(303 if reading else 200, "application/json", '{"success": true}', cookie, *where)

    async def _page(self, answer: Answering, status: int = 200, wrong: str = "", asked: str = "") -> bool:
        """Show the page that asks for name and password, and then goes on to what was `asked` for, a query."""
        words = WORDS[answer.language]
        text = asset("login.html")
        for key in ("log_in", "login_name", "password", "tagline", "lang"):
            text = text.replace(f"{{{key}}}", html.escape(words[key]))
        text = text.replace("{home}login", html.escape(f"{self.home}login{asked}"))
        text = text.replace("{wrong}", html.escape(words[wrong] if wrong else ""))
        await answer.whole(status, "text/html; charset=utf-8", text)
        return True

    def _cookie(self, scope: Any, token: str, seconds: int) -> tuple[str, str]:
        secure = "; Secure" if scope.get("scheme") == "https" else ""
        return "set-cookie", f"{COOKIE}={token}; Path={self.home}; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}"


def _query(scope: Any) -> str:
    """The query of a request, such as ?article=…, to be asked for again after the login."""
    query: str = scope.get("query_string", b"").decode("latin-1")
    return f"?{query}" if query and len(query) <= LONGEST_QUERY and query.isascii() and query.isprintable() else ""


def _address(scope: Any) -> str:
    return str((scope.get("client") or ("",))[0])


def _token(headers: dict[str, str]) -> str | None:
    try:
        morsel = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return None
    return morsel.value if morsel else None
