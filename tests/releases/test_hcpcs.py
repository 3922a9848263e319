"""HCPCS Level II: the record file of 2019, its official layout, and every quarter of the pack."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from superbill.kb.files import DiskFile, walk
from superbill.kb.packs import installed_packs
from superbill.model.rows import Concept
from superbill.sources.base import Part
from superbill.sources.cms_hcpcs import FIELDS, SOURCE, HcpcsDetail, Place

pytestmark = pytest.mark.releases

QUARTERS = {
    "2023Q1": (7_404, 381),
    "2023Q2": (7_448, 383),
    "2023Q3": (7_511, 383),
    "2023Q4": (7_558, 383),
    "2024Q1": (7_902, 383),
    "2024Q2": (7_966, 383),
    "2024Q3": (8_033, 383),
    "2024Q4": (8_091, 383),
    "2025Q1": (8_259, 383),
    "2025Q2": (8_342, 383),
    "2025Q3": (8_387, 383),
    "2025Q4": (8_463, 383),
    "2026Q1": (8_623, 383),
    "2026Q2": (8_685, 383),
    "2026Q3": (8_725, 384),
}
"""Codes and modifiers of each quarter of the pack."""

OFFICIAL_NAMES = {
    "code": "Healthcare Common Procedure Coding System Code",
    "seq": "HCPCS Sequence Number",
    "record_id": "HCPCS Record Identification Code",
    "long_description": "HCPCS Long Description",
    "short_description": "HCPCS Short Description",
    "pricing_indicators": "HCPCS Pricing Indicator Code",
    "multiple_pricing_indicator": "HCPCS Multiple Pricing Indicator Code",
    "coverage_issues_manual": "HCPCS Coverage Issues Manual Reference Section Number",
    "carriers_manual": "HCPCS Medicare Carriers Manual Reference Section Number",
    "statute": "HCPCS Statute Number",
    "lab_certifications": "HCPCS Lab Certification Code",
    "cross_references": "HCPCS Cross Reference Code",
    "coverage_code": "HCPCS Coverage Code",
    "asc_payment_group": "HCPCS ASC Payment Group Code",
    "asc_effective": "HCPCS ASC Payment Group Effective Date",
    "mog_payment_group": "HCPCS MOG Payment Group Code",
    "mog_payment_policy_indicator": "HCPCS MOG Payment Policy Indicator",
    "mog_effective": "HCPCS MOG Effective Date",
    "processing_note": "HCPCS Processing Note Number",
    "betos": "HCPCS Berenson-Eggers Type Of Service Code",
    "types_of_service": "HCPCS Type Of Service Code",
    "anesthesia_base_units": "HCPCS Anesthesia Base Unit Quantity",
    "code_added": "HCPCS Code Added Date",
    "action_effective": "HCPCS Action Effective Date",
    "termination": "HCPCS Termination Date",
    "action_code": "HCPCS Action Code",
}


@pytest.fixture(scope="module")
def quarters() -> list[Part]:
    for _, file in installed_packs():
        if SOURCE.recognises(file):
            return [Part(p.edition, p.file, p.table, list(p.rows)) for p in SOURCE.parse(file)]
    pytest.skip("the data packs are not installed")


@pytest.fixture(scope="module")
def record_file(official: Path) -> DiskFile:
    return next(walk(official / "hcpcs" / "2019" / "HCPC2019_CONTR_ANWEB.txt"))


def test_fields_stand_where_the_official_layout_says(official: Path) -> None:
    text = (official / "hcpcs" / "2019" / "HCPCS2019_recordlayout.txt").read_text()
    pieces = re.split(r"^  \d+\.  +(.+?) *$", text, flags=re.MULTILINE)
    found: dict[str, Place] = {}
    for name, body in zip(pieces[1::2], pieces[2::2], strict=True):
        numbers = re.search(r"^ +(\d+) +(\d+) +(\d+)", body, re.MULTILINE)
        occurs = re.search(r"OCCURS MAX: (\d+)", body)
        if numbers:
            length, begin, end = (int(number) for number in numbers.groups())
            assert end - begin + 1 == length
            found[name] = Place(begin, length, int(occurs[1]) if occurs else 1)
    assert {name: found[official_name] for name, official_name in OFFICIAL_NAMES.items()} == FIELDS


def test_counts_of_the_quarters(quarters: list[Part]) -> None:
    found = {}
    for part in quarters:
        if part.table.name == "concept":
            systems = Counter(row[0] for row in part.rows)
            found[part.edition.name] = (systems["hcpcs"], systems["modifier"])
    assert found == QUARTERS


def test_the_latest_action_lies_in_the_quarter(quarters: list[Part]) -> None:
    """What the record file's quarter is derived from holds wherever the quarter is known."""
    for part in quarters:
        if part.table.name == "hcpcs_detail":
            latest = max(int(str(row[1])) for row in part.rows if row[1] is not None)
            year, month = latest // 10000, latest // 100 % 100
            assert f"{year}Q{(month + 2) // 3}" == part.edition.name


def test_codes_of_the_latest_quarter(quarters: list[Part]) -> None:
    rows = next(part.rows for part in quarters if part.edition.name == "2026Q3")
    concepts = {concept.code: concept for concept in (Concept(*row[:-1]) for row in rows)}  # type: ignore[arg-type]
    assert concepts["J1885"].long == "Injection, ketorolac tromethamine, per 15 mg"
    assert concepts["J1885"].terminated is None
    assert concepts["C9309"].terminated == 20260630
    assert concepts["AC"].system == "modifier"
    assert not [
        code for code, concept in concepts.items() if "  " in concept.long or concept.long != concept.long.strip()
    ]


def test_the_record_file_of_2019(record_file: DiskFile) -> None:
    concept, detail = SOURCE.parse(record_file)
    rows = list(concept.rows)
    assert (concept.edition.name, str(concept.edition.period)) == ("2019Q1", "2019-01-01 to 2019-03-31")
    assert Counter(row[0] for row in rows) == {"hcpcs": 6_440, "modifier": 360}
    assert sum(row[7] is not None for row in rows) == 515
    details = {row[0]: HcpcsDetail(*row[:-1]) for row in detail.rows}  # type: ignore[arg-type]
    assert len(details) == 6_800
    assert details["G0436"].cross_references == "99406 99407"
    assert Counter(found.coverage_code for found in details.values()) == {
        "C": 3774,
        "D": 1928,
        "I": 867,
        "S": 126,
        "M": 105,
    }
    assert sum(found.asc_payment_group == "YY" for found in details.values()) == 452


def test_only_the_record_file_is_taken_for_it(official: Path) -> None:
    found = [file.name for file in walk(official / "hcpcs") if SOURCE.recognises(file)]
    assert found == ["2019/HCPC2019_CONTR_ANWEB.txt"]
