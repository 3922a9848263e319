"""Every X12 file of the official folder is read or refused with segment and element; the counts are reviewed.

The 837 files of 004010 are refused by their version; six of 005010 have components that are separated by another sign than
ISA16 says (`11>B>1`) or lack the facility code qualifier; the 835 files likewise (`HC>12345>26`), one has a payment date that
is none.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from superbill.claims import read_claims, read_remittances
from superbill.model.claim import Claim, Refused
from superbill.model.remittance import Remittance

TODAY = date(2026, 12, 1)
CLAIMS = {"read": 12, "GS08": 11, "CLM05": 5, "CLM05-2": 1}
REMITTANCES = {"read": 6, "claims": 6, "lines": 5, "SVC01": 3, "BPR16": 1}
OTHERS = {"270": 2, "271": 3, "276": 4, "277": 4, "834": 16, "999": 2}


def files(official: Path, kind: str) -> list[Path]:
    """The files whose first transaction is of the kind."""
    found = [path for path in sorted((official / "x12").rglob("*")) if path.is_file()]
    return [path for path in found if f"ST*{kind}*".encode() in path.read_bytes()]


@pytest.mark.releases
def test_every_837_is_read_or_refused_by_segment_and_element(official: Path) -> None:
    paths = files(official, "837")
    assert len(paths) == 29
    counts: Counter[str] = Counter()
    for path in paths:
        raw = path.read_bytes()
        found = list(read_claims(path, today=TODAY))
        assert len(found) == raw.count(b"CLM*"), path.name
        for one in found:
            if isinstance(one, Refused):
                element = one.element.split("-")[0][:-2]
                assert raw[one.offset :].startswith(element.encode()), path.name
                assert raw[: one.offset].count(b"~") + 1 == one.segment
            counts["read" if isinstance(one, Claim) else one.element] += 1
    assert counts == CLAIMS


@pytest.mark.releases
def test_every_835_is_read_or_refused_by_segment_and_element(official: Path) -> None:
    paths = files(official, "835")
    assert len(paths) == 6
    counts: Counter[str] = Counter()
    for path in paths:
        raw = path.read_bytes()
        claims = 0
        for one in read_remittances(path):
            if isinstance(one, Remittance):
                claims += len(one.claims)
                counts["claims"] += len(one.claims)
                counts["lines"] += sum(len(claim.lines) for claim in one.claims)
                assert one.imbalances == ()
            else:
                claims += one.claims
                assert raw[one.offset :].startswith(one.element[:3].encode()), path.name
            counts["read" if isinstance(one, Remittance) else one.element] += 1
        assert claims == raw.count(b"CLP*"), path.name
    assert counts == REMITTANCES


@pytest.mark.releases
@pytest.mark.parametrize(("kind", "count"), OTHERS.items(), ids=OTHERS)
def test_other_transactions_are_named_and_nothing_else_happens(official: Path, kind: str, count: int) -> None:
    paths = files(official, kind)
    assert len(paths) == count
    for path in paths:
        found = list(read_claims(path, today=TODAY))
        assert {one.element for one in found if isinstance(one, Refused)} >= {"ST01"}
        assert not [one for one in found if isinstance(one, Claim) or one.claims]


@pytest.mark.releases
def test_figures_of_the_medicare_part_a_remittance(official: Path) -> None:
    (found,) = read_remittances(official / "x12" / "linuxforhealth" / "medicare-part-a.835")
    assert isinstance(found, Remittance)
    assert [(claim.id, claim.filing, str(claim.paid), claim.remarks) for claim in found.claims] == [
        ("666123", "MA", "138018.40", ()),
        ("777777", "MB", "11980.33", ("MA02",)),
    ]
    assert [(one.reason, one.reference, str(one.amount)) for one in found.adjustments] == [("CV", "CP", "-1.27")]
