"""Periods, money, receipts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from superbill.errors import UsageError
from superbill.model.citation import Citation
from superbill.model.money import round_cents
from superbill.model.periods import Period, day_number, from_day_number, parse_day


@pytest.mark.parametrize("text", ["2026-11-22", "20261122", "11/22/2026", " 2026-11-22 "])
def test_dates_are_read_in_three_ways(text: str) -> None:
    assert parse_day(text) == date(2026, 11, 22)


@pytest.mark.parametrize("text", ["2026-02-30", "22.11.2026", "tomorrow", "", "13/13/2026", "20261301"])
def test_other_text_is_no_date(text: str) -> None:
    with pytest.raises(UsageError, match="is no date"):
        parse_day(text)


@pytest.mark.parametrize("text", ["11/22/26", "1/1/126", "11/22/"])
def test_a_year_has_four_digits(text: str) -> None:
    with pytest.raises(UsageError, match="no year of four digits"):
        parse_day(text)


def test_both_ends_of_a_period_count() -> None:
    quarter = Period(date(2024, 7, 1), date(2024, 9, 30))
    assert quarter.holds(date(2024, 7, 1)) and quarter.holds(date(2024, 9, 30))
    assert not quarter.holds(date(2024, 10, 1))
    assert quarter.days_after(date(2024, 10, 2)) == 2
    assert Period(date(2024, 7, 1)).days_after(date(2999, 1, 1)) == 0


def test_day_numbers_go_both_ways() -> None:
    assert day_number(date(2026, 1, 2)) == 20260102
    assert from_day_number(20260102) == date(2026, 1, 2)
    assert day_number(None) is None and from_day_number(None) is None


@pytest.mark.parametrize(("amount", "cents"), [("1.005", "1.01"), ("1.0049", "1.00"), ("0.115", "0.12")])
def test_half_a_cent_goes_up(amount: str, cents: str) -> None:
    assert round_cents(Decimal(amount)) == Decimal(cents)


def test_a_stale_receipt_says_how_stale() -> None:
    receipt = Citation(
        "s", "MUE", "CMS", "2024Q3", "f.csv", "row 7", date(2024, 7, 1), date(2024, 9, 30), stale_days=10
    )
    assert str(receipt) == "CMS, MUE 2024Q3, row 7 (ended 10 days before the date of service)"
