"""Diagnoses of a stay that leave the side open where there are codes for it."""

from __future__ import annotations

from collections.abc import Iterator

from superbill.edits.case import Case
from superbill.edits.diagnosis_rule import cited
from superbill.edits.facts import EDITOR
from superbill.edits.rule import INSTITUTIONAL, Rule
from superbill.model.finding import Finding, Severity


class UnspecifiedSide(Rule):
    """See the module."""

    id = "unspecified-side"
    title = "Unspecified side"
    about = "Complications and comorbidities (CC, MCC) of a stay tell the side where codes for right and left exist."
    authority = "Definitions of Medicare Code Edits, unspecified code (since April 2022)"
    kinds = INSTITUTIONAL
    outpatient = False
    inpatient = True
    severity = Severity.REVIEW
    order = 75

    def check(self, case: Case) -> Iterator[Finding]:
        """Each diagnosis on the editor's list; else a pass."""
        release = case.epoch.whole(EDITOR)
        if release is None or (release.period.end is not None and case.on > release.period.end):
            yield self.missing(case, EDITOR, (), case.on)
            return
        clear = True
        for diagnosis in case.diagnoses:
            standing = diagnosis.facts.standing(case.day)
            if "unspecified" in standing.lists:
                clear = False
                why = f"{diagnosis.facts.display} leaves the side open, and there are codes for right and left"
                fix = "code the side; if no record tells it, say so in the remarks (UNABLE TO DET LAT)"
                yield self.fail_claim(case, why, fix, codes=(diagnosis.code,), citation=cited(case, standing))
        if clear:
            yield self.clear(case, release.id)


RULE = UnspecifiedSide()
