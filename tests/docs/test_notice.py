"""The NOTICE names every data set that a source reads, with its terms."""

from __future__ import annotations

from pathlib import Path

import pytest

from superbill.kb.discover import sources
from superbill.sources.base import Source

NOTICE = " ".join((Path(__file__).resolve().parents[2] / "NOTICE").read_text("utf-8").split())
OWN = "superbill-"


@pytest.mark.parametrize(
    "source", [each for each in sources().values() if not each.id.startswith(OWN)], ids=lambda source: source.id
)
def test_every_data_set_is_named(source: Source) -> None:
    assert source.title in NOTICE
