"""Surgery on the wrong patient, side or the wrong procedure."""

from __future__ import annotations

from collections.abc import Iterator

from superbill.edits.case import Case
from superbill.edits.diagnosis_rule import cited
from superbill.edits.facts import EDITOR
from superbill.edits.rule import INSTITUTIONAL, Rule
from superbill.model.finding import Finding


class WrongProcedure(Rule):
    """See the module."""

    id = "wrong-procedure"
    title = "Wrong procedure performed"
    about = "Y65.51 to Y65.53 tell a wrong operation, patient or side, which Medicare does not pay."
    authority = (
        "Definitions of Medicare Code Edits, wrong procedure performed; National Coverage Determinations 140.6 to 140.8"
    )
    kinds = INSTITUTIONAL
    outpatient = False
    inpatient = True
    order = 73

    def check(self, case: Case) -> Iterator[Finding]:
        """Each such diagnosis; else a pass."""
        release = case.epoch.whole(EDITOR)
        if release is None or (release.period.end is not None and case.on > release.period.end):
            yield self.missing(case, EDITOR, (), case.on)
            return
        clear = True
        for diagnosis in case.diagnoses:
            standing = diagnosis.facts.standing(case.day)
            if "wrngproc" in standing.lists:
                clear = False
                why = f"{diagnosis.facts.display} tells a wrong procedure: the stay is not paid"
                yield self.fail_claim(
                    case,
                    why,
                    "bill it as a no-pay claim (type of bill 110)",
                    codes=(diagnosis.code,),
                    citation=cited(case, standing),
                )
        if clear:
            yield self.clear(case, release.id)


RULE = WrongProcedure()
