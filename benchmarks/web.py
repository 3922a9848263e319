"""The pages under load, on loopback: how many a second, how long they take, how large they are.

Usage: python benchmarks/web.py [--kb FILE] [--seconds S] [--connections N] [--workers N]
Starts `superbill serve` on a copy of the knowledge base (default: the one that commands use) and asks it over raw sockets
from this process, so both share the machine. Prints a table and one JSON line. Bars: a full code page below 40 ms (p99) at
50 connections and below 100 KB compressed; no request failed. "read again" are 40 codes that everybody looks up; "each for
the first time" are pages that were never made before, which no cache helps.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import re
import subprocess
import tempfile
import time
import urllib.request
from itertools import cycle
from pathlib import Path
from urllib.parse import quote, urlencode

import uvloop
from rest import Asker, Load, copied, get, memory_mb, run, server

from superbill.kb.home import default_kb

ON = "2026-11-22"
SEED = 7
OFTEN = 40
WARM_SECONDS = 4.0
BAR_MS, BAR_BYTES = 40.0, 100_000
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
        "code page, read again": [get(path, headers=PACKED) for path in often],
        "code page, each for the first time": [get(path, headers=PACKED) for path in first],
        "suggestions": [get(f"/suggest?q={quote(word[:n])}", headers=PACKED) for word in words for n in range(2, 8)],
        "search": [get(f"/search?{urlencode({'q': word})}", headers=PACKED) for word in words],
        "chapter of ICD-10-CM": [get(f"/browse/icd10cm/chapter-{n}", headers=PACKED) for n in range(1, 20)],
        "pairs of 50 codes": [get(f"/pairs?codes={many}", headers=PACKED)],
        "home": [get("/", headers=PACKED)],
    }


async def settled(port: int, requests: list[bytes], connections: int, seconds: float) -> Load:
    """A run without its beginning: a busy server accepts one new connection at each turn of its loop."""
    load, loop, asked = Load(), asyncio.get_running_loop(), cycle(requests)
    until = time.perf_counter() + WARM_SECONDS + seconds
    made = [
        await loop.create_connection(lambda: Asker(asked, load, until), "127.0.0.1", port) for _ in range(connections)
    ]
    loop.call_later(WARM_SECONDS, load.seconds.clear)
    await asyncio.gather(*(asker.done for _, asker in made))
    load.elapsed = seconds
    return load


async def measure(url: str, connections: int, seconds: float) -> dict[str, Load]:
    port = int(re.search(r":(\d+)", url.removeprefix("http:"))[1])  # type: ignore[index]
    found = {}
    for kind, requests in kinds(url).items():
        if kind == "code page, read again":
            await run(port, requests, 1, 1.0)
        for at in {"pairs of 50 codes": (1,), "code page, each for the first time": (1, connections)}.get(
            kind, (connections,)
        ):
            begin = at if kind == "code page, each for the first time" else 0
            found[f"{kind}, {at}"] = await settled(port, requests[begin * 200 :] or requests, at, seconds)
    return found


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
            loads = uvloop.run(measure(url, options.connections, options.seconds))
            size = largest(url, kinds(url)["code page, read again"])
            return report(loads, process, size, chart)


def report(loads: dict[str, Load], process: subprocess.Popen[str], size: int, chart: float) -> int:
    print(f"{'':42}{'per s':>8}{'p50 ms':>9}{'p99 ms':>9}{'max ms':>9}{'failed':>8}")
    rows = {kind: load.row() for kind, load in loads.items()}
    for kind, row in rows.items():
        print(f"{kind:42}{row['per_s']:>8}{row['p50_ms']:>9}{row['p99_ms']:>9}{row['max_ms']:>9}{row['failed']:>8}")
    memory = max(memory_mb(process.pid).values())
    again = next(row for kind, row in rows.items() if kind.startswith("code page, read again"))
    print(
        f"largest code page {size:,} bytes compressed; a worker {memory:.0f} MB with charts; first chart {chart:.0f} ms"
    )
    print(
        json.dumps(
            {"pages": rows, "largest_page_bytes": size, "worker_mb": round(memory), "first_chart_ms": round(chart)}
        )
    )
    failed = sum(int(row["failed"]) for row in rows.values())
    return int(again["p99_ms"] >= BAR_MS or size >= BAR_BYTES or failed > 0)


if __name__ == "__main__":
    raise SystemExit(main())
