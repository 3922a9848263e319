"""What is at risk on a claim: each line once, never more than was charged."""

from __future__ import annotations

from decimal import Decimal

import pytest

from superbill.model.finding import ClaimAnswer, Finding, Result, Severity


def deny(usd: int, *lines: int, severity: Severity = Severity.DENY) -> Finding:
    return Finding("ptp", Result.FAIL, "why", lines, usd_at_risk=Decimal(usd), severity=severity)


@pytest.mark.parametrize(
    ("findings", "at_risk"),
    [
        ((), 0),
        ((deny(30, 3),), 30),
        ((deny(30, 3), deny(20, 3)), 30),
        ((deny(150, 1), deny(30, 3)), 180),
        ((deny(200, 1, 2, 3), deny(30, 3)), 200),
        ((deny(30, 3, severity=Severity.REVIEW),), 0),
    ],
    ids=["none", "one", "twice", "two lines", "claim and line", "review"],
)
def test_each_line_counts_once_and_no_more_than_the_charge(findings: tuple[Finding, ...], at_risk: int) -> None:
    assert ClaimAnswer("A1", Result.FAIL, findings, charge=Decimal(200)).usd_at_risk == at_risk
