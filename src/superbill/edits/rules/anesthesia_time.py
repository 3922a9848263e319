"""Anesthesia codes tell their time."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from superbill.edits.case import Case
from superbill.edits.rule import PROFESSIONAL, Rule
from superbill.model.finding import Finding, Severity

A_DAY = Decimal(24 * 60)
DIRECTION = frozenset({"AA", "AD", "QK", "QX", "QY", "QZ"})
NO_TIME = frozenset({"01953", "01968", "01969", "01996"})
"""Add-on codes and daily management: 01996 has no time, 01953 counts areas; 01968 and 01969 have their own time."""


class AnesthesiaTime(Rule):
    """See the module."""

    id = "anesthesia-time"
    title = "Anesthesia time and modifiers"
    about = "Anesthesia (00100-01999) tells its minutes, at most a day's, and who gave or directed it (AA, AD, QK, QX, QY, QZ)."
    authority = "Medicare Claims Processing Manual, chapter 12, section 50 (K: time and modifiers)"
    kinds = PROFESSIONAL
    order = 34

    def check(self, case: Case) -> Iterator[Finding]:
        """Anesthesia lines without time or modifier; nothing for other claims."""
        for day in case.days:
            for line in day.lines:
                if not line.facts.anesthesia:
                    continue
                minutes = line.minutes
                if minutes is None and line.code not in NO_TIME:
                    why = f"{line.code} is anesthesia and tells no minutes"
                    yield self.fail((line,), why, "report minutes (MJ), not units")
                elif minutes is not None and minutes > A_DAY * line.line.days:
                    yield self.fail(
                        (line,), f"{line.code}: {minutes:f} minutes are more than the days have", "correct the minutes"
                    )
                elif not DIRECTION.intersection(line.marks):
                    why = f"{line.code} has no modifier that says who gave or directed the anesthesia"
                    yield self.fail((line,), why, "add AA, AD, QK, QX, QY or QZ", severity=Severity.REVIEW)
                else:
                    yield self.passed(case, (line.number,), day.on, why="time and direction are told")


RULE = AnesthesiaTime()
