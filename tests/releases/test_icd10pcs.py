"""ICD-10-PCS: the full tables, definitions and index, and built titles against official descriptions."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from superbill.kb.files import walk
from superbill.kb.packs import installed_packs
from superbill.model.rows import Concept
from superbill.sources import cms_icd10pcs, cms_icd10pcs_definitions, cms_icd10pcs_index

pytestmark = pytest.mark.releases

RENAMED = {"XW133G8", "XW143G8"}
"""Codes of both lists whose label was renamed between April 2024 and FY2026 (OTL-200, Atidarsagene Autotemcel)."""

Rows = list[tuple[object, ...]]


@pytest.fixture(scope="module")
def tables(official: Path) -> tuple[dict[str, Concept], Rows]:
    file = next(walk(official / "icd10pcs" / "2026" / "icd10pcs_tables_2026.xml"))
    codes, axes = cms_icd10pcs.SOURCE.parse(file)
    return {str(row[1]): Concept(*row[:-1]) for row in codes.rows}, list(axes.rows)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def descriptions() -> dict[str, str]:
    for _, file in installed_packs():
        if cms_icd10pcs.SOURCE.recognises(file):
            (part,) = cms_icd10pcs.SOURCE.parse(file)
            assert (part.edition.name, str(part.edition.period)) == (
                "April 2024 code list",
                "2024-04-01 to 2024-09-30",
            )
            return {str(row[1]): str(row[5]) for row in part.rows}
    pytest.skip("the data packs are not installed")


def test_counts_of_the_tables(tables: tuple[dict[str, Concept], Rows]) -> None:
    concepts, axes = tables
    assert Counter(len(code) for code in concepts) == {1: 17, 2: 115, 3: 914, 7: 79_115}
    assert all(concept.billable == (len(code) == 7) for code, concept in concepts.items())
    assert len(axes) == 33_531


def test_every_parent_is_there(tables: tuple[dict[str, Concept], Rows]) -> None:
    concepts, _ = tables
    assert {concept.parent for concept in concepts.values()} - {None} <= set(concepts)


def test_built_titles_are_the_official_descriptions(
    tables: tuple[dict[str, Concept], Rows], descriptions: dict[str, str]
) -> None:
    concepts, _ = tables
    both = set(concepts) & set(descriptions)
    assert (len(descriptions), len(both)) == (78_638, 78_538)
    assert {code for code in both if concepts[code].long != descriptions[code]} == RENAMED


def test_titles_of_new_codes_leave_nothing_open(tables: tuple[dict[str, Concept], Rows]) -> None:
    for concept in tables[0].values():
        assert not set("{}[]") & set(concept.long)
        assert "  " not in concept.long
        assert ", ," not in concept.long
        if concept.billable:
            assert not {"No Device", "None"} & set(concept.long.split(", "))


def test_counts_of_the_definitions(official: Path) -> None:
    file = next(walk(official / "icd10pcs" / "2026" / "icd10pcs_definitions_2026.xml"))
    first, second = (list(part.rows) for part in cms_icd10pcs_definitions.SOURCE.parse(file))
    assert Counter(row[3] for row in first) == {"definition": 323, "explanation": 60, "includes": 2_470}
    assert len(second) == 99


def test_counts_of_the_index(official: Path) -> None:
    file = next(walk(official / "icd10pcs" / "2023" / "icd10pcs_index_2023.xml"))
    terms, see = (list(part.rows) for part in cms_icd10pcs_index.SOURCE.parse(file))
    assert (len(terms), len(see)) == (21_968, 3_993)
    assert Counter((bool(row[7]), row[8]) for row in terms) == {(False, 0): 7_378, (True, 0): 2_767, (True, 1): 11_823}
    led = Counter((row[3], "nowhere" if not row[6] else "part of it" if row[7] else "all the way") for row in see)
    assert led == {
        ("use", "nowhere"): 2_241, ("see", "all the way"): 767, ("see", "part of it"): 948, ("see", "nowhere"): 37,
    }  # fmt: skip


def test_other_xml_of_the_release_is_not_taken_for_tables(official: Path) -> None:
    found = [file.name for file in walk(official / "icd10pcs") if cms_icd10pcs.SOURCE.recognises(file)]
    assert found == ["2026/icd10pcs_tables_2026.xml"]
