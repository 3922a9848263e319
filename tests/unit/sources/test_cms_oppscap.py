"""OPPS cap: caps by locality, the year that content does not state, and what stops the import."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from superbill.errors import BadInput
from superbill.model.periods import Period
from superbill.sources.cms_oppscap import SOURCE, OppsCap

FIXTURE = "2025q4/OPPSCAP_Oct.csv"
IN_ZIP = "RVU25D.zip/OPPSCAP_Oct.csv"
TITLE = b"2025 National Physician Fee Schedule Relative Value File October Release,,\n"
Change = Callable[[bytes], bytes]


def swap(old: str, new: str) -> Change:
    def change(content: bytes) -> bytes:
        assert old.encode() in content
        return content.replace(old.encode(), new.encode())

    return change


def test_caps_by_locality(bench: Any) -> None:
    part = bench.part(SOURCE, FIXTURE, bench.content(SOURCE, FIXTURE))
    assert part.edition.name == "RVU25D"
    assert part.edition.period == Period(date(2025, 10, 1), date(2025, 12, 31))
    rows = {row[:2] + row[3:5]: OppsCap(*row[:-1]) for row in part.rows}
    assert len(rows) == 12
    assert rows["93990", "TC", "02102", "01"][2:] == ("A", "02102", "01", "114.57", "114.57")
    assert rows["0633T", "TC", "01112", "18"].status == "C"


@pytest.mark.parametrize("name", [IN_ZIP, "rvu25d/OPPSCAP_Oct.csv", "2025Q4 files/OPPSCAP_OCT.csv"])
def test_the_archive_or_folder_tells_the_year(bench: Any, name: str) -> None:
    assert bench.part(SOURCE, name, bench.content(SOURCE, FIXTURE)).edition.name == "RVU25D"


@pytest.mark.parametrize(
    ("beside", "edition"),
    [("PPRRVU2025_Oct.csv", "RVU25D"), ("PPRRVU25_OCT.csv", "RVU25D"), ("PPRRVU2025_Oct_nonQPP.csv", "RVU25D")],
)
def test_the_relative_value_file_beside_it_tells_the_year(bench: Any, beside: str, edition: str) -> None:
    rvu = bench.file(beside, TITLE)
    assert bench.part(SOURCE, "OPPSCAP_Oct.csv", bench.content(SOURCE, FIXTURE), rvu).edition.name == edition


def test_other_files_are_not_recognised(bench: Any) -> None:
    assert bench.recognised(SOURCE) == {f"{SOURCE.id}/{FIXTURE}"}


@pytest.mark.parametrize(
    ("name", "change", "message"),
    [
        pytest.param("OPPSCAP_Oct.csv", lambda c: c, "neither content nor name states the year", id="no year"),
        pytest.param("RVU25D.zip/caps.csv", lambda c: c, "neither content nor name states the month", id="no month"),
        pytest.param("RVU25A.zip/OPPSCAP_Oct.csv", lambda c: c, "is named for quarter 4, and lies with a release of 2025 quarter 1", id="another quarter"),
        pytest.param(IN_ZIP, swap("114.57,114.57", "114.57,"), "column non-facility price: no amount", id="no amount"),
        pytest.param(IN_ZIP, swap("114.57,114.57", "114.57,11457O"), "'11457O' is no amount in dollars", id="bad amount"),
        pytest.param(IN_ZIP, swap("02102,01", "2102,01"), "column carrier: '2102' is no contractor", id="leading zero lost"),
        pytest.param(IN_ZIP, swap("02102,01", "02102,1"), "column locality: '1' is no locality", id="bad locality"),
        pytest.param(IN_ZIP, swap("0633T,TC", "0633T,T"), "column MOD: 'T' is no modifier", id="bad modifier"),
        pytest.param(IN_ZIP, swap("PROCSTAT", "STATUS"), "column 'status' is unknown", id="column renamed"),
        pytest.param(IN_ZIP, lambda c: c[:-20], "where there must be 7", id="cut off"),
    ],
)  # fmt: skip
def test_a_damaged_file_stops_with_its_place(bench: Any, name: str, change: Change, message: str) -> None:
    with pytest.raises(BadInput, match=re.escape(message)) as error:
        bench.rows(SOURCE, name, change(bench.content(SOURCE, FIXTURE)))
    assert error.value.file == name


def test_two_releases_side_by_side_stop(bench: Any) -> None:
    rvu = bench.file("PPRRVU2025_Oct.csv", TITLE)
    with pytest.raises(BadInput, match="is named for quarter 4, and lies with a release of"):
        bench.rows(SOURCE, "RVU24D.zip/OPPSCAP_Oct.csv", bench.content(SOURCE, FIXTURE), rvu)
