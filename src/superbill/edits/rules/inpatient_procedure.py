"""ICD-10-PCS codes of a stay: valid on the day of discharge, covered, and for the patient's sex."""

from __future__ import annotations

from collections.abc import Iterator

from superbill.edits.case import Case
from superbill.edits.editor_lists import EditedProcedure, edited_procedures
from superbill.edits.facts import EDITOR
from superbill.edits.rule import INSTITUTIONAL, Rule
from superbill.model.finding import Finding, Severity

WITH_DIAGNOSIS = {
    "ncov_z302": "a diagnosis of sterilization",
    "ncov6": "a diagnosis of leukemia in relapse or not in remission",
    "ncov7": "a diagnosis of multiple myeloma",
}
"""Procedures that are not covered when a diagnosis is on the list of the same name, in words of ours."""
HEART = frozenset({"lcov_artheartxpa", "lcov_artheartxpb"})
"""The two halves of an artificial heart, which is one procedure when both are there."""
TOO_OLD = 60
SHORTEST_VENTILATED_STAY = 4
"""Days of stay that more than 96 hours of ventilation take (procedure inconsistent with length of stay)."""


class InpatientProcedure(Rule):
    """See the module."""

    id = "inpatient-procedure"
    title = "Inpatient procedures: valid, covered, for the sex"
    about = (
        "ICD-10-PCS codes valid on the day of discharge; none that Medicare does not cover, or covers only for some; none "
        "listed for the other sex (until September 2024); no long ventilation in a short stay."
    )
    authority = "Definitions of Medicare Code Edits: invalid procedure code, non-covered procedure, limited coverage, sex conflict, length of stay"
    kinds = INSTITUTIONAL
    outpatient = False
    inpatient = True
    order = 70

    def check(self, case: Case) -> Iterator[Finding]:
        """Each procedure that the editor names; one pass for the rest."""
        found = edited_procedures(case)
        if found is None:
            yield self.missing(case, EDITOR, (), case.on)
            return
        clear = True
        lists = frozenset(name for diagnosis in case.diagnoses for name in diagnosis.facts.standing(case.day).lists)
        beside = frozenset(name for procedure in found for name in procedure.lists)
        release = case.epoch.whole(EDITOR)
        release_id = release.id if release else 0
        for procedure in found:
            for why, fix, severity in _wrong(case, procedure, lists, beside):
                clear = False
                citation = case.facts.cite(release_id, procedure.src, case.on)
                yield self.fail_claim(case, why, fix, codes=(procedure.code,), citation=citation, severity=severity)
        if clear:
            yield self.clear(case, release_id, "procedures are valid and covered")


def _wrong(
    case: Case, procedure: EditedProcedure, lists: frozenset[str], beside: frozenset[str]
) -> Iterator[tuple[str, str, Severity]]:
    code = procedure.code
    if not procedure.valid:
        yield f"{code} is no ICD-10-PCS code valid that day", "correct the code", Severity.DENY
    reason = _not_covered(case, procedure.lists, lists, beside)
    if reason:
        yield f"{code} is not covered by Medicare{reason}", "none under Medicare", Severity.DENY
    elif "lcov" in procedure.lists or (HEART & procedure.lists and beside >= HEART):
        yield f"{code} has limited coverage", "check the conditions of coverage", Severity.REVIEW
    for name, sex in (("female", "F"), ("male", "M")):
        if name in procedure.lists and case.claim.sex != sex:
            yield f"{code} is listed for the {name} sex", "check procedure and sex", Severity.REVIEW
    admitted, discharged = case.claim.admitted, case.claim.discharged
    if "los" in procedure.lists and admitted and discharged and (discharged - admitted).days < SHORTEST_VENTILATED_STAY:
        why = f"{code} takes more than 96 hours, the stay has {(discharged - admitted).days} days"
        yield why, "check the procedure and the dates of the stay", Severity.REVIEW


def _not_covered(case: Case, own: frozenset[str], lists: frozenset[str], beside: frozenset[str]) -> str:
    """Why a procedure is not covered, behind its name; a blank when it never is; empty when it is."""
    if "noncovered" in own:
        return " at all"
    for name, what in WITH_DIAGNOSIS.items():
        if name in own and name in lists:
            return f" with {what}"
    if "ncov12agele60" in own and (case.age or 0) > TOO_OLD:
        return f" over the age of {TOO_OLD}"
    if "ncov45" in own and "diabtypeI" not in lists and "kidneyxp" not in beside:
        return " without type 1 diabetes or a kidney transplant"
    if HEART & own and beside >= HEART and "clintrial" not in lists:
        return " outside a clinical trial"
    return ""


RULE = InpatientProcedure()
