"""Status indicator of a code in the hospital outpatient payment system (OPPS)."""

from __future__ import annotations

from collections.abc import Iterator

from superbill.edits.case import Case, ServiceLine
from superbill.edits.facts import OUTPATIENT
from superbill.edits.rule import INSTITUTIONAL, Rule
from superbill.model.finding import Finding

NOT_PAID = {
    "B": ("not taken on an outpatient hospital bill", "use the code that OPPS takes instead"),
    "C": ("an inpatient procedure, not paid to outpatients", "bill the stay as inpatient if there was one"),
    "D": ("a discontinued code", "use the code that replaced it"),
    "E1": ("not covered", "none under Medicare"),
    "E2": ("no price and no claims data", "none under Medicare"),
    "M": ("not billable to the contractor", "bill it where it belongs, not on this claim"),
    "Y": ("durable equipment, for the DME contractor", "bill it to the DME contractor"),
}
OPPS_BILLS = frozenset({"13", "14", "12"})


class OutpatientStatus(Rule):
    """See the module."""

    id = "outpatient-status"
    title = "Status indicator in the outpatient payment system"
    about = "Codes on hospital outpatient bills (12x, 13x, 14x) whose status indicator is B, C, D, E1, E2, M or Y."
    authority = "OPPS addenda B and D1; Medicare Claims Processing Manual, chapter 4, section 10.1"
    kinds = INSTITUTIONAL
    medicare = True
    order = 31

    def check(self, case: Case) -> Iterator[Finding]:
        """Lines whose indicator is not paid; one pass for the rest."""
        bill = case.claim.bill_type.lstrip("0")[:2]
        for day in case.days:
            if bill and bill not in OPPS_BILLS:
                yield self.passed(case, day.numbers, day.on, why=f"type of bill 0{bill}x is not paid by OPPS")
                continue
            settled: list[int] = []
            for line in day.lines:
                found = line.facts.outpatient
                if found.release is None or (found.value is not None and found.value not in NOT_PAID):
                    continue
                settled.append(line.number)
                if found.value is None:
                    yield self._unlisted(case, line)
                    continue
                meaning, fix = NOT_PAID[found.value]
                citation = case.facts.cite(found.release.id, found.src, day.on)
                why = f"{line.code} has status indicator {found.value}: {meaning}"
                yield self.fail((line,), why, fix, citation=citation)
            yield from self.rest(
                case,
                day,
                settled,
                OUTPATIENT,
                lambda line: line.facts.outpatient,
                "no status indicator that is not paid",
            )

    def _unlisted(self, case: Case, line: ServiceLine) -> Finding:
        release = line.facts.outpatient.release
        citation = case.facts.cite(release.id, None, line.on) if release else None
        why = f"addendum B does not list {line.code}"
        return self.unknown((line.number,), why, "check the code", codes=(line.code,), citation=citation)


RULE = OutpatientStatus()
