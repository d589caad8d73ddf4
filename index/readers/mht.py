"""Whole web pages in one file, as browsers save them: .mht, a mail message of the page and its pictures."""

from __future__ import annotations

import email
import email.policy
from email.message import Message

from index.errors import BaowenError


def unpack_mht(name: str, content: bytes) -> tuple[bytes, str]:
    """The page's HTML and the address it was saved from. BaowenError when there is none in the file."""
    try:
        message = email.message_from_bytes(content, policy=email.policy.compat32)
        page = next((part for part in message.walk() if part.get_content_type() in _PAGES), None)
        html = page.get_payload(decode=True) if page else None
    except (RecursionError, LookupError, ValueError, TypeError) as error:
        raise BaowenError(f"{name}: no saved web page that can be read; save it again as .html") from error
    if page is None or not isinstance(html, bytes) or not html.strip():
        raise BaowenError(f"{name}: no web page in it; save it again as .html")
    return _marked(html, page), str(page.get("Content-Location") or message.get("Snapshot-Content-Location") or "")


_PAGES = ("text/html", "application/xhtml+xml")


def _marked(html: bytes, page: Message) -> bytes:
    """The HTML with the encoding that its part of the file names, where the page itself names none."""
    charset = page.get_content_charset()
    if not charset or b"charset" in html[:4096].lower() or not charset.isascii():
        return html
    return f'<meta charset="{charset}">'.encode() + html
