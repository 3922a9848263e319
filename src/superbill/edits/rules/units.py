"""Units of a line: above zero, whole where a code counts in whole units."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from superbill.edits.case import Case, usable
from superbill.edits.rule import ALL_KINDS, Rule
from superbill.model.claim import ClaimLine
from superbill.model.codes import System, systems_of
from superbill.model.finding import Finding, Result, Severity

MOST = Decimal(99_999)
FRACTIONS_FOR_LETTERS = frozenset("AP")
"""Ambulance miles (A) are billed in tenths (Claims Processing Manual, chapter 15, section 20.2), blood products (P) split."""


class Units(Rule):
    """See the module."""

    id = "units"
    title = "Units of a line"
    about = "Units are above zero; fractions stand only where a code counts in them, such as ambulance miles; charges are not negative."
    authority = "ASC X12N 005010X222A1, SV104; Medicare Claims Processing Manual, chapter 26, section 10.4, and chapter 15, section 20.2"
    kinds = ALL_KINDS
    inpatient = True
    order = 2

    def check(self, case: Case) -> Iterator[Finding]:
        """Lines whose units are impossible; one pass for the rest."""
        good: list[int] = []
        for line in case.claim.lines:
            why, severity = _wrong(line)
            if why:
                at_risk = usable(line.charge)
                yield Finding(self.id, Result.FAIL, why, (line.number,), (line.code,) if line.code else (), "correct the line", severity, None, at_risk)  # fmt: skip
            else:
                good.append(line.number)
        if good:
            yield self.passed(case, tuple(good), case.on, why="units are possible")


def _wrong(line: ClaimLine) -> tuple[str, Severity]:
    units, minutes = line.units, line.minutes
    if not units.is_finite() or not line.charge.is_finite() or (minutes is not None and not minutes.is_finite()):
        return "units, minutes or charge are no number", Severity.DENY
    if line.charge < 0:
        return "the charge is negative", Severity.DENY
    if units <= 0 and minutes is None:
        return f"{units:.6g} units" if units else "no units", Severity.DENY
    if units > MOST:
        return f"{units:.6g} units do not fit a claim line", Severity.DENY
    if units % 1 and not (line.code[:1] in FRACTIONS_FOR_LETTERS and System.HCPCS in systems_of(line.code)):
        return f"{units:.6g} units: {line.code[:12] or 'the line'} counts whole units", Severity.REVIEW
    if minutes is not None and minutes <= 0:
        return f"{minutes:.6g} minutes", Severity.DENY
    return "", Severity.DENY


RULE = Units()
