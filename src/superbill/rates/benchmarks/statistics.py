"""A distribution in numbers. Rates are whole millionths of a dollar until the last step."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import numpy as np
import numpy.typing as npt

from superbill.rates.answer import POINTS, Spread

Column = npt.NDArray[Any]
FENCE = 3
SAMPLE = 100
CENT = Decimal("0.01")


def dollars(micros: int) -> Decimal:
    """Millionths as dollars and cents, half a cent up."""
    return (Decimal(micros) / 1_000_000).quantize(CENT, ROUND_HALF_UP)


def merged(rates: Column, counts: Column | None = None) -> tuple[Column, Column]:
    """Distinct rates, ascending, and how often each stands."""
    if counts is None:
        values, found = np.unique(rates, return_counts=True)
        return values, found
    values, place = np.unique(rates, return_inverse=True)
    return values, np.bincount(place, weights=counts, minlength=len(values)).astype(np.int64)


def percentile(values: Column, ends: Column, percent: int) -> int:
    """Between the two nearest of the sorted rates, in proportion, in exact whole numbers. `ends` are running counts."""
    n = int(ends[-1])
    whole, part = divmod((n - 1) * percent, 100)
    low = int(values[np.searchsorted(ends, whole, "right")])
    high = int(values[np.searchsorted(ends, min(whole + 1, n - 1), "right")])
    return low + round(Decimal((high - low) * part) / 100)


def spread(values: Column, counts: Column) -> Spread | None:
    """The distribution of distinct rates with their counts; None for an empty one."""
    if not len(values):
        return None
    ends = np.cumsum(counts)
    n = int(ends[-1])
    p10, p25, median, p75, p90 = (dollars(percentile(values, ends, percent)) for percent in POINTS)
    most = int(np.argmax(counts))
    total = sum(int(value) * int(count) for value, count in zip(values, counts, strict=True))
    return Spread(
        n, p10, p25, median, p75, p90, mean=dollars(total // n), mode=dollars(int(values[most])), mode_n=int(counts[most]),
        lowest=dollars(int(values[0])), highest=dollars(int(values[-1])),
    )  # fmt: skip


def outlying(values: Column, counts: Column) -> Column:
    """Places of the rates more than `FENCE` interquartile ranges outside the quartiles."""
    if not len(values):
        return np.empty(0, np.int64)
    ends = np.cumsum(counts)
    low, high = percentile(values, ends, 25), percentile(values, ends, 75)
    room = FENCE * (high - low)
    return np.flatnonzero((values < low - room) | (values > high + room))


def sampled(values: Column, counts: Column) -> tuple[Decimal, ...]:
    """At most `SAMPLE` rates, evenly over the sorted distribution, with its ends."""
    if not len(values):
        return ()
    ends = np.cumsum(counts)
    ranks = np.unique(np.linspace(0, int(ends[-1]) - 1, SAMPLE).round().astype(np.int64))
    return tuple(dollars(int(value)) for value in values[np.searchsorted(ends, ranks, "right")])
