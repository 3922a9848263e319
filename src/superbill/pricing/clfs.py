"""The clinical laboratory fee schedule: one national rate per code and modifier row, no locality, no coinsurance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from superbill.kb.queries import load_queries
from superbill.kb.store import Absent, Found, KnowledgeBase
from superbill.model.citation import Citation, Fact, NotAvailable
from superbill.model.periods import from_day_number
from superbill.model.price import Price, PriceLine

SQL = load_queries("superbill.pricing", "schedules.sql")
SOURCE = "cms-clfs"
LOCAL = "L"
"""Indicator of rows whose rate of 0.00 means that no national rate exists."""


@dataclass(frozen=True, slots=True)
class ClfsRate:
    """A row of the schedule; `modifier` is '' or `QW` (waived test)."""

    modifier: str
    effective: date | None
    indicator: str
    rate_usd: Decimal
    citation: Citation


def clfs_rates(kb: KnowledgeBase, code: str, on: date) -> tuple[ClfsRate, ...] | Absent | NotAvailable:
    """All rows of a code in the release in force."""
    found = kb.find(SQL["clfs_rows"], source=SOURCE, on=on, what=code, code=code)
    if not isinstance(found, Found):
        return found
    return tuple(
        ClfsRate(row[0], from_day_number(row[1]), row[2], Decimal(row[3]), found.cite(row)) for row in found.rows
    )


def price_clfs(kb: KnowledgeBase, line: PriceLine) -> Price | NotAvailable | None:
    """The laboratory amount of one line; None when the schedule in force does not list the code at all."""
    rates = clfs_rates(kb, line.code, line.on)
    if isinstance(rates, Absent):
        return None
    if isinstance(rates, NotAvailable):
        return rates
    wanted = "QW" if "QW" in line.modifiers else ""
    rate = next((rate for rate in rates if rate.modifier == wanted), None)
    if rate is None:
        rows = ", ".join(rate.modifier or "no modifier" for rate in rates)
        return NotAvailable(
            f"the laboratory fee schedule has no row {line.code}{'-QW' if wanted else ''} (rows: {rows})", "no release"
        )
    if rate.indicator == LOCAL:
        return NotAvailable(
            f"{line.code} has no national laboratory rate (indicator L): the contractor sets it", "the contractor"
        )
    steps = [Fact(f"national rate of {line.code}{'-QW' if wanted else ''} = ${rate.rate_usd}", rate.citation)]
    if line.units != 1:
        steps.append(Fact(f"times {line.units} units", rate.citation))
    usd = Fact(rate.rate_usd * line.units, rate.citation)
    others = tuple(modifier for modifier in line.modifiers if modifier != "QW")
    remarks = (f"modifier {', '.join(others)} is not taken into account",) if others else ()
    return Price(line, "CLFS", usd, usd, tuple(steps), remarks)
