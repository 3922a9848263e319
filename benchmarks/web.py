"""The pages under load, on loopback: how many a second, how long they take, how large they are.

Usage: python benchmarks/web.py [--kb FILE] [--seconds S] [--connections N] [--workers N]
Starts `superbill serve` on a copy of the knowledge base (default: the one that commands use) and asks it over raw sockets
from this process, so both share the machine. Prints a table and one JSON line. Bars: a full code page below 40 ms (p99) at
50 connections and below 100 KB compressed; no request failed. "read again" are 40 codes that everybody looks up; "each for
the first time" are pages that were never made before, which no cache helps; "50 readers" ask for such pages about once a second
each, the others as soon as they have their answer.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import re
import tempfile
import time
import urllib.request
from itertools import cycle
from pathlib import Path
from urllib.parse import quote, urlencode

import uvloop
from rest import Asker, Load, copied, cpu_s, get, memory_mb, run, server

from superbill.kb.home import default_kb

Row = dict[str, float]

ON = "2026-11-22"
SEED = 7
OFTEN = 40
WARM_SECONDS = 4.0
BAR_MS, BAR_BYTES = 40.0, 100_000
AGAIN, FIRST = "code page, read again", "code page, each for the first time"
PACED = "code page, each for the first time, 50 readers"
PAUSE_SECONDS = 1.0
"""Mean pause of a reader: fifty of them ask for about fifty pages a second."""

COLUMNS = (("per_s", 8), ("p50_ms", 9), ("p99_ms", 9), ("max_ms", 9), ("cpu_ms", 9), ("failed", 8))
PACKED = "Accept-Encoding: br\r\n"


def codes(url: str, system: str) -> list[str]:
    """Every code of a system that the server knows."""
    with urllib.request.urlopen(f"{url}api/v1/codes?system={system}&format=ndjson&on={ON}") as answer:
        return [json.loads(line)["code"] for line in answer]


def largest(url: str, pages: list[bytes]) -> int:
    """Bytes of the largest page as it goes out, head included."""
    found = 0
    for page in pages:
        path = page.split(b" ", 2)[1].decode()
        request = urllib.request.Request(url.rstrip("/") + path, headers={"Accept-Encoding": "br"})
        with urllib.request.urlopen(request) as answer:
            found = max(found, len(answer.read()))
    return found


def tag_of(url: str, path: str) -> str:
    """The tag that a browser would send back."""
    with urllib.request.urlopen(url.rstrip("/") + path) as answer:
        return str(answer.headers["etag"])


def kinds(url: str) -> dict[str, list[bytes]]:
    """Requests of each kind, drawn with a fixed seed from what is loaded."""
    rng = random.Random(SEED)
    known = {system: codes(url, system) for system in ("cpt", "hcpcs", "icd10cm")}
    pages = [f"/code/{system}/{code}?on={ON}" for system, found in known.items() for code in found]
    often = [f"/code/cpt/{code}?on={ON}" for code in rng.sample(known["cpt"], min(OFTEN, len(known["cpt"])))]
    first = rng.sample(pages, min(20_000, len(pages)))
    many = quote(" ".join(rng.sample(known["cpt"], min(50, len(known["cpt"])))))
    words = ["heart attack", "calcium", "knee pain", "mri brain", "diabetes", "fracture of wrist"]
    return {
        AGAIN: [get(path, headers=PACKED) for path in often],
        FIRST: [get(path, headers=PACKED) for path in first],
        "suggestions": [get(f"/suggest?q={quote(word[:n])}", headers=PACKED) for word in words for n in range(2, 8)],
        "search": [get(f"/search?{urlencode({'q': word})}", headers=PACKED) for word in words],
        "chapter of ICD-10-CM": [get(f"/browse/icd10cm/chapter-{n}", headers=PACKED) for n in range(1, 20)],
        "pairs of 50 codes": [get(f"/pairs?codes={many}", headers=PACKED)],
        "home": [get("/", headers=PACKED)],
    }


class PacedAsker(Asker):
    """A connection that waits before it asks again, as people do."""

    def _ask(self) -> None:
        asyncio.get_running_loop().call_later(random.uniform(0.0, 2 * PAUSE_SECONDS), super()._ask)


async def settled(
    port: int, requests: list[bytes], connections: int, seconds: float, kind: type[Asker] = Asker
) -> Load:
    """A run without its beginning: a busy server accepts one new connection at each turn of its loop."""
    load, loop, asked = Load(), asyncio.get_running_loop(), cycle(requests)
    until = time.perf_counter() + WARM_SECONDS + seconds
    made = [
        await loop.create_connection(lambda: kind(asked, load, until), "127.0.0.1", port) for _ in range(connections)
    ]
    loop.call_later(WARM_SECONDS, load.seconds.clear)
    await asyncio.gather(*(asker.done for _, asker in made))
    load.elapsed = seconds
    return load


async def measure(url: str, pid: int, connections: int, seconds: float) -> dict[str, Row]:
    port = int(re.search(r":(\d+)", url.removeprefix("http:"))[1])  # type: ignore[index]
    found = {}
    for kind, requests in kinds(url).items():
        if kind == AGAIN:
            await run(port, requests, 1, 1.0)
        for at in {"pairs of 50 codes": (1,), FIRST: (1, connections)}.get(kind, (connections,)):
            fresh = requests[at * 200 :] if kind == FIRST else requests
            busy = cpu_s(pid)
            load = await settled(port, fresh or requests, at, seconds)
            answers = len(load.seconds) * (WARM_SECONDS + seconds) / seconds
            spent = (cpu_s(pid) - busy) / answers * 1e3 if answers else 0.0
            found[f"{kind}, {at}"] = {**load.row(), "cpu_ms": round(spent, 2)}
        if kind == FIRST:
            found[PACED] = (await settled(port, requests[-6_000:], 50, 2 * seconds, PacedAsker)).row() | {"cpu_ms": 0.0}
    return found


def resident_mb(pid: int) -> dict[str, float]:
    """Memory of the largest process: its own, and with the parts of files that are mapped into it."""
    own, mapped = max(memory_mb(pid).values())
    return {"own": own, "all": own + mapped}


def single_page(url: str, path: str) -> float:
    """Milliseconds until a page is there that no process has made yet."""
    start = time.perf_counter()
    with urllib.request.urlopen(url.rstrip("/") + path) as answer:
        answer.read()
    return (time.perf_counter() - start) * 1e3


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--kb", type=Path, default=None)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--connections", type=int, default=50)
    parser.add_argument("--workers", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        kb = copied(options.kb or default_kb(), Path(folder))
        os.environ["SUPERBILL_HOME"] = folder
        with server(kb, options.workers) as (url, process):
            chart = single_page(url, "/fees/chart.svg?codes=99213+99214")
            rows = uvloop.run(measure(url, process.pid, options.connections, options.seconds))
            size = largest(url, kinds(url)[AGAIN])
            return report(rows, process.pid, size, chart)


def report(rows: dict[str, Row], pid: int, size: int, chart: float) -> int:
    print(f"{'':42}{'per s':>8}{'p50 ms':>9}{'p99 ms':>9}{'max ms':>9}{'cpu ms':>9}{'failed':>8}")
    for kind, row in rows.items():
        cells = "".join(f"{row[name]:>{wide}}" for name, wide in COLUMNS)
        print(f"{kind:42}{cells}")
    memory = resident_mb(pid)
    print(f"largest code page {size:,} bytes compressed; first chart {chart:.0f} ms")
    print(f"one process: {memory['own']:.0f} MB of its own, {memory['all']:.0f} MB with mapped files, charts drawn")
    figures = {"pages": rows, "largest_page_bytes": size, "memory_mb": memory, "first_chart_ms": round(chart)}
    print(json.dumps(figures))
    again = next(row for kind, row in rows.items() if kind.startswith(AGAIN))
    failed = sum(row["failed"] for row in rows.values())
    return int(again["p99_ms"] >= BAR_MS or size >= BAR_BYTES or failed > 0)


if __name__ == "__main__":
    raise SystemExit(main())
