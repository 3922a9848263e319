"""Checks that official layouts share."""

from __future__ import annotations

from typing import Any

import pytest

from superbill.errors import BadInput
from superbill.sources.layout import amount_with_places, check_columns, last_name, text_lines


@pytest.mark.parametrize(
    ("text", "places", "stored"),
    [
        pytest.param("1", 3, "1.000", id="zeros added"),
        pytest.param("00013.34", 2, "13.34", id="leading zeros dropped"),
        pytest.param(" .10", 2, "0.10", id="no whole part"),
        pytest.param("0.8695", 3, "0.8695", id="more digits kept"),
        pytest.param("7.", 1, "7.0", id="point only"),
    ],
)
def test_amounts_have_their_places(bench: Any, text: str, places: int, stored: str) -> None:
    assert amount_with_places(text, places, bench.file("f", b""), 1, "RATE") == stored


@pytest.mark.parametrize("text", ["", "1,3", "$5", "-1", "1E9", "NaN", "1.2.3", "²", "."])
def test_nothing_else_is_a_number(bench: Any, text: str) -> None:
    with pytest.raises(BadInput, match=r"f, line 7, column RATE: .* is no number"):
        amount_with_places(text, 2, bench.file("f", b""), 7, "RATE")


@pytest.mark.parametrize(
    ("found", "message"),
    [
        pytest.param("A C", r"f, line 3: column 'B' is missing \(expected as number 2\)", id="missing"),
        pytest.param("A B C D", "f, line 3, column 4: column 'D' is unknown", id="unknown"),
        pytest.param("A C B", "f, line 3, column 2: column 'C' has moved from number 3 to 2", id="moved"),
        pytest.param("A B C C", "f, line 3, column 4: column 'C' stands twice", id="repeated"),
    ],
)
def test_columns_are_named_when_they_differ(bench: Any, found: str, message: str) -> None:
    with pytest.raises(BadInput, match=message):
        check_columns(found.split(), ["A", "B", "C"], bench.file("f", b""), 3)


def test_expected_columns_pass(bench: Any) -> None:
    check_columns(["A", "B"], ("A", "B"), bench.file("f", b""), 1)


def test_text_lines_name_the_bad_byte(bench: Any) -> None:
    lines = text_lines(bench.file("f", b"one\r\ntwo \xff\n"))
    assert next(lines) == (1, "one")
    with pytest.raises(BadInput, match="f, line 2, column 5: byte 0xff is no ascii"):
        next(lines)


def test_the_last_name_is_that_of_the_member(bench: Any) -> None:
    assert last_name(bench.file("folder/RVU25D.zip/PPRRVU2025_Oct.csv", b"")) == "PPRRVU2025_Oct.csv"
