"""In-network files of every payers' layout, made by the generator beside the official files: exact counts and sums."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from superbill.rates.ingest import ingest

pytestmark = pytest.mark.releases
LAYOUTS = ("uhc", "tail", "aetna", "inline", "anthem", "pretty", "v2")


def generated(official: Path, folder: Path, layout: str, *options: str) -> tuple[Path, dict[str, int]]:
    """A file of 5 MB and its true counts."""
    generator = official.parent / "bench" / "gen_tic.py"
    if not generator.is_file():
        pytest.skip("the generator of price files is not on this machine")
    path = folder / "rates.json.gz"
    command = [sys.executable, str(generator), str(path), "--size", "5M", "--layout", layout, *options]
    subprocess.run(command, check=True, capture_output=True)
    return path, json.loads((folder / "rates.truth.json").read_text("utf-8"))


@pytest.mark.parametrize("options", [(), ("--dirt",), ("--unique",)], ids=["clean", "dirt", "unique"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_counts_and_sums_are_exact(official: Path, tmp_path: Path, layout: str, options: tuple[str, ...]) -> None:
    """Items, entries, prices, cents; references, their groups and NPIs where the layout has them."""
    path, truth = generated(official, tmp_path, layout, *options)
    found = ingest([path], tmp_path / "lake", resolver=None).files[0]
    assert (found.items, found.entries, found.prices, found.sum_cents) == (
        truth["items"], truth["negotiated_rates"], truth["prices"], truth["sum_rate_cents"],
    )  # fmt: skip
    assert (found.quarantined, found.problem, found.unpacked) == (0, "", truth["bytes"])
    if layout != "inline":
        assert (found.references, found.groups, found.npis, found.edges) == (
            truth["provider_refs"], truth["provider_groups"], truth["npis"], truth["ref_edges"],
        )  # fmt: skip
