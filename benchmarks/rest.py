"""The server under load, on loopback: requests a second, how long they take, memory, and a knowledge base swapped meanwhile.

Usage: python benchmarks/rest.py [--kb FILE] [--seconds S] [--connections N] [--workers N]
Starts `superbill serve` on a copy of the knowledge base (default: the one that commands use) and asks it over raw sockets
from this process, so both share the machine. Prints a table and one JSON line. Bars: suggest 1,500 a second with p99 below
15 ms; code lookup 2,000 a second; 300 MB a worker; no request failed. `cpu ms` is what a request costs the server.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from urllib.parse import quote

import uvloop

from superbill.kb.home import default_kb

SEED = 7
SAMPLE = 2_000
FRESH = 40_000
"""Texts that no run asks twice."""

HEAD_END = b"\r\n\r\n"
LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)
ON = "2026-11-22"


@dataclass
class Load:
    """What one run found: seconds of each request, failures by kind, bytes of the last answer."""

    seconds: list[float] = field(default_factory=list)
    failed: dict[str, int] = field(default_factory=dict)
    elapsed: float = 0.0
    bytes: int = 0

    def fail(self, kind: str) -> None:
        self.failed[kind] = self.failed.get(kind, 0) + 1

    def percentile(self, share: float) -> float:
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1e3 if ordered else 0.0

    def row(self) -> dict[str, float | int]:
        rate = len(self.seconds) / self.elapsed if self.elapsed else 0.0
        return {
            "per_s": round(rate), "p50_ms": round(self.percentile(0.5), 2), "p99_ms": round(self.percentile(0.99), 2),
            "max_ms": round(self.percentile(1.0), 1), "bytes": self.bytes, "failed": sum(self.failed.values()),
        }  # fmt: skip


class Asker(asyncio.Protocol):
    """One keep-alive connection that asks one thing after another, as soon as it has the answer."""

    def __init__(self, requests: Iterator[bytes], load: Load, until: float) -> None:
        self._requests, self._load, self._until = requests, load, until
        self._buffer = bytearray()
        self.done = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._ask()

    def _ask(self) -> None:
        if time.perf_counter() >= self._until:
            self._transport.close()
            self.done.cancelled() or self.done.done() or self.done.set_result(None)
            return
        self._asked = time.perf_counter()
        self._transport.write(next(self._requests))  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head = self._buffer.find(HEAD_END)
        if head < 0:
            return
        length = LENGTH.search(self._buffer, 0, head)
        whole = head + 4 + (int(length[1]) if length else 0)
        if len(self._buffer) < whole:
            return
        if self._buffer[9:12] == b"200":
            self._load.seconds.append(time.perf_counter() - self._asked)
            self._load.bytes = whole
        else:
            self._load.fail(self._buffer[9:12].decode())
        del self._buffer[:whole]
        self._ask()

    def connection_lost(self, error: Exception | None) -> None:
        if not self.done.done():
            self._load.fail("connection lost")
            self.done.set_result(None)


async def run(port: int, requests: list[bytes], connections: int, seconds: float) -> Load:
    load, loop = Load(), asyncio.get_running_loop()
    asked = cycle(requests)
    start = time.perf_counter()
    made = [
        await loop.create_connection(lambda: Asker(asked, load, start + seconds), "127.0.0.1", port)
        for _ in range(connections)
    ]
    await asyncio.gather(*(asker.done for _, asker in made))
    load.elapsed = time.perf_counter() - start
    return load


def get(path: str, *, headers: str = "") -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n".encode()


def post(path: str, body: object) -> bytes:
    data = json.dumps(body).encode()
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {len(data)}\r\n\r\n"
    return head.encode() + data


def request_sets(url: str) -> dict[str, list[bytes]]:
    """Requests of each kind, drawn with a fixed seed from what is loaded."""
    with urllib.request.urlopen(f"{url}api/v1/codes?system=icd10cm&format=ndjson&on={ON}") as answer:
        lines = [json.loads(line) for line in answer]
    rng = random.Random(SEED)
    sample = rng.sample(lines, min(SAMPLE, len(lines)))
    codes = [line["code"] for line in sample]
    words = [word for line in sample for word in line["text"].split() if word.isalpha() and len(word) > 3]
    typed = [word[: rng.randint(2, len(word))] for word in rng.sample(words, min(SAMPLE, len(words)))]
    pairs = [f"{rng.choice(words)} {rng.choice(words)[: rng.randint(2, 5)]}" for _ in range(FRESH)]
    texts = [" ".join(line["text"].replace(",", "").split()[:3]) for line in sample]
    packed = "Accept-Encoding: br\r\n"
    return {
        "suggest": [get(f"/api/v1/suggest?q={quote(text)}") for text in typed],
        "suggest, never asked": [get(f"/api/v1/suggest?q={quote(text)}") for text in pairs],
        "suggest, compressed": [get(f"/api/v1/suggest?q={quote(text)}", headers=packed) for text in typed],
        "code": [get(f"/api/v1/codes/{code}?on={ON}") for code in codes],
        "search": [get(f"/api/v1/search?q={quote(text)}") for text in texts],
        "clinical table": [get(f"/api/clinicaltables/icd10cm/v3/search?terms={quote(text)}") for text in typed],
        "report": [get(f"/api/v1/report/{code}?on={ON}") for code in codes],
        "1,000 codes": [post("/api/v1/codes", {"codes": codes[:1000], "on": ON})],
    }


@contextmanager
def server(kb: Path, workers: int) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    command = [
        sys.executable,
        "-m",
        "superbill",
        "serve",
        "--port",
        "0",
        "--quiet",
        "--workers",
        str(workers),
        "--kb",
        str(kb),
    ]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert process.stdout is not None
        found = re.search(r"http://\S+", process.stdout.readline())
        assert found is not None
        yield found[0], process
    finally:
        process.terminate()
        process.wait()


def copied(kb: Path, folder: Path) -> Path:
    """The knowledge base and its search index in a folder of their own."""
    for path in (kb, *kb.parent.glob(f"{kb.name}.*.search")):
        (shutil.copytree if path.is_dir() else shutil.copy2)(path, folder / path.name)
    return folder / kb.name


def swap(kb: Path, number: int) -> None:
    """What a build does at its end: a new index, one rename, and the old index gone."""
    fresh = kb.with_name("fresh")
    shutil.copy2(kb, fresh)
    stamp = f"{number:016x}"
    with sqlite3.connect(fresh) as connection:
        connection.execute("UPDATE meta SET value = ? WHERE key = 'stamp'", (stamp,))
    connection.close()
    old = list(kb.parent.glob(f"{kb.name}.*.search"))
    shutil.copytree(old[0], kb.with_name(f"{kb.name}.{stamp}.search"))
    fresh.replace(kb)
    for path in old:
        shutil.rmtree(path)


async def swapping(port: int, requests: list[bytes], connections: int, kb: Path, times: int) -> Load:
    load = asyncio.create_task(run(port, requests, connections, 2.5 * times + 2.5))
    for number in range(times):
        await asyncio.sleep(2.5)
        await asyncio.to_thread(swap, kb, number)
    return await load


def cpu_s(pid: int) -> float:
    """Processor seconds of the server so far."""
    found = 0.0
    for member in (pid, *map(int, _children(pid))):
        fields = Path(f"/proc/{member}/stat").read_text().rpartition(")")[2].split()
        found += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return found


def cpu_each(load: Load, seconds: float) -> float:
    """Processor milliseconds of a request: what it costs on a machine that others use too."""
    return round(seconds * 1e3 / max(1, len(load.seconds)), 2)


def memory_mb(pid: int) -> dict[int, tuple[float, ...]]:
    """Memory of each process of the server: its own, and the files that are mapped into it, as far as they are in memory."""
    found = {}
    for member in (pid, *map(int, _children(pid))):
        status = Path(f"/proc/{member}/status").read_text()
        found[member] = tuple(
            int(re.search(rf"{name}:\s+(\d+)", status)[1]) / 1024
            for name in ("RssAnon", "RssFile")  # type: ignore[index]
        )
    return found


def _children(pid: int) -> list[str]:
    return [child for task in Path(f"/proc/{pid}/task").iterdir()
            for child in (task / "children").read_text().split()]  # fmt: skip


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--kb", type=Path, default=default_kb(), help="knowledge base to serve")
    arguments.add_argument("--seconds", type=float, default=5.0, help="of each run")
    arguments.add_argument("--connections", type=int, default=10)
    arguments.add_argument("--workers", type=int, default=1)
    chosen = arguments.parse_args()
    uvloop.install()
    with tempfile.TemporaryDirectory() as folder:
        kb = copied(chosen.kb, Path(folder))
        with server(kb, chosen.workers) as (url, process):
            measure(url, process.pid, kb, chosen)


def measure(url: str, pid: int, kb: Path, chosen: argparse.Namespace) -> None:
    port = int(url.rpartition(":")[2].strip("/"))
    sets = request_sets(url)
    rows: dict[str, dict[str, float | int]] = {}
    for name, requests in sets.items():
        connections = 2 if name == "1,000 codes" else chosen.connections
        asyncio.run(run(port, requests[-SAMPLE:], connections, 0.5))
        before = cpu_s(pid)
        load = asyncio.run(run(port, requests, connections, chosen.seconds))
        rows[name] = {"connections": connections, **load.row(), "cpu_ms": cpu_each(load, cpu_s(pid) - before)}
    mixed = [request for name in ("suggest", "code", "search", "report") for request in sets[name][:200]]
    before = cpu_s(pid)
    load = asyncio.run(swapping(port, mixed, chosen.connections, kb, 4))
    each = cpu_each(load, cpu_s(pid) - before)
    rows["mixed, 4 swaps"] = {"connections": chosen.connections, **load.row(), "cpu_ms": each}
    memory = memory_mb(pid)
    print(
        f"{'requests':<23}{'conn':>5}{'per s':>8}{'p50 ms':>9}{'p99 ms':>9}{'max ms':>9}{'cpu ms':>9}{'bytes':>9}{'failed':>8}"
    )
    for name, row in rows.items():
        print(
            f"{name:<23}{row['connections']:>5}{row['per_s']:>8}{row['p50_ms']:>9}{row['p99_ms']:>9}{row['max_ms']:>9}"
            f"{row['cpu_ms']:>9}{row['bytes']:>9}{row['failed']:>8}"
        )
    print("memory, MB: " + ", ".join(f"{own:.0f} and {mapped:.0f} of files" for own, mapped in memory.values()))
    figures = {"workers": chosen.workers, "memory_mb": [round(sum(mb)) for mb in memory.values()], "runs": rows}
    print(json.dumps({"benchmark": "rest", **figures}))


if __name__ == "__main__":
    main()
