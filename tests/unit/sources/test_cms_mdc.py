"""Major diagnostic categories, with and without headings."""

from __future__ import annotations

import re
from typing import Any

import pytest

from superbill.errors import BadInput
from superbill.sources.cms_mdc import SOURCE

PLAIN = "mdc.csv"


def test_categories(bench: Any) -> None:
    part = bench.part(SOURCE, PLAIN, bench.content(SOURCE, PLAIN))
    assert (part.edition.name, str(part.edition.period)) == ("undated", "from 2007-10-01")
    rows = list(part.rows)
    assert (rows[0], len(rows)) == (("01", "Diseases and Disorders of the Nervous System", 1), 6)


def test_headings_are_passed_over(bench: Any) -> None:
    content = b"\xef\xbb\xbfmdc,description\r\n" + bench.content(SOURCE, PLAIN)
    assert [row[0] for row in bench.rows(SOURCE, PLAIN, content)] == ["01", "02", "03", "04", "05", "25"]


def test_other_files_are_not_recognised(bench: Any) -> None:
    assert bench.recognised(SOURCE) == {f"{SOURCE.id}/{PLAIN}"}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (b'"02"', b'"2"', "line 2, column mdc: '2' is no MDC"),
        (b'"25"', b'"26"', "line 6, column mdc: '26' is no MDC"),
        (b"Diseases and Disorders of the Eye", b" ", "line 2, column description: the cell is empty"),
        (b'"02",', b'"02";', "line 2: not readable as CSV"),
    ],
)
def test_a_damaged_file_stops_with_its_place(bench: Any, old: bytes, new: bytes, message: str) -> None:
    with pytest.raises(BadInput, match=re.escape(message)):
        bench.rows(SOURCE, PLAIN, bench.content(SOURCE, PLAIN).replace(old, new))
