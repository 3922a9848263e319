"""Which release an ICD-10 file belongs to: what it states, and what only its name says."""

from __future__ import annotations

from typing import Any

import pytest

from superbill.errors import BadInput
from superbill.sources.icd_edition import named_edition, stated_edition


@pytest.mark.parametrize(
    ("name", "edition", "period"),
    [
        ("icd10cm-eindex-April-1-2026-XML.xml", "April 2026", "2026-04-01 to 2026-09-30"),
        ("april-1-2026-tables.zip/icd10pcs_tables_2026.xml", "April 2026", "2026-04-01 to 2026-09-30"),
        ("icd10cm_index_2026.xml", "FY2026", "2025-10-01 to 2026-09-30"),
        ("index.xml", "FY2026", "2025-10-01 to 2026-09-30"),
    ],
)
def test_a_stated_year_and_the_name(bench: Any, name: str, edition: str, period: str) -> None:
    found = stated_edition(bench.file(name, b""), "2026", 3)
    assert (found.name, str(found.period)) == (edition, period)
    assert found.notes[0].startswith("The file states only the year 2026; its name ")


@pytest.mark.parametrize(
    ("name", "version", "message"),
    [
        ("index.xml", "26", "index.xml, line 3: version '26' is no year"),
        ("index-April-2025.xml", "2026", "line 3: its name says April 2025, its version 2026"),
    ],
)
def test_a_stated_year_that_cannot_be(bench: Any, name: str, version: str, message: str) -> None:
    with pytest.raises(BadInput, match=message):
        stated_edition(bench.file(name, b""), version, 3)


@pytest.mark.parametrize(
    ("name", "edition", "period"),
    [
        ("icd10cm-order-2026.txt", "FY2026", "2025-10-01 to 2026-09-30"),
        ("icd10cm_order_2027.txt", "FY2027", "2026-10-01 to 2027-09-30"),
        ("icd10cm-order-April-1-2026.txt", "April 2026", "2026-04-01 to 2026-09-30"),
        ("icd10cm-codes-April-2025.txt", "April 2025", "2025-04-01 to 2025-09-30"),
    ],
)
def test_a_year_of_the_name_only(bench: Any, name: str, edition: str, period: str) -> None:
    found = named_edition(bench.file(name, b""))
    assert (found.name, str(found.period)) == (edition, period)
    assert found.notes == ("The file holds no year; its release is known from its name only",)


@pytest.mark.parametrize("name", ["icd10cm-order.txt", "order-2025-2026.txt", "icd10cm-order-20261.txt"])
def test_a_name_without_one_year_is_refused(bench: Any, name: str) -> None:
    with pytest.raises(BadInput, match="its name does not state one year, and nothing in the file does"):
        named_edition(bench.file(name, b""))
