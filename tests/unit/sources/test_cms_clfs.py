"""CLFS: csv and text, quarter from the name, and what stops the import."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from superbill.errors import BadInput
from superbill.model.periods import Period
from superbill.sources.cms_clfs import SOURCE

CSV = "PUF_CLFS_CY2026_Q2V1.csv"
TEXT = "PUF_CLFS_CY2026_Q2V1.txt"
Change = Callable[[bytes], bytes]


def swap(old: str, new: str) -> Change:
    def change(content: bytes) -> bytes:
        assert old.encode() in content
        return content.replace(old.encode(), new.encode())

    return change


@pytest.mark.parametrize("name", [CSV, TEXT])
def test_rates_without_leading_zeros(bench: Any, name: str) -> None:
    part = bench.part(SOURCE, name, bench.content(SOURCE, name))
    assert part.edition.name == "CY2026 Q2 V1"
    assert part.edition.period == Period(date(2026, 4, 1), date(2026, 6, 30))
    rows = {row[:2]: row[2:] for row in part.rows}
    assert len(rows) == 20
    assert rows["82331", ""] == (20260101, "N", "13.34", 18)
    assert rows["82310", "QW"] == (20260101, "N", "5.16", 15)
    assert rows["0614U", ""] == (20260401, "L", "0.00", 8)


def test_csv_and_text_have_the_same_rows(bench: Any) -> None:
    assert bench.rows(SOURCE, CSV, bench.content(SOURCE, CSV)) == bench.rows(SOURCE, TEXT, bench.content(SOURCE, TEXT))


def test_without_a_name_the_latest_date_tells_the_quarter(bench: Any) -> None:
    edition = bench.part(SOURCE, "lab rates.csv", bench.content(SOURCE, CSV)).edition
    assert (edition.name, edition.period.start) == ("CY2026 Q2", date(2026, 4, 1))
    assert edition.notes == ("the quarter is that of the latest effective date, as the file's name does not state it",)


def test_a_later_quarter_may_have_no_new_dates(bench: Any) -> None:
    assert (
        bench.part(SOURCE, "26clabq3.zip/PUF_CLFS_CY2026_Q3V2.csv", bench.content(SOURCE, CSV)).edition.name
        == "CY2026 Q3 V2"
    )


def test_other_files_are_not_recognised(bench: Any) -> None:
    assert bench.recognised(SOURCE) == {f"{SOURCE.id}/{CSV}", f"{SOURCE.id}/{TEXT}"}


def test_descriptors_are_not_stored(bench: Any) -> None:
    text = bench.content(SOURCE, TEXT).replace(b"00013.34~", b"00013.34~A DESCRIPTOR")
    assert "A DESCRIPTOR" not in repr(bench.rows(SOURCE, TEXT, text))


@pytest.mark.parametrize(
    ("name", "change", "message"),
    [
        pytest.param(CSV, lambda c: c[:-20], "line 25: 4 columns where there must be 9", id="cut off"),
        pytest.param(CSV, swap("EFF_DATE,INDICATOR", "EFF_DATE"), "column 'INDICATOR' is missing", id="column missing"),
        pytest.param(CSV, swap("RATE,SHORT", "RATE,CAP,SHORT"), "column 7: column 'CAP' is unknown", id="column new"),
        pytest.param(CSV, swap("HCPCS,MOD", "MOD,HCPCS"), "column 'MOD' has moved from number 3 to 2", id="columns moved"),
        pytest.param(CSV, swap("YEAR,HCPCS", "ANNO,HCPCS"), "the header row that begins with YEAR is missing", id="no header"),
        pytest.param(CSV, swap("20260401", "20260431"), "line 8, column EFF_DATE: '20260431' is no date", id="bad date"),
        pytest.param(CSV, swap("00013.34", "00013,34"), "10 columns where there must be 9", id="decimal comma"),
        pytest.param(TEXT, swap("00013.34", "00013.3O"), "line 18, column RATE: '00013.3O' is no number", id="bad number"),
        pytest.param(TEXT, swap("82331~", "8233~"), "line 18, column HCPCS: '8233' is no CPT or HCPCS code", id="bad code"),
        pytest.param(CSV, swap("\n2026,82331", "\n2025,82331"), "line 18, column YEAR: year '2025' in a file of 2026", id="two years"),
        pytest.param("PUF_CLFS_CY2025_Q2V1.csv", lambda c: c, "is named for 2025, its content is of 2026", id="name of another year"),
        pytest.param("PUF_CLFS_CY2026_Q1V1.csv", lambda c: c, "is named for quarter 1, but holds rates from 2026-04-01", id="name of an earlier quarter"),
        pytest.param("rates.csv", swap("20260401", "20270401"), "the latest effective date is 20270401, outside 2026", id="no name, wrong year"),
        pytest.param(CSV, lambda c: b"".join(c.splitlines(keepends=True)[:5]), "no rows", id="header only"),
    ],
)  # fmt: skip
def test_a_damaged_file_stops_with_its_place(bench: Any, name: str, change: Change, message: str) -> None:
    fixture = TEXT if name == TEXT else CSV
    with pytest.raises(BadInput, match=re.escape(message)):
        bench.rows(SOURCE, name, change(bench.content(SOURCE, fixture)))
