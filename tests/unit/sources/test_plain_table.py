"""Plain tables: headings, encodings, cells, and what stops the import."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from superbill.errors import BadInput
from superbill.sources.plain_table import headings, table_rows, undated, year_in_name


@pytest.mark.parametrize(
    ("content", "found"),
    [
        pytest.param(b"Code, Description \r\nA,b\r\n", ("code", "description"), id="capitals and blanks"),
        pytest.param(b"\xef\xbb\xbfcode,description\nA,b", ("code", "description"), id="byte order mark"),
        pytest.param(b"code\tdescription\nA\tb, c\n", ("code", "description"), id="tabs"),
        pytest.param(b"", (), id="empty"),
        pytest.param(b"PK\x03\x04\0\0", (), id="binary"),
        pytest.param(b'"code', ("code",), id="open quote"),
    ],
)
def test_headings(bench: Any, content: bytes, found: tuple[str, ...]) -> None:
    assert headings(bench.file("x.csv", content)) == found


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_utf_8_and_cp1252_are_told_apart(bench: Any, encoding: str) -> None:
    file = bench.file("x.csv", "code,description\nA,café – bar\n".encode(encoding))
    assert list(table_rows(file, ("code", "description"))) == [(2, {"code": "A", "description": "café – bar"})]


def test_blank_rows_are_passed_over_and_absent_columns_empty(bench: Any) -> None:
    file = bench.file("x.csv", b"code,stop\r\nA, 1 \r\n,\r\nB,\r\n")
    rows = list(table_rows(file, ("code",), ("start", "stop")))
    assert rows == [(2, {"code": "A", "stop": "1", "start": ""}), (4, {"code": "B", "stop": "", "start": ""})]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"code,text\nA,b\n", "x.csv, line 1: column 'description' is missing"),
        (b"code,description,price\nA,b,1\n", "x.csv, line 1, column 3: column 'price' is unknown"),
        (b"code,description,code\nA,b,A\n", "x.csv, line 1, column 3: column 'code' stands twice"),
        (b"code,description\nA\n", "x.csv, line 2: 1 columns where there must be 2"),
        (b"code,description\n\n,\n", "x.csv: no rows"),
        (b'code,description\nA,"b\n', "x.csv, line 2: not readable as CSV: unexpected end of data"),
        (b"code,description\nA,\x81\xff\n", "x.csv: byte 0x81 is no cp1252"),
    ],
    ids=["missing", "unknown", "twice", "short row", "no rows", "open quote", "no encoding"],
)
def test_a_damaged_table_stops_with_its_place(bench: Any, content: bytes, message: str) -> None:
    with pytest.raises(BadInput, match=re.escape(message)):
        list(table_rows(bench.file("x.csv", content), ("code", "description")))


def test_the_year_is_that_of_the_name(bench: Any) -> None:
    assert year_in_name(bench.file("2019/cdt_2026-final.csv", b""), "cdt-2026.csv") == 2026


@pytest.mark.parametrize("name", ["cdt.csv", "cdt-2025-2026.csv", "x120261.csv"])
def test_a_name_without_one_year_is_refused(bench: Any, name: str) -> None:
    with pytest.raises(BadInput, match=r"its name must state one year\nName it with its year, such as cdt-2026.csv"):
        year_in_name(bench.file(name, b""), "cdt-2026.csv")


def test_an_undated_file_says_so() -> None:
    edition = undated(date(2007, 10, 1), "more")
    assert (edition.name, str(edition.period)) == ("undated", "from 2007-10-01")
    assert edition.notes == ("The file states no release date", "more")
