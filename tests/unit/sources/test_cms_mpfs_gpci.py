"""GPCI: csv and fixed-width text, footnotes, and what stops the import."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from superbill.errors import BadInput
from superbill.model.periods import Period
from superbill.sources.cms_mpfs_gpci import SOURCE, Gpci

CSV = "GPCI2025.csv"
TEXT = "GPCI2025.txt"
Change = Callable[[bytes], bytes]


def swap(old: str, new: str) -> Change:
    def change(content: bytes) -> bytes:
        assert old.encode() in content
        return content.replace(old.encode(), new.encode())

    return change


@pytest.mark.parametrize("name", [CSV, TEXT])
def test_localities_with_three_places_and_footnotes(bench: Any, name: str) -> None:
    part = bench.part(SOURCE, name, bench.content(SOURCE, name))
    assert part.edition.name == "CY2025"
    assert part.edition.period == Period(date(2025, 1, 1), date(2025, 12, 31))
    rows = list(part.rows)
    assert (len(rows), rows[0][-1], rows[-1][-1]) == (13, 4, 16)
    found = {row.name: row for row in (Gpci(*row[:-1]) for row in rows)}
    assert found["ALABAMA"] == ("10112", "00", "AL", "ALABAMA", "1.000", "0.869", "0.575", None)
    assert found["ALASKA"].note == "Work GPCI reflects a 1.5 floor in Alaska established by the MIPPA."
    assert found["WYOMING"].note == "PE GPCI reflects a 1.0 floor for frontier states established by the ACA."
    los_angeles = found["LOS ANGELES-LONG BEACH-ANAHEIM (LOS ANGELES/ORANGE CNTY)"]
    assert (los_angeles.mac, los_angeles.locality, los_angeles.note) == ("01182", "18", None)


def test_csv_and_text_have_the_same_rows(bench: Any) -> None:
    assert bench.rows(SOURCE, CSV, bench.content(SOURCE, CSV)) == bench.rows(SOURCE, TEXT, bench.content(SOURCE, TEXT))


def test_the_work_index_without_floor_is_passed_over(bench: Any) -> None:
    lines = bench.content(SOURCE, CSV).decode().replace("CY 2025", "CY 2026").replace("2025 P", "2026 P")
    lines = lines.replace("2025 MP", "2026 MP").replace("with 1.0 Floor)", "with 1.0 Floor)***")
    lines = lines.replace(",2026 PW GPCI (", ",2026 PW GPCI (without 1.0 Floor),2026 PW GPCI (")
    lines = re.sub(r"^(\d{5},.*),([\d.]+),([\d.]+),([\d.]+)\r$", r"\1,0.5,\2,\3,\4\r", lines, flags=re.MULTILINE)
    part = bench.part(SOURCE, "GPCI2026.csv", lines.encode())
    assert part.edition.name == "CY2026"
    assert [row[4] for row in part.rows][:2] == ["1.000", "1.500"]


def test_other_files_are_not_recognised(bench: Any) -> None:
    assert bench.recognised(SOURCE) == {f"{SOURCE.id}/{CSV}", f"{SOURCE.id}/{TEXT}"}


@pytest.mark.parametrize(
    ("name", "change", "message"),
    [
        pytest.param(CSV, swap("FINAL CY", "PROPOSED CY"), "the title does not say FINAL CY and a year", id="proposed rule"),
        pytest.param(CSV, swap(",2025 PE GPCI", ""), "column 'PE GPCI' is missing", id="column missing"),
        pytest.param(CSV, swap("2025 MP GPCI", "2025 MP GPCI,Region"), "column 'Region' is unknown", id="column new"),
        pytest.param(CSV, swap("State,Locality Number", "Locality Number,State"), "has moved", id="columns moved"),
        pytest.param(CSV, swap("2025 PE", "2024 PE"), "'2024 PE GPCI' under a title of 2025", id="two years"),
        pytest.param(CSV, swap("Medicare Administrative", "Carrier"), "the header row is missing", id="no header"),
        pytest.param(CSV, swap("0.869", "0,869"), "line 4: 8 columns where there must be 7", id="decimal comma"),
        pytest.param(CSV, swap("0.869", "n/a"), "line 4, column PE GPCI: 'n/a' is no number", id="bad number"),
        pytest.param(CSV, swap("02102,AK,01", "2102,AK,1"), "line 5, column MAC: '2102' is no MAC", id="zeros lost"),
        pytest.param(CSV, swap(",AK,01,", ",AK,1,"), "column Locality: '1' is no Locality", id="locality zero lost"),
        pytest.param(CSV, lambda c: c + b"10112,AL,00,ALABAMA,1,1,1\r\n", "a locality below the footnotes", id="joined"),
        pytest.param(TEXT, swap("0.869       0.575", "0.869   0.575"), "line 4: 146 characters where", id="wrong width"),
        pytest.param(TEXT, swap("0.869", "0.8b9"), "line 4, column PE GPCI: '0.8b9' is no number", id="bad number in text"),
        pytest.param(TEXT, swap("ALABAMA", "ALAB\xc3MA"), "line 4, column 34: byte 0xc3 is no ascii", id="bad byte"),
    ],
)  # fmt: skip
def test_a_damaged_file_stops_with_its_place(bench: Any, name: str, change: Change, message: str) -> None:
    with pytest.raises(BadInput, match=re.escape(message)):
        bench.rows(SOURCE, name, change(bench.content(SOURCE, name)))
