"""The 7th character, and the placeholder X before it."""

from __future__ import annotations

from superbill.edits.case import CodedDiagnosis
from superbill.edits.diagnosis_facts import DiagnosisStatus, Standing
from superbill.edits.diagnosis_rule import StandingRule, shown


class SeventhCharacter(StandingRule):
    """See the module."""

    id = "seventh-character"
    title = "7th characters"
    about = "Codes that need a 7th character have one of those defined, in the 7th place, with X in the empty places before it."
    authority = "ICD-10-CM Official Guidelines, sections I.A.4 (placeholder) and I.A.5 (7th characters)"
    order = 42
    wrong = frozenset({DiagnosisStatus.SEVENTH_MISSING, DiagnosisStatus.SEVENTH_WRONG, DiagnosisStatus.PLACEHOLDER})
    clear_why = "7th characters are in place"

    def explain(self, diagnosis: CodedDiagnosis, standing: Standing) -> tuple[str, str]:
        """Why it fails, and the fix."""
        code, near = diagnosis.facts.display, shown(standing.near)
        if standing.status is DiagnosisStatus.SEVENTH_MISSING:
            return f"{code} needs a 7th character", f"add it, for example {near}"
        if standing.status is DiagnosisStatus.SEVENTH_WRONG:
            return f"{code}: {diagnosis.code[6:]} is no 7th character of it", f"use one that is, for example {near}"
        return f"{code} lacks the placeholder X before the 7th character", f"write {near}"


RULE = SeventhCharacter()
