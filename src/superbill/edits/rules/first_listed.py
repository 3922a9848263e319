"""Diagnoses that cannot stand first, or not alone."""

from __future__ import annotations

from superbill.edits.case import Case, CodedDiagnosis
from superbill.edits.editor_rule import FirstDiagnosisRule
from superbill.model.finding import Severity

ADDITIONAL = (
    "B95", "B96", "B97", "Z16", "Z37", "Z3A", "Z55", "Z56", "Z57", "Z58", "Z59", "Z60", "Z61", "Z62", "Z63", "Z64", "Z65",
    "Z68",
)  # fmt: skip
"""Categories that only add to another diagnosis, in every setting: agents of infection, resistance to drugs, outcome of
delivery, weeks of gestation, social circumstances, body mass index (Official Guidelines, sections I.C.1.b, I.C.15 and I.C.21.c)."""


class FirstListed(FirstDiagnosisRule):
    """The editor's list of unacceptable principal diagnoses is for stays: it holds check-ups, screening, vaccination and
    prenatal visits, which are what outpatient claims are to list first (Official Guidelines, section IV and I.C.21.c.16)."""

    id = "first-listed"
    title = "Unacceptable first diagnosis"
    about = (
        "Codes for a circumstance that influences health but is no current illness, or for one that needs a second code, "
        "are not accepted as the principal diagnosis of a stay; on other claims only those that the guidelines take as "
        "additional codes alone: agents of infection, outcome of delivery, weeks of gestation, social circumstances, body "
        "mass index."
    )
    authority = (
        "Definitions of Medicare Code Edits, unacceptable principal diagnosis; ICD-10-CM Official Guidelines, sections "
        "I.C.21.c and IV"
    )
    order = 47
    inpatient = True
    listed = "unacceptable"
    because = "not accepted as the principal diagnosis"
    fix = "put the condition that led to the service first"
    severity = Severity.REVIEW

    def concerns(self, case: Case, first: CodedDiagnosis, lists: frozenset[str]) -> str:
        """On the list, or in need of a secondary diagnosis that is not there; outside stays, an additional code."""
        if not case.inpatient:
            return "it only adds to another diagnosis" if first.code.startswith(ADDITIONAL) else ""
        if "reqsdx" in lists:
            return "" if len(case.diagnoses) > 1 else "it needs a secondary diagnosis beside it"
        return super().concerns(case, first, lists)


RULE = FirstListed()
