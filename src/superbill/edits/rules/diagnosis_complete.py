"""Diagnoses coded to the full number of characters."""

from __future__ import annotations

from superbill.edits.case import CodedDiagnosis
from superbill.edits.diagnosis_facts import DiagnosisStatus, Standing
from superbill.edits.diagnosis_rule import StandingRule, shown


class DiagnosisComplete(StandingRule):
    """See the module."""

    id = "diagnosis-complete"
    title = "Diagnoses coded in full"
    about = "A header that has codes below it is not valid: the full number of characters is."
    authority = "ICD-10-CM Official Guidelines, section I.B.2 (level of detail)"
    order = 41
    wrong = frozenset({DiagnosisStatus.INCOMPLETE})
    clear_why = "every diagnosis is coded in full"

    def explain(self, diagnosis: CodedDiagnosis, standing: Standing) -> tuple[str, str]:
        """Why it fails, and the fix."""
        code = diagnosis.facts.display
        return f"{code} is a header: it needs more characters", f"code in full, for example {shown(standing.near)}"


RULE = DiagnosisComplete()
