"""Fixtures shared by all tests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

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
