"""Spreadsheets saved as text: encodings, delimiters, columns by name, figures, and what their names say."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from superbill.errors import BadInput
from superbill.sources.dollars import dollars, figure, flag, percent
from superbill.sources.release_names import published_in_name, quarter_in_name, year_in_name, year_quarter_in_path
from superbill.sources.sheets import encoding_of, read_sheet, sheet_rows

KNOWN = {"code": "code", "payment rate": "rate", "short descriptor": ""}


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        pytest.param("\ufeffcode".encode(), "utf-8-sig", id="UTF-8 with a mark"),
        pytest.param("code,é".encode(), "utf-8", id="UTF-8"),
        pytest.param("code,é".encode("cp1252"), "cp1252", id="Windows"),
        pytest.param("code".encode("utf-16"), "utf-16", id="UTF-16"),
        pytest.param(b"a" * 65_535 + "é".encode(), "utf-8", id="head ends inside a character"),
        pytest.param(b"a" * 70_000 + b"\xa0", "cp1252", id="odd byte far below"),
    ],
)
def test_the_encoding_is_told_from_the_head(bench: Any, content: bytes, encoding: str) -> None:
    assert encoding_of(bench.file("a.csv", content)) == encoding


@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_cells_are_trimmed_of_every_kind_of_blank(bench: Any, delimiter: str) -> None:
    content = delimiter.join(["A4341\xff", " $1.00 ", '"two\nlines"', "\x1a"]).encode("cp1252")
    assert list(sheet_rows(bench.file("a.txt", content))) == [(2, ["A4341", "$1.00", "two\nlines", ""])]


def test_columns_are_found_by_name_in_any_order(bench: Any) -> None:
    content = b"A title,,\n,,\n Payment  Rate ,CODE,Short Descriptor\n$1.50,99213,x\n,,\n"
    sheet = read_sheet(bench.file("a.csv", content), "payment rate", KNOWN, ("code", "rate"))
    assert (sheet.preamble_texts, sheet.header_line, len(sheet.rows)) == (["A title"], 3, 1)
    (row,) = sheet.rows
    assert (row.text("code"), row.dollars("rate"), row.text("note"), row.flag("change")) == ("99213", "1.50", "", None)
    assert row.places == {"rate": 0, "code": 1}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(b"code,payment rate,cap\n1,2,3\n", "line 1, column 3: column 'cap' is unknown", id="unknown column"),
        pytest.param(b"code,short descriptor\n1,2\n", "line 1: column 'payment rate' is missing", id="missing column"),
        pytest.param(b"code,payment rate,code\n1,2,3\n", "column 3: column 'code' stands twice", id="column twice"),
        pytest.param(b"payment rate,code\n1,2\n", "the header row that begins with CODE is missing", id="header moved"),
        pytest.param(b"\n" * 40 + b"code,payment rate\n1,2\n", "begins with CODE is missing", id="header far below"),
        pytest.param(b"code,payment rate\n", "no rows", id="header only"),
        pytest.param(b"code,payment rate\n1,2,3\n", "line 2: 3 columns where there must be 2", id="row too wide"),
        pytest.param(b"code,payment rate,\n1,2,3\n", "line 2, column 3: '3' in a column without a name", id="unnamed column filled"),
        pytest.param(b'code,payment rate\n"1,2\n', "not readable as CSV", id="quote left open"),
        pytest.param("code,payment rate\n1,2\n".encode("utf-16")[:-1], "is no utf-16", id="UTF-16 cut off"),
        pytest.param(b"code,payment rate\n" + b"1,2\n" * 20_000 + b"\x81", "byte 0x81 is no cp1252", id="byte of no encoding"),
        pytest.param("code,payment rate\né,2\n".encode() + b"1,\xff\n", "a.csv, line 3: byte 0xff is no utf-8, which line 2 is in", id="encodings mixed"),
    ],
)  # fmt: skip
def test_a_changed_layout_stops_with_its_name(bench: Any, content: bytes, message: str) -> None:
    with pytest.raises(BadInput, match=re.escape(message)):
        read_sheet(bench.file("a.csv", content), "code", KNOWN, ("code", "rate"))


@pytest.mark.parametrize(
    ("text", "value"),
    [("$12,866.82", "12866.82"), (" $0.00 ", "0.00"), ("1740.720", "1740.720"), ("$1,234,567", "1234567"), (".", None), ("", None), ("$.50", "0.50")],
)  # fmt: skip
def test_dollars(bench: Any, text: str, value: str | None) -> None:
    assert dollars(text, bench.file("a.csv", b""), 7, "rate") == value


@pytest.mark.parametrize(
    "text",
    ["12,34.50", "1.234,50", "$", "-1.00", "1e3", "1_000", "٣", "$1 000", "N/A", "1,0000.00", "1.2.3", "$$1", "nan"],
)
def test_what_is_no_amount_is_refused(bench: Any, text: str) -> None:
    with pytest.raises(BadInput, match=re.escape(f"a.csv, line 7, column rate: {text!r} is no amount in dollars")):
        dollars(text, bench.file("a.csv", b""), 7, "rate")


def test_percentages_numbers_and_marks(bench: Any) -> None:
    file = bench.file("a.csv", b"")
    assert (percent("20.000%", file, 1, "c"), percent("17.885", file, 1, "c"), percent("", file, 1, "c")) == ("20.000", "17.885", None)  # fmt: skip
    assert (figure("1,200", file, 1, "c"), figure(".", file, 1, "c")) == ("1200", None)
    assert (flag("*", file, 1, "c"), flag(" ", file, 1, "c")) == (1, 0)
    for call in (
        lambda: percent("101%", file, 1, "c"),
        lambda: figure("$5", file, 1, "c"),
        lambda: flag("x", file, 1, "c"),
    ):
        with pytest.raises(BadInput, match="line 1, column c"):
            call()


@pytest.mark.parametrize(
    ("name", "quarter", "year", "published"),
    [
        ("2025 NFRM Addendum A.11122024.txt", None, 2025, date(2024, 11, 12)),
        ("zip/2026 July Web Addendum B.07.13.26.csv", 3, 2026, date(2026, 7, 13)),
        ("January_2024_Web_Addendum_B.12202023.csv", 1, 2024, date(2023, 12, 20)),
        ("section 508 version of Jan 2025 ASP Pricing File updated 030725.csv", 1, 2025, date(2025, 3, 7)),
        ("DMEPOS_JAN.csv", 1, None, None),
        ("508-Version-Jan-2025-ASC-AA.csv", 1, 2025, None),
        ("January to April 2025 and 2026.csv", None, None, None),
        ("rates 13322024.csv", None, None, None),
    ],
)
def test_what_names_say(bench: Any, name: str, quarter: int | None, year: int | None, published: date | None) -> None:
    file = bench.file(name, b"")
    assert (quarter_in_name(file), year_in_name(file), published_in_name(file)) == (quarter, year, published)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("AOC_V2026Q2-F-MCR.txt", (2026, 2)),
        ("ncci/2024q3-derived/ncci_aoc.csv", (2024, 3)),
        ("2024q3/AOC_V2025Q4_01-MCR.txt", (2025, 4)),
        ("ncci/aoc.csv", None),
    ],
)
def test_the_nearest_part_of_a_path_tells_the_quarter(bench: Any, name: str, found: tuple[int, int] | None) -> None:
    assert year_quarter_in_path(bench.file(name, b"")) == found
