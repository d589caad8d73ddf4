"""What questions of as many sessions do to memory: `python -m benchmarks.sessions INDEX QUESTIONS [COUNT]`.

Each session does what a browser does: it opens the page, asks one question by the queue, asks for what stands below the
answer, and is closed. Printed are the megabytes that the server holds as they go.
"""

from __future__ import annotations

import json
import subprocess
import sys
import uuid
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import httpx

from tests.attacker import memory
from tests.browser import free_port, serve_command, wait_until_ready

STEP, AT_ONCE = 100, 4


class Reader:
    """A browser without a screen."""

    def __init__(self, address: str) -> None:
        self.client = httpx.Client(base_url=address, timeout=60, headers={"accept-language": "zh-CN"})
        events = self.client.get("/config").json()["dependencies"]
        self.asking = next(one for one in events if _is(one, "submit"))
        self.opening = next(one for one in events if _is(one, "load"))
        self.after = next(one for one in events if one["trigger_after"] == self.asking["id"])

    def session(self, question: str) -> None:
        """Open the page, ask, look at what comes, leave."""
        name = uuid.uuid4().hex[:11]
        with self.client.stream("GET", f"/gradio_api/heartbeat/{name}"):
            self._run(name, self.opening, [None])
            given = [question, *[None] * (len(self.asking["inputs"]) - 1)]
            job = {"data": given, "fn_index": self.asking["id"], "session_hash": name}
            self.client.post("/gradio_api/queue/join", json=job).raise_for_status()
            answered = self.client.get("/gradio_api/queue/data", params={"session_hash": name}).text
            if '"success":true' not in answered:
                raise RuntimeError(answered[-500:])
            self._run(name, self.after, [None] * len(self.after["inputs"]))

    def _run(self, name: str, event: dict[str, Any], data: list[Any]) -> None:
        job = {"data": data, "fn_index": event["id"], "session_hash": name}
        self.client.post("/gradio_api/run/predict", json=job).raise_for_status()


def _is(event: dict[str, Any], name: str) -> bool:
    return any(target[1] == name for target in event["targets"])


def main(index: Path, questions: Path, count: int) -> None:
    """Start a server, ask it `count` questions of as many sessions, and print what it holds."""
    asked = [json.loads(line)["question"] for line in questions.read_text("utf-8").splitlines()]
    port = free_port()
    with subprocess.Popen(serve_command(index, port)) as server:  # noqa: S603
        try:
            reader = Reader(wait_until_ready(f"http://127.0.0.1:{port}"))
            for done in range(0, count, STEP):
                with ThreadPoolExecutor(AT_ONCE) as pool:
                    list(pool.map(reader.session, islice(cycle(asked), done, done + STEP)))
                print(f"{done + STEP:6,} sessions  {memory(server.pid) / 1e6:8,.0f} MB", flush=True)
        finally:
            server.terminate()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 5000)
