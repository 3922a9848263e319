"""Other fee schedules and add-on relations in the report, from the fixtures of their files."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from superbill.kb.build import Completeness, build
from superbill.kb.files import walk
from superbill.model.citation import Fact
from superbill.model.report import Field, Report, Table
from superbill.terminology.search import build_index
from superbill.workbench import Workbench

FOLDERS = (
    "cms-mpfs-rvu", "cms-mpfs-gpci", "cms-hcpcs", "cms-opps", "cms-opps-indicators", "cms-asc", "cms-asp",
    "cms-asp-ndc", "cms-anesthesia", "cms-anesthesia-cf", "cms-ncci-addon",
)  # fmt: skip


@pytest.fixture(scope="module")
def payment_kb(tmp_path_factory: pytest.TempPathFactory, fixtures: Path) -> Path:
    out = tmp_path_factory.mktemp("payment") / "kb.sqlite"
    inputs = [file for name in FOLDERS for file in walk(fixtures / name)]
    return build(inputs, out, indexer=build_index, completeness=Completeness.TRUST).path


def fields(report: Report, section: str) -> dict[str, object]:
    return {
        item.label: item.leaf.value if isinstance(item.leaf, Fact) else None
        for item in report.section(section).items
        if isinstance(item, Field)
    }


def test_outpatient_status_group_rate_and_copayment(payment_kb: Path, tmp_path: Path) -> None:
    with Workbench.open(payment_kb, private=tmp_path) as bench:
        report = bench.report("45378", date(2025, 11, 22))
    assert isinstance(report, Report)
    found = fields(report, "schedules")
    assert str(found["OPPS status indicator"]).startswith("T: Paid under OPPS")
    assert str(found["OPPS payment group (APC)"]).startswith("5311")
    assert str(found["OPPS rate, national"]) == "911.71"


def test_every_value_of_the_section_has_its_receipt(payment_kb: Path, tmp_path: Path) -> None:
    with Workbench.open(payment_kb, private=tmp_path) as bench:
        report = bench.report("45378", date(2025, 11, 22))
    assert isinstance(report, Report)
    sources = {
        citation.source
        for item in report.section("schedules").items
        if isinstance(item, Field) and isinstance(item.leaf, Fact)
        for citation in item.leaf.citations
    }
    assert {"cms-opps", "cms-opps-indicators"} <= sources


def test_a_code_that_no_schedule_lists_has_no_such_section(payment_kb: Path, tmp_path: Path) -> None:
    with Workbench.open(payment_kb, private=tmp_path) as bench:
        report = bench.report("99213", date(2020, 1, 1))
    assert not isinstance(report, Report) or "schedules" not in [section.id for section in report.sections]


@pytest.mark.releases
def test_a_drug_has_its_limit_and_its_packages(official: Path, tmp_path: Path) -> None:
    inputs = [file for name in ("asp", "hcpcs") for file in walk(official / name)]
    kb = build(inputs, tmp_path / "kb.sqlite", indexer=build_index, completeness=Completeness.TRUST).path
    with Workbench.open(kb, private=tmp_path) as bench:
        report = bench.report("J0897", date(2026, 11, 22))
    assert isinstance(report, Report)
    found = fields(report, "schedules")
    assert (str(found["Part B limit for 1 MG"]), str(found["Coinsurance, percent"])) == ("29.856", "17.885")
    assert str(fields(report, "fee")["Part B drug limit, one unit"]) == "29.86"
    assert str(fields(report, "payers")["Medicare (Part B drug limit, one unit)"]) == "29.86"
    assert [item.title for item in report.section("schedules").items if isinstance(item, Table)] == []


def test_every_primary_of_an_add_on_code_is_listed(fixtures: Path, tmp_path: Path) -> None:
    rows = "".join(f"1{'22526':<12}{22100 + number:<12}2025091{'':<65}\r\n" for number in range(60))  # made up
    (tmp_path / "AOC_V2025Q4-MCR.txt").write_bytes(rows.encode())
    inputs = [*walk(tmp_path), *walk(fixtures / "cms-mpfs-rvu")]
    kb = build(inputs, tmp_path / "kb.sqlite", indexer=build_index, completeness=Completeness.TRUST).path
    with Workbench.open(kb, private=tmp_path) as bench:
        report = bench.report("22526", date(2025, 11, 22))
    assert isinstance(report, Report)
    (table,) = [item for item in report.section("addons").items if isinstance(item, Table)]
    assert len(table.rows) == table.total == 60
