"""Ingests texts made by the tests."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from rates_lake import Take
from superbill.rates.ingest import ingest
from superbill.rates.lake.manifest import Manifest


@pytest.fixture
def take(tmp_path: Path) -> Take:
    """Ingests a text as a file; the lake is `tmp_path / "lake"`."""

    def run(text: bytes, name: str = "rates.json", packed: bool = False) -> Manifest:
        path = tmp_path / name
        path.write_bytes(gzip.compress(text) if packed else text)
        return ingest([path], tmp_path / "lake")

    return run
