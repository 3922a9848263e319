"""ASP payment limits and the NDC-HCPCS crosswalk: quarters, limits, packages, and what stops the import."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from superbill.errors import BadInput
from superbill.model.periods import Period
from superbill.sources import cms_asp_ndc
from superbill.sources.cms_asp import SOURCE, AspLimit
from superbill.sources.cms_asp_ndc import NdcHcpcs

LIMITS = "section 508 version of October 2026 Medicare Part B Payment Limit File 091626.csv"
EARLIER = "section 508 version of Jan 2025 ASP Pricing File updated 030725.csv"
CROSSWALK = "section 508 version of October 2026 ASP NDC-HCPCS Crosswalk 091126.csv"
NDC = cms_asp_ndc.SOURCE
Change = Callable[[bytes], bytes]


def swap(old: str, new: str) -> Change:
    def change(content: bytes) -> bytes:
        assert old.encode("cp1252") in content
        return content.replace(old.encode("cp1252"), new.encode("cp1252"))

    return change


def limits(part: Any) -> dict[str, AspLimit]:
    return {row[0]: AspLimit(*row[:-1]) for row in part.rows}


def test_limits_of_a_quarter(bench: Any) -> None:
    part = bench.part(SOURCE, LIMITS, bench.content(SOURCE, LIMITS))
    assert (part.edition.name, part.edition.published) == ("2026Q4 of 2026-09-16", date(2026, 9, 16))
    assert part.edition.period == Period(date(2026, 10, 1), date(2026, 12, 31))
    assert part.edition.notes[0] == "Note 1: Payment allowance limits subject to the ASP methodology are based on 2Q26 ASP data."  # fmt: skip
    rows = limits(part)
    assert rows["J9035"][:5] == ("J9035", "Bevacizumab injection", "10 MG", "75.492", "20.000")
    assert (rows["J0897"].coinsurance_percent, rows["J0897"].notes) == ("17.885", "Inflation-adjusted coinsurance")
    vaccine = rows["90616"]
    assert (vaccine.dosage, vaccine.vaccine_awp_percent, vaccine.vaccine_limit_usd) == (None, "95", "171.211")
    assert rows["A9606"].payment_limit_usd is None
    assert rows["A9606"].notes == "microCurie 100% AWP = $212.84\nmicroCurie 100% WAC = $177.37"


def test_descriptions_of_cpt_codes_are_not_stored(bench: Any) -> None:
    rows = limits(bench.part(SOURCE, LIMITS, bench.content(SOURCE, LIMITS)))
    assert {code: row.short_description for code, row in rows.items() if code[0].isdigit()} == {"90616": None}


def test_an_earlier_layout_and_other_bytes(bench: Any) -> None:
    part = bench.part(SOURCE, EARLIER, bench.content(SOURCE, EARLIER))
    assert part.edition.name == "2025Q1 of 2025-03-07"
    rows = limits(part)
    assert (rows["J7185"].clotting_factor, rows["J9035"].clotting_factor) == (1, 0)
    assert rows["J9325"].dosage == "1 million PFU"
    assert (rows["P9041"].blood_awp_percent, rows["P9041"].blood_limit_usd) == ("95", "10.615")
    lines = bench.content(SOURCE, EARLIER).splitlines(keepends=True)
    before_2023 = [b",".join(cells[:4] + cells[5:]) for cells in (line.split(b",") for line in lines[8:11])]
    old = bench.part(SOURCE, EARLIER, b"".join(lines[:8]) + b"".join(before_2023))
    assert limits(old)["J1745"].coinsurance_percent is None


def test_packages_of_a_code(bench: Any) -> None:
    part = bench.part(NDC, CROSSWALK, bench.content(NDC, CROSSWALK))
    assert (part.edition.name, part.edition.series) == ("2026Q4 of 2026-09-11", "asp")
    assert part.edition.notes == ("J7331 is listed with 888867413689, which is no NDC",)
    rows = [NdcHcpcs(*row[:-1]) for row in part.rows]
    assert [(row.hcpcs, row.product_number, row.ndc) for row in rows] == [
        ("J7331", "888867413689", None),
        ("J9035", "50242-0061-01", "50242006101"),
        ("Q5105", "00069-1305-10", "00069130510"),
        ("Q5106", "00069-1305-10", "00069130510"),
    ]
    assert rows[1][3:] == ("Genentech, Inc.", "Avastin", "10 MG", "16", "1", "40", "40")


def test_a_package_repeated_word_for_word_is_taken_once(bench: Any) -> None:
    content = bench.content(NDC, CROSSWALK)
    part = bench.part(NDC, CROSSWALK, content + content.splitlines(keepends=True)[-1])
    assert part.edition.notes[-1] == "Q5106 00069-1305-10 is given twice, word for word"
    assert len(list(part.rows)) == 4


@pytest.mark.parametrize(
    ("published", "ndc"),
    [
        ("50242-061-01", "50242006101"),
        ("50242006101", "50242006101"),
        ("5024206101", None),
        ("0069-1305-10", "00069130510"),
    ],
)
def test_other_formats_of_ndc(bench: Any, published: str, ndc: str | None) -> None:
    content = swap("50242-0061-01", published)(bench.content(NDC, CROSSWALK))
    rows = [NdcHcpcs(*row[:-1]) for row in bench.part(NDC, CROSSWALK, content).rows]
    assert (rows[1].product_number, rows[1].ndc) == (published, ndc)


def test_crosswalks_of_other_kinds_stand_beside(bench: Any) -> None:
    content = swap("2026 ASP NDC", "2026 AWP NDC")(bench.content(NDC, CROSSWALK))
    assert bench.part(NDC, "awp.csv", content).edition.series == "awp"


def test_other_files_are_not_recognised(bench: Any) -> None:
    assert bench.recognised(SOURCE) == {f"{SOURCE.id}/{name}" for name in (LIMITS, EARLIER)}
    assert bench.recognised(NDC) == {f"{NDC.id}/{CROSSWALK}"}
    unclassified = swap("HCPCS Code,Short Description", "Drug Generic Name (Trade Name),Short Description")
    assert not SOURCE.recognises(bench.file(LIMITS, unclassified(bench.content(SOURCE, LIMITS))))


@pytest.mark.parametrize(
    ("source", "name", "change", "message"),
    [
        pytest.param(SOURCE, LIMITS, lambda c: c[:-20], "where there must be 13", id="cut off"),
        pytest.param(SOURCE, LIMITS, swap("75.492", "75.49Z"), "column payment limit: '75.49Z' is no amount in dollars", id="bad limit"),
        pytest.param(SOURCE, LIMITS, swap("75.492", ""), "column payment limit: J9035 has neither limit nor note", id="no limit"),
        pytest.param(SOURCE, LIMITS, swap("17.885", "117.885"), "'117.885' is no percentage", id="over 100 %"),
        pytest.param(SOURCE, LIMITS, swap("Vaccine Limit", "Vaccine Cap"), "column 'vaccine cap' is unknown", id="column renamed"),
        pytest.param(SOURCE, LIMITS, swap("Effective October 1, 2026", "Effective Octember 1, 2026"), "line 3: 'Octember 1, 2026' is no date", id="bad date"),
        pytest.param(SOURCE, LIMITS, swap("December 31, 2026", "December 30, 2026"), "line 3: 2026-10-01 to 2026-12-30 is no calendar quarter", id="no quarter"),
        pytest.param(SOURCE, LIMITS, swap("Effective", "From"), "no line says from when to when", id="no dates"),
        pytest.param(SOURCE, LIMITS, swap("8% of reference add-on applied,,", "8% of reference add-on applied,x,"), "'x' in a column without a name", id="trailing column filled"),
        pytest.param(SOURCE, EARLIER, swap(",,,,,1,,", ",,,,,2,,"), "column clotting factor: '2' is no 1 or nothing", id="bad clotting factor"),
        pytest.param(NDC, CROSSWALK, swap("Avastin,10 MG,16", "Avastin,10 MG,16 ML"), "column pkg size: '16 ML' is no number", id="bad size"),
        pytest.param(NDC, CROSSWALK, swap("50242-0061-01", ""), "column ndc: no NDC", id="no NDC"),
        pytest.param(NDC, CROSSWALK, swap("J9035,", "9035,"), "column code: '9035' is no CPT or HCPCS code", id="bad code"),
        pytest.param(NDC, CROSSWALK, swap("BILLUNITS,", "UNITS,"), "column 'units' is unknown", id="crosswalk column renamed"),
    ],
)  # fmt: skip
def test_a_damaged_file_stops_with_its_place(bench: Any, source: Any, name: str, change: Change, message: str) -> None:
    with pytest.raises(BadInput, match=re.escape(message)) as error:
        bench.rows(source, name, change(bench.content(source, name)))
    assert error.value.file == name
