"""A small knowledge base of every price schedule, from cut-down official files."""

from __future__ import annotations

from pathlib import Path

from superbill.kb.build import Completeness, build
from superbill.kb.files import walk

SCHEDULES = (
    "claim-prices",
    "cms-mpfs-gpci/GPCI2025.csv",
    "cms-zip-locality",
    "cms-clfs/PUF_CLFS_CY2026_Q2V1.csv",
    "cms-asp",
    "cms-anesthesia",
    "cms-anesthesia-cf/ANES2025.csv",
    "cms-opps/2025 NFRM Addendum B.11122024.txt",
    "cms-opps-indicators",
    "cms-oppscap",
    "cms-asc",
    "cms-msdrg",
    "cms-place-of-service/pos_codes.csv",
)


def build_schedules(fixtures: Path, out: Path) -> Path:
    """Build it at `out`."""
    inputs = [file for name in SCHEDULES for file in walk(fixtures / name)]
    return build(inputs, out, completeness=Completeness.TRUST).path
