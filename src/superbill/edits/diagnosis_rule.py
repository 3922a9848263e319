"""What the rules about diagnoses share: which standings fail, and the pass for the rest."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from typing import ClassVar

from superbill.edits.case import Case, CodedDiagnosis
from superbill.edits.diagnosis_facts import DiagnosisStatus, Standing
from superbill.edits.facts import DIAGNOSES
from superbill.edits.rule import ALL_KINDS, Rule
from superbill.model.citation import Citation
from superbill.model.codes import System, display_code
from superbill.model.finding import Finding


class StandingRule(Rule):
    """A rule about what each diagnosis code is on the day; `wrong` are the standings that fail it."""

    kinds = ALL_KINDS
    inpatient = True
    wrong: ClassVar[frozenset[DiagnosisStatus]]
    clear_why: ClassVar[str]

    def check(self, case: Case) -> Iterator[Finding]:
        """Each diagnosis that fails; one pass by the release that answered."""
        day, release_id, lacking, good = case.day, 0, False, bool(case.diagnoses)
        for diagnosis in case.diagnoses:
            standing = diagnosis.facts.standing(day)
            if standing.status in self.wrong:
                good = False
                why, fix = self.explain(diagnosis, standing)
                yield self.fail_claim(
                    case,
                    why,
                    fix,
                    codes=(diagnosis.code,),
                    citation=cited(case, standing),
                    lines=pointing(case, diagnosis),
                )
            elif standing.status is DiagnosisStatus.NO_DATA:
                lacking = True
            else:
                release_id = standing.release_id or release_id
        if lacking:
            yield self.missing(case, DIAGNOSES, (), case.on)
        elif good:
            yield self.clear(case, release_id, self.clear_why)

    @abstractmethod
    def explain(self, diagnosis: CodedDiagnosis, standing: Standing) -> tuple[str, str]:
        """Why it fails, and the fix."""


def cited(case: Case, standing: Standing) -> Citation | None:
    """The receipt of a standing."""
    return case.facts.cite(standing.release_id, standing.src, case.on) if standing.release_id else None


def pointing(case: Case, diagnosis: CodedDiagnosis) -> tuple[int, ...]:
    """The lines that stand on a diagnosis."""
    return tuple([line.number for line in case.claim.lines if diagnosis.position in line.pointers])


def shown(codes: tuple[str, ...]) -> str:
    """ICD-10-CM codes as printed."""
    return ", ".join(display_code(System.ICD10CM, code) for code in codes)
