"""ICD-9-CM: long and short titles, the version of the name, and what stops the import."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from superbill.errors import BadInput
from superbill.model.periods import Period
from superbill.sources.cms_icd9 import SOURCE

LONG_DX, SHORT_DX = "CMS32_DESC_LONG_DX.txt", "CMS32_DESC_SHORT_DX.txt"
LONG_SG, SHORT_SG = "CMS32_DESC_LONG_SG.txt", "CMS32_DESC_SHORT_SG.txt"


def rows(bench: Any, name: str, content: bytes, other: str, other_content: bytes) -> list[tuple[object, ...]]:
    found: list[tuple[object, ...]] = bench.rows(SOURCE, name, content, bench.file(other, other_content))
    return found


def test_diagnoses_have_both_titles(bench: Any) -> None:
    beside = bench.file(SHORT_DX, bench.content(SOURCE, SHORT_DX))
    part = bench.part(SOURCE, LONG_DX, bench.content(SOURCE, LONG_DX), beside)
    assert (part.edition.name, part.edition.period) == ("v32 FY2015", Period(date(2014, 10, 1), date(2015, 9, 30)))
    found = {str(row[1]): row for row in part.rows}
    assert len(found) == 16
    assert found["27542"] == ("icd9cm", "27542", None, 1, "Hypercalcemia", "Hypercalcemia", None, None, None, 5, 6)
    assert found["2860"][4:6] == ("Cong factor viii diord", "Congenital factor VIII disorder")
    assert {"V011", "E8845"} <= set(found)


def test_long_titles_are_latin_1(bench: Any) -> None:
    found = rows(bench, LONG_DX, bench.content(SOURCE, LONG_DX), SHORT_DX, bench.content(SOURCE, SHORT_DX))
    texts = {row[1]: row[5] for row in found}
    assert texts["38600"] == "Ménière's disease, unspecified"
    assert str(texts["0413"]).startswith("Friedländer's bacillus infection")


def test_procedures_have_four_columns_of_code(bench: Any) -> None:
    found = rows(bench, LONG_SG, bench.content(SOURCE, LONG_SG), SHORT_SG, bench.content(SOURCE, SHORT_SG))
    assert [row[:2] for row in found] == [("icd9proc", code) for code in ("0001", "0002", "0010", "3794")]
    assert found[0][4:6] == ("Ther ult head & neck ves", "Therapeutic ultrasound of vessels of head and neck")


def test_a_file_of_short_titles_gives_no_rows_of_its_own(bench: Any) -> None:
    assert rows(bench, SHORT_DX, bench.content(SOURCE, SHORT_DX), LONG_DX, bench.content(SOURCE, LONG_DX)) == []


def test_the_version_of_the_name_tells_the_year(bench: Any) -> None:
    beside = bench.file("CMS31_desc_short_sg.txt", bench.content(SOURCE, SHORT_SG))
    part = bench.part(SOURCE, "CMS31_desc_long_sg.txt", bench.content(SOURCE, LONG_SG), beside)
    assert (part.edition.name, part.edition.period.end) == ("v31 FY2014", date(2014, 9, 30))


def test_other_files_are_not_recognised(bench: Any) -> None:
    assert bench.recognised(SOURCE) == {f"{SOURCE.id}/{name}" for name in (LONG_DX, SHORT_DX, LONG_SG, SHORT_SG)}


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        (
            LONG_DX,
            b"2775  Muc",
            b"2775Mucop",
            "line 4: '2775Mucopopolysaccha' does not begin with an ICD-9-CM diagnosis code",
        ),
        (
            LONG_DX,
            b"V011  ",
            b"X011  ",
            "line 14: 'X011  Contact with o' does not begin with an ICD-9-CM diagnosis code",
        ),
        (LONG_DX, b"2871  Qualitative platelet defects", b"2871  ", "line 8: 2871 has no title"),
        (LONG_DX, b"2871  Q", b"2872  Q", "line 8: 2872 has no short title in CMS32_DESC_SHORT_DX.txt"),
        (LONG_DX, b"4254  Other primary cardiomyopathies\n", b"", "4254 of CMS32_DESC_SHORT_DX.txt is missing"),
        ("icd9.txt", b"", b"", "neither content nor name states the version"),
    ],
    ids=["no blank", "no code", "no title", "other code", "line lost", "no name"],
)
def test_a_damaged_file_stops_with_its_place(bench: Any, name: str, old: bytes, new: bytes, message: str) -> None:
    content = bench.content(SOURCE, LONG_DX)
    assert old in content
    with pytest.raises(BadInput, match=re.escape(message)):
        rows(bench, name, content.replace(old, new), SHORT_DX, bench.content(SOURCE, SHORT_DX))


def test_short_titles_must_stand_beside(bench: Any) -> None:
    with pytest.raises(BadInput, match=r"names CMS32_DESC_SHORT_DX.txt, which is not beside it"):
        bench.rows(SOURCE, LONG_DX, bench.content(SOURCE, LONG_DX))
