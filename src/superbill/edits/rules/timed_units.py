"""Units of timed therapy codes against the minutes, where the claim tells them: the 8-minute rule."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from superbill.edits.case import Case, ServiceLine
from superbill.edits.rule import Rule
from superbill.model.finding import Finding

_TIMED = (
    "97032 97033 97034 97035 97036 97110 97112 97113 97116 97124 97129 97130 97140 97530 97533 97535 97537 97542 97750 "
    "97755 97760 97761 97763"
)
TIMED = frozenset(_TIMED.split())
"""Codes of 15 minutes of direct contact (chapter 5, section 20.2)."""
MINUTES = 15
ROUNDS_FROM = 8


class TimedUnits(Rule):
    """See the module."""

    id = "timed-units"
    title = "Timed units against minutes (8-minute rule)"
    about = (
        "The minutes of all 15-minute therapy codes of a day together give the units that may be billed: 8 to 22 are 1, 23 "
        "to 37 are 2, and so on. Checked only where the claim tells the minutes beside the units."
    )
    authority = "Medicare Claims Processing Manual, chapter 5, section 20.2"
    medicare = True
    order = 33

    def check(self, case: Case) -> Iterator[Finding]:
        """Days whose units exceed the minutes; nothing where no minutes are told."""
        for day in case.days:
            timed = [line for line in day.lines if line.minutes is not None and line.code in TIMED]
            if not timed:
                continue
            minutes = sum([line.minutes or Decimal(0) for line in timed], Decimal(0))
            units = sum([line.units for line in timed], Decimal(0))
            allowed = allowed_units(minutes)
            numbers = tuple([line.number for line in timed])
            if units > allowed:
                why = f"{units:f} timed units for {minutes:f} minutes: {allowed} may be billed"
                yield self.fail(
                    timed,
                    why,
                    f"bill {allowed} units, those with most minutes first",
                    usd=_excess(timed, units - allowed),
                )
            else:
                yield self.passed(case, numbers, day.on, why="units fit the minutes")


def allowed_units(minutes: Decimal) -> int:
    """The units of 15 minutes that may be billed for the day's minutes.

    >>> [allowed_units(Decimal(n)) for n in (7, 8, 22, 23, 37, 38)]
    [0, 1, 1, 2, 2, 3]
    """
    return int((minutes + MINUTES - ROUNDS_FROM) // MINUTES) if minutes > 0 else 0


def _excess(lines: list[ServiceLine], units: Decimal) -> Decimal:
    """The charge of so many units, at the cheapest line's charge for one."""
    each = [line.charge / line.units for line in lines if line.units > 0]
    return (min(each) * units).quantize(Decimal("0.01")) if each else Decimal(0)


RULE = TimedUnits()
