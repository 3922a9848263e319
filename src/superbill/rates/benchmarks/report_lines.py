"""The payers of the code report, from what was worked out when files were taken in."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

import numpy as np

from superbill.rates.answer import PayerLine, Spread
from superbill.rates.benchmarks.statistics import merged, spread
from superbill.rates.lake.opened import RateFile, RateLake
from superbill.rates.question import EPOCH_ORDINAL, PROCEDURE, AskedCode


def payer_lines(lake: RateLake, code: str, on: date) -> tuple[PayerLine, ...]:
    """The professional rates of a procedure code without modifier that are in force, by payer, most rates first."""
    asked, day = AskedCode(code, PROCEDURE), on.toordinal() - EPOCH_ORDINAL
    by_payer: dict[str, list[RateFile]] = defaultdict(list)
    for file in lake.files:
        by_payer[file.payer].append(file)
    found = []
    for payer, files in by_payer.items():
        used, rates, counts = [], [], []
        for file in files:
            expiry, rate, n = file.index.distribution(asked)
            alive = expiry >= day
            if alive.any():
                used.append(file)
                rates.append(rate[alive])
                counts.append(n[alive])
        result = spread(*merged(np.concatenate(rates), np.concatenate(counts))) if used else None
        if result is not None:
            found.append(_line(payer, result, used))
    return tuple(sorted(found, key=lambda line: (-line.n_rates, line.payer)))


def _line(payer: str, found: Spread, files: list[RateFile]) -> PayerLine:
    dates = sorted({one for one in (_day(file.dated) for file in files) if one is not None})
    names = tuple(sorted({file.name for file in files}))
    paths = tuple(file.entry.path for file in files)
    return PayerLine(payer, found.n, found.p25, found.median, found.p75, names, paths, tuple(dates))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
