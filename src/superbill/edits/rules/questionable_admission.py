"""Principal diagnoses that seldom need a stay."""

from __future__ import annotations

from superbill.edits.editor_rule import FirstDiagnosisRule
from superbill.edits.rule import INSTITUTIONAL
from superbill.model.finding import Severity


class QuestionableAdmission(FirstDiagnosisRule):
    """See the module."""

    id = "questionable-admission"
    title = "Questionable admission"
    about = "The principal diagnosis is not one that by itself seldom justifies an admission."
    authority = "Definitions of Medicare Code Edits, questionable admission"
    kinds = INSTITUTIONAL
    outpatient = False
    order = 72
    severity = Severity.REVIEW
    listed = "qadm"
    because = "by itself it seldom justifies an admission"
    fix = "check the principal diagnosis against the record"


RULE = QuestionableAdmission()
