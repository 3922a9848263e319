"""Code-first notes: the underlying condition stands before its manifestation."""

from __future__ import annotations

from collections.abc import Iterator

from superbill.edits.case import Case, CodedDiagnosis
from superbill.edits.diagnosis_facts import SequenceNote
from superbill.edits.diagnosis_rule import pointing, shown
from superbill.edits.facts import TABULAR
from superbill.edits.rule import ALL_KINDS, Rule
from superbill.model.finding import Finding, Severity

SHOWN = 6


class CodeFirst(Rule):
    """See the module."""

    id = "code-first"
    title = "Code first: cause before manifestation"
    about = (
        "A diagnosis with a code-first note stands after the condition that the note names; where the note allows no other, "
        "that condition is on the claim. Notes with 'if applicable' or 'any', and those for some forms of a condition "
        "('due to', 'complicating'), bind only when it is."
    )
    authority = "ICD-10-CM Official Guidelines, sections I.A.13 and I.A.17; tabular list"
    kinds = ALL_KINDS
    inpatient = True
    severity = Severity.REVIEW
    order = 44

    def check(self, case: Case) -> Iterator[Finding]:
        """Diagnoses in the wrong order; one pass for the rest."""
        if not case.diagnoses:
            return
        release = case.epoch.whole(TABULAR)
        if release is None:
            yield self.missing(case, TABULAR, (), case.on)
            return
        clear = True
        for diagnosis in case.diagnoses:
            for note in diagnosis.facts.code_first:
                why, fix = _wrong(case, diagnosis, note)
                if why:
                    clear = False
                    citation = case.facts.cite(note.release_id, note.src, case.on)
                    yield self.fail_claim(
                        case, why, fix, codes=(diagnosis.code,), citation=citation, lines=pointing(case, diagnosis)
                    )
                    break
        if clear:
            yield self.clear(case, release.id, "causes stand before their manifestations")


def _wrong(case: Case, diagnosis: CodedDiagnosis, note: SequenceNote) -> tuple[str, str]:
    named = [other for other in case.diagnoses if other.code != diagnosis.code and note.names(other.code)]
    place = 0 if diagnosis.first else diagnosis.position
    if any(other.first or other.position < place for other in named):
        return "", ""
    code, at = diagnosis.facts.display, shown((note.at,))
    if named:
        first = named[0].facts.display
        return f"{code} stands before {first}: code first, by the note at {at}", f"put {first} before {code}"
    if note.optional:
        return "", ""
    listed = ", ".join(str(reference) for reference in note.references[:SHOWN])
    example = f", such as {listed}" if listed else ""
    if diagnosis.first:
        return (
            f"{code} is first: the note at {at} wants the underlying condition first",
            f"code first the condition{example}",
        )
    if not note.open:
        return (
            f"{code}: the note at {at} wants a code of {listed} before it, none is there",
            f"add and put first one of {listed}",
        )
    return "", ""


RULE = CodeFirst()
