"""Place of service: both layouts, and what stops the import."""

from __future__ import annotations

import re
from typing import Any

import pytest

from superbill.errors import BadInput
from superbill.sources.cms_pos import SOURCE

RATED, PUBLISHED = "pos_codes.csv", "place-of-service.csv"


def test_codes_and_rates(bench: Any) -> None:
    part = bench.part(SOURCE, RATED, bench.content(SOURCE, RATED))
    assert (part.edition.name, str(part.edition.period)) == ("undated", "from 2003-10-16")
    rows = {row[0]: row[1:] for row in part.rows}
    assert rows["03"] == ("School", "A facility whose primary purpose is education.", "non-facility", 1, 2)
    assert rows["21"][2] == "facility"
    assert rows["29"] == ("Unassigned", "", None, 0, 6)


def test_ranges_of_the_published_table_are_spelled_out(bench: Any) -> None:
    rows = {row[0]: row[1:] for row in bench.rows(SOURCE, PUBLISHED, bench.content(SOURCE, PUBLISHED))}
    assert sorted(rows) == ["03", "11", "21", "28", "29", "30", "41", "99"]
    assert rows["30"] == ("Unassigned", "", None, 0, 5)
    assert rows["21"][2] is None


def test_other_files_are_not_recognised(bench: Any) -> None:
    assert bench.recognised(SOURCE) == {f"{SOURCE.id}/{RATED}", f"{SOURCE.id}/{PUBLISHED}"}


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        (RATED, b"\n03,", b"\n3,", "line 2, column pos_code: '3' is no place of service code"),
        (RATED, b"21,Facility", b"21,Hospital", "column pos_type: 'Hospital' is neither Facility nor Non-Facility"),
        (RATED, b"School", b"", "line 2, column pos_name: the cell is empty"),
        (PUBLISHED, b"28-30", b"30-28", "column place of service code(s): '30-28' is no place of service code"),
    ],
)
def test_a_damaged_file_stops_with_its_place(bench: Any, name: str, old: bytes, new: bytes, message: str) -> None:
    with pytest.raises(BadInput, match=re.escape(message)):
        bench.rows(SOURCE, name, bench.content(SOURCE, name).replace(old, new, 1))
