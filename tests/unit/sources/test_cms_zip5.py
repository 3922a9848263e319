"""ZIP5: fixed-width lines, year and quarter, and what stops the import."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from superbill.errors import BadInput
from superbill.model.periods import Period
from superbill.sources.cms_zip5 import SOURCE

NAME = "ZIP5_OCT2025.txt"


def test_zip_codes_with_their_localities(bench: Any) -> None:
    part = bench.part(SOURCE, "renamed.txt", bench.content(SOURCE, NAME))
    assert (part.edition.name, part.edition.period) == ("2025Q4", Period(date(2025, 10, 1), date(2025, 12, 31)))
    rows = {row[0]: row[1:] for row in part.rows}
    assert len(rows) == 16
    assert rows["00802"] == ("VI", "09202", "50", "R", 0, 1)
    assert rows["90012"] == ("CA", "01182", "18", "", 0, 13)
    assert rows["99551"] == ("AK", "02102", "01", "B", 0, 16)


def test_the_plus_four_flag_marks_zip_codes_that_span_localities(bench: Any) -> None:
    part = bench.part(SOURCE, NAME, bench.content(SOURCE, NAME))
    assert [row[0] for row in part.rows if row[5]] == ["35958"]


def test_other_files_are_not_recognised(bench: Any) -> None:
    assert bench.recognised(SOURCE) == {f"{SOURCE.id}/{NAME}"}


def test_the_nine_digit_file_is_not_recognised(bench: Any) -> None:
    first = bytearray(bench.content(SOURCE, NAME))
    first[20:26] = b"1A1234"
    assert not SOURCE.recognises(bench.file("ZIP9_OCT2025.txt", bytes(first)))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param(lambda c: c[:-30], "line 16: 52 characters where there must be 80", id="cut off"),
        pytest.param(lambda c: c.replace(b"20254", b"20253", 1), "line 2, column 76: year and quarter 20254 after 20253", id="two releases"),
        pytest.param(lambda c: c.replace(b"20254", b"20255"), "line 1, column 76: '20255' is no year and quarter", id="no quarter"),
        pytest.param(lambda c: c.replace(b"CA90012", b"CA9O012"), "line 13, column 3: '9O012' is no Zip Code", id="letter in a ZIP"),
        pytest.param(lambda c: c.replace(b"0118218 ", b"01182LA "), "line 13, column 13: 'LA' is no Pricing Locality", id="bad locality"),
        pytest.param(lambda c: c.replace(b"0118218 ", b"0118218X"), "line 13, column 15: 'X' is no Rural Indicator", id="bad rural"),
    ],
)  # fmt: skip
def test_a_damaged_file_stops_with_its_place(bench: Any, change: Callable[[bytes], bytes], message: str) -> None:
    with pytest.raises(BadInput, match=re.escape(message)):
        bench.rows(SOURCE, NAME, change(bench.content(SOURCE, NAME)))
