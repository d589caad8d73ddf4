"""What is new on a question as an Atom feed (RFC 4287): `/feed?question=…&after=…`.

The question stands in the address, so the service keeps none. It asks for a name as the rest does, by HTTP Basic.
"""

from __future__ import annotations

import uuid
from urllib.parse import urlencode

from fastapi import FastAPI, Request, Response
from lxml import etree

from rag import Article, News, title
from rag.export import address_of, on_one_line, printable
from rag.news import Found
from web.watching import Watch, mark_of

ATOM = "http://www.w3.org/2005/Atom"
CONTENT_TYPE = "application/atom+xml; charset=utf-8"
UNDATED = "1970-01-01"


def add_feed(app: FastAPI, watch: Watch, root_path: str) -> None:
    """Give the application the feed; `root_path` is what a proxy puts before the page's paths."""

    @app.get("/feed")
    def feed(request: Request) -> Response:
        question, after = request.query_params.get("question", ""), mark_of(request.query_params.get("after", "0"))
        base = f"{request.url.scheme}://{request.headers['host']}{root_path}/"
        return Response(atom(watch.recent(question, after), after, base), media_type=CONTENT_TYPE)


def atom(news: News, after: int, base: str) -> bytes:
    """The feed of what is new on a question since a mark; `base` is the address that the page is served at."""
    root = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})
    days = [one.article.issue_date or UNDATED for one in news.found]
    _head(root, f"报问：{news.question}", _name(news.question), max(days, default=UNDATED))
    _add(root, "author", "").append(_element("name", "报问 Baowen"))
    query = urlencode({"question": news.question, "after": after}, errors="replace")
    _link(root, "self", f"{base}feed?{query}")
    _link(root, "alternate", base)
    for one in news.found:
        root.append(_entry(one, news.question, base))
    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8"))


def _entry(found: Found, question: str, base: str) -> etree._Element:
    article = found.article
    entry = _element("entry", "")
    _head(entry, title(article), _name(f"{question}\n{article.id}"), article.issue_date or UNDATED)
    _add(entry, "author", "").append(_element("name", _by(article)))
    _link(entry, "alternate", f"{base}{address_of(article, found.start, found.end)}")
    _add(entry, "summary", found.quote)
    return entry


def _head(element: etree._Element, name: str, identity: str, day: str) -> None:
    _add(element, "title", on_one_line(name))
    _add(element, "id", identity)
    _add(element, "updated", f"{day}T00:00:00Z")


def _by(article: Article) -> str:
    return on_one_line(article.source or "") or "报问 Baowen"


def _name(text: str) -> str:
    """A name by which a feed reader knows something again, wherever the page is served."""
    return uuid.uuid5(uuid.NAMESPACE_OID, printable(f"baowen\n{text}")).urn


def _element(tag: str, text: str) -> etree._Element:
    element = etree.Element(f"{{{ATOM}}}{tag}")
    element.text = printable(text)
    return element


def _add(parent: etree._Element, tag: str, text: str) -> etree._Element:
    parent.append(element := _element(tag, text))
    return element


def _link(parent: etree._Element, relation: str, address: str) -> None:
    _add(parent, "link", "").attrib.update({"rel": relation, "href": address})
