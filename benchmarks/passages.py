"""Search in an imported manual: how often the passage that answers stands among the first, and how long a search takes.

Usage: python benchmarks/passages.py [--private FOLDER]

`gold/manual_questions.jsonl` asks 149 questions of the Medicare NCCI Policy Manual (January 2025), worded as a biller would.
A fixed hash of its id puts each question into one of two halves: wordings and weights of the search were chosen by the
misses of `dev` and by other questions, so `test` is the figure to quote. The manual is the operator's: import it as plain text, title `Medicare
NCCI Policy Manual`, in force from 2025-01-01. Prints a table and one JSON line; without the manual it says so and ends.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import time
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from superbill.errors import SuperbillError
from superbill.guidelines.search import search_passages
from superbill.guidelines.store import DocumentStore
from superbill.kb.home import private_folder
from superbill.model.guidance import Passage

GOLD = Path(__file__).parent / "gold" / "manual_questions.jsonl"
TITLE = "Medicare NCCI Policy Manual"
ON = date(2026, 3, 1)
TOPS = (1, 3, 5, 10, 20)
NOT_FOUND = 10**6
ROUNDS = 3
"""Each question is asked so often, and its fastest answer counts, so that other work of the machine is not measured."""


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--private", type=Path, default=private_folder(), help="folder of the imported documents")
    folder = arguments.parse_args().private
    questions = [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines() if line]
    try:
        store = DocumentStore(folder)
    except SuperbillError as error:
        print(f"skipped: {error}")
        return
    missing = not_there(store, questions)
    if missing:
        print(f"skipped: {missing}")
        return
    start = time.perf_counter()
    search_passages(store, questions[0]["question"], ON, TOPS[-1])
    first_ms = (time.perf_counter() - start) * 1e3
    ranks, times = asked(store, questions)
    halves = {name: [r for q, r in zip(questions, ranks, strict=True) if half(q) == name] for name in ("dev", "test")}
    rows = {name: figures(found) for name, found in (*halves.items(), ("all", ranks))}
    print(f"{'half':<6}{'n':>5}" + "".join(f"{f'top {top}':>8}" for top in TOPS) + f"{'MRR':>8}")
    for name, row in rows.items():
        print(
            f"{name:<6}{row['n']:>5.0f}" + "".join(f"{row[f'top{top}']:>8.3f}" for top in TOPS) + f"{row['mrr']:>8.3f}"
        )
    times.sort()
    p50, p99 = times[len(times) // 2], times[int(len(times) * 0.99)]
    print(f"a search takes {p50:.1f} ms (median), {p99:.1f} ms (99th percentile); the first one {first_ms:.0f} ms")
    took = {"p50_ms": round(p50, 1), "p99_ms": round(p99, 1), "first_ms": round(first_ms)}
    print(json.dumps({"benchmark": "passages", **rows, **took}))


def not_there(store: DocumentStore, questions: list[dict[str, object]]) -> str:
    """Why the questions cannot be asked; empty when they can."""
    if not any(document.title == TITLE for document in store.in_force(ON)):
        return f"{TITLE} is not imported (superbill import document FILE)"
    wanted = {place for question in questions for place in places(question)}
    there = set(store.rows("SELECT page, line FROM passage"))
    return f"{len(wanted - there)} gold passages are not in the imported edition" if wanted - there else ""


def places(question: dict[str, object]) -> set[tuple[object, object]]:
    """Page and line of every passage that answers."""
    also = question["also"]
    assert isinstance(also, list)
    return {(each["page"], each["line"]) for each in (question, *also)}


def half(question: dict[str, object]) -> str:
    return "dev" if hashlib.sha256(str(question["id"]).encode()).digest()[0] % 2 == 0 else "test"


def asked(store: DocumentStore, questions: list[dict[str, object]]) -> tuple[list[int], list[float]]:
    """The rank of the first passage that answers, and the milliseconds, of each question."""
    ranks, times = [], []
    for question in questions:
        took = []
        for _ in range(ROUNDS):
            start = time.perf_counter()
            found = search_passages(store, str(question["question"]), ON, TOPS[-1])
            took.append((time.perf_counter() - start) * 1e3)
        times.append(min(took))
        ranks.append(rank(found, places(question)))
    return ranks, times


def rank(found: Iterable[Passage], wanted: set[tuple[object, object]]) -> int:
    """The rank of the first that answers at the place shown; a repeat listed beside it does not count."""
    return next((n for n, passage in enumerate(found, 1) if (passage.page, passage.line) in wanted), NOT_FOUND)


def figures(ranks: list[int]) -> dict[str, float]:
    within = {f"top{top}": round(sum(rank <= top for rank in ranks) / len(ranks), 3) for top in TOPS}
    return {"n": len(ranks), **within, "mrr": round(sum(1 / rank for rank in ranks) / len(ranks), 3)}


if __name__ == "__main__":
    main()
