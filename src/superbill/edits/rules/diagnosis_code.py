"""ICD-10-CM codes valid on the date of service, of discharge for a stay."""

from __future__ import annotations

from collections.abc import Iterator

from superbill.edits.case import Case, CodedDiagnosis
from superbill.edits.diagnosis_facts import DiagnosisStatus, Standing
from superbill.edits.diagnosis_rule import StandingRule, shown
from superbill.model.codes import System
from superbill.model.finding import Finding
from superbill.model.periods import from_day_number


class DiagnosisCode(StandingRule):
    """See the module."""

    id = "diagnosis-code"
    title = "ICD-10-CM codes valid on the date"
    about = "Each diagnosis is an ICD-10-CM code of the fiscal year of the service (of the discharge, for a stay)."
    authority = "ICD-10-CM, 45 CFR 162.1002(c); Definitions of Medicare Code Edits, invalid diagnosis code"
    order = 40
    wrong = frozenset(
        {DiagnosisStatus.UNKNOWN, DiagnosisStatus.ENDED, DiagnosisStatus.EARLY, DiagnosisStatus.OTHER_SYSTEM}
    )
    clear_why = "every diagnosis code is valid that day"

    def check(self, case: Case) -> Iterator[Finding]:
        """Diagnoses of another system first."""
        yield from super().check(case)
        for diagnosis in case.claim.diagnoses:
            if diagnosis.system is not System.ICD10CM:
                why = f"{diagnosis.code[:8]} is sent as {diagnosis.system.label}, which is not taken for services after September 2015"
                yield self.fail_claim(case, why, "code it in ICD-10-CM", codes=(diagnosis.code,))
        if not case.claim.diagnoses:
            yield self.fail_claim(case, "the claim has no diagnosis", "add the diagnosis that led to the service")

    def explain(self, diagnosis: CodedDiagnosis, standing: Standing) -> tuple[str, str]:
        """Why it fails, and the fix."""
        code = diagnosis.facts.display
        if standing.status is DiagnosisStatus.ENDED:
            near = f": {shown(standing.near)}" if standing.near else ""
            return f"{code} ended on {from_day_number(standing.day)}", f"use the code that replaced it{near}"
        if standing.status is DiagnosisStatus.EARLY:
            return f"{code} is valid only from {from_day_number(standing.day)}", "use the code that was valid that day"
        if standing.status is DiagnosisStatus.OTHER_SYSTEM:
            return f"{code} is no ICD-10-CM code", "give the diagnosis in ICD-10-CM"
        if standing.near:
            return (
                f"{code} is no ICD-10-CM code: longer than {shown(standing.near)}",
                f"{shown(standing.near)} is complete",
            )
        return f"{code} is no ICD-10-CM code", "correct the code"


RULE = DiagnosisCode()
