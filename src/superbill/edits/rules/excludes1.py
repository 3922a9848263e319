"""Excludes1 notes: two diagnoses that are never coded together."""

from __future__ import annotations

from collections.abc import Iterator

from superbill.edits.case import Case, CodedDiagnosis
from superbill.edits.diagnosis_facts import SequenceNote
from superbill.edits.diagnosis_rule import pointing, shown
from superbill.edits.facts import TABULAR
from superbill.edits.rule import ALL_KINDS, Rule
from superbill.model.finding import Finding, Severity


class Excludes1(Rule):
    """See the module."""

    id = "excludes1"
    title = "Excludes1 notes"
    about = (
        "Two diagnoses of which one stands in the Excludes1 notes of the other, or of a heading above it. The exception, two "
        "conditions unrelated to each other, is the coder's to see, so this is for review."
    )
    authority = "ICD-10-CM Official Guidelines, section I.A.12.a; tabular list"
    kinds = ALL_KINDS
    inpatient = True
    severity = Severity.REVIEW
    order = 43

    def check(self, case: Case) -> Iterator[Finding]:
        """Each two that exclude each other, once; one pass for the rest."""
        if len(case.diagnoses) < 2:
            if case.diagnoses:
                yield self.clear(case, why="one diagnosis only")
            return
        release = case.epoch.whole(TABULAR)
        if release is None:
            yield self.missing(case, TABULAR, (), case.on)
            return
        seen: set[frozenset[str]] = set()
        for diagnosis in case.diagnoses:
            notes = diagnosis.facts.excludes1
            if not notes:
                continue
            for other in case.diagnoses:
                pair = frozenset((diagnosis.code, other.code))
                if other.code == diagnosis.code or pair in seen:
                    continue
                note = next((note for note in notes if note.names(other.code) and not _inside(other, note)), None)
                if note is not None:
                    seen.add(pair)
                    yield self._finding(case, diagnosis, other, note)
        if not seen:
            yield self.clear(case, release.id, "no Excludes1 note stands between the diagnoses")

    def _finding(self, case: Case, diagnosis: CodedDiagnosis, other: CodedDiagnosis, note: SequenceNote) -> Finding:
        why = f"Excludes1 at {shown((note.at,))}: {diagnosis.facts.display} and {other.facts.display} are not coded together"
        lines = tuple(sorted({*pointing(case, diagnosis), *pointing(case, other)}))
        return self.fail_claim(
            case, why, "keep one of them; both only if the conditions are unrelated to each other",
            codes=(diagnosis.code, other.code), citation=case.facts.cite(note.release_id, note.src, case.on), lines=lines,
        )  # fmt: skip


def _inside(other: CodedDiagnosis, note: SequenceNote) -> bool:
    """Whether the other code stands under the note itself: a heading does not exclude its own codes from each other."""
    return "-" not in note.at and other.code.startswith(note.at)


RULE = Excludes1()
