"""Diagnoses of a line against the coverage policies of the provider's state."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from superbill.edits.case import Case, ServiceLine
from superbill.edits.coverage import check_coverage
from superbill.edits.exports import snapshot
from superbill.edits.facts import ARTICLES
from superbill.edits.rule import Rule
from superbill.errors import UsageError
from superbill.model.citation import Citation, NotAvailable
from superbill.model.coverage import CoverageAnswer, CoverageResult, DocumentKind
from superbill.model.finding import Finding, Severity

NO_STATE = ("policies name the code, and the claim tells no state of the provider", "give the provider's state")
LATER_EXPORT = (
    "the export of the coverage database is of a later day: documents that had ended by then are not in it",
    "load the export of that time",
)
CLEAR = "no policy of the state speaks against it"
GOOD = (CoverageResult.COVERED, CoverageResult.NO_POLICY)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is kept of the policies' answer: thousands of them are."""

    result: CoverageResult
    why: str
    citation: Citation | None


class MedicalNecessity(Rule):
    """See the module."""

    id = "medical-necessity"
    title = "Medical necessity by coverage policies"
    about = (
        "The diagnoses a line points to against the billing and coding articles that hold in the provider's state. Covered "
        "passes; no policy for the code passes; a condition that a claim does not show is no data; none covered fails."
    )
    authority = "Social Security Act 1862(a)(1)(A); Medicare Coverage Database, articles, LCDs and NCDs"
    medicare = True
    order = 60

    def check(self, case: Case) -> Iterator[Finding]:
        """Lines whose diagnoses no policy covers; one pass for the rest."""
        state = case.place_provider[0].strip().upper()
        for day in case.days:
            loaded = _loaded(case, day.on)
            if loaded is None:
                yield self.missing(case, ARTICLES, day.numbers, day.on)
                continue
            release_id, early = loaded
            settled, lacking, unsure = list[int](), list[int](), list[int]()
            for line in day.lines:
                if not line.facts.in_policies:
                    if early:
                        unsure.append(line.number)
                elif not state:
                    lacking.append(line.number)
                else:
                    finding = self._judge(case, line, state)
                    if finding is not None:
                        settled.append(line.number)
                        yield finding
            if lacking:
                yield self._shared(case, tuple(lacking), NO_STATE)
            if unsure:
                yield self._shared(case, tuple(unsure), LATER_EXPORT)
            rest = [number for number in day.numbers if number not in (*settled, *lacking, *unsure)]
            if len(rest) == len(day.numbers):
                yield self.clear_day(case, day, release_id, CLEAR)
            elif rest:
                yield self.passed(case, tuple(rest), day.on, release_id, CLEAR)

    def _shared(self, case: Case, lines: tuple[int, ...], reason: tuple[str, str]) -> Finding:
        key = (self.id, reason, lines)
        return case.maker.passes.get(key) or case.maker.passes.keep(key, self.unknown(lines, *reason))

    def _judge(self, case: Case, line: ServiceLine, state: str) -> Finding | None:
        """The best verdict of the line's diagnoses; None when one covers it, or no policy is for the code."""
        diagnoses = _diagnoses(case, line)
        if not diagnoses:
            return self.unknown(
                (line.number,), f"policies name {line.code}; the line has no diagnosis", codes=(line.code,)
            )
        answers = [answer for code in diagnoses if (answer := _answer(case, line, code, state)) is not None]
        if not answers:
            return self.unknown(
                (line.number,), "the state is none that the coverage database knows", codes=(line.code,)
            )
        if any(answer.result in GOOD for answer in answers):
            return None
        for result in (CoverageResult.CONDITIONS, CoverageResult.NO_DIAGNOSES, CoverageResult.NOT_AVAILABLE):
            found = next((answer for answer in answers if answer.result is result), None)
            if found is not None:
                severity = Severity.NOTE if result is CoverageResult.NO_DIAGNOSES else Severity.REVIEW
                return self.unknown(
                    (line.number,),
                    f"{line.code}: {found.why}",
                    "read the policy",
                    codes=(line.code,),
                    citation=found.citation,
                    severity=severity,
                )
        first = answers[0]
        why = f"{line.code} in {state}: {first.why}"
        return self.fail(
            (line,),
            why,
            "point to a covered diagnosis if the record has one, or get an ABN and add GA",
            citation=first.citation,
        )


def _loaded(case: Case, on: date) -> tuple[int, bool] | None:
    """The release of articles that answers, and whether it is of a later day; None when none is loaded."""
    key = ("articles", on)
    known: tuple[int, bool] | bool | None = case.facts.shared.get(key)
    if known is None:
        found = snapshot(case.facts.kb, DocumentKind.ARTICLE, on)
        value = False if isinstance(found, NotAvailable) else (found.release.id, found.early)
        known = case.facts.shared.keep(key, value)
    return known if isinstance(known, tuple) else None


def _diagnoses(case: Case, line: ServiceLine) -> tuple[str, ...]:
    """The codes that the line points to; every diagnosis where it points to none (institutional)."""
    pointed = [diagnosis.code for diagnosis in case.diagnoses if diagnosis.position in line.line.pointers]
    return tuple(pointed or [diagnosis.code for diagnosis in case.diagnoses])


def _answer(case: Case, line: ServiceLine, diagnosis: str, state: str) -> Verdict | None:
    """What the policies say, remembered in short; None for a state that the database does not know."""
    key = ("coverage", line.code, diagnosis, state, line.on)
    known: Verdict | bool | None = case.facts.shared.get(key)
    if known is None:
        try:
            found: Verdict | bool = _short(check_coverage(case.facts.kb, line.code, diagnosis, state, line.on))
        except UsageError:
            found = False
        known = case.facts.shared.keep(key, found)
    return known if isinstance(known, Verdict) else None


def _short(answer: CoverageAnswer) -> Verdict:
    why = answer.why or (answer.reason.not_available if answer.reason else str(answer.result))
    return Verdict(answer.result, why, answer.findings[0].citation if answer.findings else answer.citation)


RULE = MedicalNecessity()
