"""DMEPOS and PEN grids as rows, rural ZIP codes, releases, and what stops the import."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from superbill.errors import BadInput
from superbill.model.periods import Period
from superbill.sources import cms_dmepos_rural
from superbill.sources.base import Part
from superbill.sources.cms_dmepos import GRID, SOURCE, STATES

GRID_FILE = "DMEPOS_JAN.csv"
PEN_FILE = "DMEPEN_JAN.csv"
ZIPS = "DME Rural ZIP Code Quarter 1, 2025.csv"
RURAL = cms_dmepos_rural.SOURCE
FIRST_QUARTER = Period(date(2025, 1, 1), date(2025, 3, 31))
Change = Callable[[bytes], bytes]


def swap(old: str, new: str) -> Change:
    def change(content: bytes) -> bytes:
        assert old.encode() in content
        return content.replace(old.encode(), new.encode(), 1)

    return change


def parts(bench: Any, name: str, content: bytes) -> list[Part]:
    file = bench.file(name, content)
    assert SOURCE.recognises(file)
    return list(SOURCE.parse(file))


def test_fifty_states_and_three_more_with_two_columns_each() -> None:
    assert (len(STATES), len(set(STATES)), len(GRID)) == (53, 53, 106)


def test_the_grid_becomes_one_row_a_fee(bench: Any) -> None:
    items, fees = parts(bench, GRID_FILE, bench.content(SOURCE, GRID_FILE))
    assert (items.edition.name, items.edition.series, items.edition.period) == ("CY2025 Q1", "", FIRST_QUARTER)
    assert items.edition == fees.edition
    listed = {row[:3]: row[3:-1] for row in items.rows}
    assert listed["A4216", "", ""] == ("J", "OS", "0.62", "0.53")
    assert listed["E0601", "RR", ""] == ("D", "CR", None, None)
    rows = {row[:5]: row[5:] for row in fees.rows}
    assert rows["E0601", "RR", "", "AL", 0] == ("50.58", 11)
    assert rows["E0601", "RR", "", "AL", 1] == ("94.93", 11)
    # An item that bidding did not adjust has no rural fee; a KE item in some states only a rural one.
    assert ("A4216", "", "", "AL", 1) not in rows
    assert ("A4636", "NU", "KE", "AL", 0) not in rows and rows["A4636", "NU", "KE", "AL", 1] == ("4.52", 9)


def test_an_item_without_fees_is_listed(bench: Any) -> None:
    items, fees = parts(bench, GRID_FILE, bench.content(SOURCE, GRID_FILE))
    assert ("V2786", "", "", "D", "PO", None, None, 13) in list(items.rows)
    assert not [row for row in fees.rows if row[0] == "V2786"]


def test_parenteral_and_enteral_nutrition_is_a_series_of_its_own(bench: Any) -> None:
    items, fees = parts(bench, PEN_FILE, bench.content(SOURCE, PEN_FILE))
    assert (items.edition.series, items.edition.period) == ("pen", FIRST_QUARTER)
    assert next(iter(items.rows)) == ("B4034", "", "", None, None, None, None, 6)
    assert {row[:5]: row[5] for row in fees.rows}["E0776", "NU", "BA", "AL", 1] == "100.30"


def test_rural_zip_codes(bench: Any) -> None:
    part = bench.part(RURAL, ZIPS, bench.content(RURAL, ZIPS))
    assert (part.edition.name, part.edition.period) == ("CY2025 Q1", FIRST_QUARTER)
    assert next(iter(part.rows)) == ("01223", "MA", 2)


def test_other_files_are_not_recognised(bench: Any) -> None:
    assert bench.recognised(SOURCE) == {f"{SOURCE.id}/{name}" for name in (GRID_FILE, PEN_FILE)}
    assert bench.recognised(RURAL) == {f"{RURAL.id}/{ZIPS}"}


@pytest.mark.parametrize(
    ("source", "name", "change", "message"),
    [
        pytest.param(SOURCE, GRID_FILE, lambda c: c[:-40], "line 13: ", id="cut off"),
        pytest.param(SOURCE, GRID_FILE, swap("50.58", "5O.58"), "line 11, column al(nr): '5O.58' is no amount in dollars", id="bad fee"),
        pytest.param(SOURCE, GRID_FILE, swap("50.58", ""), "line 11, column AL(NR): no amount", id="no fee"),
        pytest.param(SOURCE, GRID_FILE, swap(",AL (R),", ",AL (X),"), "column 'al(x)' is unknown", id="column unknown"),
        pytest.param(SOURCE, GRID_FILE, swap(",AL (R),", ",AL (NR),"), "column 'al(nr)' stands twice", id="column twice"),
        pytest.param(SOURCE, GRID_FILE, swap(",VI (R)", ","), "column 'vi(r)' is missing", id="state missing"),
        pytest.param(SOURCE, GRID_FILE, swap("January 2025 Fee Schedule", "Fee Schedule"), "no line such as `January 2025 Fee Schedule`", id="no release"),
        pytest.param(SOURCE, GRID_FILE, swap("January 2025", "July 2025"), "is named for quarter 1, its title says July 2025 Fee Schedule", id="name of another quarter"),
        pytest.param(SOURCE, GRID_FILE, swap("E0601,RR", "E0601,R"), "line 11, column MOD: 'R' is no modifier", id="bad modifier"),
        pytest.param(SOURCE, GRID_FILE, swap("NU,KE", "NU,K"), "line 9, column MOD2: 'K' is no modifier", id="bad second modifier"),
        pytest.param(SOURCE, GRID_FILE, swap("RR,,D,CR", "RR,,X,CR"), "column juris: 'X' is no jurisdiction", id="bad jurisdiction"),
        pytest.param(SOURCE, PEN_FILE, swap("B4034", "B403"), "line 6, column HCPCS: 'B403' is no CPT or HCPCS code", id="bad code"),
        pytest.param(RURAL, ZIPS, swap("02535,202501", "02535,202502"), "line 3, column year/qtr: year and quarter '202502' after 202501", id="two releases"),
        pytest.param(RURAL, ZIPS, swap("01223,202501", "01223,202505"), "'202505' is no year and quarter", id="bad quarter"),
        pytest.param(RURAL, ZIPS, swap("MA,01223", "MA,1223"), "column zip: '1223' is no ZIP code", id="leading zero lost"),
    ],
)  # fmt: skip
def test_a_damaged_file_stops_with_its_place(bench: Any, source: Any, name: str, change: Change, message: str) -> None:
    with pytest.raises(BadInput, match=re.escape(message)) as error:
        bench.rows(source, name, change(bench.content(source, name)))
    assert error.value.file == name
