"""The MCP server, asked by the protocol's own client."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.exceptions import McpError
from pydantic import AnyUrl

from tests.browser import served

QUESTION = "王小平暗访了哪些单位？"


@pytest.fixture(scope="module")
def tools(sample_index: Path) -> Iterator[str]:
    with served(sample_index, "--mcp") as address:
        yield f"{address}/mcp"


def talk(address: str, work: Callable[[ClientSession], Awaitable[Any]], headers: dict[str, str] | None = None) -> Any:
    async def session() -> Any:
        async with (
            httpx.AsyncClient(headers=headers, timeout=60) as client,
            streamable_http_client(address, http_client=client) as (read, write, _),
            ClientSession(read, write) as opened,
        ):
            await opened.initialize()
            return await work(opened)

    with ThreadPoolExecutor(1) as beside:  # the browser of other tests keeps a loop in this thread
        return beside.submit(asyncio.run, session()).result()


def call(address: str, name: str, **arguments: Any) -> Any:
    return talk(address, lambda session: session.call_tool(name, arguments))


def test_its_tools_say_what_they_are_for(tools: str) -> None:
    listed = talk(tools, lambda session: session.list_tools()).tools
    assert [tool.name for tool in listed] == ["ask", "search", "read_article", "list_meetings"]
    asking = listed[0]
    assert "abstained" in asking.description and asking.inputSchema["required"] == ["question"]
    assert all(tool.annotations.readOnlyHint for tool in listed)


def test_ask_gives_a_cited_answer(tools: str) -> None:
    answer = call(tools, "ask", question=QUESTION).structuredContent
    assert "市审计局" in answer["answer"] and answer["citations"][0]["verdict"] == "supported"


def test_what_is_found_can_be_read(tools: str) -> None:
    found = call(tools, "search", query="复工复产率", limit=1).structuredContent["result"][0]
    article = call(tools, "read_article", article_id=found["article_id"]).structuredContent
    assert article["body"][found["start"] : found["end"]] == found["text"]


def test_meetings_are_listed_by_body(tools: str) -> None:
    found = call(tools, "list_meetings", body="市政府", form="meeting").structuredContent["result"]
    assert [one["chair_or_lead"] for one in found] == [["徐衣显"], ["徐衣显"]]


@pytest.mark.parametrize(
    ("name", "arguments", "line"),
    [
        ("ask", {"question": ""}, "the question is empty; ask something"),
        ("read_article", {"article_id": "x"}, "no article of this index has this id"),
        ("search", {"query": "会议", "date_from": "soon"}, "'soon' is no date"),
    ],
)
def test_a_wrong_call_is_told_what_is_wrong(tools: str, name: str, arguments: dict[str, Any], line: str) -> None:
    result = call(tools, name, **arguments)
    assert result.isError and line in result.content[0].text


def test_other_names_for_this_machine_are_kept_out(tools: str) -> None:
    sent = httpx.post(tools, headers={"host": "evil.example", "accept": "application/json, text/event-stream"}, json={})
    assert sent.status_code in (400, 403, 421)


def test_it_is_only_there_when_asked_for(address: str) -> None:
    assert httpx.post(f"{address}/mcp", json={}).status_code in (404, 405)


def test_behind_a_password_it_asks_for_it(closed: str) -> None:
    assert httpx.post(f"{closed}/mcp", json={}).status_code == 401
    headers = {"authorization": "Basic " + base64.b64encode(b"reader:chun-tian").decode()}
    found = talk(f"{closed}/mcp", lambda session: session.call_tool("ask", {"question": QUESTION}), headers)
    assert "市审计局" in found.structuredContent["answer"]


def test_what_a_tool_gives_back_is_typed(tools: str) -> None:
    schemas = {tool.name: tool.outputSchema for tool in talk(tools, lambda session: session.list_tools()).tools}
    citation = schemas["ask"]["$defs"]["Citation"]["properties"]
    assert citation["verdict"]["enum"] == ["supported", "partly", "unsupported"]
    assert schemas["ask"]["properties"]["citations"]["items"] == {"$ref": "#/$defs/Citation"}
    for name, kind in (("search", "RankedPassage"), ("list_meetings", "MeetingRecord")):
        assert schemas[name]["properties"]["result"]["items"] == {"$ref": f"#/$defs/{kind}"}
    assert schemas["read_article"]["properties"]["kind"]["enum"] == ["news", "notice", "headline_only"]


def test_articles_are_resources(tools: str) -> None:
    listed = talk(tools, lambda session: session.list_resources()).resources
    assert len(listed) == 8 and all(str(one.uri).startswith("baowen://articles/") for one in listed)
    assert "焦作日报，2020-02-27，第1版" in listed[0].description
    [template] = talk(tools, lambda session: session.list_resource_templates()).resourceTemplates
    assert template.uriTemplate == "baowen://articles/{article_id}"
    cited = call(tools, "ask", question=QUESTION).structuredContent["citations"][0]
    uri = AnyUrl(f"baowen://articles/{cited['article_id']}")
    [read] = talk(tools, lambda session: session.read_resource(uri)).contents
    assert cited["quote"] in read.text and "焦作日报，2020-02-27，第1版" in read.text


@pytest.mark.parametrize("address", ["baowen://articles/x", "baowen://articles/..%2F..%2Fetc", "file:///etc/passwd"])
def test_no_other_address_is_a_resource(tools: str, address: str) -> None:
    async def read(session: ClientSession) -> str:
        with pytest.raises(McpError) as raised:
            await session.read_resource(AnyUrl(address))
        return str(raised.value)

    assert "no article of this index has this address" in talk(tools, read)
