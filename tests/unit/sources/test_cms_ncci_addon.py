"""Add-on codes: fixed-width text, the spreadsheet's columns, the short list, days of the year, and what stops the import.

The first row of the text is an official one; the days of the others are made up.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from superbill.errors import BadInput
from superbill.model.periods import Period
from superbill.sources.cms_ncci_addon import SOURCE, AddonCode

TEXT = "AOC_V2026Q2-F-MCR.txt"
LIST = "2024q3-derived/ncci_aoc.csv"
SHEET_NAME = "AOC_V2026Q2-MCR.csv"
SHEET = (
    b'"CPT only copyright 2025 American Medical Association. All rights reserved.",,,,,,,\n'
    b"AOC_Edit_Type,Add-On_Code,AOC_DelDT (Julian),Primary_Code,Primary_Code_DelDT (Julian),"
    b"AOC_Edit_EffDT (Julian),AOC_Edit_DelDT (Julian),Special_Instruction_Notes\n"
    b"2,0054T,,CCCCC,,2013091,,Contractor Defined Primary Codes\n"
    b"1,0071U,,0070U,,2018274,,\n"
    b"1,0098T,2023365,22861,,2013091,2023365,\n"
    b"3,96361,,96360,,2013091,,96360 Practitioner Only\n"
    b"3,96361,,CCCCC,,2013091,,Contractor Defined Primary Codes\n"
)
Change = Callable[[bytes], bytes]


def swap(old: str, new: str) -> Change:
    def change(content: bytes) -> bytes:
        assert old.encode() in content
        return content.replace(old.encode(), new.encode(), 1)

    return change


def test_the_text_states_days_and_notes(bench: Any) -> None:
    part = bench.part(SOURCE, TEXT, bench.content(SOURCE, TEXT))
    assert (part.edition.name, part.edition.period) == ("2026Q2", Period(date(2026, 4, 1), date(2026, 6, 30)))
    rows = [AddonCode(*row[:-1]) for row in part.rows]
    assert rows[0] == ("0054T", "CCCCC", 2, 20130401, None, None, None, "Contractor Defined Primary Codes")
    assert rows[1] == ("0071U", "0070U", 1, 20181001, None, None, None, None)
    assert rows[2] == ("0098T", "22861", 1, 20130401, 20231231, 20231231, None, None)
    assert [(row.primary_code, row.addon_type) for row in rows[3:]] == [("96360", 3), ("CCCCC", 3)]


def test_the_spreadsheet_has_the_rows_of_the_text(bench: Any) -> None:
    text = [row[:-1] for row in bench.rows(SOURCE, TEXT, bench.content(SOURCE, TEXT))]
    assert [row[:-1] for row in bench.rows(SOURCE, SHEET_NAME, SHEET)] == text


def test_the_short_list_states_no_days(bench: Any) -> None:
    part = bench.part(SOURCE, LIST, bench.content(SOURCE, LIST))
    assert (part.edition.name, part.edition.period.start) == ("2024Q3", date(2024, 7, 1))
    rows = list(part.rows)
    assert len(rows) == 7
    assert rows[0] == ("0054T", "CCCCC", 2, 0, None, None, None, None, 2)
    assert {row[1] for row in rows if row[0] == "G2212"} == {"99205", "99215", "99483"}


def test_other_files_are_not_recognised(bench: Any) -> None:
    assert bench.recognised(SOURCE) == {f"{SOURCE.id}/{name}" for name in (TEXT, LIST)}


@pytest.mark.parametrize(
    ("name", "change", "message"),
    [
        pytest.param(TEXT, lambda c: c[:-75], "line 5, column 19: '      ' is no primary deletion date", id="cut off"),
        pytest.param(TEXT, swap("10071U       0070U", "10071U        070U"), "line 2, column 14: ' 070U' is no primary code", id="shifted"),
        pytest.param(TEXT, swap("2018274", "2018366"), "line 2, column effective date: '2018366' is no year and day of the year", id="day 366 of 2018"),
        pytest.param(TEXT, swap("2018274", "2018000"), "'2018000' is no year and day of the year", id="day 0"),
        pytest.param(TEXT, swap("\n10071U", "\n40071U"), "line 2, column 1: '4' is no type", id="unknown type"),
        pytest.param(TEXT, swap("\n10071U       0070U", "\n10071U       CCCCC"), "line 2, column type: type 1 with primary code CCCCC", id="type 1 without primary"),
        pytest.param(TEXT, swap("Contractor Defined", "x" * 60 + "Contractor Defined"), "characters where there can be 97", id="too wide"),
        pytest.param("aoc.txt", lambda c: c, "neither content nor name states the quarter", id="no quarter"),
        pytest.param(LIST, swap("0070U,0071U,1", "0070U,0071U,4"), "line 3, column type: '4' is no type 1, 2 or 3", id="type of the list"),
        pytest.param(LIST, swap("0070U,0071U", "0070U,071U"), "column add-on code: '071U' is no CPT or HCPCS code", id="bad code"),
        pytest.param(LIST, swap("0070U,0071U,1", "0070U,0071U,2"), "type 2 with primary code 0070U", id="type 2 with primary"),
        pytest.param(SHEET_NAME, swap("2018274", "2018-10-01"), "column effective: '2018-10-01' is no year and day of the year", id="other date"),
        pytest.param(SHEET_NAME, swap("Special_Instruction_Notes", "Notes"), "column 'notes' is unknown", id="column renamed"),
    ],
)  # fmt: skip
def test_a_damaged_file_stops_with_its_place(bench: Any, name: str, change: Change, message: str) -> None:
    content = SHEET if name == SHEET_NAME else bench.content(SOURCE, LIST if name == LIST else TEXT)
    with pytest.raises(BadInput, match=re.escape(message)) as error:
        bench.rows(SOURCE, name, change(content))
    assert error.value.file == name
