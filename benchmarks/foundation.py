"""Build, size, opening, lookup, report and cold start, measured as whole figures.

Usage: python benchmarks/foundation.py [--from DIR_WITH_OFFICIAL_FILES]
Without --from only the embedded knowledge base is measured. Prints a table and one JSON line.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

from superbill.workbench import Workbench

ON = date(2026, 11, 22)
SUPERBILL = [sys.executable, "-m", "superbill"]


def timed(call: Callable[[Any], object], arguments: Iterable[Any]) -> tuple[float, float]:
    """Median and 99th percentile of single calls, in microseconds."""
    times = []
    for argument in arguments:
        start = time.perf_counter()
        call(argument)
        times.append((time.perf_counter() - start) * 1e6)
    times.sort()
    return times[len(times) // 2], times[int(len(times) * 0.99)]


def built(folder: Path | None, out: Path) -> dict[str, float]:
    """Seconds, peak memory and size of a build, as a process of its own."""
    command = [*SUPERBILL, "build", "--out", str(out), "--quiet", "--allow-excerpt"]
    command += ["--from", str(folder)] if folder else []
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    seconds = time.perf_counter() - start
    index = sum(file.stat().st_size for file in out.parent.glob(f"{out.name}.*.search/*"))
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return {"build_s": seconds, "peak_mb": peak, "kb_mb": out.stat().st_size / 1e6, "index_mb": index / 1e6}


def codes_of(bench: Workbench, count: int) -> list[str]:
    """A fixed sample over the systems that are loaded."""
    chosen: list[str] = []
    for system in ("cpt", "hcpcs", "icd10cm"):
        chosen += sorted(bench.codes(system, ON, limit=200_000))
    return random.Random(7).sample(chosen, min(count, len(chosen)))


def asked(kb: Path) -> dict[str, float]:
    """Opening, lookups and reports in process; a cold `superbill lookup`."""
    opening = []
    for _ in range(5):
        start = time.perf_counter()
        with Workbench.open(kb) as bench:
            bench.lookup("99213", ON)
        opening.append((time.perf_counter() - start) * 1e3)
    with Workbench.open(kb) as bench:
        sample = codes_of(bench, 5_000)
        lookup = timed(lambda code: bench.lookup(code, ON), sample)
        report = timed(lambda code: bench.report(code, ON), sample[:1_500])
    cold = []
    for _ in range(5):
        start = time.perf_counter()
        subprocess.run(
            [*SUPERBILL, "lookup", "82331"],
            check=True,
            stdout=subprocess.DEVNULL,
            env={**os.environ, "SUPERBILL_KB": str(kb)},
        )
        cold.append(time.perf_counter() - start)
    return {
        "open_ms": sorted(opening)[2],
        "lookup_p50_us": lookup[0],
        "lookup_p99_us": lookup[1],
        "report_p50_ms": report[0] / 1e3,
        "report_p99_ms": report[1] / 1e3,
        "cold_lookup_s": sorted(cold)[2],
    }


BARS = {
    "full": {"build_s": 150, "peak_mb": 1500, "kb_mb": 700},
    "embedded": {"kb_mb": 150},
    "both": {"open_ms": 30, "lookup_p50_us": 50, "report_p99_ms": 10, "cold_lookup_s": 0.5},
}


def main() -> None:
    """Measure, print the table and the JSON line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--from", dest="folder", type=Path, default=None)
    folder = parser.parse_args().folder
    results: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as temporary:
        for name, source in (("embedded", None), *((("full", folder),) if folder else ())):
            kb = Path(temporary) / name / "knowledge.sqlite"
            kb.parent.mkdir()
            results[name] = built(source, kb) | asked(kb)
    print(f"{'':10} {'figure':16} {'measured':>12} {'bar':>10}")
    for name, figures in results.items():
        for figure, value in figures.items():
            bar = BARS[name].get(figure, BARS["both"].get(figure))
            print(f"{name:10} {figure:16} {value:12.3f} {bar if bar is not None else '':>10}")
    print(json.dumps({"benchmark": "foundation", "on": ON.isoformat(), **results}))


if __name__ == "__main__":
    main()
