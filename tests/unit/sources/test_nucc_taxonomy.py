"""Provider taxonomy: the operator's file. All texts here are invented."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from superbill.errors import BadInput
from superbill.model.periods import Period
from superbill.sources.nucc_taxonomy import SOURCE

CSV = "nucc_taxonomy_251.csv"


def test_codes_and_version(bench: Any) -> None:
    part = bench.part(SOURCE, CSV, bench.content(SOURCE, CSV))
    assert (part.edition.name, part.edition.published) == ("25.1", date(2025, 7, 1))
    assert part.edition.period == Period(date(2025, 10, 1), date(2026, 3, 31))
    found = {row[0]: row for row in part.rows}
    assert found["193200000X"][1:6] == ("Individual", "Invented Grouping", "Invented Class A", "", "Invented Display A")
    assert {code: row[8] for code, row in found.items() if not row[8]} == {"1744G0900X": 0}


def test_a_january_version_is_in_force_from_april(bench: Any) -> None:
    edition = bench.part(SOURCE, "nucc_taxonomy_260.csv", bench.content(SOURCE, CSV)).edition
    assert (edition.name, edition.period) == ("26.0", Period(date(2026, 4, 1), date(2026, 9, 30)))


def test_other_files_are_not_recognised(bench: Any) -> None:
    assert bench.recognised(SOURCE) == {f"{SOURCE.id}/{CSV}"}


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        (CSV, b"193200000X", b"19320000X", "line 2, column code: '19320000X' is no taxonomy code"),
        (CSV, b"Invented Display A", b"", "line 2, column display name: the cell is empty"),
        (CSV, b",Individual\n207", b"\n207", "line 2: 7 columns where there must be 8"),
        (
            "nucc_taxonomy_250.csv",
            b"",
            b"",
            "line 3: is named 25.0, published on 2025-01-01, but has a note of 7/1/2025",
        ),
        ("taxonomy.csv", b"", b"", "neither content nor name states the version"),
    ],
    ids=["bad code", "no name", "short row", "name of an earlier version", "no version"],
)
def test_a_damaged_file_stops_with_its_place(bench: Any, name: str, old: bytes, new: bytes, message: str) -> None:
    with pytest.raises(BadInput, match=re.escape(message)):
        bench.rows(SOURCE, name, bench.content(SOURCE, CSV).replace(old, new, 1))
