"""Fixtures shared by all tests."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from superbill.kb.build import Completeness, build
from superbill.kb.files import walk
from superbill.kb.packs import missing_packs
from superbill.terminology.search import build_index
from superbill.workbench import Workbench, build_knowledge_base

settings.register_profile("superbill", deadline=None)
settings.load_profile("superbill")
"""No deadlines: a busy machine is no defect. Speed is measured in benchmarks/."""

ROOT = Path(__file__).resolve().parents[1]
FIXTURES = Path(__file__).resolve().parent / "fixtures"


@pytest.fixture(scope="session")
def fixtures() -> Path:
    """The folder of cut-down official files, one folder per source id."""
    return FIXTURES


@pytest.fixture(scope="session")
def official() -> Path:
    """The folder of full official files; tests that need it are skipped where it is absent."""
    folder = Path(os.environ.get("SUPERBILL_OFFICIAL_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip("the official files are not on this machine (SUPERBILL_OFFICIAL_DATA names their folder)")
    return folder


SMALL = (
    "nchs-icd10cm-codes",
    "nchs-icd10cm-tabular",
    "cms-hcpcs",
    "cms-mpfs-rvu",
    "cms-mpfs-gpci",
    "cms-zip-locality",
    "cms-clfs",
    "cms-ncci-mue",
    "cms-ncci-ptp",
)


@pytest.fixture(scope="session")
def small_kb(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A knowledge base of the fixtures, every release counted as whole, and of the project's own texts."""
    out = tmp_path_factory.mktemp("small") / "knowledge.sqlite"
    inputs = [file for name in SMALL for file in walk(FIXTURES / name)]
    inputs += list(walk(ROOT / "content" / "cpt"))
    return build(inputs, out, indexer=build_index, completeness=Completeness.TRUST).path


BOOKS = (
    "nchs-icd10cm-index/icd10cm-index-April-1-2026-XML.xml",
    "nchs-icd10cm-eindex",
    "cms-icd10pcs/icd10pcs_tables_2026.xml",
)


@pytest.fixture(scope="session")
def books_kb(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small knowledge base with the Alphabetic Index, external causes and ICD-10-PCS tables."""
    out = tmp_path_factory.mktemp("books") / "knowledge.sqlite"
    inputs = [file for name in (*SMALL, *BOOKS) for file in walk(FIXTURES / name)]
    inputs += list(walk(ROOT / "content" / "cpt"))
    return build(inputs, out, indexer=build_index, completeness=Completeness.TRUST).path


@pytest.fixture
def bench(small_kb: Path, tmp_path: Path) -> Iterator[Workbench]:
    """The workbench over the small knowledge base, with an empty private folder."""
    with Workbench.open(small_kb, private=tmp_path) as opened:
        yield opened


@pytest.fixture(scope="session")
def embedded_kb(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The knowledge base that `superbill build` makes by itself: data packs and starter pack."""
    if missing_packs():
        pytest.skip(f"data packs are not installed: {', '.join(missing_packs())}")
    return build_knowledge_base(out=tmp_path_factory.mktemp("embedded") / "knowledge.sqlite").path
