"""For the tests of what a server withstands: a client that sends what no page would, to every endpoint there is."""

from __future__ import annotations

import json
import socket
import uuid
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import httpx

STATEFUL = ("state",)


class Attacker:
    """Somebody who has read the page's configuration. `headers` are sent with everything."""

    def __init__(self, address: str, **headers: str) -> None:
        self.address = address
        self.client = httpx.Client(base_url=address, headers=headers, timeout=60)
        self.config = self.client.get("/config").json()

    @property
    def events(self) -> list[dict[str, Any]]:
        """Every event that is answered by the server, whether the page calls it by name or not."""
        return [one for one in self.config["dependencies"] if one["backend_fn"]]

    @property
    def different(self) -> list[dict[str, Any]]:
        """Of events that do the same, of several buttons for example, one; none that takes nothing from a browser."""
        found = {(one["api_name"].rstrip("_0123456789"), *self.kinds(one)): one for one in self.events}
        return [one for one in found.values() if set(self.kinds(one)) - set(STATEFUL)]

    def kinds(self, event: dict[str, Any]) -> list[str]:
        """The kinds of component an event is given the values of."""
        kinds = {one["id"]: one["type"] for one in self.config["components"]}
        return [kinds[number] for number in event["inputs"]]

    def call(self, event: dict[str, Any], data: list[Any], **more: Any) -> httpx.Response:
        """Call an event at once, past the queue."""
        return self.post("/gradio_api/run/predict", {"data": data, "fn_index": event["id"]} | more)

    def post(self, path: str, body: Any) -> httpx.Response:
        """Send JSON, with half characters in it if need be."""
        return self.client.post(path, content=json.dumps(body), headers={"content-type": "application/json"})

    def queued(self, event: dict[str, Any], data: list[Any], session: str | None = None, **more: Any) -> str:
        """Call an event as the page does; everything that comes back."""
        session = session or uuid.uuid4().hex
        body = {"data": data, "fn_index": event["id"], "session_hash": session} | more
        joined = self.post("/gradio_api/queue/join", body)
        if joined.status_code != 200:
            return joined.text
        return self.client.get("/gradio_api/queue/data", params={"session_hash": session}).text

    def outcome(self, event: dict[str, Any], data: list[Any], **more: Any) -> Any:
        """What the queue says at the end: an output, or what is wrong."""
        lines = [line for line in self.queued(event, data, **more).splitlines() if line.startswith("data:")]
        messages = [json.loads(line[5:]) for line in lines]
        return next(one["output"] for one in messages if one["msg"] == "process_completed")

    def everywhere(self, value: Any, events: list[dict[str, Any]] | None = None) -> Iterator[tuple[Any, list[Any]]]:
        """Each event, or each of those given, with a value for every component that takes one from a browser."""
        for event in self.events if events is None else events:
            yield event, [None if kind in STATEFUL else value for kind in self.kinds(event)]


def raw(address: str, head: str, parts: Iterator[bytes]) -> bytes:
    """Send a request by hand, as much of it as the server takes; what it answers."""
    place = urlsplit(address)
    with socket.create_connection((place.hostname or "", place.port or 80), timeout=60) as connection:
        connection.sendall(head.encode())
        try:
            for part in parts:
                connection.sendall(part)
        except OSError:  # it has answered, and hung up
            pass
        answer = b""
        try:
            while part := connection.recv(65536):
                answer += part
                if b"\r\n\r\n" in answer:
                    break
        except OSError:
            pass
        return answer


def memory(pid: int) -> int:
    """Resident memory of a process, in bytes."""
    with open(f"/proc/{pid}/statm") as file:  # noqa: PTH123
        return int(file.read().split()[1]) * 4096
