"""Diagnoses against the patient's sex."""

from __future__ import annotations

from collections.abc import Iterator

from superbill.edits.case import Case
from superbill.edits.diagnosis_rule import cited, pointing
from superbill.edits.facts import EDITOR
from superbill.edits.rule import ALL_KINDS, Rule
from superbill.model.finding import Finding, Severity

LISTS = {"female": "F", "male": "M"}


class DiagnosisSex(Rule):
    """See the module."""

    id = "diagnosis-sex"
    title = "Diagnoses for the patient's sex"
    about = "Diagnoses that the editor lists for one sex. It has listed none since October 2024."
    authority = "Definitions of Medicare Code Edits, sex conflict (until version 41.1); Integrated Outpatient Code Editor, edit 3"
    kinds = ALL_KINDS
    inpatient = True
    severity = Severity.REVIEW
    order = 49

    def check(self, case: Case) -> Iterator[Finding]:
        """Each diagnosis that is listed for the other sex; one pass for the rest."""
        if not case.diagnoses:
            return
        release = case.epoch.whole(EDITOR)
        if release is None or (release.period.end is not None and case.on > release.period.end):
            yield self.missing(case, EDITOR, (), case.on)
            return
        clear, sex = True, case.claim.sex.upper()
        for diagnosis in case.diagnoses:
            standing = diagnosis.facts.standing(case.day)
            listed = next((name for name in LISTS if name in standing.lists), "") if standing.lists else ""
            if not listed or sex == LISTS[listed]:
                continue
            clear = False
            if sex not in ("F", "M"):
                why = f"{diagnosis.facts.display} is a {listed} diagnosis; the claim tells no sex"
                yield self.unknown((), why, "give the sex", codes=(diagnosis.code,))
            else:
                why = f"{diagnosis.facts.display} is a {listed} diagnosis, and the claim says otherwise"
                yield self.fail_claim(
                    case,
                    why,
                    "check the diagnosis and the sex; condition code 45 or KX where it is right",
                    codes=(diagnosis.code,),
                    citation=cited(case, standing),
                    lines=pointing(case, diagnosis),
                )
        if clear:
            yield self.clear(case, release.id, "no diagnosis is for the other sex")


RULE = DiagnosisSex()
