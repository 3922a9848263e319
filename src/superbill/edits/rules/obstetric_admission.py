"""Deliveries of a stay tell their outcome."""

from __future__ import annotations

from collections.abc import Iterator

from superbill.edits.case import Case
from superbill.edits.editor_lists import edited_procedures
from superbill.edits.facts import EDITOR
from superbill.edits.rule import INSTITUTIONAL, Rule
from superbill.model.finding import Finding, Severity

DELIVERY = frozenset({"vagdel", "csect"})
OUTCOME = "delout"


class ObstetricAdmission(Rule):
    """See the module."""

    id = "obstetric-admission"
    title = "Delivery without its outcome"
    about = "A stay with a delivery (vaginal or cesarean) has a secondary diagnosis of the outcome of delivery (Z37)."
    authority = "Definitions of Medicare Code Edits, questionable obstetric admission (since October 2018)"
    kinds = INSTITUTIONAL
    outpatient = False
    inpatient = True
    severity = Severity.REVIEW
    order = 74

    def check(self, case: Case) -> Iterator[Finding]:
        """The delivery that tells no outcome; else a pass."""
        found, release = edited_procedures(case), case.epoch.whole(EDITOR)
        if found is None or release is None:
            yield self.missing(case, EDITOR, (), case.on)
            return
        others = [diagnosis for diagnosis in case.diagnoses if not diagnosis.first]
        told = any(OUTCOME in diagnosis.facts.standing(case.day).lists for diagnosis in others)
        delivery = next((procedure for procedure in found if DELIVERY & procedure.lists), None)
        if delivery is None or told:
            yield self.clear(case, release.id)
            return
        why = f"{delivery.code} is a delivery and no secondary diagnosis tells its outcome"
        citation = case.facts.cite(release.id, delivery.src, case.on)
        yield self.fail_claim(case, why, "add the code of Z37", codes=(delivery.code,), citation=citation)


RULE = ObstetricAdmission()
