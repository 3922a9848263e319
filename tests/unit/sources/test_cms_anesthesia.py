"""Anesthesia base units and conversion factors: three layouts, periods, and what stops the import."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from superbill.errors import BadInput
from superbill.model.periods import Period
from superbill.sources import cms_anesthesia_cf
from superbill.sources.cms_anesthesia import SOURCE

UNITS = "Section 508 compliant version of CY_2022_Anesthesia_Base_Units_110921.txt"
CSV = "ANES2025.csv"
TEXT = "ANES2025.txt"
CENTER = "Anesthesia CY 2025 locality adjusted CF_floor extension 23DEC24_Sheet 1.txt"
CF = cms_anesthesia_cf.SOURCE
Change = Callable[[bytes], bytes]


def swap(old: str, new: str, encoding: str = "ascii") -> Change:
    def change(content: bytes) -> bytes:
        assert old.encode(encoding) in content
        return content.replace(old.encode(encoding), new.encode(encoding))

    return change


def wide(old: str, new: str) -> Change:
    return swap(old, new, "utf-16-le")


def test_base_units(bench: Any) -> None:
    part = bench.part(SOURCE, UNITS, bench.content(SOURCE, UNITS))
    assert (part.edition.name, part.edition.period) == ("CY2022", Period(date(2022, 1, 1), date(2022, 12, 31)))
    assert list(part.rows) == [("00100", 5, 4), ("00567", 18, 5), ("00580", 20, 6), ("01967", 5, 7), ("01999", 0, 8)]


def test_factors_with_the_national_one_of_the_header(bench: Any) -> None:
    part = bench.part(CF, CSV, bench.content(CF, CSV))
    assert (part.edition.name, part.edition.period) == ("CY2025", Period(date(2025, 1, 1), date(2025, 12, 31)))
    rows = {row[:2]: row[2:] for row in part.rows}
    assert rows["02102", "01"] == ("ALASKA", "27.86", "20.3178", 3)
    assert rows["01212", "01"][0] == "HAWAII, GUAM"
    assert len(rows) == 7


def test_the_text_has_neither_national_factor_nor_long_names(bench: Any) -> None:
    rows = {row[:2]: row[2:5] for row in bench.part(CF, TEXT, bench.content(CF, TEXT)).rows}
    listed = {row[:2]: row[2:5] for row in bench.part(CF, CSV, bench.content(CF, CSV)).rows}
    assert {key: row[1] for key, row in rows.items()} == {key: row[1] for key, row in listed.items()}
    assert rows["01182", "18"] == (None, "21.22", None)
    assert rows["01312", "00"] == ("NEVADA", "20.11", None)


def test_the_file_of_the_center_ends_with_the_floor(bench: Any) -> None:
    part = bench.part(CF, CENTER, bench.content(CF, CENTER))
    assert (part.edition.name, part.edition.published) == ("CY2025 of 2024-12-23", date(2024, 12, 23))
    assert part.edition.period == Period(date(2025, 1, 1), date(2025, 3, 31))
    assert part.edition.notes == ("column '2025 work gpci *through 3/31/2025'",)
    assert list(part.rows)[1][:5] == ("02102", "01", "ALASKA", "27.86", "20.3178")


def test_other_files_are_not_recognised(bench: Any) -> None:
    assert bench.recognised(SOURCE) == {f"{SOURCE.id}/{UNITS}"}
    assert bench.recognised(CF) == {f"{CF.id}/{name}" for name in (CSV, TEXT, CENTER)}


@pytest.mark.parametrize(
    ("source", "name", "change", "message"),
    [
        pytest.param(SOURCE, UNITS, swap("00567\t18", "00567\tI8"), "line 5, column BASE UNIT: 'I8' is no number of units", id="bad units"),
        pytest.param(SOURCE, UNITS, swap("00567\t", "99213\t"), "line 5, column CODE: 99213 is no anesthesia code", id="other code"),
        pytest.param(SOURCE, UNITS, swap("00567\t18", "00567"), "line 5: 1 columns where there must be 2", id="cut off"),
        pytest.param(SOURCE, UNITS, swap("\tUNIT", "\tTIME"), "line 3, column 2: header 'TIME' is unknown", id="header changed"),
        pytest.param(SOURCE, UNITS, lambda c: b"\r\n".join(c.splitlines()[:3]), "no rows", id="header only"),
        pytest.param(CF, CSV, swap("27.86", "27.8"), "line 3, column cf: '27.8' is no conversion factor", id="bad factor"),
        pytest.param(CF, CSV, swap("CF of 20.3178", "CF"), "line 1, column cf: no national factor in the header", id="no national factor"),
        pytest.param(CF, CSV, swap("02102 ", "2102 "), "line 3, column contractor: '2102' is no contractor", id="leading zero lost"),
        pytest.param(CF, TEXT, swap("2786", "27.86"), "line 2: not the layout of ANES", id="text shifted"),
        pytest.param(CF, TEXT, swap("01212 ", "01212\xff", "latin-1"), "byte 0xff is no ascii", id="other byte"),
        pytest.param(CF, CENTER, wide("3/31/2025", "3/32/2025"), "'3/32/2025' is no date", id="bad last day"),
        pytest.param(CF, CENTER, wide("3/31/2025", "3/31/2026"), "ends on 2026-03-31, its title says 2025", id="last day of another year"),
        pytest.param(CF, CENTER, wide("2025 PE GPCI", "2025 PE INDEX"), "column 'pe index' is unknown", id="column renamed"),
    ],
)  # fmt: skip
def test_a_damaged_file_stops_with_its_place(bench: Any, source: Any, name: str, change: Change, message: str) -> None:
    with pytest.raises(BadInput, match=re.escape(message)) as error:
        bench.rows(source, name, change(bench.content(source, name)))
    assert error.value.file == name


def test_a_name_without_a_year_says_how_to_name_it(bench: Any) -> None:
    with pytest.raises(BadInput, match="neither content nor name states the year") as error:
        bench.rows(CF, "factors.csv", bench.content(CF, CSV))
    assert "ANES2025.csv" in error.value.hint
