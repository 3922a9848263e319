"""When a code is valid, as the Medicare Code Editor dates it: finer than a list, and often reaching further."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from superbill.kb.queries import load_queries
from superbill.kb.store import Found, KnowledgeBase
from superbill.model.citation import Citation
from superbill.model.codes import System
from superbill.model.periods import Period, from_day_number

SQL = load_queries("superbill.terminology", "codes.sql")
SOURCE = "cms-mce-codes"
OPEN = 99991231


@dataclass(frozen=True, slots=True)
class Validity:
    """The periods of a code, oldest first, and whether one holds on the day that was asked."""

    periods: tuple[Period, ...]
    on: date
    citation: Citation

    @property
    def holds(self) -> bool:
        """Valid that day."""
        return any(period.holds(self.on) for period in self.periods)

    @property
    def last_day(self) -> date | None:
        """The last day it was valid before the day asked; None when it never was."""
        ended = [period.end for period in self.periods if period.end is not None and period.end < self.on]
        return max(ended, default=None)

    @property
    def first_day(self) -> date | None:
        """The first day it will be valid after the day asked."""
        return min((period.start for period in self.periods if period.start > self.on), default=None)


def validity(kb: KnowledgeBase, system: System, code: str, on: date) -> Validity | None:
    """The editor's periods of a code; None when it does not know the code, is not loaded, or does not reach to that day."""
    found = kb.find(SQL["validity"], source=SOURCE, on=on, system=system, code=code)
    if not isinstance(found, Found) or not found.release.period.holds(on):
        return None
    periods = tuple(
        Period(from_day_number(row[0]) or date.min, None if row[1] == OPEN else from_day_number(row[1]))
        for row in found.rows
    )
    return Validity(periods, on, found.cite(found.rows[-1]))
