"""Asking a large lake: a benchmark of a median and of the largest code, and the payers of the code report.

Usage: python -P benchmarks/rate_questions.py LAKE MANY [--prices 100000000]
LAKE has one file, ingested with its index; MANY is made of hard links to it, under several payers. Prints one JSON line.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb

from superbill.rates.benchmarks.ask import benchmark
from superbill.rates.benchmarks.report_lines import payer_lines
from superbill.rates.lake.manifest import entries, record
from superbill.rates.lake.opened import RateLake
from superbill.rates.question import RateQuestion, parse_rate_code

ON = date(2025, 6, 15)
PAYERS = ("Aetna", "Anthem Blue Cross", "Cigna", "UnitedHealthcare", "Small TPA")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("lake", type=Path)
    parser.add_argument("many", type=Path)
    parser.add_argument("--prices", type=int, default=100_000_000)
    options = parser.parse_args()
    print(questions(options.lake, options.many, options.prices))


def questions(one: Path, many: Path, prices: int) -> str:
    """Seconds for a benchmark of a median code, of the largest, and for the report's payers, over copies of a lake's file that
    make up so many prices; the lake is opened anew for each, the second time is told, when the disk's pages are in memory."""
    (entry,) = entries(one)
    copies = -(-prices // entry.prices)
    (many / "_manifest").mkdir(parents=True)
    (many / "_lake.json").hardlink_to(one / "_lake.json")
    for number in range(copies):
        file_id = f"{number:016x}"
        for folder in one.glob(f"*/file={entry.file}"):
            target = many / folder.parent.name / f"file={file_id}"
            target.mkdir(parents=True)
            for file in folder.iterdir():
                (target / file.name).hardlink_to(file)
        heading = {**entry.heading, "reporting_entity_name": PAYERS[number % len(PAYERS)]}
        record(many, replace(entry, file=file_id, path=f"{number}.json", heading=heading))
    counted = duckdb.execute(
        "SELECT billing_code FROM read_parquet($price) JOIN read_parquet($item) USING (item_id) "
        "WHERE billing_code_type = 'CPT' GROUP BY 1 ORDER BY count(*), 1",
        {name: f"{one}/{name}/*/*.parquet" for name in ("price", "item")},
    ).fetchall()
    found: dict[str, object] = {"benchmark": "rate questions", "prices": copies * entry.prices, "files": copies}
    for name, code in (("median code", counted[len(counted) // 2][0]), ("largest code", counted[-1][0])):
        question = RateQuestion((parse_rate_code(code),), ON)
        took = [timed(lambda lake, asks=question: benchmark(lake, asks), many) for _ in range(2)]
        lines = RateLake(many)
        payer_lines(lines, code, ON)
        start = time.perf_counter()
        payer_lines(lines, code, ON)
        section = time.perf_counter() - start
        answer = benchmark(RateLake(many), question)
        found[name] = {
            "rates": sum(row.n_rates for row in answer.rows), "wall_s": round(took[1][0], 3), "cpu_s": round(took[1][1], 3),
            "report_ms": round(section * 1000, 1),
        }  # fmt: skip
    found["load"] = [round(one, 1) for one in os.getloadavg()]
    return json.dumps(found)


def timed(ask: Callable[[RateLake], object], lake: Path) -> tuple[float, float]:
    opened = RateLake(lake)
    start, cpu = time.perf_counter(), time.process_time()
    ask(opened)
    return time.perf_counter() - start, time.process_time() - cpu


if __name__ == "__main__":
    main()
