"""Each line of a professional claim points to diagnoses that are there."""

from __future__ import annotations

from collections.abc import Iterator

from superbill.edits.case import Case, usable
from superbill.edits.rule import PROFESSIONAL, Rule
from superbill.model.finding import Finding, Result

MOST = 4


class DiagnosisPointer(Rule):
    """See the module."""

    id = "diagnosis-pointer"
    title = "Diagnosis pointers"
    about = "Each line points to one to four diagnoses of the claim."
    authority = "ASC X12N 005010X222A1, SV107; Medicare Claims Processing Manual, chapter 26, section 10.4, item 24E"
    kinds = PROFESSIONAL
    order = 4

    def check(self, case: Case) -> Iterator[Finding]:
        """Lines without a pointer or with one to nowhere; one pass for the rest."""
        good: list[int] = []
        count = len(case.claim.diagnoses)
        for line in case.claim.lines:
            why = ""
            if not line.pointers:
                why = "the line points to no diagnosis"
            elif len(line.pointers) > MOST:
                why = f"the line points to {len(line.pointers)} diagnoses, it may to {MOST}"
            elif min(line.pointers) < 1 or max(line.pointers) > count:
                why = f"the line points to diagnosis {max(line.pointers)} of {count}"
            elif len(set(line.pointers)) != len(line.pointers):
                why = "the line points to one diagnosis twice"
            if why:
                yield Finding(self.id, Result.FAIL, why, (line.number,), (line.code,), "correct the pointers", self.severity, None, usable(line.charge))  # fmt: skip
            else:
                good.append(line.number)
        if good:
            yield self.passed(case, tuple(good), case.on, why="pointers lead to diagnoses")


RULE = DiagnosisPointer()
