"""Rules that ask whether the first diagnosis is on one of the Medicare Code Editor's lists."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from superbill.edits.case import Case, CodedDiagnosis
from superbill.edits.diagnosis_rule import cited, pointing
from superbill.edits.facts import EDITOR
from superbill.edits.rule import ALL_KINDS, Rule
from superbill.model.finding import Finding


class FirstDiagnosisRule(Rule):
    """The first (principal) diagnosis is not on the list `listed`."""

    kinds = ALL_KINDS
    inpatient = True
    listed: ClassVar[str]
    because: ClassVar[str]
    fix: ClassVar[str]

    def check(self, case: Case) -> Iterator[Finding]:
        """The first diagnosis, when it is on the list; else a pass by the editor's release."""
        first = next((diagnosis for diagnosis in case.diagnoses if diagnosis.first), None)
        if first is None:
            return
        release = case.epoch.whole(EDITOR)
        if release is None or (release.period.end is not None and case.on > release.period.end):
            yield self.missing(case, EDITOR, (), case.on)
            return
        standing = first.facts.standing(case.day)
        because = self.concerns(case, first, standing.lists) if standing.lists else ""
        if because:
            yield self.fail_claim(
                case, f"{first.facts.display} is first: {because}", self.fix, codes=(first.code,),
                citation=cited(case, standing), lines=pointing(case, first),
            )  # fmt: skip
        else:
            yield self.clear(case, release.id)

    def concerns(self, case: Case, first: CodedDiagnosis, lists: frozenset[str]) -> str:
        """Why the first diagnosis fails; empty when it does not."""
        return self.because if self.listed in lists else ""
