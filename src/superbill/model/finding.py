"""What the claim edits answer: one finding for each check of each line, and the answer for the claim."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from superbill.model.citation import Citation


class Result(StrEnum):
    """How a check ends. A claim is clean only when every check passes or is properly bypassed; `NO_DATA` is no pass."""

    PASS = "pass"
    FAIL = "fail"
    BYPASSED = "bypassed"
    NO_DATA = "no_data"


class Severity(StrEnum):
    """What a failed check leads to: the line or claim is denied, it may be, or it is a matter of form."""

    DENY = "deny"
    REVIEW = "review"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """One check of one rule. `lines` are line numbers (none: the claim as a whole), the first is the line that would be
    denied. `fix` says what would mend it, or that nothing does; `usd_at_risk` is what is charged on the denied lines."""

    rule: str
    result: Result
    why: str
    lines: tuple[int, ...] = ()
    codes: tuple[str, ...] = ()
    fix: str = ""
    severity: Severity = Severity.DENY
    citation: Citation | None = None
    usd_at_risk: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class ClaimAnswer:
    """All findings of a claim. `result` is `fail` when a finding fails with severity deny or review, else `no_data` when a
    check of such a severity lacked its data, else `pass`; notes do not count."""

    claim: str
    result: Result
    findings: tuple[Finding, ...]
    payer: str = ""
    charge: Decimal | None = None

    def of_line(self, number: int) -> tuple[Finding, ...]:
        """The findings that name the line."""
        return tuple(finding for finding in self.findings if number in finding.lines)

    @property
    def usd_at_risk(self) -> Decimal:
        """What is charged on lines that a failed check would deny: each line once, by the finding that risks most, and never
        more than the claim's `charge`."""
        worst: dict[tuple[int, ...], Decimal] = {}
        if self.result is not Result.FAIL:
            return Decimal(0)
        failed = Result.FAIL
        for finding in self.findings:
            if finding.result is failed and finding.severity is Severity.DENY:
                key = finding.lines[:1]
                worst[key] = max(worst.get(key, Decimal(0)), finding.usd_at_risk)
        at_risk = sum(worst.values(), Decimal(0))
        return at_risk if self.charge is None else min(at_risk, self.charge)
