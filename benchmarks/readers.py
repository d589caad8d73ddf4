"""Many readers at once: `python -m benchmarks.readers INDEX QUESTIONS [--readers 50] [--rounds 5] [--think 5]`.

Starts `baowen serve` over the index and asks it the questions of the file by its `/ask` endpoint, as a page does: a
question joins the queue, its answer comes as a stream of events. First one reader asks alone; then all readers ask
with pauses of `--think` seconds on average between an answer and the next question; then without any pause, each
`--rounds` questions. Printed are the seconds from question to whole answer (p50, p95, greatest), errors and answers a
second. The readers run in a process of their own on the same machine and take some of its time.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import httpx
import numpy as np

READY_WITHIN_S = 120


def main() -> None:
    """Start the service and print a line for each way of asking."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("index", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--readers", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--think", type=float, default=5.0)
    options = parser.parse_args()
    questions = [json.loads(line)["question"] for line in options.questions.read_text("utf-8").splitlines() if line]
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    command = [sys.executable, "-m", "rag", "serve", "--index", str(options.index), "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:  # noqa: S603
        try:
            asyncio.run(measure(f"http://127.0.0.1:{port}", questions, options, server.pid))
        finally:
            server.send_signal(signal.SIGTERM)


async def measure(address: str, questions: Sequence[str], options: argparse.Namespace, server: int) -> None:
    """The three ways of asking, one after another."""
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
    async with httpx.AsyncClient(base_url=address, timeout=120, limits=limits) as client:
        await ready(client)
        print(f"{'':>34}  p50 s  p95 s  max s  errors  answers/s  server's CPU s an answer")
        for name, readers, think in (
            ("one reader alone", 1, 0.0),
            (f"{options.readers} readers, {options.think:g} s between", options.readers, options.think),
            (f"{options.readers} readers without a pause", options.readers, 0.0),
        ):
            rounds = options.rounds if readers > 1 else 20
            begun, used = time.perf_counter(), busy(server)
            asked = await asyncio.gather(
                *(reader(client, questions, number, rounds, think) for number in range(readers))
            )
            took, used = time.perf_counter() - begun, busy(server) - used
            seconds = [one for some in asked for one in some]
            good = [one for one in seconds if one is not None]
            p50, p95, most = np.percentile(good, 50), np.percentile(good, 95), max(good)
            errors = len(seconds) - len(good)
            rate, cost = len(good) / took, used / len(seconds)
            print(f"{name:>34}  {p50:5.2f}  {p95:5.2f}  {most:5.2f}  {errors:6}  {rate:9.1f}  {cost:24.3f}")


async def ready(client: httpx.AsyncClient) -> None:
    """Wait until the model is loaded."""
    until = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < until:
        try:
            if (await client.get("/healthz")).json()["ready"]:
                return
        except httpx.TransportError:
            pass
        await asyncio.sleep(0.2)
    raise TimeoutError("the service did not become ready")


async def reader(
    client: httpx.AsyncClient, questions: Sequence[str], number: int, rounds: int, think: float
) -> list[float | None]:
    """Seconds of each answer; None where there was an error."""
    drawn = random.Random(number)  # noqa: S311
    seconds: list[float | None] = []
    for turn in range(rounds):
        if think:
            await asyncio.sleep(drawn.uniform(0, 2 * think))
        begun = time.perf_counter()
        answered = await ask(client, questions[(7 * number + turn) % len(questions)])
        seconds.append(time.perf_counter() - begun if answered else None)
    return seconds


async def ask(client: httpx.AsyncClient, question: str) -> bool:
    """Whether a question was answered."""
    try:
        joined = await client.post("/gradio_api/call/v2/ask", json={"question": question})
        event = joined.raise_for_status().json()["event_id"]
        async with client.stream("GET", f"/gradio_api/call/ask/{event}") as events:
            return "event: complete" in [line async for line in events.aiter_lines()]
    except (httpx.HTTPError, KeyError, ValueError):
        return False


def busy(process: int) -> float:
    """Processor seconds that a process has used."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
