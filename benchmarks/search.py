"""Search: build time and size of the index, and how long queries take, over all code systems that are loaded.

Usage: python benchmarks/search.py [--kb FILE]
Without --kb: the knowledge base that commands use. Each query is asked three times and its fastest answer counts, so that
other work of the machine is not measured. Prints a table and one JSON line.
"""

from __future__ import annotations

import argparse
import json
import random
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path

from superbill.kb.home import default_kb
from superbill.terminology.lexicon import load_lexicon
from superbill.terminology.search import SearchIndex, build_index
from superbill.terminology.tokens import STOP_WORDS, tokens

SEED = 7
QUERIES_OF_A_KIND = 400
ROUNDS = 3


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--kb", type=Path, default=default_kb(), help="knowledge base to index")
    kb = arguments.parse_args().kb
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        build_index(kb, Path(folder))
        build_s = time.perf_counter() - start
        size_mb = sum(file.stat().st_size for file in Path(folder).iterdir()) / 1e6
        start = time.perf_counter()
        index = SearchIndex.open(Path(folder))
        open_ms = (time.perf_counter() - start) * 1e3
        start = time.perf_counter()
        index.search("gerd")
        first_ms = (time.perf_counter() - start) * 1e3
        rows = list(measured(index, query_sets(kb)))
    print(
        f"index: built in {build_s:.1f} s, {size_mb:.1f} MB, opened in {open_ms:.1f} ms, first query {first_ms:.0f} ms"
    )
    print(f"{'queries':<22}{'n':>6}{'p50 us':>9}{'p99 us':>9}{'max us':>9}")
    for name, count, p50, p99, longest in rows:
        print(f"{name:<22}{count:>6}{p50:>9.0f}{p99:>9.0f}{longest:>9.0f}")
    figures = {name: {"p50_us": round(p50), "p99_us": round(p99)} for name, _, p50, p99, _ in rows}
    head = {"build_s": round(build_s, 1), "index_mb": round(size_mb, 1), "open_ms": round(open_ms, 1)}
    print(json.dumps({"benchmark": "search", **head, "queries": figures}))


def query_sets(kb: Path) -> dict[str, list[str]]:
    """Queries of each kind, drawn with a fixed seed from what is loaded."""
    with closing(sqlite3.connect(kb)) as connection:
        found = connection.execute(
            "SELECT DISTINCT c.code, t.text FROM concept c JOIN interned t ON t.id = c.long WHERE c.billable ORDER BY 1, 2"
        ).fetchall()
    rng = random.Random(SEED)
    codes = rng.sample([code for code, _ in found if len(code) > 2], QUERIES_OF_A_KIND)
    texts = [tokens(long) for _, long in rng.sample(found, 4 * QUERIES_OF_A_KIND) if long]
    vocabulary = [word for text in texts for word in text if word.isalpha() and word not in STOP_WORDS]
    long_words = [word for word in vocabulary if len(word) >= 6]
    entries = [" ".join(entry.words) for entry in load_lexicon().entries]
    return {
        "codes": codes,
        "code prefixes 2-4": [code[: rng.randint(2, 4)] for code in codes],
        **{f"prefixes of {n}": [word[:n] for word in rng.sample(vocabulary, QUERIES_OF_A_KIND)] for n in (1, 2, 3, 4)},
        "words": rng.sample(vocabulary, QUERIES_OF_A_KIND),
        "phrases of 2-4": [" ".join(phrase(text, rng)) for text in texts[:QUERIES_OF_A_KIND]],
        "whole descriptions": [" ".join(text) for text in texts[:QUERIES_OF_A_KIND]],
        "typos": [typo(word, rng) for word in rng.sample(long_words, QUERIES_OF_A_KIND)],
        "typos in phrases": [
            f"{typo(word, rng)} {rng.choice(vocabulary)}" for word in rng.sample(long_words, QUERIES_OF_A_KIND)
        ],
        "lexicon": rng.sample(entries, QUERIES_OF_A_KIND),
    }


def phrase(words: list[str], rng: random.Random) -> list[str]:
    start = rng.randrange(max(1, len(words) - 1))
    return words[start : start + rng.randint(2, 4)]


def typo(word: str, rng: random.Random) -> str:
    """The word with one letter left out, doubled, replaced, or swapped with the next."""
    place = rng.randrange(len(word) - 1)
    before, letter, after = word[:place], word[place], word[place + 1 :]
    return rng.choice(
        [before + after, before + letter + letter + after, f"{before}x{after}", before + after[0] + letter + after[1:]]
    )


def measured(index: SearchIndex, sets: dict[str, list[str]]) -> Iterable[tuple[str, int, float, float, float]]:
    """Name, number, median, 99th percentile and longest of single searches in microseconds, each kind and all."""
    everything: list[float] = []
    for name, queries in sets.items():
        times = timed(index.search, queries)
        everything += times
        yield name, *summary(times)
    yield "all", *summary(everything)
    yield "all, while typing", *summary([t for queries in sets.values() for t in timed(index.suggest, queries)])


def timed(call: Callable[[str], object], queries: list[str]) -> list[float]:
    times = [float("inf")] * len(queries)
    for _ in range(ROUNDS):
        for place, query in enumerate(queries):
            start = time.perf_counter()
            call(query)
            times[place] = min(times[place], (time.perf_counter() - start) * 1e6)
    return times


def summary(times: list[float]) -> tuple[int, float, float, float]:
    ordered = sorted(times)
    return len(ordered), ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.99)], ordered[-1]


if __name__ == "__main__":
    main()
