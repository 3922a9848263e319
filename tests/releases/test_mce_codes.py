"""Code validity of the Medicare Code Editor against every official list at hand."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from superbill.kb.files import walk
from superbill.kb.packs import installed_packs
from superbill.model.periods import day_number
from superbill.sources import cms_icd9, cms_icd10pcs, cms_icd10pcs_index, cms_mce_codes, nchs_icd10cm_codes
from superbill.sources.base import Source

pytestmark = pytest.mark.releases

Rows = list[tuple[object, ...]]


def pack_parts(source: Source) -> list[tuple[str, int, Rows]]:
    """Edition, first day and rows of everything that a source finds in the packs."""
    found = []
    for _, file in installed_packs():
        if source.recognises(file):
            for part in source.parse(file):
                found.append((part.edition.name, day_number(part.edition.period.start) or 0, list(part.rows)))
    if not found:
        pytest.skip("the data packs are not installed")
    return found


@pytest.fixture(scope="module")
def validity() -> Rows:
    ((name, _, rows),) = pack_parts(cms_mce_codes.SOURCE)
    assert name == "through 2027-03-31"
    return rows


def valid(rows: Rows, system: str, day: int) -> set[str]:
    return {str(row[1]) for row in rows if row[0] == system and int(str(row[2])) <= day <= int(str(row[3]))}


def test_counts(validity: Rows) -> None:
    assert Counter(row[0] for row in validity) == {
        "icd10cm": 85_122, "icd10pcs": 86_910, "icd9cm": 23_012, "icd9proc": 4_279,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("source", "lists"),
    [(nchs_icd10cm_codes.SOURCE, 7), (cms_icd10pcs.SOURCE, 1)],
    ids=["icd10cm", "icd10pcs"],
)
def test_each_code_list_is_what_was_valid_on_its_first_day(validity: Rows, source: Source, lists: int) -> None:
    parts = pack_parts(source)
    assert len(parts) == lists
    for _, first, rows in parts:
        assert {str(row[1]) for row in rows} == valid(validity, str(rows[0][0]), first)


def test_icd9_ended_as_its_last_version(validity: Rows) -> None:
    for _, _, rows in pack_parts(cms_icd9.SOURCE):
        if rows:
            assert {str(row[1]) for row in rows} == valid(validity, str(rows[0][0]), 20150930)
    assert not valid(validity, "icd9cm", 20151001)


def test_the_tables_of_2026_are_what_was_valid_in_october(validity: Rows, official: Path) -> None:
    codes, _ = cms_icd10pcs.SOURCE.parse(next(walk(official / "icd10pcs" / "2026" / "icd10pcs_tables_2026.xml")))
    billable = {str(row[1]) for row in codes.rows if row[3]}
    assert billable == valid(validity, "icd10pcs", 20251001)
    assert (len(valid(validity, "icd10pcs", 20260401)), len(valid(validity, "icd10pcs", 20261001))) == (79_193, 79_256)


def test_the_index_of_2023_gives_two_codes_that_were_not_valid(validity: Rows, official: Path) -> None:
    file = next(walk(official / "icd10pcs" / "2023" / "icd10pcs_index_2023.xml"))
    terms, _ = cms_icd10pcs_index.SOURCE.parse(file)
    in_force = valid(validity, "icd10pcs", 20221001) | valid(validity, "icd10pcs", 20230401)
    beginnings = {code[:n] for code in in_force for n in range(1, 8)}
    assert {str(row[7]) for row in terms.rows if row[7]} - beginnings == {"5A0512C", "5A0522C"}
