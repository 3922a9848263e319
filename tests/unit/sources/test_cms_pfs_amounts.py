"""PFALL and PFREV: amounts by locality, whole years and revisions, and what stops the import."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from superbill.errors import BadInput
from superbill.model.periods import Period
from superbill.sources.cms_pfs_amounts import SOURCE, MpfsAmount

REVISION = "PFREV25C.txt"
Change = Callable[[bytes], bytes]


def swap(old: str, new: str) -> Change:
    def change(content: bytes) -> bytes:
        assert old.encode() in content
        return content.replace(old.encode(), new.encode(), 1)

    return change


def test_a_revision_answers_only_for_what_it_has(bench: Any) -> None:
    part = bench.part(SOURCE, REVISION, bench.content(SOURCE, REVISION))
    assert (part.edition.name, part.edition.complete) == ("PFREV25C", False)
    assert part.edition.period == Period(date(2025, 7, 1), date(2025, 12, 31))
    rows = [MpfsAmount(*row[:-1]) for row in part.rows]
    assert len(rows) == 4
    assert rows[0] == ("01112", "05", "76145", "", "1339.81", "1339.81", "3", "A", "0", "0.00", "0.00", "9", "0.00", "0.00")  # fmt: skip


def test_the_whole_file_is_for_the_year(bench: Any) -> None:
    edition = bench.part(SOURCE, "PFALL25A.zip/PFALL25A.txt", bench.content(SOURCE, REVISION)).edition
    assert (edition.name, edition.complete) == ("PFALL25A", True)
    assert edition.period == Period(date(2025, 1, 1), date(2025, 12, 31))


def test_other_files_are_not_recognised(bench: Any) -> None:
    assert bench.recognised(SOURCE) == {f"{SOURCE.id}/{REVISION}"}


@pytest.mark.parametrize(
    ("name", "change", "message"),
    [
        pytest.param(REVISION, swap("0001024.85", "000102485"), 'line 3, column 6: "000102485" is no non-facility amount', id="bad amount"),
        pytest.param(REVISION, swap('"02102","01"', '"2102","01"'), 'line 3, column 2: "2102" is no carrier number', id="bad carrier"),
        pytest.param(REVISION, swap('"9","0000000.00","0000000.00"\r\n"2025","02102"', '"9"\r\n"2025","02102"'), "line 2: 14 columns where there must be 16", id="columns missing"),
        pytest.param(REVISION, swap('"2025","02102"', '"2024","02102"'), "line 3, column year: year 2024 in a file of 2025", id="two years"),
        pytest.param("PFREV24C.txt", lambda c: c, "year 2025 in a file of 2024", id="name of another year"),
        pytest.param("amounts.txt", lambda c: c, "neither content nor name states which release it is", id="no name"),
        pytest.param("PFREV25.txt", lambda c: c, "a revision without its letter", id="no letter"),
        pytest.param(REVISION, lambda c: c[: c.index(b'"TRL')], "the trailer (TRL) is missing", id="cut off"),
        pytest.param(REVISION, lambda c: c + c.splitlines(keepends=True)[0], "line 9: amounts below the trailer", id="two files in one"),
        pytest.param(REVISION, lambda c: c.replace(b"2025", b"2025\xff", 1), "byte 0xff is no ascii", id="other byte"),
    ],
)  # fmt: skip
def test_a_damaged_file_stops_with_its_place(bench: Any, name: str, change: Change, message: str) -> None:
    with pytest.raises(BadInput, match=re.escape(message)) as error:
        bench.rows(SOURCE, name, change(bench.content(SOURCE, REVISION)))
    assert error.value.file == name
