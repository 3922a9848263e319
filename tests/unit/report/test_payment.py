"""Fee, payers, schedules and modifiers of a report agree with one another, say the place, and show Medicare's volumes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from superbill.kb.build import Completeness, build
from superbill.kb.files import walk
from superbill.model.citation import Fact, NotAvailable
from superbill.model.report import Field, Leaf, Report, Table
from superbill.terminology.search import build_index
from superbill.workbench import Workbench

FOLDERS = (
    "cms-mpfs-rvu", "cms-mpfs-gpci", "cms-zip-locality", "cms-hcpcs", "cms-clfs", "cms-asp", "cms-dmepos",
    "cms-physician-geo", "cms-ncci-mue", "cms-ncci-ptp",
)  # fmt: skip
LATE = date(2026, 11, 22)


@pytest.fixture(scope="module")
def payment_kb(tmp_path_factory: pytest.TempPathFactory, fixtures: Path) -> Path:
    out = tmp_path_factory.mktemp("payment") / "kb.sqlite"
    inputs = [file for name in FOLDERS for file in walk(fixtures / name)]
    return build(inputs, out, indexer=build_index, completeness=Completeness.TRUST).path


@pytest.fixture
def desk(payment_kb: Path, tmp_path: Path) -> Iterator[Workbench]:
    with Workbench.open(payment_kb, private=tmp_path) as opened:
        yield opened


def report(desk: Workbench, code: str, **place: str) -> Report:
    found = desk.report(code, LATE, **place)  # type: ignore[arg-type]
    assert isinstance(found, Report)
    return found


def said(leaf: Leaf) -> object:
    return leaf.value if isinstance(leaf, Fact) else leaf.not_available


def field(found: Report, section: str, label: str) -> Leaf:
    return next(item.leaf for item in found.section(section).items if isinstance(item, Field) and item.label == label)


def table(found: Report, section: str, title: str) -> list[list[object]]:
    tables = (item for item in found.section(section).items if isinstance(item, Table))
    return [[said(cell) for cell in row] for row in next(each for each in tables if each.title == title).rows]


@pytest.mark.parametrize(
    ("place", "where"),
    [
        ({}, "national amounts"),
        ({"zip_code": "90012"}, "Los Angeles-Long Beach-Anaheim (01182/18)"),
        ({"zip_code": "35958"}, "Alabama (10112/00); ZIP 35958 spans localities: CMS needs the ZIP+4, this is the main one"),
        ({"locality": "99999/99"}, "national amounts; the place was not found: "),
    ],
    ids=["none", "ZIP", "spans", "not found"],
)  # fmt: skip
def test_where_the_amounts_are_from(desk: Workbench, place: dict[str, str], where: str) -> None:
    assert dict(report(desk, "99213", **place).scope)["Where"].startswith(where)


@pytest.mark.parametrize(
    ("place", "rows"),
    [
        ({}, [["National", "office and other", "178.20", "92.11"], ["National", "facility", "190.55", "64.22"]]),
        ({"zip_code": "90012"}, [
            ["National", "office and other", "178.20", "92.11"], ["National", "facility", "190.55", "64.22"],
            ["California", "office and other", "201.44", "99.88"],
        ]),
    ],
    ids=["national", "state"],
)  # fmt: skip
def test_medicare_volumes_facility_and_office_apart(
    desk: Workbench, place: dict[str, str], rows: list[list[str]]
) -> None:
    shown = table(report(desk, "99213", **place), "payers", "Services paid by Medicare, CY2024")
    assert [[row[0], row[1], str(row[4]), str(row[5])] for row in shown] == rows
    assert shown[0][2:4] == [Decimal(71840023), 27310024]


def test_a_state_without_a_row_is_said(desk: Workbench) -> None:
    found = field(report(desk, "J1885", zip_code="90012"), "payers", "In CA")
    assert said(found) == "not listed; CMS leaves out what fewer than 11 patients had"


@pytest.mark.parametrize(
    ("code", "units", "usd"), [("J0897", 1, "29.86"), ("J0897", 60, "1791.36"), ("J9035", 3, "226.48")]
)
def test_a_drug_is_priced_by_its_limit_to_the_cent(desk: Workbench, code: str, units: int, usd: str) -> None:
    price = desk.price(code, LATE, units=units)
    assert (price.schedule, str(said(price.non_facility_usd))) == ("ASP", usd)
    assert isinstance(price.facility_usd, NotAvailable)


def test_equipment_is_said_to_be_on_its_schedule_and_has_its_fees_in_a_state(desk: Workbench) -> None:
    found = report(desk, "B4034", zip_code="90012")
    for section, label in (("fee", "Amount"), ("payers", "Medicare")):
        amount = field(found, section, label)
        assert isinstance(amount, NotAvailable)
        assert amount.would_come_from == "other schedules that list it: DMEPOS, by state"
    fees = table(found, "schedules", "Parenteral and enteral nutrition fee in CA")
    assert ["", "not rural", Decimal("3.73")] in fees


def test_modifiers_typed_with_the_code_are_judged(desk: Workbench) -> None:
    found = report(desk, "82331-26-59-22-ZZ")
    shown = table(found, "modifiers", "Typed with the code")
    assert [(row[0], row[2]) for row in shown[:2]] == [("26", "does not apply"), ("59", "when")]
    assert str(shown[0][3]).startswith("PC/TC indicator 9")
    assert "no indicator of 82331 speaks of modifier 22; it goes on:" in str(shown[2][3])
    assert shown[3][1] == "no loaded list has a modifier ZZ"
    others = table(found, "modifiers", "Others")
    assert "26" not in " ".join(str(row[0]) for row in others).split()
