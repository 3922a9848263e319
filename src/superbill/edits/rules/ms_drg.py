"""The MS-DRG of a stay: it groups, and to the one that is billed."""

from __future__ import annotations

from collections.abc import Iterator

from superbill.edits.case import Case
from superbill.edits.rule import INSTITUTIONAL, Rule
from superbill.model.citation import NotAvailable
from superbill.model.finding import Finding, Severity

UNGROUPABLE = frozenset({"998", "999"})


class MsDrg(Rule):
    """See the module."""

    id = "ms-drg"
    title = "MS-DRG of a stay"
    about = "The stay's diagnoses and procedures group to an MS-DRG of the discharge's version, the one on the claim if it tells one."
    authority = "CMS, MS-DRG Definitions Manual; Medicare Claims Processing Manual, chapter 3, section 20"
    kinds = INSTITUTIONAL
    outpatient = False
    inpatient = True
    severity = Severity.REVIEW
    order = 71

    def check(self, case: Case) -> Iterator[Finding]:
        """The one grouping of the claim."""
        found = case.maker.grouper.group(case.claim, case.on, case.age)
        if isinstance(found, NotAvailable):
            yield self.unknown((), found.not_available, f"it would come from: {found.would_come_from}")
            return
        billed = case.claim.drg.strip().zfill(3) if case.claim.drg.strip() else ""
        if found.code != "OK" or found.drg in UNGROUPABLE:
            why = f"the stay does not group (MS-DRG {found.drg or 'none'}, version {found.version}: {found.code.replace('_', ' ').lower()})"
            yield self.fail_claim(
                case, why, "correct the principal diagnosis or the data that the grouper names", severity=Severity.DENY
            )
        elif billed and billed != found.drg:
            why = f"the claim tells MS-DRG {billed}, the stay groups to {found.drg} (version {found.version})"
            yield self.fail_claim(
                case, why, "check codes, present-on-admission and discharge status", codes=(billed, found.drg)
            )
        else:
            yield self.passed(case, (), case.on, why=f"groups to MS-DRG {found.drg} (version {found.version})")


RULE = MsDrg()
