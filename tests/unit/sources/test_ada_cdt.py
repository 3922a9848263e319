"""CDT: the operator's file. All texts here are invented."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from superbill.errors import BadInput
from superbill.model.periods import Period
from superbill.sources.ada_cdt import SOURCE

CSV = "cdt-2026.csv"
TABS = "dental-codes-2025.txt"


def test_codes_titles_and_descriptors(bench: Any) -> None:
    concepts, notes = SOURCE.parse(bench.file(CSV, bench.content(SOURCE, CSV)))
    assert (concepts.edition.name, concepts.edition.period) == (
        "CDT 2026",
        Period(date(2026, 1, 1), date(2026, 12, 31)),
    )
    assert list(concepts.rows) == [
        ("cdt", "D0120", None, 1, None, "Invented dental text one", 20100101, None, None, 0, 2),
        ("cdt", "D0140", None, 1, None, "Invented dental text two", 20110101, None, None, 1, 3),
        ("cdt", "D9999", None, 1, None, "Invented dental text three", 20260101, None, None, 2, 4),
    ]
    assert list(notes.rows) == [("cdt", "D0120", "note", 1, "Invented longer text, one.", 2)]


def test_tabs_cp1252_and_a_plain_heading(bench: Any) -> None:
    concepts, notes = SOURCE.parse(bench.file(TABS, bench.content(SOURCE, TABS)))
    assert concepts.edition.name == "CDT 2025"
    assert [row[5] for row in concepts.rows] == [
        "Invented dental text one – as of last year",
        "Invented dental text two",
    ]
    assert list(notes.rows) == []


def test_other_files_are_not_recognised(bench: Any) -> None:
    assert bench.recognised(SOURCE) == {f"{SOURCE.id}/{CSV}", f"{SOURCE.id}/{TABS}"}


@pytest.mark.parametrize("content", [b"code,description\n", b"code,description\n99213,x\n", b"code,short\nD0120,x\n"])
def test_a_heading_alone_is_not_enough(bench: Any, content: bytes) -> None:
    assert not SOURCE.recognises(bench.file("cdt-2026.csv", content))


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        (CSV, b"D0140", b"D014", "line 3, column code: 'D014' is no CDT code"),
        (CSV, b"Invented dental text two", b"", "line 3, column nomenclature: the cell is empty"),
        (CSV, b"1/1/2011", b"13/1/2011", "line 3, column effective: '13/1/2011' is no date"),
        (CSV, b"20260101", b"20270101", "line 4: D9999 begins on 20270101, after 2026, the year of the file's name"),
        (CSV, b"Effective", b"Fee", "line 1, column 4: column 'fee' is unknown"),
        ("cdt.csv", b"", b"", "its name must state one year"),
    ],
    ids=["bad code", "no title", "bad date", "later year", "other column", "no year"],
)
def test_a_damaged_file_stops_with_its_place(bench: Any, name: str, old: bytes, new: bytes, message: str) -> None:
    with pytest.raises(BadInput, match=re.escape(message)):
        bench.rows(SOURCE, name, bench.content(SOURCE, CSV).replace(old, new))
