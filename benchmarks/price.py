"""The price of a line and of a claim in process, after warm-up.

Usage: python benchmarks/price.py [--kb FILE] [--rounds N]
Prints a table and one JSON line. Figures are microseconds, the median over rounds.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

from superbill.kb.home import default_kb
from superbill.kb.store import KnowledgeBase
from superbill.model.claim import Claim, ClaimKind, ClaimLine
from superbill.model.claim_price import PriceOptions
from superbill.model.price import Locality, PriceLine
from superbill.pricing.claim import ClaimPricer
from superbill.pricing.price import price

ON = date(2025, 11, 3)
PLACE = Locality("01112", "05")
VISIT = (("99213", ()),)
OFFICE = (("99214", ("25",)), ("20610", ("RT",)), ("71046", ()), ("93000", ()), ("96372", ()))
ENDOSCOPY = (("45385", ()), ("45380", ("59",)), ("43239", ("59",)), ("45378", ()), ("99213", ("25",)))
IMAGING = (("71260", ()), ("74177", ()), ("70553", ("26",)), ("93306", ()), ("93000", ()))
THERAPY = (("97110", ()), ("97140", ()), ("97530", ()), ("97112", ()), ("97035", ()))
CLAIMS = {"visit": VISIT, "office": OFFICE, "endoscopy": ENDOSCOPY, "imaging": IMAGING, "therapy": THERAPY}


def claim_of(lines: tuple[tuple[str, tuple[str, ...]], ...]) -> Claim:
    """A professional claim of one day in an office."""
    billed = tuple(ClaimLine(n, code, ON, mods, Decimal(1), Decimal(900)) for n, (code, mods) in enumerate(lines, 1))
    return Claim("BENCH", ClaimKind.PROFESSIONAL, billed, place_of_service="11")


def timed(call: Callable[[], object], rounds: int) -> float:
    """Median microseconds of a call, after 50 calls of warm-up."""
    for _ in range(50):
        call()
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        call()
        times.append((time.perf_counter() - start) * 1e6)
    return statistics.median(times)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kb", type=Path, default=None)
    parser.add_argument("--rounds", type=int, default=3000)
    arguments = parser.parse_args()
    kb = KnowledgeBase.open(arguments.kb or default_kb())
    pricer = ClaimPricer(kb, PriceOptions(locality=PLACE, sequestration=True))
    figures: dict[str, float] = {}
    print(f"{'what':<28}{'us':>9}{'us a line':>12}")
    for name, lines in CLAIMS.items():
        claim = claim_of(lines)
        us = timed(lambda claim=claim: pricer.price(claim), arguments.rounds)  # type: ignore[misc]
        figures[f"claim_{name}_us"] = round(us, 1)
        figures[f"line_{name}_us"] = round(us / len(lines), 1)
        print(f"{f'claim, {name}':<28}{us:>9.1f}{us / len(lines):>12.1f}")
    line = PriceLine("99213", ON, locality=PLACE)
    figures["single_line_us"] = round(timed(lambda: price(kb, line), arguments.rounds), 1)
    print(f"{'single line (price)':<28}{figures['single_line_us']:>9.1f}")
    print(json.dumps({"benchmark": "price", **figures}))


if __name__ == "__main__":
    main()
