"""Visits and procedures within the global period of an earlier procedure: 24, 58, 78, 79."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from superbill.edits.case import Case, ServiceLine
from superbill.edits.procedure_facts import ProcedureFacts
from superbill.edits.rule import PROFESSIONAL, Rule
from superbill.model.claim import Claim, ClaimLine
from superbill.model.finding import Finding, Severity

DAYS_AFTER = {"010": 10, "090": 90}
VISIT_MARKS = ("24", "57", "FT")
"""On a visit after the operation; 25 sets it apart from a procedure of its own day only, not from the package. FT is on
unrelated critical care (Claims Processing Manual, chapter 12, section 30.6.12)."""
DAY_BEFORE_MARKS = ("57", "25", "24")
PROCEDURE_MARKS = ("58", "78", "79")
SURGICAL = frozenset({"000", "010", "090"})
SPLIT_CARE = frozenset({"55", "56"})
"""Care before or after an operation: no operation of its own."""
NO_PERIOD = SPLIT_CARE | {"78", "80", "81", "82", "AS"}
"""Lines that open no period: split care, assistants, and a return to the operating room (chapter 12, section 40.1)."""

Earlier = tuple[Claim, ClaimLine, ProcedureFacts, int]


class GlobalPeriod(Rule):
    """See the module."""

    id = "global-period"
    title = "Services in the global period of an earlier procedure (24, 58, 78, 79)"
    about = (
        "After a procedure with 10 or 90 global days, a visit of the same practice needs 24, a procedure 58, 78 or 79, "
        "until the period ends; a visit the day before major surgery needs 57. Needs the patient's earlier claims."
    )
    authority = (
        "Medicare Claims Processing Manual, chapter 12, sections 40.1 to 40.4; NCCI Policy Manual, chapter I, section D"
    )
    kinds = PROFESSIONAL
    order = 14

    def check(self, case: Case) -> Iterator[Finding]:
        """Lines within a period; without earlier claims only those of this claim are known."""
        earlier = list(self._earlier(case))
        hit: set[int] = set()
        for line in case.lines:
            finding = self._judge(case, line, earlier) if earlier else None
            if finding is not None:
                hit.add(line.number)
                yield finding
        for day in case.days:
            concerned = [line for line in day.lines if line.number not in hit]
            asked = tuple([line.number for line in concerned if case.history is None and _concerns(line)])
            if asked:
                yield self._no_history(case, asked, day.on)
            rest = tuple([line.number for line in concerned if line.number not in asked])
            if rest:
                yield self.passed(case, rest, day.on, why="in no global period that is known")

    def _no_history(self, case: Case, lines: tuple[int, ...], on: date) -> Finding:
        key = (self.id, "history", lines)
        found = case.maker.passes.get(key)
        if found is None:
            why = "the patient's earlier claims were not given, so global periods of earlier procedures are not known"
            found = case.maker.passes.keep(
                key, self.unknown(lines, why, "give the earlier claims of 90 days", severity=Severity.NOTE)
            )
        return found

    def _earlier(self, case: Case) -> Iterator[Earlier]:
        """Procedures with a period, of the history and of this claim."""
        if case.history is None and len(case.days) < 2:
            return
        for claim in (*(case.history or ()), case.claim):
            if claim is not case.claim and not _same_practice(claim, case.claim):
                continue
            for line in claim.lines:
                if line.on is None or not line.code or NO_PERIOD.intersection(line.modifiers):
                    continue
                facts = case.maker.procedure(line.code.strip().upper(), case.facts.epoch(line.on))
                fees = facts.fees.value
                if fees is not None and fees.global_days in DAYS_AFTER:
                    yield claim, line, facts, DAYS_AFTER[fees.global_days]

    def _judge(self, case: Case, line: ServiceLine, earlier: list[Earlier]) -> Finding | None:
        fees = line.facts.fees.value
        procedure = fees is not None and fees.global_days in SURGICAL and not line.facts.visit
        if not line.facts.visit and (not procedure or SPLIT_CARE.intersection(line.marks)):
            return None
        for _, surgery, facts, after in earlier:
            gap = (line.on - surgery.on).days if surgery.on else 0
            before = after == DAYS_AFTER["090"] and gap == -1 and line.facts.visit
            if not 0 < gap <= after and not before:
                continue
            release = facts.fees.release
            citation = case.facts.cite(release.id, facts.fees.src, line.on) if release else None
            marks = (DAY_BEFORE_MARKS if before else VISIT_MARKS) if line.facts.visit else PROCEDURE_MARKS
            when = "the day before" if before else f"{gap} days after"
            why = f"{line.code} is {when} {surgery.code} (global {after} days)"
            used = next((mark for mark in line.marks if mark in marks), "")
            if used:
                return self.bypassed((line,), f"{why}: {used} sets it apart", citation)
            return self.fail((line,), f"{why}: part of its package", _fix(line, before), citation=citation)
        return None


def _fix(line: ServiceLine, before: bool) -> str:
    if before:
        return f"add 57 to {line.code} if surgery was decided at it"
    if line.facts.visit:
        return f"add 24 to {line.code} if unrelated to the operation"
    return "add 58 if planned or staged, 78 if an unplanned return to the operating room, 79 if unrelated"


def _same_practice(claim: Claim, other: Claim) -> bool:
    return not claim.billing.number or not other.billing.number or claim.billing.number == other.billing.number


def _concerns(line: ServiceLine) -> bool:
    """Whether an earlier procedure could matter: visits and procedures with a global period."""
    fees = line.facts.fees.value
    return line.facts.visit or (fees is not None and fees.global_days in SURGICAL)


RULE = GlobalPeriod()
