"""CCSR and CCIR: three layouts, versions, and what stops the import."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from superbill.errors import BadInput
from superbill.model.periods import Period
from superbill.sources.ahrq_ccsr import SOURCE

CHRONIC, FIRST, FULL = "CCIR_v2023-1.csv", "dx_cat1_mapping.json", "DXCCSR_v2025-1.csv"


def test_the_first_category_is_an_excerpt(bench: Any) -> None:
    part = bench.part(SOURCE, FIRST, bench.content(SOURCE, FIRST))
    assert (part.edition.name, part.edition.complete) == ("v2023.1", False)
    assert part.edition.notes[0].startswith("Only the first category of each code")
    assert list(part.rows)[:2] == [("A000", 1, "DIG001", None, 1), ("A009", 1, "DIG001", None, 2)]


def test_all_categories_and_defaults(bench: Any) -> None:
    categories, defaults = SOURCE.parse(bench.file(FULL, bench.content(SOURCE, FULL)))
    assert (categories.edition.name, categories.edition.complete) == ("v2025.1", True)
    assert categories.edition.period == Period(date(2024, 10, 1), date(2025, 9, 30))
    assert [row[:4] for row in categories.rows if row[0] == "E1122"] == [
        ("E1122", 1, "END003", "Diabetes mellitus with complication"),
        ("E1122", 2, "END005", "Diabetes mellitus, Type 2"),
        ("E1122", 3, "GEN003", "Chronic kidney disease"),
    ]
    assert next(iter(defaults.rows)) == ("A009", "DIG001", "DIG001", "06 Infectious conditions", 2)


def test_no_default_is_null(bench: Any) -> None:
    content = bench.content(SOURCE, FULL).replace(b"'CIR007',Essential hypertension", b"'XXX000',Unacceptable", 1)
    _, defaults = SOURCE.parse(bench.file(FULL, content))
    assert list(defaults.rows)[2][:3] == ("I10", None, "CIR007")


def test_chronic_conditions(bench: Any) -> None:
    part = bench.part(SOURCE, CHRONIC, bench.content(SOURCE, CHRONIC))
    assert (part.edition.name, part.edition.series) == ("v2023.1", "chronic")
    assert part.edition.period == Period(date(2022, 10, 1), date(2023, 9, 30))
    found = {row[0]: row[1] for row in part.rows}
    assert (found["I10"], found["E8352"], found["W08XXXA"]) == (1, 0, 9)


def test_other_files_are_not_recognised(bench: Any) -> None:
    assert bench.recognised(SOURCE) == {f"{SOURCE.id}/{name}" for name in (CHRONIC, FIRST, FULL)}


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        (FIRST, b'"D66": "BLD006"', b'"D66": 6', "line 4: D66 has 6 instead of a category"),
        (FIRST, b'"D66": "BLD006"', b'"D66": "BLD6"', "line 4, column category: 'BLD6' is no CCSR category"),
        (FIRST, b'"D66"', b'"D.66"', "line 4, column ICD-10-CM CODE: 'D.66' is no ICD-10-CM code"),
        (FIRST, b"}", b"", "not readable as JSON"),
        (CHRONIC, b",0\n", b",2\n", "column CHRONIC INDICATOR: '2' is no indicator 0, 1 or 9"),
        (CHRONIC, b"'ICD-10-CM CODE',", b"'CODE',", "the header row that begins with ICD-10-CM CODE is missing"),
        (CHRONIC, b"'CHRONIC INDICATOR'", b"'INDICATOR'", "column 'CHRONIC INDICATOR' is missing"),
        (CHRONIC, b"'D66',", b"'D66';", "2 columns where there must be 3"),
        (FULL, b"'CCSR CATEGORY 3'", b"'CCSR CATEGORY'", "line 1: column 'CCSR CATEGORY 3' is missing"),
        (FULL, b"'GEN003'", b"'GEN'", "line 3, column CCSR CATEGORY 3: 'GEN' is no CCSR category"),
        ("ccsr.csv", b"", b"", "neither content nor name states the version"),
    ],
    ids=lambda value: value.decode() if isinstance(value, bytes) else "",
)
def test_a_damaged_file_stops_with_its_place(bench: Any, name: str, old: bytes, new: bytes, message: str) -> None:
    content = bench.content(SOURCE, name if name != "ccsr.csv" else FULL)
    assert old in content
    with pytest.raises(BadInput, match=re.escape(message)):
        bench.rows(SOURCE, name, content.replace(old, new, 1))
