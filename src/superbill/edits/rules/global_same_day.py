"""Visits on the day of a procedure with a global period: 25 for minor, 57 for major procedures."""

from __future__ import annotations

from collections.abc import Iterator

from superbill.edits.case import Case, Day, ServiceLine
from superbill.edits.facts import FEES
from superbill.edits.rule import PROFESSIONAL, Rule, fees_of
from superbill.model.finding import Finding

MINOR = frozenset({"000", "010"})
MAJOR = "090"
SURGICAL = MINOR | {MAJOR}
SEPARATE = {"minor": ("25", "24"), "major": ("57", "25", "24")}
NOT_THE_SURGEON = frozenset({"80", "81", "82", "AS", "55", "56", "26", "TC"})


class GlobalSameDay(Rule):
    """See the module."""

    id = "global-same-day"
    title = "Visits on the day of a procedure (25, 57)"
    about = (
        "A visit on the day of a procedure with 0 or 10 global days needs 25, on the day of one with 90 needs 57 (the "
        "decision for surgery), by the same practitioner."
    )
    authority = "NCCI Policy Manual, chapter I, section D; Medicare Claims Processing Manual, chapter 12, sections 30.6.6 and 40.1"
    kinds = PROFESSIONAL
    order = 13

    def check(self, case: Case) -> Iterator[Finding]:
        """Visits that need a modifier or have it; one pass for the other lines."""
        for day in case.days:
            visits = [line for line in day.lines if line.facts.visit]
            if not visits or len(day.lines) == len(visits):
                yield self.clear_day(case, day, why="no visit beside a procedure")
                continue
            yield from self._of_day(case, day, visits)

    def _of_day(self, case: Case, day: Day, visits: list[ServiceLine]) -> Iterator[Finding]:
        minor: list[ServiceLine] = []
        major: list[ServiceLine] = []
        lacking = False
        for line in day.lines:
            if line.facts.visit:
                continue
            fees = line.facts.fees
            lacking = lacking or fees.release is None
            days = fees.value.global_days if fees.value is not None else ""
            if days in SURGICAL and NOT_THE_SURGEON.isdisjoint(line.marks):
                (major if days == MAJOR else minor).append(line)
        settled: list[int] = []
        for visit in visits:
            finding = self._judge(case, visit, major, minor) if major or minor else None
            if finding is not None:
                settled.append(visit.number)
                yield finding
            elif lacking:
                settled.append(visit.number)
                yield self.missing(case, FEES, (visit.number,), day.on)
        yield from self.rest(case, day, settled, FEES, fees_of, "no visit is part of a procedure's package")

    def _judge(
        self, case: Case, visit: ServiceLine, major: list[ServiceLine], minor: list[ServiceLine]
    ) -> Finding | None:
        for kind, procedures, needed, sense in (
            ("major", major, "57", "if surgery was decided at it"),
            ("minor", minor, "25", "if it was significant and separate"),
        ):
            beside = next((line for line in procedures if _same(visit, line)), None)
            if beside is None:
                continue
            fees = beside.facts.fees
            citation = case.facts.cite(fees.release.id, fees.src, visit.on) if fees.release else None
            days = fees.value.global_days if fees.value else ""
            used = next((mark for mark in visit.marks if mark in SEPARATE[kind]), "")
            if used:
                why = f"{visit.code} on the day of {beside.code} (global {days}): {used} sets it apart"
                if kind == "major" and used != needed:
                    why += f", if it was for something else; {needed} is for the decision for surgery"
                return self.bypassed((visit, beside), why, citation)
            why = f"{visit.code} is part of {beside.code} that day (global {days}, a {kind} procedure)"
            return self.fail(
                (visit, beside), why, f"add {needed} to {visit.code} {sense}", citation=citation, usd=visit.charge
            )
        return None


def _same(visit: ServiceLine, procedure: ServiceLine) -> bool:
    return visit.practitioner == procedure.practitioner or not visit.practitioner or not procedure.practitioner


RULE = GlobalSameDay()
