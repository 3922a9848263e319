"""Coverage documents and their diagnoses in the report."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from superbill.kb.build import Completeness, build
from superbill.kb.files import walk
from superbill.model.citation import Fact, NotAvailable
from superbill.model.report import Field, Item, Leaf, Report, Table
from superbill.terminology.search import build_index
from superbill.workbench import Workbench

ON = date(2026, 6, 15)


@pytest.fixture(scope="module")
def coverage_kb(tmp_path_factory: pytest.TempPathFactory, fixtures: Path) -> Path:
    """Coverage documents, codes to report on, and diagnosis texts. 82397 stands for a code no document names."""
    folder = tmp_path_factory.mktemp("coverage")
    (folder / "in").mkdir()
    name = "PUF_CLFS_CY2026_Q2V1.csv"
    rates = (fixtures / "cms-clfs" / name).read_text("latin-1")
    rates += "2026,82306,,20260101,N,00029.60,CPT descriptor withheld,w,w\n" if "2026,82306," not in rates else ""
    (folder / "in" / name).write_text(rates, "latin-1")
    inputs = [
        *walk(folder / "in"),
        *walk(fixtures / "cms-mcd"),
        *walk(fixtures / "nchs-icd10cm-codes" / "manifest.json"),
    ]
    return build(inputs, folder / "kb.sqlite", indexer=build_index, completeness=Completeness.TRUST).path


def section(kb: Path, code: str, name: str, private: Path) -> tuple[str, tuple[Item, ...]]:
    with Workbench.open(kb, private=private) as bench:
        report = bench.report(code, ON)
    assert isinstance(report, Report)
    found = report.section(name)
    return found.note, found.items


def value(leaf: Leaf) -> object:
    return leaf.value if isinstance(leaf, Fact) else leaf.not_available


def test_documents_by_state_with_what_is_behind_them(coverage_kb: Path, tmp_path: Path) -> None:
    note, (local, national, covered) = section(coverage_kb, "82306", "coverage", tmp_path)
    assert note == "Medicare only; whether a diagnosis is covered depends on the state"
    assert isinstance(local, Table)
    assert [(value(row[0]), value(row[3]), value(row[4])) for row in local.rows] == [
        ("A57718", date(2025, 8, 14), "CA (Northern, Southern), MP"),
        ("A57736", date(2024, 10, 1), "CT, NY (Downstate, Upstate)"),
        ("A56841", date(2023, 10, 1), "FL"),
    ]
    assert isinstance(national, Table)
    assert [value(cell) for cell in national.rows[0]] == [
        "NCD 190.22",
        "Thyroid Testing",
        "restricted coverage",
        date(2003, 1, 1),
    ]
    assert isinstance(covered, Field)
    assert (covered.label, value(covered.leaf)) == ("Covered diagnoses (5)", "E55.9, E83.52, E83.51, M81.0, N18.6")


def test_every_row_cites_its_export(coverage_kb: Path, tmp_path: Path) -> None:
    _, items = section(coverage_kb, "82306", "coverage", tmp_path)
    table = items[0]
    assert isinstance(table, Table)
    assert {cell.citation.source for row in table.rows for cell in row if isinstance(cell, Fact)} == {"cms-mcd"}


def test_no_document_is_neither_coverage_nor_denial(coverage_kb: Path, tmp_path: Path) -> None:
    _, (field,) = section(coverage_kb, "82397", "coverage", tmp_path)
    assert isinstance(field, Field)
    assert value(field.leaf) == "no loaded policy names the code; that is neither coverage nor denial"


def test_nothing_loaded_is_said(tmp_path: Path, fixtures: Path) -> None:
    kb = build(
        walk(fixtures / "cms-clfs"), tmp_path / "kb.sqlite", indexer=build_index, completeness=Completeness.TRUST
    ).path
    _, (field,) = section(kb, "82397", "coverage", tmp_path)
    assert isinstance(field, Field)
    assert isinstance(field.leaf, NotAvailable)
    assert field.leaf.not_available == "no release of Medicare Coverage Database is loaded"


def test_crosswalks_list_the_diagnoses_of_articles_with_one_as_receipt(coverage_kb: Path, tmp_path: Path) -> None:
    _, (table, *_) = section(coverage_kb, "82306", "crosswalks", tmp_path)
    assert isinstance(table, Table)
    assert table.title == "Diagnoses that coverage articles list as covered"
    assert [value(cell) for cell in table.rows[0]][0::2] == ["E55.9", 3]
    assert value(table.rows[0][3]) == "A56841 (FL)"


def test_crosswalks_of_a_diagnosis_take_numbers_for_procedures(coverage_kb: Path, tmp_path: Path) -> None:
    _, (table, *_) = section(coverage_kb, "E8352", "crosswalks", tmp_path)
    assert isinstance(table, Table)
    assert [(value(row[0]), value(row[2])) for row in table.rows] == [("82306", 2), ("82652", 1)]
