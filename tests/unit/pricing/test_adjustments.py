"""What modifiers do, by the manuals' and contractors' examples."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from superbill.kb.store import KnowledgeBase
from superbill.pricing.adjustments import COUNTED, NEUTRAL, plan
from superbill.pricing.authority import colorectal_coinsurance, sequester
from superbill.pricing.rates import Rates, rates_of
from superbill.pricing.rvu import RvuRow

ON = date(2025, 11, 3)


def row(kb: KnowledgeBase, code: str) -> RvuRow:
    found = rates_of(kb).row(code, ON, "")
    assert found is not None
    return found


def test_two_surgeons_example(prices_kb: KnowledgeBase) -> None:
    """A fee of $1,908.48 pays each co-surgeon $1,192.80: 62.5 percent (chapter 12, section 40.8)."""
    assert plan(row(prices_kb, "22551"), ("62",), Decimal(1)).factor * Decimal("1908.48") == Decimal("1192.80")


@pytest.mark.parametrize(
    ("code", "modifiers", "units", "factor", "left"),
    [
        ("27447", ("50",), 1, "1.5", 1),
        ("20610", (), 2, "1.5", 1),
        ("20610", ("59",), 2, "1", 2),
        ("31231", (), 2, "1", 1),
        ("45378", (), 2, "1", 2),
        ("45378", ("50",), 1, "1", 1),
        ("0633T", ("50",), 1, "2", 1),
        ("0633T", ("50",), 2, "2", 1),
        ("99213", (), 3, "1", 3),
    ],
    ids=str,
)
def test_sides(
    prices_kb: KnowledgeBase, code: str, modifiers: tuple[str, ...], units: int, factor: str, left: int
) -> None:
    found = plan(row(prices_kb, code), modifiers, Decimal(units))
    assert (found.side_factor, found.units) == (Decimal(factor), left)


def test_no_modifier_is_both_counted_and_neutral() -> None:
    assert not COUNTED & NEUTRAL


@pytest.mark.parametrize(
    ("on", "percent"),
    [
        (date(2013, 3, 31), None),
        (date(2013, 4, 1), 2),
        (date(2020, 5, 1), None),
        (date(2022, 3, 31), None),
        (date(2022, 4, 1), 1),
        (date(2022, 7, 1), 2),
        (date(2025, 11, 3), 2),
    ],
    ids=str,
)
def test_the_sequester_by_date(on: date, percent: int | None) -> None:
    found = sequester(on)
    assert (found and found[0]) == percent
    assert found is None or found[1].effective_from <= on


@pytest.mark.parametrize(("year", "percent"), [(2022, 20), (2023, 15), (2026, 15), (2027, 10), (2030, 0)], ids=str)
def test_coinsurance_of_a_screening_that_became_a_procedure(year: int, percent: int) -> None:
    assert colorectal_coinsurance(date(year, 1, 1)) == percent


def test_days_of_one_release_share_their_rates(prices_kb: KnowledgeBase) -> None:
    rates = Rates(prices_kb)
    assert rates.day(date(2025, 12, 31), "cms-mpfs-rvu") == date(2025, 10, 1)
    assert rates.day(date(2026, 1, 1), "cms-mpfs-rvu") == date(2026, 1, 1), "stale: receipts say how old"
    assert rates.day(date(2024, 1, 1), "cms-mpfs-rvu") == date(2024, 1, 1), "before the first release"
    first, second = (rates.physician("99213", "", date(2025, month, 5), None, "") for month in (10, 12))
    assert first is second
