"""UB-04 code lists: the operator's files. All texts here are invented."""

from __future__ import annotations

import re
from typing import Any

import pytest

from superbill.errors import BadInput
from superbill.sources.nubc_codes import SOURCE

REVENUE, DISCHARGE = "revenue_center_code.csv", "discharge_disposition.csv"
TYPE, ORIGIN = "admit_type.csv", "admit_source.csv"


@pytest.mark.parametrize(
    ("name", "first", "count"),
    [
        (REVENUE, ("revenue", "0001", "Invented revenue text one", 2), 3),
        (DISCHARGE, ("discharge status", "00", "Invented discharge text zero", 2), 3),
        (TYPE, ("admission type", "1", "Invented admission text one", 2), 2),
        (ORIGIN, ("point of origin", "0", "Invented origin text zero", 2), 3),
    ],
)
def test_the_heading_says_which_list(bench: Any, name: str, first: tuple[object, ...], count: int) -> None:
    part = bench.part(SOURCE, name, bench.content(SOURCE, name))
    rows = list(part.rows)
    assert (rows[0], len(rows), part.edition.series) == (first, count, first[0])


def test_plain_headings_need_name_and_shape(bench: Any) -> None:
    content = bench.content(SOURCE, ORIGIN)
    assert not SOURCE.recognises(bench.file("codes.csv", content))
    assert not SOURCE.recognises(bench.file("point of origin.csv", content.replace(b"\n7,", b"\nD0120,")))
    assert SOURCE.recognises(bench.file("point of origin.csv", content))


def test_other_files_are_not_recognised(bench: Any) -> None:
    assert bench.recognised(SOURCE) == {f"{SOURCE.id}/{name}" for name in (REVENUE, DISCHARGE, TYPE, ORIGIN)}


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        (REVENUE, b"0300", b"300", "line 3, column revenue_center_code: '300' is no revenue code"),
        (DISCHARGE, b'"01"', b"1", "line 3, column discharge_disposition_code: '1' is no discharge status code"),
        (TYPE, b"Invented admission text one", b"", "line 2, column description: the cell is empty"),
        (REVENUE, b"code,description", b"code,description,rate", "column 3: column 'rate' is unknown"),
    ],
)
def test_a_damaged_file_stops_with_its_place(bench: Any, name: str, old: bytes, new: bytes, message: str) -> None:
    with pytest.raises(BadInput, match=re.escape(message)):
        bench.rows(SOURCE, name, bench.content(SOURCE, name).replace(old, new, 1))
