"""Two releases that begin on one day: the one published later answers, in whatever order the files come."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from superbill.kb.build import Completeness, build
from superbill.kb.files import walk
from superbill.kb.store import Found, opened
from superbill.sources.cms_opps import ADDENDUM_B

RULE = "2025 NFRM Addendum B.11122024.txt"
STATEMENT = "SELECT payment_rate_usd, src FROM opps_hcpcs WHERE release_id = :release AND hcpcs = :code"


@pytest.mark.parametrize("web", ["2025 January Web Addendum B.12.31.24.txt", "508 Version of January 2025 Web Addendum B.12.31.24.txt"])  # fmt: skip
def test_the_later_publication_answers(fixtures: Path, tmp_path: Path, web: str) -> None:
    rule = (fixtures / "cms-opps" / RULE).read_bytes()
    inputs = tmp_path / "in"
    inputs.mkdir()
    (inputs / RULE).write_bytes(rule)
    (inputs / web).write_bytes(rule.replace(b"$911.71", b"$912.00"))
    result = build(walk(inputs), tmp_path / "kb.sqlite", completeness=Completeness.TRUST)
    with opened(result.path) as kb:
        for on, stale in ((date(2025, 2, 1), None), (date(2025, 4, 2), 2)):
            found = kb.find(STATEMENT, source="cms-opps", series=ADDENDUM_B, on=on, code="45378")
            assert isinstance(found, Found)
            receipt = found.cite(found.rows[0])
            assert (found.rows[0][0], receipt.release, receipt.stale_days) == (
                "912.00",
                "CY2025 Q1 of 2024-12-31",
                stale,
            )


def test_layouts_of_one_release_are_taken_once(fixtures: Path, tmp_path: Path) -> None:
    result = build(walk(fixtures / "cms-anesthesia-cf"), tmp_path / "kb.sqlite", completeness=Completeness.TRUST)
    assert result.repeated == ("ANES2025.txt (same rows as ANES2025.csv)",)
    with opened(result.path) as kb:
        # The file of the floor ends in March; the one that states no day of publication holds all year.
        assert [release.edition for release in kb.in_force("cms-anesthesia-cf", date(2025, 10, 1))] == ["CY2025"]


def test_the_payment_sources_build_together(fixtures: Path, tmp_path: Path) -> None:
    names = ("cms-opps", "cms-opps-indicators", "cms-asc", "cms-asp", "cms-asp-ndc", "cms-dmepos", "cms-dmepos-rural",
             "cms-anesthesia", "cms-anesthesia-cf", "cms-oppscap", "cms-ncci-addon", "cms-pfs-amounts")  # fmt: skip
    files = [file for name in names for file in walk(fixtures / name)]
    result = build(files, tmp_path / "kb.sqlite", completeness=Completeness.TRUST)
    assert result.unrecognised == ()
    with opened(result.path) as kb:
        assert {release.source for release in kb.releases} == set(names)
        assert len(kb.releases) == 21
