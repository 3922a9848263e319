"""ICD-10-CM: the full code lists and tabular list, against one another and against reviewed counts."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from superbill.kb.files import DiskFile, walk
from superbill.kb.packs import installed_packs
from superbill.model.rows import Concept
from superbill.sources import nchs_icd10cm_codes, nchs_icd10cm_tabular
from superbill.sources.base import Source

pytestmark = pytest.mark.releases

CODES = {
    "FY2024": ("2023-10-01 to 2024-03-31", 74_044),
    "FY2024 April": ("2024-04-01 to 2024-09-30", 74_044),
    "FY2025": ("2024-10-01 to 2025-03-31", 74_260),
    "FY2025 April": ("2025-04-01 to 2025-09-30", 74_260),
    "FY2026": ("2025-10-01 to 2026-03-31", 74_719),
    "FY2026 April": ("2026-04-01 to 2026-09-30", 74_719),
    "FY2027": ("2026-10-01 to 2027-09-30", 74_879),
}
"""Period and number of billable codes of each list."""

TABULAR_ROWS = {"concept": 98_505, "concept_note": 25_176, "seventh_character": 1_790}
TABULAR_LEVELS = {"chapter": 22, "block": 297, "category": 1_918}
WITHOUT_DIACRITICS = 119
"""Codes whose text has a diacritic in the tabular list of April 2026 (`Sjögren`) and none in the code list (`Sjogren`)."""


def pack_file(source: Source) -> DiskFile:
    for _, file in installed_packs():
        if source.recognises(file):
            return file
    pytest.skip("the data packs are not installed")


@pytest.fixture(scope="module")
def code_lists() -> dict[str, dict[str, str]]:
    source = nchs_icd10cm_codes.SOURCE
    found: dict[str, dict[str, str]] = {}
    for part in source.parse(pack_file(source)):
        assert str(part.edition.period) == CODES[part.edition.name][0]
        found[part.edition.name] = {str(row[1]): str(row[5]) for row in part.rows}
    return found


@pytest.fixture(scope="module")
def tabular() -> dict[str, list[tuple[object, ...]]]:
    source = nchs_icd10cm_tabular.SOURCE
    return {part.table.name: list(part.rows) for part in source.parse(pack_file(source))}


@pytest.fixture(scope="module")
def concepts(tabular: dict[str, list[tuple[object, ...]]]) -> dict[str, Concept]:
    return {concept.code: concept for concept in (Concept(*row[:-1]) for row in tabular["concept"])}  # type: ignore[arg-type]


def ascii_text(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


def test_counts_of_the_code_lists(code_lists: dict[str, dict[str, str]]) -> None:
    assert {name: len(codes) for name, codes in code_lists.items()} == {
        name: count for name, (_, count) in CODES.items()
    }


def test_changes_of_fy2027(code_lists: dict[str, dict[str, str]]) -> None:
    old, new = set(code_lists["FY2026 April"]), set(code_lists["FY2027"])
    assert (len(new - old), len(old - new)) == (190, 30)


def test_counts_of_the_tabular_list(tabular: dict[str, list[tuple[object, ...]]], concepts: dict[str, Concept]) -> None:
    assert {name: len(rows) for name, rows in tabular.items()} == TABULAR_ROWS
    levels = {
        "chapter": sum(code.startswith("chapter-") for code in concepts),
        "block": sum(code[3:4] == "-" for code in concepts),
        "category": sum(len(code) == 3 for code in concepts),
    }
    assert levels == TABULAR_LEVELS
    assert len(concepts) == TABULAR_ROWS["concept"]


def test_every_parent_is_there_and_stands_before_its_children(concepts: dict[str, Concept]) -> None:
    for concept in concepts.values():
        if concept.parent is None:
            assert concept.code.startswith("chapter-")
        else:
            assert concepts[concept.parent].ordinal < concept.ordinal
            assert "-" in concept.parent or concept.code.startswith(concept.parent.rstrip("X"))


def test_expanded_codes_are_exactly_the_official_list(
    code_lists: dict[str, dict[str, str]], concepts: dict[str, Concept]
) -> None:
    billable = {code: concept.long for code, concept in concepts.items() if concept.billable}
    official = code_lists["FY2026 April"]
    assert set(billable) == set(official)
    assert {code: ascii_text(text) for code, text in billable.items()} == official
    assert sum(billable[code] != text for code, text in official.items()) == WITHOUT_DIACRITICS


def test_a_code_of_the_tabular_list(tabular: dict[str, list[tuple[object, ...]]], concepts: dict[str, Concept]) -> None:
    assert (concepts["E8352"].parent, concepts["E8352"].long) == ("E835", "Hypercalcemia")
    notes = {(row[1], row[2]): row[4] for row in tabular["concept_note"] if row[3] == 1}
    assert notes["E8352", "inclusion"] == "Familial hypocalciuric hypercalcemia"
    assert notes["E835", "excludes1"] == "autoimmune hypoparathyroidism (E20.812)"


def test_the_file_of_the_pack_is_the_publishers(official: Path) -> None:
    name = "icd10c-tabular-April-1-2026.xml"
    file = next(walk(official / "icd10cm" / "2026-april" / name))
    assert file.sha256() == pack_file(nchs_icd10cm_tabular.SOURCE).sha256()


def test_other_xml_of_the_release_is_not_taken_for_the_tabular_list(official: Path) -> None:
    found = [file.name for file in walk(official / "icd10cm") if nchs_icd10cm_tabular.SOURCE.recognises(file)]
    assert found == ["2026-april/icd10c-tabular-April-1-2026.xml"]
