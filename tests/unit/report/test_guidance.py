"""Payer guidance in the report: passages by payer, what changed, and what is said when there is nothing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from superbill.kb.build import Completeness, build
from superbill.kb.files import walk
from superbill.model.citation import Fact, NotAvailable
from superbill.model.report import Field, Item, Leaf, Report, Table
from superbill.terminology.search import build_index
from superbill.workbench import Workbench, import_guideline

ON = date(2026, 6, 15)


@pytest.fixture(scope="module")
def lab_kb(tmp_path_factory: pytest.TempPathFactory, fixtures: Path) -> Path:
    out = tmp_path_factory.mktemp("guidance") / "kb.sqlite"
    return build(walk(fixtures / "cms-clfs"), out, indexer=build_index, completeness=Completeness.TRUST).path


def take(folder: Path, text: str, title: str, effective: date, payer: str = "") -> None:
    folder.mkdir(exist_ok=True)
    file = folder / f"{title}-{effective}.txt"
    file.write_text(text)
    import_guideline(file, title=title, publisher="CMS", effective=effective, payer=payer, private=folder)


def items(kb: Path, private: Path, code: str = "82331") -> tuple[Item, ...]:
    with Workbench.open(kb, private=private) as bench:
        report = bench.report(code, ON)
    assert isinstance(report, Report)
    return report.section("guidance").items


def values(row: tuple[Leaf, ...]) -> list[object]:
    return [leaf.value if isinstance(leaf, Fact) else leaf.not_available for leaf in row]


def test_passages_stand_by_payer_with_page_and_date(lab_kb: Path, tmp_path: Path) -> None:
    take(tmp_path, "A. Chemistry\n\nCode 82331 is paid once.\n\nPage 4\n", "Lab manual", date(2025, 1, 1))
    take(tmp_path, "Codes 82310-82340 need an order.", "Lab policy", date(2026, 1, 1), payer="Acme Health")
    acme, cms = items(lab_kb, tmp_path)
    assert isinstance(acme, Table) and isinstance(cms, Table)
    assert (acme.title, cms.title) == ("Acme Health", "CMS")
    assert values(acme.rows[0]) == [
        "Lab policy, 2026-01-01",
        "line 1",
        "82310-82340",
        "Codes 82310-82340 need an order.",
    ]
    assert values(cms.rows[0]) == ["Lab manual, 2025-01-01", "4", "82331", "Code 82331 is paid once."]
    leaf = cms.rows[0][3]
    assert isinstance(leaf, Fact)
    assert leaf.citation.locator == "page 4, A. Chemistry"


def test_what_the_newest_edition_changed(lab_kb: Path, tmp_path: Path) -> None:
    take(tmp_path, "Code 82331 is paid once a day for a patient.", "Lab manual", date(2025, 1, 1))
    take(tmp_path, "Code 82331 is paid twice a day for a patient.", "Lab manual", date(2026, 1, 1))
    _, changed = items(lab_kb, tmp_path)
    assert isinstance(changed, Table)
    assert values(changed.rows[0]) == [
        "reworded, Lab manual",
        "line 1",
        "Code 82331 is paid twice a day for a patient.",
        "Code 82331 is paid once a day for a patient.",
    ]


def test_without_documents_it_says_how_to_import_one(lab_kb: Path, tmp_path: Path) -> None:
    (field,) = items(lab_kb, tmp_path)
    assert isinstance(field, Field) and isinstance(field.leaf, NotAvailable)
    assert field.leaf.not_available == "no manuals or payer policies are imported"
    assert "superbill import document FILE" in field.leaf.would_come_from


def test_documents_that_do_not_name_the_code(lab_kb: Path, tmp_path: Path) -> None:
    take(tmp_path, "Code 99213 is a visit.", "Lab manual", date(2025, 1, 1))
    (field,) = items(lab_kb, tmp_path)
    assert isinstance(field, Field) and isinstance(field.leaf, NotAvailable)
    assert field.leaf.not_available == "none of the 1 imported documents in force on 2026-06-15 names 82331"
