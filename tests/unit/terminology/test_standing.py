"""How a code stands on a date, where the release in force alone does not settle it."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from superbill.kb.build import Completeness, build
from superbill.kb.files import walk
from superbill.model.citation import Fact, NotAvailable
from superbill.model.codes import System
from superbill.model.lookup import (
    Billable,
    Deleted,
    KnownAnswer,
    NotBillable,
    NotLoadedHere,
    NotYetValid,
    Unconfirmed,
    Unknown,
)
from superbill.model.report import Field, Item, Report, Table
from superbill.terminology.cpt_modifiers import cpt_modifiers
from superbill.terminology.search import build_index
from superbill.workbench import Workbench

TODAY = date(2026, 11, 22)
FOLDERS = (
    "nchs-icd10cm-tabular",
    "cms-hcpcs",
    "cms-mpfs-rvu",
    "cms-clfs",
    "cms-ncci-mue",
    "cms-msdrg",
    "cms-mdc",
)


@pytest.fixture(scope="module")
def bench(fixtures: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbench]:
    folder = tmp_path_factory.mktemp("standing")
    inputs = [file for name in FOLDERS for file in walk(fixtures / name)]
    inputs += walk(fixtures / "cms-icd10pcs" / "icd10pcs_tables_2026.xml")
    inputs += walk(_subdivided(fixtures / "nchs-icd10cm-codes", folder / "codes"))
    path = build(inputs, folder / "kb.sqlite", indexer=build_index, completeness=Completeness.TRUST).path
    with Workbench.open(path, folder) as found:
        yield found


def _subdivided(source: Path, folder: Path) -> Path:
    """The code lists with I42.0 subdivided on 2026-10-01, as it was."""
    shutil.copytree(source, folder)
    table, manifest = folder / "icd10cm_fy2027.csv", folder / "manifest.json"
    content = table.read_text("utf-8").replace("J45901,", 'I4200,"Dilated cardiomyopathy, unspecified"\nJ45901,')
    table.write_bytes(content.encode())
    pack = json.loads(manifest.read_text("utf-8"))
    release = pack["cm_releases"]["fy2027"]
    release["canonical_sha256"] = hashlib.sha256(content.encode()).hexdigest()
    release["row_count"] += 1
    manifest.write_text(json.dumps(pack), "utf-8")
    return folder


@pytest.mark.parametrize(
    ("code", "on", "outcome", "day"),
    [
        pytest.param("99441", date(2024, 8, 1), Billable, None, id="named by the file in force"),
        pytest.param("99441", TODAY, Deleted, None, id="a newer relative value file lacks it"),
        pytest.param("99441", date(2025, 6, 1), Unconfirmed, None, id="between the two"),
        pytest.param("0001U", TODAY, Billable, None, id="a laboratory analysis of the laboratory fee schedule"),
        pytest.param("93000", TODAY, Deleted, None, id="a gap hides the last day"),
        pytest.param("82331", TODAY, Billable, None, id="listed"),
        pytest.param("C9145", date(2024, 5, 1), Billable, None, id="a later release states that it was added before"),
        pytest.param("C9145", date(2022, 5, 1), NotYetValid, date(2023, 4, 1), id="its own first day, not a release's"),
        pytest.param("C9309", date(2026, 5, 1), Billable, None, id="still without an end"),
        pytest.param("C9309", date(2026, 7, 1), Deleted, date(2026, 6, 30), id="its own last day"),
        pytest.param("I42.0", date(2026, 5, 1), Billable, None, id="a leaf"),
        pytest.param("I42.0", TODAY, NotBillable, date(2026, 10, 1), id="subdivided"),
        pytest.param("E83.5", date(2025, 12, 1), NotBillable, None, id="a header older than its hierarchy"),
        pytest.param("00K", TODAY, NotBillable, None, id="a table of ICD-10-PCS"),
        pytest.param("470", TODAY, Billable, None, id="a group of today before a diagnosis of 2015"),
        pytest.param("93", date(2021, 12, 31), NotYetValid, date(2022, 1, 1), id="a CPT modifier before its time"),
        pytest.param("59", TODAY, Billable, None, id="a CPT modifier"),
        pytest.param("99999", TODAY, Unknown, None, id="in no file"),
        pytest.param("D0120", TODAY, NotLoadedHere, None, id="its list is not loaded"),
    ],
)
def test_how_a_code_stands(bench: Workbench, code: str, on: date, outcome: type, day: date | None) -> None:
    answer = bench.lookup(code, on)
    days = {getattr(answer, name, None) for name in ("last_day", "first_day", "since")}
    assert type(answer) is outcome
    assert days - {None} == ({day} if day else set())


def test_an_end_that_only_a_later_release_states_counts_in_between(bench: Workbench) -> None:
    """2019Q1 has no end of the code, 2026Q2 no longer is in force that day: the later one tells."""
    answer = bench.lookup("C9145", date(2026, 4, 1))
    assert isinstance(answer, Deleted)
    assert (answer.last_day, answer.evidence.release) == (date(2026, 3, 31), "2026Q2")


def test_a_code_is_never_its_own_near_miss(bench: Workbench) -> None:
    answer = bench.lookup("E83.5", date(2020, 1, 1))
    assert isinstance(answer, NotLoadedHere)
    assert answer.display == "E83.5"
    assert "E835" not in [line.code for line in answer.near]


def test_every_cpt_modifier_is_explained_in_own_words(bench: Workbench) -> None:
    assert len(cpt_modifiers()) == 39
    for modifier in cpt_modifiers():
        answer = bench.lookup(modifier, TODAY)
        assert isinstance(answer, KnownAnswer) and answer.system is System.MODIFIER
        assert isinstance(answer.description, NotAvailable) and isinstance(answer.title, Fact)


@pytest.mark.parametrize(
    ("code", "on", "section", "found"),
    [
        ("99441", TODAY, "standing", "(practitioner) 2024Q3 lists it"),
        ("99441", TODAY, "standing", "RVU26D does not"),
        ("I42.0", TODAY, "standing", "Not billable since 2026-10-01, when it was subdivided"),
        ("I42.0", TODAY, "standing", "Dilated cardiomyopathy, unspecified"),
        ("00K", TODAY, "pcs", "Next, character 4: Body Part"),
        ("470", TODAY, "drg", "1.9289"),
        ("470", TODAY, "drg", "08"),
        ("59", TODAY, "modifier", "not visits"),
        ("E83.52", date(2025, 12, 1), "notes", "begins on 2026-04-01"),
        ("E83.52", date(2025, 12, 1), "hierarchy", "begins on 2026-04-01"),
        ("I42.00", TODAY, "notes", "does not hold I42.00"),
        ("T14.8XXA", TODAY, "notes", "Abrasion NOS"),
    ],
)
def test_the_report_says_so(bench: Workbench, code: str, on: date, section: str, found: str) -> None:
    report = bench.report(code, on)
    assert isinstance(report, Report)
    assert any(found in text for item in report.section(section).items for text in _texts(item))


def test_billable_is_by_the_list_in_force(bench: Workbench) -> None:
    standing = {node.display: (node.billable, node.ended) for node in bench.children("W08", TODAY)}
    assert (standing["W08.XXXA"], standing["W08.XXXD"]) == ((True, False), (False, True))
    assert {node.display: node.billable for node in bench.children("W08", date(2026, 5, 1))}["W08.XXXD"]


def _texts(item: Item) -> Iterator[str]:
    leaves = [item.leaf] if isinstance(item, Field) else [cell for row in item.rows for cell in row] if isinstance(item, Table) else []  # fmt: skip
    yield item.title if isinstance(item, Table) else ""
    for leaf in leaves:
        yield str(leaf.value) if isinstance(leaf, Fact) else leaf.not_available
