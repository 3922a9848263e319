"""Prices to the cent, with their arithmetic, and the reason where there is none."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from superbill.errors import UsageError
from superbill.model.citation import Fact, NotAvailable
from superbill.workbench import Workbench

WINTER = date(2025, 11, 22)


@pytest.mark.parametrize(
    ("code", "schedule", "non_facility", "facility"),
    [
        ("99213", "MPFS", "88.95", "63.72"),
        ("71046", "MPFS", "32.67", "32.67"),
        ("71046-26", "MPFS", "10.03", "10.03"),
        ("71046-TC", "MPFS", "22.64", "22.64"),
        ("45378", "MPFS", "327.67", "177.26"),
        ("45378-53", "MPFS", "164.00", "88.95"),
    ],
)
def test_national_physician_amounts(
    bench: Workbench, code: str, schedule: str, non_facility: str, facility: str
) -> None:
    price = bench.price(code, WINTER)
    assert price.schedule == schedule
    assert isinstance(price.non_facility_usd, Fact) and isinstance(price.facility_usd, Fact)
    assert (price.non_facility_usd.value, price.facility_usd.value) == (Decimal(non_facility), Decimal(facility))
    assert price.steps[0].value.endswith(f"= ${non_facility}")
    assert price.non_facility_usd.citation.release == "RVU25D"


@pytest.mark.parametrize(
    ("code", "amount"),
    [("82331", "13.34"), ("82397", "14.12"), ("82310", "5.16"), ("85025-QW", "7.77")],
)
def test_laboratory_rates(bench: Workbench, code: str, amount: str) -> None:
    price = bench.price(code, date(2026, 5, 1))
    assert price.schedule == "CLFS"
    assert isinstance(price.non_facility_usd, Fact) and price.non_facility_usd.value == Decimal(amount)


@pytest.mark.parametrize(
    ("place", "amount"),
    [({"locality": "02102/01"}, "112.20"), ({"zip_code": "99501-1234"}, "112.20")],
    ids=["locality", "ZIP+4"],
)
def test_a_place_brings_its_indices(bench: Workbench, place: dict[str, str], amount: str) -> None:
    # Alaska 2025: work 1.5, PE 1.081, MP 0.592; (1.30 x 1.5 + 1.35 x 1.081 + 0.10 x 0.592) x 32.3465
    expected = (
        Decimal("1.30") * Decimal("1.5") + Decimal("1.35") * Decimal("1.081") + Decimal("0.10") * Decimal("0.592")
    ) * Decimal("32.3465")
    price = bench.price("99213", WINTER, **place)  # type: ignore[arg-type]
    assert isinstance(price.non_facility_usd, Fact)
    assert price.non_facility_usd.value == expected.quantize(Decimal("0.01"))
    by_zip = ["cms-zip-locality"] if "zip_code" in place else []
    cited = [citation.source for citation in price.non_facility_usd.citations]
    assert cited == ["cms-mpfs-rvu", "cms-mpfs-gpci", *by_zip]
    assert str(price.non_facility_usd.value) == str(expected.quantize(Decimal("0.01"))) == amount


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("82331-QW", "has no row 82331-QW"),
        ("G0463", "status X (outside the physician fee schedule by statute: paid by other rules when covered)"),
        ("A9500", "status C (priced by the contractor)"),
        ("99999", "99999 is listed in no release loaded for 2026-05-01"),
        ("E83.52", "E83.52 is a diagnosis (ICD-10-CM)"),
        ("25", "25 is a modifier"),
        ("82331-26", "modifier 26 does not apply to 82331: PC/TC indicator 9"),
        ("99213-TC", "modifier TC does not apply to 99213: PC/TC indicator 0"),
        ("71046-TC-26", "both parts on one line are the code without a modifier"),
        ("99213-53", "no row with 53"),
        ("99213-QW", "modifier QW does not apply to 99213"),
        ("99213-62", "modifier 62 does not apply to 99213: co-surgeon indicator"),
    ],
)
def test_no_price_says_why(bench: Workbench, code: str, reason: str) -> None:
    price = bench.price(code, date(2026, 5, 1))
    assert isinstance(price.non_facility_usd, NotAvailable)
    assert reason in price.non_facility_usd.not_available


def test_qw_is_refused_without_a_laboratory_schedule_of_that_day(bench: Workbench) -> None:
    price = bench.price("27447-QW", WINTER)
    assert isinstance(price.non_facility_usd, NotAvailable)
    assert "QW does not apply to 27447: the physician fee schedule prices it" in price.non_facility_usd.not_available


def test_units_multiply_and_unknown_modifiers_are_named(bench: Workbench) -> None:
    price = bench.price("99213-25-Q0", WINTER, units=3)
    assert isinstance(price.non_facility_usd, Fact) and price.non_facility_usd.value == Decimal("266.85")
    assert price.remarks == ("modifier Q0 is not taken into account",)


@pytest.mark.parametrize(
    ("code", "units", "amount"),
    [("27447-50", 1, "1886.45"), ("27447-80", 1, "201.22"), ("27447-55", 1, "264.10"), ("97110", 2, "50.62")],
)
def test_modifiers_and_units_count_as_on_a_claim(bench: Workbench, code: str, units: int, amount: str) -> None:
    price = bench.price(code, WINTER, units=units)
    assert isinstance(price.non_facility_usd, Fact) and price.non_facility_usd.value == Decimal(amount)


def test_what_only_the_contractor_prices_says_so(bench: Workbench) -> None:
    price = bench.price("99213-52", WINTER)
    assert isinstance(price.non_facility_usd, NotAvailable)
    assert price.non_facility_usd.not_available.startswith("modifier 52: the contractor reduces the fee")


def test_a_zip_code_that_spans_localities_says_so_and_names_what_is_older(bench: Workbench) -> None:
    price = bench.price("99213", date(2026, 11, 22), zip_code="35958")
    assert price.remarks == ("ZIP 35958 spans localities: CMS needs the ZIP+4, this is the main one",)
    assert isinstance(price.non_facility_usd, Fact)
    stale = {citation.source: citation.stale_days for citation in price.non_facility_usd.citations}
    assert (stale["cms-mpfs-gpci"], stale["cms-zip-locality"]) == (326, 326)


@pytest.mark.parametrize(
    "call",
    [
        {"code": "hello"},
        {"code": "99213", "units": 0},
        {"code": "99213", "locality": "Alaska"},
        {"code": "99213", "zip_code": "123"},
        {"code": "99213", "zip_code": "99501", "locality": "02102/01"},
    ],
    ids=str,
)
def test_a_call_that_makes_no_sense_is_a_usage_error(bench: Workbench, call: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        bench.price(on=WINTER, **call)  # type: ignore[arg-type]


@pytest.mark.parametrize("place", [{"locality": "99999/99"}, {"zip_code": "00000"}], ids=str)
def test_an_unknown_place_is_not_available(bench: Workbench, place: dict[str, str]) -> None:
    price = bench.price("99213", WINTER, **place)  # type: ignore[arg-type]
    assert isinstance(price.non_facility_usd, NotAvailable)
