"""GEMs: both directions, csv and text, and what stops the import."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from superbill.errors import BadInput
from superbill.model.periods import Period
from superbill.sources.cms_gems import SOURCE

FROM_9, FROM_10 = "icd9toicd10cmgem.csv", "icd10cmtoicd9gem.csv"
TEXT_9, TEXT_10 = "2018_I9gem.txt", "2018_I10gem.txt"
LINES_10 = b"A000    0010  00000\r\nE8352   27542 00000\r\nR402130 NoDx  11000\r\nS061X7A 3485  10112\r\nS061X7A 85405 10111\r\n"


def content(bench: Any, name: str) -> bytes:
    found: bytes = LINES_10 if name == TEXT_10 else bench.content(SOURCE, name)
    return found


def test_csv_states_no_year(bench: Any) -> None:
    part = bench.part(SOURCE, FROM_10, bench.content(SOURCE, FROM_10))
    assert (part.edition.series, part.edition.name) == ("from-icd10", "FY2015")
    assert (part.edition.name, part.edition.period) == ("FY2015", Period(date(2014, 10, 1), date(2015, 9, 30)))
    assert part.edition.notes == ("The file states no year; its codes are those in view before 2015-10-01",)
    rows = list(part.rows)
    assert (10, "E8352", "27542", 0, 0, 0, 0, 0, 7) in rows
    assert (10, "R402130", "NoDx", 1, 1, 0, 0, 0, 13) in rows
    assert (10, "S061X7A", "85405", 1, 0, 1, 1, 1, 15) in rows


def test_directions_are_told_apart(bench: Any) -> None:
    """E8350 is a fall in one revision and a disorder of calcium in the other."""
    rows = bench.rows(SOURCE, FROM_9, bench.content(SOURCE, FROM_9))
    assert (9, "E8350", "V9338XA", 1, 0, 0, 0, 0, 24) in rows


@pytest.mark.parametrize(
    ("name", "row"),
    [(TEXT_9, (9, "0730", "J17", 1, 0, 1, 1, 2, 3)), (TEXT_10, (10, "S061X7A", "3485", 1, 0, 1, 1, 2, 4))],
)
def test_text_has_the_year_in_its_name(bench: Any, name: str, row: tuple[object, ...]) -> None:
    part = bench.part(SOURCE, name, content(bench, name))
    assert (part.edition.name, part.edition.period) == ("FY2018", Period(date(2017, 10, 1), date(2018, 9, 30)))
    rows = list(part.rows)
    assert (len(rows), row in rows) == (5, True)


def test_other_files_are_not_recognised(bench: Any) -> None:
    assert bench.recognised(SOURCE) == {f"{SOURCE.id}/{name}" for name in (FROM_9, FROM_10, TEXT_9)}


@pytest.mark.parametrize("line", [b"0001  6A750Z7 10000\n", b"6A750Z7 0001  10000\n", b"A000 0010\n"])
def test_procedures_and_others_are_left_alone(bench: Any, line: bytes) -> None:
    assert not SOURCE.recognises(bench.file("2018_gem.txt", line))


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        (FROM_10, b'"E8352","27542","00000"', b'"E8352","27542","10000"', "line 7, column flags: flags '10000' differ"),
        (FROM_10, b'"E8352"', b'"8352"', "line 7: '8352' is no ICD-10-CM code"),
        (FROM_10, b'"27542"', b'"2754X"', "line 7: '2754X' is no ICD-9-CM code"),
        (FROM_10, b'"NoDx"', b'"2769"', "line 13: flags '11000' of R402130 to 2769 make no sense"),
        (TEXT_10, b"E8352   27542", b"E8352,27542,", "line 2: 'E8352,27542, 00000"),
        (TEXT_9, b"11000", b"21000", "flags '21000' of 36570 to NoDx make no sense"),
        ("gem.txt", b"", b"", "neither content nor name states the year"),
    ],
    ids=["flags differ", "no ICD-10", "no ICD-9", "target despite no map", "no columns", "bad flag", "no year"],
)
def test_a_damaged_file_stops_with_its_place(bench: Any, name: str, old: bytes, new: bytes, message: str) -> None:
    whole = content(bench, name if name != "gem.txt" else TEXT_9)
    assert old in whole
    with pytest.raises(BadInput, match=re.escape(message)):
        bench.rows(SOURCE, name, whole.replace(old, new, 1))
