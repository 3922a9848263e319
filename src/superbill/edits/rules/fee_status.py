"""Status of a code on the physician fee schedule: what Medicare pays, bundles or does not know.

Status E (excluded from the schedule by regulation) is no denial: drugs and supplies are paid by other rules.
"""

from __future__ import annotations

from collections.abc import Iterator

from superbill.edits.case import Case, Day, ServiceLine
from superbill.edits.facts import FEES
from superbill.edits.rule import PROFESSIONAL, Rule, fees_of
from superbill.model.finding import Finding, Severity
from superbill.pricing.rvu import STATUS_MEANING

FIXES = {
    "B": "do not bill it apart: its payment is in the other services",
    "D": "use the code that replaced it",
    "F": "use the code that replaced it",
    "G": "use the code that Medicare takes instead",
    "H": "remove the modifier",
    "I": "use the code that Medicare takes instead",
    "N": "none under Medicare: not covered; with GY if a denial is wanted",
    "P": "do not bill it apart: bundled or excluded",
}
ONLY_ALONE = "T"
MEASURE = frozenset("MQ")
LOOKED_AT = frozenset(FIXES) | MEASURE | {ONLY_ALONE}
PAYABLE = frozenset("ARTCJ")


class FeeStatus(Rule):
    """See the module."""

    id = "fee-status"
    title = "Status on the physician fee schedule"
    about = (
        "Codes that are bundled (B, P), not covered (N), not valid for Medicare (G, I), deleted, for reporting "
        "only (M, Q), or paid only when nothing else is that day (T)."
    )
    authority = "CMS, RVU file documentation, attachment A (status codes)"
    kinds = PROFESSIONAL
    medicare = True
    order = 30

    def check(self, case: Case) -> Iterator[Finding]:
        """Lines whose status is not paid; one pass for the rest."""
        for day in case.days:
            settled: list[int] = []
            for line in day.lines:
                value = line.facts.fees.value
                if value is not None and value.status in LOOKED_AT:
                    finding = self._judge(case, day, line, value.status)
                    if finding is not None:
                        settled.append(line.number)
                        yield finding
            yield from self.rest(case, day, settled, FEES, fees_of, "no status that is not paid")

    def _judge(self, case: Case, day: Day, line: ServiceLine, status: str) -> Finding | None:
        release = line.facts.fees.release
        citation = case.facts.cite(release.id, line.facts.fees.src, day.on) if release else None
        why = f"{line.code} has status {status}: {STATUS_MEANING.get(status, 'not paid')}"
        if status in MEASURE:
            if not line.charge:
                return None
            return self.fail((line,), why, "expect no payment", citation=citation, severity=Severity.NOTE)
        if status != ONLY_ALONE:
            return self.fail((line,), why, FIXES[status], citation=citation)
        other = next((each for each in day.lines if each is not line and _payable(each)), None)
        if other is None:
            return None
        return self.fail(
            (line, other),
            f"{why}; {other.code} is billed too",
            "do not bill it that day",
            citation=citation,
            usd=line.charge,
        )


def _payable(line: ServiceLine) -> bool:
    fees = line.facts.fees.value
    return fees is not None and fees.status in PAYABLE and fees.status != ONLY_ALONE


RULE = FeeStatus()
