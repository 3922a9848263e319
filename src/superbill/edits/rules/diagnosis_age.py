"""Diagnoses against the patient's age."""

from __future__ import annotations

from collections.abc import Iterator

from superbill.edits.case import Case
from superbill.edits.diagnosis_rule import cited, pointing
from superbill.edits.facts import EDITOR
from superbill.edits.rule import ALL_KINDS, Rule
from superbill.model.finding import Finding, Severity

OLDEST_AGE = 124
AGES = {"newborn": (0, 0), "pediatric": (0, 17), "maternity": (9, 64), "adult": (15, 124)}
MATERNITY_BEFORE_OCTOBER_2019 = (12, 55)
CHANGED = 20191001


class DiagnosisAge(Rule):
    """See the module."""

    id = "diagnosis-age"
    title = "Diagnoses for the patient's age"
    about = "Newborn codes for age 0, pediatric for 0 to 17, maternity for 9 to 64 (12 to 55 before October 2019), adult for 15 to 124."
    authority = "Definitions of Medicare Code Edits, age conflict; Integrated Outpatient Code Editor, edit 2"
    kinds = ALL_KINDS
    inpatient = True
    severity = Severity.REVIEW
    order = 48

    def check(self, case: Case) -> Iterator[Finding]:
        """Each diagnosis that does not fit the age; one pass for the rest."""
        if not case.diagnoses:
            return
        release = case.epoch.whole(EDITOR)
        if release is None or (release.period.end is not None and case.on > release.period.end):
            yield self.missing(case, EDITOR, (), case.on)
            return
        age, clear = case.age, True
        for diagnosis in case.diagnoses:
            standing = diagnosis.facts.standing(case.day)
            if not standing.lists:
                continue
            for name in standing.lists:
                span = span_of(name, case.day)
                if span is None or (age is not None and span[0] <= age <= span[1]):
                    continue
                clear = False
                if age is None:
                    why = f"{diagnosis.facts.display} is for ages {span[0]} to {span[1]}; the claim tells no age"
                    yield self.unknown((), why, "give the birth date", codes=(diagnosis.code,))
                else:
                    why = f"{diagnosis.facts.display} is a {name} diagnosis, for ages {span[0]} to {span[1]}; the patient is outside"
                    yield self.fail_claim(
                        case,
                        why,
                        "check the diagnosis and the birth date",
                        codes=(diagnosis.code,),
                        citation=cited(case, standing),
                        lines=pointing(case, diagnosis),
                    )
                break
        if clear:
            yield self.clear(case, release.id, "no diagnosis is for another age")


def span_of(name: str, day: int) -> tuple[int, int] | None:
    """The ages of one of the editor's lists on a day; None for a list that is not about age."""
    if name == "maternity" and day < CHANGED:
        return MATERNITY_BEFORE_OCTOBER_2019
    return AGES.get(name)


RULE = DiagnosisAge()
