"""Worked remittances over the small knowledge base."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from superbill.remits import RemitAnswer, RemitOptions, read_contracts
from superbill.workbench import Workbench

TODAY = date(2025, 11, 20)


@pytest.fixture
def medicare(bench: Workbench, fixtures: Path) -> RemitAnswer:
    """The Medicare pair."""
    folder = fixtures / "claims"
    return bench.remit(folder / "remit-medicare.835", folder / "remit-medicare.837", RemitOptions(today=TODAY))


@pytest.fixture(params=["remit-contract.csv", "remit-contract.toml"])
def commercial(bench: Workbench, fixtures: Path, request: pytest.FixtureRequest) -> RemitAnswer:
    """The commercial pair with its contract, as CSV and as TOML."""
    folder = fixtures / "claims"
    options = RemitOptions(contracts=read_contracts(folder / request.param), today=TODAY)
    return bench.remit(folder / "remit-commercial.835", folder / "remit-commercial.837", options)
