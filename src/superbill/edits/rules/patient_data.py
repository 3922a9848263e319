"""What the editor needs of the patient of a stay: age, sex, discharge status."""

from __future__ import annotations

from collections.abc import Iterator

from superbill.edits.case import Case
from superbill.edits.rule import INSTITUTIONAL, Rule
from superbill.model.finding import Finding

OLDEST_AGE = 124
_STATUSES = (
    "01 02 03 04 05 06 07 20 21 30 40 41 42 43 50 51 61 62 63 64 65 66 69 70 81 82 83 84 85 86 87 88 89 90 91 92 93 94 "
    "95"
)
STATUSES = frozenset(_STATUSES.split())
"""Discharge statuses, numbers only (UB-04, FL 17); 09 and 08 are not for stays."""


class PatientData(Rule):
    """See the module."""

    id = "patient-data"
    title = "Age, sex and discharge status of a stay"
    about = "A stay tells an age of 0 to 124 years, a sex, and a discharge status that exists."
    authority = "Definitions of Medicare Code Edits: invalid age, invalid sex, invalid discharge status"
    kinds = INSTITUTIONAL
    outpatient = False
    inpatient = True
    order = 69

    def check(self, case: Case) -> Iterator[Finding]:
        """Each of the three that is wrong; else a pass."""
        age, clear = case.age, True
        for wrong, what in (
            (age is None or age > OLDEST_AGE, "age"),
            (case.claim.sex not in ("F", "M"), "sex"),
            (case.claim.discharge_status.zfill(2) not in STATUSES, "discharge status"),
        ):
            if wrong:
                clear = False
                yield self.fail_claim(case, f"the {what} is missing or not valid", f"give the {what}")
        if clear:
            yield self.clear(case, why="age, sex and discharge status are valid")


RULE = PatientData()
