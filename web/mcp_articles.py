"""The articles as resources of the MCP server, `baowen://articles/ID`: a client shows and keeps them by these names."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote, unquote

import anyio.to_thread
from mcp.server.fastmcp import FastMCP
from mcp.server.fastmcp.exceptions import ResourceError
from mcp.server.lowlevel.helper_types import ReadResourceContents
from mcp.types import Resource, ResourceTemplate
from pydantic import AnyUrl

from rag import QA, Article, reference, title

ARTICLES = "baowen://articles/"
LISTED = 100
PLAIN = "text/plain"


class ArticleServer(FastMCP):
    """An MCP server whose resources are the articles of an index; the newest are listed, all can be read."""

    def __init__(self, qa: QA, *args: Any, **kwargs: Any) -> None:
        self._qa = qa
        super().__init__(*args, **kwargs)

    async def list_resources(self) -> list[Resource]:
        """The newest articles, by newspaper, date and page."""
        found = await anyio.to_thread.run_sync(self._qa.store.listed, None, LISTED, 0)
        return [
            Resource(uri=_address(one), name=title(one), description=reference(one), mimeType=PLAIN) for one in found
        ]

    async def list_resource_templates(self) -> list[ResourceTemplate]:
        """How any article is named; its id is the `article_id` of a citation, a passage or a record."""
        words = "An article, whole: its headline, newspaper, date and page, and its body."
        return [
            ResourceTemplate(uriTemplate=f"{ARTICLES}{{article_id}}", name="article", description=words, mimeType=PLAIN)
        ]

    async def read_resource(self, uri: AnyUrl | str) -> Iterable[ReadResourceContents]:
        """An article as text. ResourceError when there is none of this name."""
        address = str(uri)
        known = address.startswith(ARTICLES)
        article = (
            await anyio.to_thread.run_sync(self._qa.article, unquote(address.removeprefix(ARTICLES))) if known else None
        )
        if article is None:
            raise ResourceError(f"no article of this index has this address; it is {ARTICLES} with an article_id")
        return [ReadResourceContents(content=_text(article), mime_type=PLAIN)]


def _address(article: Article) -> AnyUrl:
    return AnyUrl(f"{ARTICLES}{quote(article.id, safe='')}")


def _text(article: Article) -> str:
    parts = (article.headline, article.byline, reference(article), "", article.body)
    return "\n".join(part for part in parts if part is not None)
