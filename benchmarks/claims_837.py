"""How many claims of an 837P file a second are read and checked, and read, checked and priced, end to end; and how much memory
that takes.

    python benchmarks/claims_837.py KNOWLEDGE_BASE [--claims 100000] [--lines 1-8] [--kind 837P|837I] [--format none|csv|ndjson|text]
        [--workers 1] [--profile]

The file is that of `read_837.py`: made-up claims, no person is real. Claims a second are those of a second of processor time
(one core), children counted; with `--workers` the file's transactions are split between processes and the figure is still per
core. Memory is the growth of the process from a tenth of the file to the whole, and its peak. Prints a table, and a JSON line.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import multiprocessing
import pstats
import resource
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from read_837 import write

from superbill.edits.batch import ScrubOptions
from superbill.edits.tally import Tally
from superbill.model.claim_price import PriceOptions
from superbill.surfaces.claim_streams import Found, Shown, Writer, csv_stream, ndjson_stream
from superbill.surfaces.cli.show_claims import text_stream
from superbill.workbench import Workbench

TODAY = date(2026, 12, 31)


def counted(found: Iterable[Found], shown: Shown, tally: Tally) -> Iterator[bytes]:
    """Claims counted, nothing written."""
    for each in found:
        if hasattr(each, "answer"):
            tally.add(each)
        else:
            tally.refuse(each)
        yield b""


WRITERS: dict[str, Writer] = {
    "none": counted, "csv": csv_stream, "ndjson": ndjson_stream, "text": text_stream,
}  # fmt: skip


def scrub(kb: Path, file: Path, prices: bool, fmt: str) -> dict[str, object]:
    """One run over a file."""
    options = ScrubOptions(today=TODAY, prices=PriceOptions() if prices else None)
    tally, size = Tally(), 0
    start, wall = time.process_time(), time.perf_counter()
    with Workbench.open(kb) as bench:
        for piece in WRITERS[fmt](bench.scrub(file, options), replace(Shown(), passes=False), tally):
            size += len(piece)
    seconds = time.process_time() - start
    return {
        "claims": tally.claims, "refused": tally.refused, "seconds": seconds, "wall": time.perf_counter() - wall,
        "written_mb": size / 1e6, "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "failed": tally.failed, "priced": tally.priced,
    }  # fmt: skip


def run(kb: Path, files: list[Path], prices: bool, fmt: str) -> dict[str, object]:
    """The files in processes of their own, so that each run's memory is its own."""
    context = multiprocessing.get_context("spawn")
    wall = time.perf_counter()
    with context.Pool(len(files)) as pool:
        parts = pool.starmap(scrub, [(kb, file, prices, fmt) for file in files])
    claims, seconds = sum(part["claims"] for part in parts), sum(part["seconds"] for part in parts)
    return {
        "prices": prices, "claims": claims, "refused": sum(part["refused"] for part in parts),
        "claims_per_s_core": round(claims / seconds), "claims_per_s": round(claims / max(part["wall"] for part in parts)),
        "peak_mb": round(max(part["peak_mb"] for part in parts)), "written_mb": round(sum(part["written_mb"] for part in parts)),
        "failed": sum(part["failed"] for part in parts), "priced": sum(part["priced"] for part in parts),
        "elapsed_s": round(time.perf_counter() - wall, 1),
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("knowledge_base", type=Path)
    parser.add_argument("--claims", type=int, default=100_000)
    parser.add_argument("--lines", default="1-8")
    parser.add_argument("--kind", choices=("837P", "837I"), default="837P")
    parser.add_argument("--format", choices=tuple(WRITERS), default="none")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--profile", action="store_true")
    given = parser.parse_args()
    least, _, most = given.lines.partition("-")
    lines = (int(least), int(most or least))
    with tempfile.TemporaryDirectory() as folder:
        small, parts = Path(folder) / "small.837", [Path(folder) / f"{n}.837" for n in range(given.workers)]
        write(small, max(given.claims // 10, 1), given.kind, lines)
        for part in parts:
            write(part, given.claims // given.workers, given.kind, lines)
        if given.profile:
            for prices in (False, True):
                profiler = cProfile.Profile()
                profiler.runcall(scrub, given.knowledge_base, small, prices, given.format)
                pstats.Stats(profiler).sort_stats("tottime").print_stats(40)
            return
        figures = []
        for prices in (False, True):
            tenth = run(given.knowledge_base, [small], prices, given.format)
            whole = run(given.knowledge_base, parts, prices, given.format)
            figures.append({**whole, "peak_mb_of_a_tenth": tenth["peak_mb"]})
    for name in figures[0]:
        print(f"{name:20} {figures[0][name]!s:>12} {figures[1][name]!s:>12}")
    print(json.dumps({"benchmark": "claims_837", "kind": given.kind, "lines": given.lines, "format": given.format,
                      "workers": given.workers, "checked": figures[0], "priced": figures[1]}))  # fmt: skip


if __name__ == "__main__":
    main()
