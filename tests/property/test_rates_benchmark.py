"""Distributions against a slow reading of the same documents."""

from __future__ import annotations

import statistics
import tempfile
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from rates_lake import document, item, price, reference
from superbill.rates.benchmarks.ask import benchmark
from superbill.rates.benchmarks.report_lines import payer_lines
from superbill.rates.benchmarks.statistics import merged, percentile
from superbill.rates.ingest import ingest
from superbill.rates.lake.opened import RateLake
from superbill.rates.question import RateQuestion, parse_rate_code

ON = date(2026, 11, 22)
CODES = ("99213", "99214", "J1885")
NPIS = [1000000000 + number for number in range(6)]
REFERENCES = {1: NPIS[:1], 2: NPIS[1:4], 3: NPIS[3:], 40: []}
PRICES = st.builds(
    lambda cents, kind, billing_class, modifiers, expiry: price(
        cents / 100, negotiated_type=kind, billing_class=billing_class, billing_code_modifier=modifiers,
        expiration_date=expiry,
    ),
    st.sampled_from([0, 1, 999, 1000, 1001, 4242, 10_000_000]),
    st.sampled_from(["negotiated", "fee schedule", "percentage", "per diem"]),
    st.sampled_from(["professional", "institutional", "both"]),
    st.sampled_from([[], ["26"], ["TC", "59"]]),
    st.sampled_from(["9999-12-31", "2026-11-22", "2026-11-21", "no date"]),
)  # fmt: skip
ENTRIES = st.fixed_dictionaries(
    {
        "provider_references": st.lists(st.sampled_from([1, 2, 3]), min_size=1, max_size=3),
        "negotiated_prices": st.lists(PRICES, min_size=1, max_size=4),
    }
)
ITEMS = st.tuples(st.sampled_from(CODES), st.lists(ENTRIES, min_size=1, max_size=4))


def counts(one: dict[str, Any]) -> bool:
    """Whether a rate counts, said plainly."""
    return (
        one["negotiated_type"] in ("negotiated", "fee schedule")
        and not one["billing_code_modifier"]
        and one["negotiated_rate"] > 0
        and (one["expiration_date"] == "no date" or one["expiration_date"] >= "2026-11-22")
    )


def cents(value: float) -> Decimal:
    return Decimal(str(value)).quantize(Decimal("0.01"), ROUND_HALF_UP)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(ITEMS, min_size=1, max_size=5), min_size=1, max_size=3), st.sampled_from(CODES))
def test_rows_agree_with_a_plain_reading(files: list[list[Any]], code: str) -> None:
    """Counts, providers and middle of every cell, and the lines of the report."""
    expected: dict[str, list[tuple[float, set[int]]]] = {}
    for entry in (entry for items in files for found, entries in items if found == code for entry in entries):
        npis = {npi for one in entry["provider_references"] for npi in REFERENCES[one]}
        for one in entry["negotiated_prices"]:
            cell = expected.setdefault(one["billing_class"], [])
            if counts(one):
                cell.append((one["negotiated_rate"], npis))
    with tempfile.TemporaryDirectory() as folder:
        for number, items in enumerate(files):
            text = document(
                [item(found, negotiated_rates=entries) for found, entries in items],
                [reference(key, npis) for key, npis in REFERENCES.items()],
                reporting_entity_name="Cigna",
            )
            (Path(folder) / f"{number}.json").write_bytes(text + b" " * number)
        ingest([Path(folder) / f"{number}.json" for number in range(len(files))], Path(folder) / "lake")
        lake = RateLake(Path(folder) / "lake")
        found = benchmark(lake, RateQuestion((parse_rate_code(code),), ON)).rows
        lines = payer_lines(lake, code, ON)
    assert {row.billing_class for row in found} == set(expected)
    for row in found:
        rates = [rate for rate, _ in expected[row.billing_class]]
        assert row.n_rates == len(rates)
        assert row.n_providers == len(set().union(*(npis for _, npis in expected[row.billing_class])))
        assert (row.spread.median if row.spread else None) == (cents(statistics.median(rates)) if rates else None)
    for_report = [rate for kind in ("professional", "both") for rate, _ in expected.get(kind, ())]
    assert sum(line.n_rates for line in lines) == len(for_report)
    if for_report:
        assert lines[0].median == cents(statistics.median(for_report))


@given(
    st.lists(st.integers(min_value=1, max_value=10**9), min_size=1, max_size=60),
    st.sampled_from([10, 25, 50, 75, 90]),
)
def test_percentiles_are_those_of_numpy(rates: list[int], percent: int) -> None:
    """To the millionth of a dollar."""
    values, counted = merged(np.array(rates, np.int64))
    found = percentile(values, np.cumsum(counted), percent)
    assert abs(found - float(np.percentile(rates, percent))) <= 1
