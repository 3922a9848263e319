"""Diagnoses that cannot stand first, or not alone."""

from __future__ import annotations

from superbill.edits.case import Case, CodedDiagnosis
from superbill.edits.editor_rule import FirstDiagnosisRule
from superbill.model.finding import Severity


class FirstListed(FirstDiagnosisRule):
    """See the module."""

    id = "first-listed"
    title = "Unacceptable first diagnosis"
    about = (
        "Codes for a circumstance that influences health but is no current illness, or for one that needs a second code, "
        "are not accepted as the principal diagnosis of a stay; on other claims they are for review."
    )
    authority = "Definitions of Medicare Code Edits, unacceptable principal diagnosis; ICD-10-CM Official Guidelines, section IV"
    order = 47
    inpatient = True
    listed = "unacceptable"
    because = "not accepted as the principal diagnosis"
    fix = "put the condition that led to the service first"
    severity = Severity.REVIEW

    def concerns(self, case: Case, first: CodedDiagnosis, lists: frozenset[str]) -> str:
        """On the list, or in need of a secondary diagnosis that is not there."""
        if "reqsdx" in lists:
            return "" if len(case.diagnoses) > 1 else "it needs a secondary diagnosis beside it"
        return super().concerns(case, first, lists)


RULE = FirstListed()
