"""Many people asking at once, on loopback: how long until the first event and the whole answer.

Usage: python benchmarks/ask_streams.py [--kb FILE] [--streams N] [--rounds R] [--workers W]
Starts `superbill serve` on a copy of the knowledge base and opens N streams of `/ask/stream` at the same moment, R times, from
this process, so both share the machine. Prints a line a round and one JSON line. Bars: every stream ends with its answer, none
is refused, 200 at once on two cores.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import sys
import tempfile
import time
from itertools import cycle, islice
from pathlib import Path
from urllib.parse import urlencode

from rest import copied, memory_mb, server

from superbill.kb.home import default_kb

ON = "2026-11-22"
QUESTIONS = (
    "Can 82331 be billed with 82310 on the same day?",
    "What is the MUE of 82331, and what does it pay in ZIP 77001?",
    "What is E11.9?",
    "Is 82306 covered for E55.9 in Texas?",
    "Can E11.9 and E10.9 be coded together?",
    "What changed for 99213?",
    "Can I use modifier 25 with 99213?",
    "What does denial code CO-97 mean?",
)
Times = tuple[float, float]
"""Seconds until the first event and until the end."""


async def one(port: int, question: str) -> Times | None:
    """One stream; None when it did not end with an answer."""
    started = time.perf_counter()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    address = f"/ask/stream?{urlencode({'q': question, 'on': ON})}"
    writer.write(f"GET {address} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
    got, first = b"", 0.0
    while part := await reader.read(65_536):
        got += part
        if not first and b"event: " in got:
            first = time.perf_counter() - started
    writer.close()
    whole = got.startswith(b"HTTP/1.1 200") and b"event: answer\n" in got and b"event: problem" not in got
    return (first, time.perf_counter() - started) if whole else None


async def together(port: int, streams: int) -> list[Times | None]:
    """All at the same moment."""
    return list(await asyncio.gather(*(one(port, question) for question in islice(cycle(QUESTIONS), streams))))


def at(values: list[float], share: float) -> float:
    """The value that this share of the streams stays under, in milliseconds."""
    return round(1000 * sorted(values)[min(len(values) - 1, int(share * len(values)))], 1)


def row(found: list[Times | None], took: float) -> dict[str, float]:
    """The figures of one round."""
    whole = [each for each in found if each is not None]
    firsts, ends = [first for first, _ in whole] or [0.0], [end for _, end in whole] or [0.0]
    return {
        "streams": len(found), "failed": len(found) - len(whole), "first_p50_ms": at(firsts, 0.5),
        "first_p99_ms": at(firsts, 0.99), "end_p50_ms": at(ends, 0.5), "end_p99_ms": at(ends, 0.99),
        "all_ms": round(1000 * took, 1),
    }  # fmt: skip


async def rounds(port: int, streams: int, times: int) -> list[dict[str, float]]:
    """One round after another; a first, small one, in which the server compiles its words, is not counted."""
    await together(port, len(QUESTIONS))
    found = []
    for _ in range(times):
        started = time.perf_counter()
        answers = await together(port, streams)
        found.append(row(answers, time.perf_counter() - started))
        print("  ".join(f"{name} {value:g}" for name, value in found[-1].items()))
    return found


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--kb", type=Path, default=None)
    parser.add_argument("--streams", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--workers", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        kb = copied(options.kb or default_kb(), Path(folder))
        os.environ["SUPERBILL_HOME"] = folder
        with server(kb, options.workers) as (url, process):
            port = int(re.search(r":(\d+)", url.removeprefix("http:"))[1])  # type: ignore[index]
            found = asyncio.run(rounds(port, options.streams, options.rounds))
            print(json.dumps({"rounds": found, "workers": options.workers, "memory_mb": memory_mb(process.pid)}))
    return int(any(each["failed"] for each in found))


if __name__ == "__main__":
    sys.exit(main())
