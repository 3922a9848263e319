"""Coverage at real size: build, size, answers against the truth, and how long single questions take.

    python benchmarks/coverage.py [--folder DIR] [--seed 7]

Writes the synthetic export (benchmarks/make_mcd.py) into DIR, or into a temporary folder, builds a knowledge base of it,
and asks every question of the truth file. Prints a table and one JSON line; exit code 1 when an answer is wrong or the
99th percentile of a coverage check is 5 ms or more.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

from make_mcd import make

from superbill.edits.coverage import check_coverage
from superbill.edits.covered_codes import diagnoses_of, procedures_of
from superbill.edits.policies import policies_of
from superbill.kb.build import build
from superbill.kb.files import walk
from superbill.kb.store import KnowledgeBase, opened

LIMIT_MS = 5.0
DAY = date(2026, 6, 15)


def timed(ask: Callable[[Any], object], questions: Iterable[Any]) -> tuple[float, float, float, float]:
    """Milliseconds: median, 99th percentile and most on the clock, and the 99th percentile of processor time."""
    clock, busy = [], []
    for question in questions:
        began, began_busy = time.perf_counter(), time.thread_time()
        ask(question)
        clock.append((time.perf_counter() - began) * 1e3)
        busy.append((time.thread_time() - began_busy) * 1e3)
    clock.sort()
    busy.sort()
    return clock[len(clock) // 2], clock[int(len(clock) * 0.99)], clock[-1], busy[int(len(busy) * 0.99)]


def is_right(kb: KnowledgeBase, question: dict[str, Any]) -> bool:
    """The articles that cover, with their groups, and how many articles were weighed."""
    answer = check_coverage(kb, question["code"], question["dx"].replace(".", ""), question["state"], DAY)
    articles = [finding for finding in answer.findings if finding.code_groups and finding.policy.kind == "article"]
    covered = {
        str(finding.policy.number): sorted(group.number for group in finding.groups if group.covered)
        for finding in articles
        if any(group.covered for group in finding.groups)
    }
    return covered == question["covered"] and len(articles) == question["in_force"]


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", type=Path, default=None)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        return measure(options.folder or Path(scratch), Path(scratch) / "kb.sqlite", options.seed)


def measure(folder: Path, out: Path, seed: int) -> int:
    if not (folder / "truth.json").is_file():
        make(folder, seed=seed)
    truth = json.loads((folder / "truth.json").read_text())
    began = time.perf_counter()
    result = build(
        [file for name in ("current_article", "current_lcd", "ncd") for file in walk(folder / f"{name}.zip")], out
    )
    figures: dict[str, float] = {
        "rows": result.rows,
        "build_s": round(time.perf_counter() - began, 1),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "size_mb": out.stat().st_size >> 20,
    }
    questions = truth["questions"]
    with opened(out) as kb:
        wrong = sum(not is_right(kb, question) for question in questions)
        figures |= {"questions": len(questions), "wrong": wrong}
        asked: dict[str, Callable[[Any], object]] = {
            "check": lambda q: check_coverage(kb, q["code"], q["dx"].replace(".", ""), q["state"], DAY),
            "policies": lambda q: policies_of(kb, q["code"], DAY),
            "diagnoses_of_state": lambda q: diagnoses_of(kb, q["code"], DAY, q["state"], 25),
            "diagnoses": lambda q: diagnoses_of(kb, q["code"], DAY, limit=25),
            "procedures": lambda q: procedures_of(kb, q["dx"].replace(".", ""), DAY, limit=25),
        }
        print(f"{'question':20} {'median ms':>10} {'p99 ms':>10} {'most ms':>10} {'p99 cpu ms':>11}")
        for name, ask in asked.items():
            median, p99, most, busy = timed(ask, questions[:1000])
            print(f"{name:20} {median:10.2f} {p99:10.2f} {most:10.2f} {busy:11.2f}")
            figures |= {
                f"{name}_median_ms": round(median, 2),
                f"{name}_p99_ms": round(p99, 2),
                f"{name}_p99_cpu_ms": round(busy, 2),
            }
    print(json.dumps(figures))
    return int(bool(wrong) or figures["check_p99_cpu_ms"] >= LIMIT_MS)


if __name__ == "__main__":
    sys.exit(main())
