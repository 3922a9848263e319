"""CMS's own examples of hospital files, version 3: the three layouts hold the same charges."""

from __future__ import annotations

from pathlib import Path

import pytest

from superbill.rates.ingest import ingest

pytestmark = pytest.mark.releases


def test_the_three_examples_agree(official: Path, tmp_path: Path) -> None:
    """$112,889.70 of negotiated dollars in each."""
    done = ingest([official / "hpt" / "cms" / "examples"], tmp_path / "lake")
    assert [one.sum_cents for one in done.files] == [11_288_970] * 3
    assert not done.refused
    assert all(one.quarantined == 0 for one in done.files)


@pytest.mark.parametrize(
    ("name", "items", "prices", "cents"),
    [
        ("in-network-rates-all-negotiated-types-sample.json", 6, 8, 2_883_550),
        ("in-network-rates-bundle-single-plan-sample.json", 1, 2, 4_500_000),
        ("in-network-rates-fee-for-service-single-plan-sample.json", 2, 5, 1_349_025),
        ("in-network-rates-no-npi.json", 1, 1, 12_345),
    ],
)
def test_samples_of_payers(official: Path, tmp_path: Path, name: str, items: int, prices: int, cents: int) -> None:
    """CMS's samples of in-network files, version 2."""
    path = official / "tic" / "price-transparency-guide" / "examples" / "in-network-rates" / name
    found = ingest([path], tmp_path / "lake").files[0]
    assert (found.items, found.prices, found.sum_cents, found.quarantined) == (items, prices, cents, 0)
