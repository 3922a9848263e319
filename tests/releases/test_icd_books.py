"""Alphabetic Index, external causes, neoplasms, drugs: reviewed counts, and every code against the official list."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from superbill.kb.files import walk
from superbill.kb.packs import installed_packs
from superbill.sources import (
    nchs_icd10cm_codes,
    nchs_icd10cm_drugs,
    nchs_icd10cm_eindex,
    nchs_icd10cm_index,
    nchs_icd10cm_neoplasm,
)
from superbill.sources.base import Source

pytestmark = pytest.mark.releases

INDEX, EXTERNAL = nchs_icd10cm_index.SOURCE, nchs_icd10cm_eindex.SOURCE
NEOPLASM, DRUGS = nchs_icd10cm_neoplasm.SOURCE, nchs_icd10cm_drugs.SOURCE
FILES = {
    INDEX.id: ("2025-index/ICD10CM_2025_Index.csv", "FY2025", 81_024, 14_194),
    EXTERNAL.id: ("2026-april/icd10cm-eindex-April-1-2026-XML.xml", "FY2026 April", 8_090, 904),
    NEOPLASM.id: ("2026-april/icd10cm-neoplasm-April-1-2026-XML.xml", "FY2026 April", 1_940, 187),
    DRUGS.id: ("2026-april/icd10cm-drug-April-1-2026-XML.xml", "FY2026 April", 7_430, 132),
}
"""File, the code list of its release, number of terms and of references."""

CODES = {INDEX.id: 62_721, EXTERNAL.id: 6_671, NEOPLASM.id: 9_020, DRUGS.id: 40_036}
REFERENCES = {
    INDEX.id: {
        ("see", "all the way"): 9_622, ("see", "part of it"): 1_772, ("see", "nowhere"): 739,
        ("see_also", "all the way"): 1_541, ("see_also", "part of it"): 261, ("see_also", "nowhere"): 259,
    },
    EXTERNAL.id: {
        ("see", "all the way"): 581, ("see", "part of it"): 124, ("see", "nowhere"): 101,
        ("see_also", "all the way"): 67, ("see_also", "part of it"): 18, ("see_also", "nowhere"): 13,
    },
    NEOPLASM.id: {
        ("see", "all the way"): 52, ("see", "part of it"): 1, ("see", "nowhere"): 14,
        ("see_also", "all the way"): 115, ("see_also", "part of it"): 3, ("see_also", "nowhere"): 2,
    },
    DRUGS.id: {
        ("see", "all the way"): 90, ("see", "part of it"): 1, ("see", "nowhere"): 6,
        ("see_also", "all the way"): 29, ("see_also", "nowhere"): 6,
    },
}  # fmt: skip
"""Where the references of a book lead."""

Rows = list[tuple[object, ...]]


@pytest.fixture(scope="module")
def books(official: Path) -> dict[str, tuple[Rows, Rows]]:
    found = {}
    for source in (INDEX, EXTERNAL, NEOPLASM, DRUGS):
        first, second = source.parse(next(walk(official / "icd10cm" / FILES[source.id][0])))
        found[source.id] = (list(first.rows), list(second.rows))
    return found


@pytest.fixture(scope="module")
def beginnings() -> dict[str, set[str]]:
    """Every beginning, of 3 characters or more, of the codes of each list."""
    source = nchs_icd10cm_codes.SOURCE
    for _, file in installed_packs():
        if source.recognises(file):
            lists = {part.edition.name: [str(row[1]) for row in part.rows] for part in source.parse(file)}
            return {name: {code[:n] for code in codes for n in range(3, 8)} for name, codes in lists.items()}
    pytest.skip("the data packs are not installed")


def codes(source: Source, terms: Rows) -> list[str]:
    """All codes of a book, incomplete ones without their dash."""
    columns = (7,) if source in (INDEX, EXTERNAL) else range(6, 12)
    return [str(row[column]).rstrip("-") for row in terms for column in columns if row[column]]


@pytest.mark.parametrize("source", [INDEX, EXTERNAL, NEOPLASM, DRUGS], ids=lambda source: source.id)
def test_counts(books: dict[str, tuple[Rows, Rows]], source: Source) -> None:
    terms, see = books[source.id]
    assert (len(terms), len(see)) == FILES[source.id][2:]
    led = Counter((row[3], "nowhere" if not row[6] else "part of it" if row[7] else "all the way") for row in see)
    assert led == REFERENCES[source.id]


@pytest.mark.parametrize("source", [INDEX, EXTERNAL, NEOPLASM, DRUGS], ids=lambda source: source.id)
def test_every_code_begins_a_code_of_the_list(
    books: dict[str, tuple[Rows, Rows]], beginnings: dict[str, set[str]], source: Source
) -> None:
    found = codes(source, books[source.id][0])
    assert len(found) == CODES[source.id]
    assert set(found) <= beginnings[FILES[source.id][1]]


def test_terms_of_the_index(books: dict[str, tuple[Rows, Rows]]) -> None:
    terms, see = books[INDEX.id]
    by_path = {str(row[6]): row for row in terms}
    anemia = by_path["Anemia, deficiency, iron, secondary to blood loss"]
    assert (anemia[5], anemia[7]) == ("(chronic)", "D500")
    assert by_path["Hypercalcemia, hypocalciuric, familial"][7:9] == ("E8352", 0)
    assert sum(int(str(row[8])) for row in terms) == 6_930
    targets = {(str(row[4]), row[6]) for row in see if not row[7]}
    assert ("Pain, abdominal", by_path["Pain, abdominal"][1]) in targets
    assert ("Bursitis, elbow", by_path["Bursitis, elbow NEC"][1]) in targets


def test_substances_and_sites(books: dict[str, tuple[Rows, Rows]]) -> None:
    drugs = {str(row[5]): row[6:12] for row in books[DRUGS.id][0]}
    assert drugs["Aspirin"] == ("T39011", "T39012", "T39013", "T39014", "T39015", "T39016")
    sites = {str(row[5]): row[6:12] for row in books[NEOPLASM.id][0]}
    assert sites["Neoplasm, neoplastic, parathyroid"] == ("C750", "C7989", "D093", "D351", "D442", "D497")
