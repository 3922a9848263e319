"""Dates of service: there is one, in order, not in the future, within the statement."""

from __future__ import annotations

from collections.abc import Iterator

from superbill.edits.case import OLDEST, Case, usable
from superbill.edits.rule import ALL_KINDS, Rule
from superbill.model.claim import ClaimKind, ClaimLine
from superbill.model.finding import Finding, Result


class ServiceDate(Rule):
    """See the module."""

    id = "service-date"
    title = "Dates of service"
    about = "Each line has a date of service that is not in the future, ends no earlier than it begins, and lies in the statement."
    authority = (
        "ASC X12N 005010X222A1 and 005010X223A3, loop 2400 DTP*472; Medicare Claims Processing Manual, chapter 26"
    )
    kinds = ALL_KINDS
    inpatient = True
    order = 1

    def check(self, case: Case) -> Iterator[Finding]:
        """Lines without a usable date or code; one pass for the rest."""
        good: list[int] = []
        if not case.claim.lines:
            yield self.fail_claim(case, "the claim has no service line", "add the services")
        for line in case.claim.lines:
            why, fix = self._wrong(case, line)
            if why:
                yield Finding(self.id, Result.FAIL, why, (line.number,), (line.code,) if line.code else (), fix, self.severity, None, usable(line.charge))  # fmt: skip
            else:
                good.append(line.number)
        if good:
            yield self.passed(case, tuple(good), case.on, why="dates are in order")

    def _wrong(self, case: Case, line: ClaimLine) -> tuple[str, str]:
        claim = case.claim
        institutional = claim.kind is ClaimKind.INSTITUTIONAL
        if not line.code and not institutional:
            return "the line has no procedure code", "give the code"
        if line.on is None:
            if institutional and (case.inpatient or not line.code):
                return "", ""
            return "the line has no date of service", "give the date"
        if line.on > case.today:
            return f"the date of service {line.on} lies in the future", "correct the date, or file after the service"
        if line.on < OLDEST:
            return f"the date of service {line.on} lies before Medicare began", "correct the date"
        if line.through is not None and line.through < line.on:
            return f"the line ends on {line.through}, before it begins on {line.on}", "correct the dates"
        if claim.born is not None and line.on < claim.born:
            return "the date of service lies before the patient's birth", "correct the date of service or of birth"
        start, end = claim.statement_from, claim.statement_through
        if institutional and start and end and not start <= line.on <= end:
            return f"the date of service {line.on} lies outside the statement's dates", "correct the dates"
        return "", ""


RULE = ServiceDate()
