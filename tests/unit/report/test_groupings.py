"""The section on groupings and risk, over the cut-down official files."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from superbill.kb.build import Completeness, build
from superbill.kb.files import walk
from superbill.model.citation import Fact, NotAvailable
from superbill.model.report import Field, Leaf, Report, Section, Steps, Table
from superbill.terminology.search import build_index
from superbill.workbench import Workbench

FOLDERS = (
    "nchs-icd10cm-codes", "nchs-icd10cm-tabular", "cms-icd9", "cms-gems", "cms-msdrg", "cms-hcc", "ahrq-ccsr",
)  # fmt: skip
SPRING = date(2026, 5, 1)


@pytest.fixture(scope="module")
def desk(fixtures: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbench]:
    folder = tmp_path_factory.mktemp("desk")
    inputs = [file for name in FOLDERS for file in walk(fixtures / name)]
    result = build(inputs, folder / "kb.sqlite", indexer=build_index, completeness=Completeness.TRUST)
    with Workbench.open(result.path, private=folder) as opened:
        yield opened


def section(desk: Workbench, code: str, on: date) -> Section:
    report = desk.report(code, on)
    assert isinstance(report, Report)
    return report.section("groupings")


def shown(leaf: Leaf) -> str:
    return str(leaf.value) if isinstance(leaf, Fact) else f"({leaf.not_available})"


def fields(found: Section) -> dict[str, str]:
    return {item.label: shown(item.leaf) for item in found.items if isinstance(item, Field)}


def tables(found: Section) -> dict[str, list[list[str]]]:
    return {
        item.title: [[shown(leaf) for leaf in row] for row in item.rows]
        for item in found.items
        if isinstance(item, Table)
    }


def test_a_code_that_counts(desk: Workbench) -> None:
    found = section(desk, "E76.01", SPRING)
    assert fields(found) == {
        "As a secondary diagnosis in MS-DRGs": "CC",
        "The CC does not count": "beside 37 principal diagnoses",
        "Chronic condition": "chronic",
        "Clinical category (CCSR)": (
            "(Clinical Classifications Software Refined and Chronic Condition Indicator v2025.1 does not list E76.01)"
        ),
    }
    assert list(tables(found)) == ["Risk adjustment, PY2027", "ICD-9-CM equivalents (GEM)"]
    risk = tables(found)["Risk adjustment, PY2027"]
    assert risk[0] == ["CMS-HCC V28", "49", "Specified Lysosomal Storage Disorders", "9.256"]
    assert [row[0] for row in risk] == [
        "CMS-HCC V28", "CMS-HCC V22", "CMS-HCC ESRD V24", "CMS-HCC ESRD V21", "RxHCC V08",
    ]  # fmt: skip
    assert "factors go by dialysis and transplant" in risk[2][3]
    assert "without saying which holds for whom" in risk[4][3]
    assert tables(found)["ICD-9-CM equivalents (GEM)"] == [["277.5", "Mucopolysaccharidosis", "approximate"]]


def test_a_code_that_counts_for_nothing(desk: Workbench) -> None:
    found = section(desk, "E83.52", SPRING)
    assert fields(found)["As a secondary diagnosis in MS-DRGs"] == "neither CC nor MCC"
    assert fields(found)["Chronic condition"] == "not chronic"
    assert fields(found)["No HCC in PY2027"].startswith("CMS-HCC V28, CMS-HCC V22, CMS-HCC ESRD V24")
    assert tables(found) == {"ICD-9-CM equivalents (GEM)": [["275.42", "Hypercalcemia", "exact"]]}


def test_a_code_newer_than_the_groupings(desk: Workbench) -> None:
    found = section(desk, "C78.31", date(2026, 11, 22))
    assert all(text.startswith("(") for text in fields(found).values())
    assert "newer than the codes in view" in fields(found)["Risk adjustment (HCC)"]


def test_a_header_is_not_grouped(desk: Workbench) -> None:
    found = section(desk, "E83.5", SPRING)
    assert fields(found) == {"Groupings": "(groupings are made for complete codes only)"}


def test_every_leaf_has_a_receipt_or_a_reason(desk: Workbench) -> None:
    for item in section(desk, "E76.01", SPRING).items:
        leaves: list[Leaf] = [item.leaf] if isinstance(item, Field) else []
        leaves += [leaf for row in item.rows for leaf in row] if isinstance(item, Table) else []
        leaves += list(item.steps) if isinstance(item, Steps) else []
        for leaf in leaves:
            assert leaf.would_come_from if isinstance(leaf, NotAvailable) else leaf.citation.release
