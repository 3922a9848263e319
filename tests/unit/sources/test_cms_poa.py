"""Present-on-admission indicators."""

from __future__ import annotations

import re
from typing import Any

import pytest

from superbill.errors import BadInput
from superbill.sources.cms_poa import SOURCE

CSV = "present_on_admission.csv"


def test_indicators(bench: Any) -> None:
    part = bench.part(SOURCE, CSV, bench.content(SOURCE, CSV))
    assert str(part.edition.period) == "from 2007-10-01"
    rows = list(part.rows)
    assert [row[0] for row in rows] == ["Y", "N", "W"]
    assert rows[0] == ("Y", "Diagnosis was present at the time of inpatient admission.", 2)


def test_other_files_are_not_recognised(bench: Any) -> None:
    assert bench.recognised(SOURCE) == {f"{SOURCE.id}/{CSV}"}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (b"\nN,", b"\nX,", "line 3, column present_on_admit_code: 'X' is no present-on-admission indicator"),
        (
            b"N,Diagnosis was not present at the time of inpatient admission.",
            b"N,",
            "line 3, column description: the cell",
        ),
        (b"Y,D", b"Y,D,", "line 2: 3 columns where there must be 2"),
    ],
)
def test_a_damaged_file_stops_with_its_place(bench: Any, old: bytes, new: bytes, message: str) -> None:
    with pytest.raises(BadInput, match=re.escape(message)):
        bench.rows(SOURCE, CSV, bench.content(SOURCE, CSV).replace(old, new, 1))
