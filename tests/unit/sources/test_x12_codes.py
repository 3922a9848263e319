"""CARC, RARC and group codes: the operator's file. All texts here are invented."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pytest

from superbill.errors import BadInput
from superbill.sources.x12_codes import SOURCE

CSV = "adjustment_codes.csv"


def test_three_lists_in_one_file(bench: Any) -> None:
    parts = list(SOURCE.parse(bench.file(CSV, bench.content(SOURCE, CSV))))
    assert {(part.edition.name, str(part.edition.period)) for part in parts} == {("undated", "from 1995-01-01")}
    rows = [row for part in parts for row in part.rows]
    assert Counter(row[0] for row in rows) == {"CARC": 3, "RARC": 3, "group": 2}
    assert [part.edition.series for part in parts] == ["CARC", "RARC", "group"]
    assert rows[1] == ("CARC", "17", "Invented reason: the form was yellow", 19950101, 20090701, 3)
    assert rows[4] == ("RARC", "MA130", "Invented remark: the stamp is missing", None, None, 6)


def test_dates_may_be_absent(bench: Any) -> None:
    rows = bench.rows(SOURCE, "carc.txt", b"list\tcode\tdescription\nCARC\t45\tInvented, with a comma\n")
    assert rows == [("CARC", "45", "Invented, with a comma", None, None, 2)]


def test_other_files_are_not_recognised(bench: Any) -> None:
    assert bench.recognised(SOURCE) == {f"{SOURCE.id}/{CSV}"}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (b"RARC,M15", b"REMARK,M15", "line 5, column list: 'REMARK' is neither CARC nor RARC nor group"),
        (b"CARC,17", b"CARC,N17", "line 3, column code: 'N17' is no CARC code"),
        (b"RARC,N382", b"RARC,382", "line 7, column code: '382' is no RARC code"),
        (b"group,CO", b"group,XX", "line 8, column code: 'XX' is no group code"),
        (b"7/1/2009", b"7/1/1909", "line 3, column stop: 17 stops on 19090701, before its start on 19950101"),
        (b"19950101", b"19951301", "line 4, column start: '19951301' is no date"),
        (b"start,stop", b"start,end", "line 1, column 5: column 'end' is unknown"),
    ],
)
def test_a_damaged_file_stops_with_its_place(bench: Any, old: bytes, new: bytes, message: str) -> None:
    with pytest.raises(BadInput, match=re.escape(message)):
        bench.rows(SOURCE, CSV, bench.content(SOURCE, CSV).replace(old, new, 1))
