"""One diagnosis coded twice."""

from __future__ import annotations

from collections.abc import Iterator

from superbill.edits.case import Case
from superbill.edits.rule import ALL_KINDS, Rule
from superbill.model.claim import DiagnosisRole
from superbill.model.finding import Finding, Severity


class DiagnosisRepeated(Rule):
    """See the module."""

    id = "diagnosis-repeated"
    title = "Diagnoses that stand twice"
    about = "Each diagnosis code is given once; for a stay, none repeats the principal diagnosis."
    authority = "ICD-10-CM Official Guidelines, section I.B.12; Definitions of Medicare Code Edits, duplicate of principal diagnosis"
    kinds = ALL_KINDS
    inpatient = True
    severity = Severity.REVIEW
    order = 39

    def check(self, case: Case) -> Iterator[Finding]:
        """Each code that stands again; else a pass."""
        seen: set[str] = set()
        repeated: list[str] = []
        for diagnosis in case.diagnoses:
            if diagnosis.role is DiagnosisRole.EXTERNAL:
                continue
            if diagnosis.code in seen and diagnosis.code not in repeated:
                repeated.append(diagnosis.code)
            seen.add(diagnosis.code)
        for code in repeated:
            shown = next(diagnosis.facts.display for diagnosis in case.diagnoses if diagnosis.code == code)
            first = any(diagnosis.first for diagnosis in case.diagnoses if diagnosis.code == code)
            what = "repeats the principal diagnosis" if first and case.inpatient else "stands twice"
            yield self.fail_claim(case, f"{shown} {what}", "keep it once", codes=(code,))
        if case.diagnoses and not repeated:
            yield self.clear(case, why="each diagnosis stands once")


RULE = DiagnosisRepeated()
