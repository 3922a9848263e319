"""What is on file of one CPT or HCPCS code in one epoch, each part read when first asked."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from superbill.edits.facts import (
    ADDONS,
    ARTICLES,
    FEES,
    HCPCS,
    LABORATORY,
    LCDS,
    OUTPATIENT,
    SQL,
    Answer,
    Epoch,
    Facts,
)
from superbill.edits.visits import is_visit
from superbill.kb.store import Row
from superbill.model.codes import System, systems_of
from superbill.model.edits import Setting
from superbill.model.periods import day_number

CONTRACTOR_DEFINED = "CCCCC"
PROCEDURE_SYSTEMS = (System.CPT, System.HCPCS, System.CDT)


@dataclass(frozen=True, slots=True)
class FeeIndicators:
    """The policy indicators of the fee-schedule row without modifier; `variants` are the modifiers that have rows."""

    status: str
    non_facility_na: bool
    facility_na: bool
    pctc: str
    global_days: str
    multiple_procedure: str
    bilateral: str
    assistant: str
    co_surgeon: str
    team: str
    variants: frozenset[str]


@dataclass(frozen=True, slots=True)
class UnitLimit:
    """The medically unlikely edit: units and MUE adjudication indicator (MAI)."""

    units: int
    mai: int


@dataclass(frozen=True, slots=True)
class AddonEdit:
    """One primary code of an add-on code and the days (yyyymmdd) the edit holds."""

    primary: str
    type: int
    first_day: int
    last_day: int


@dataclass(frozen=True, slots=True)
class Listed:
    """A code of a list: the days (yyyymmdd) it is valid."""

    first_day: int
    last_day: int


class ProcedureFacts:
    """The facts of one code; `column2` is asked for a setting, everything else is an attribute."""

    def __init__(self, facts: Facts, epoch: Epoch, code: str) -> None:
        self._facts = facts
        self._column2: dict[str, Answer[frozenset[str]]] = {}
        self._limits: dict[str, Answer[UnitLimit]] = {}
        self.epoch = epoch
        self.code = code
        self.system = next((system for system in systems_of(code) if system in PROCEDURE_SYSTEMS), None)
        number = int(code) if len(code) == 5 and code.isascii() and code.isdigit() else 0
        self.visit = is_visit(code)
        """An evaluation and management visit, on which 24, 25 and 57 may stand."""
        self.anesthesia = 100 <= number <= 1999

    @cached_property
    def fees(self) -> Answer[FeeIndicators]:
        """The physician fee schedule's indicators."""
        rows, release = self._facts.first_rows(self.epoch.shelves[FEES], "fee_rows", code=self.code)
        if not rows:
            return Answer(None, release)
        row = rows[0]  # the one without modifier sorts first
        variants = frozenset(other[0] for other in rows if other[0])
        return Answer(_indicators(row, variants), release, row[-1])

    def limit(self, setting: Setting) -> Answer[UnitLimit]:
        """The medically unlikely edit in a setting."""
        found = self._limits.get(setting)
        if found is None:
            shelf = self.epoch.shelves["cms-ncci-mue", setting]
            rows, release = self._facts.first_rows(shelf, "mue_row", code=self.code)
            found = Answer(UnitLimit(rows[0][0], rows[0][1]), release, rows[0][-1]) if rows else Answer(None, release)
            self._limits[setting] = found
        return found

    def column2(self, setting: Setting) -> Answer[frozenset[str]]:
        """The column 2 codes where this one is column 1, in any release that answers; whether an edit holds that day
        is told by `pair_edit`. Without a whole release `release` is None, and codes that are missing mean nothing."""
        found = self._column2.get(setting)
        if found is None:
            shelf = self.epoch.shelves["cms-ncci-ptp", setting]
            codes: set[str] = set()
            for release in shelf.releases:
                since = day_number(release.period.start)
                rows = self._facts.kb.rows(SQL["column2_codes"], release=release.id, code=self.code, since=since)
                codes.update(sys.intern(row[0]) for row in rows)  # sets of thousands of codes share their members
            found = self._column2[setting] = Answer(frozenset(codes), shelf.whole)
        return found

    @cached_property
    def addons(self) -> Answer[tuple[AddonEdit, ...]]:
        """The add-on code edits where this code is the add-on; a whole release without any says it is none."""
        rows, release = self._facts.first_rows(self.epoch.shelves[ADDONS], "addon_rows", code=self.code)
        edits = tuple(AddonEdit(row[0], row[1], row[2], min(row[3:6])) for row in rows)
        return Answer(edits or None, release, rows[0][-1] if rows else None)

    @cached_property
    def laboratory(self) -> Answer[frozenset[str]]:
        """The modifiers ('' and QW) that the code has rows with on the laboratory fee schedule."""
        rows, release = self._facts.first_rows(self.epoch.shelves[LABORATORY], "laboratory_rows", code=self.code)
        modifiers = frozenset(row[0] for row in rows)
        return Answer(modifiers or None, release, rows[0][-1] if rows else None)

    @cached_property
    def outpatient(self) -> Answer[str]:
        """The status indicator of the hospital outpatient payment system."""
        rows, release = self._facts.first_rows(self.epoch.shelves[OUTPATIENT], "outpatient_row", code=self.code)
        return Answer(rows[0][0], release, rows[0][-1]) if rows else Answer(None, release)

    @cached_property
    def listed(self) -> Answer[Listed]:
        """The code in the HCPCS list."""
        shelf = self.epoch.shelves[HCPCS]
        rows, release = self._facts.first_rows(shelf, "listed_code", system=System.HCPCS, code=self.code)
        return Answer(Listed(rows[0][1], rows[0][2]), release, rows[0][-1]) if rows else Answer(None, release)

    @cached_property
    def in_policies(self) -> bool:
        """Whether any article or local coverage determination that is loaded names the code."""
        ids = {key: [r.id for r in self._facts.kb.series(*shelf)] for key, shelf in (("a", ARTICLES), ("l", LCDS))}
        return any(
            self._facts.kb.rows(SQL["policy_names_code"], articles=articles, lcds=lcds, code=self.code)[0][0]
            for articles in ids["a"] or [0]
            for lcds in ids["l"] or [0]
        )


def _indicators(row: Row, variants: frozenset[str]) -> FeeIndicators:
    pctc, global_days, multiple, bilateral, assistant, co_surgeon, team = row[4:11]
    return FeeIndicators(
        row[1], row[2] == "NA", row[3] == "NA", pctc, global_days, multiple, bilateral, assistant, co_surgeon, team, variants
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class PairRow:
    """The pair edit that holds on a day."""

    indicator: int
    release_id: int
    src: int


def pair_edit(facts: Facts, epoch: Epoch, column1: str, column2: str, on: date, setting: Setting) -> PairRow | None:
    """The edit of two codes in this order that is in force on the day; both ends of its period count."""
    day = day_number(on) or 0
    for release in epoch.shelves["cms-ncci-ptp", setting].releases:
        rows = facts.kb.rows(SQL["pair_rows"], release=release.id, column1=column1, column2=column2)
        if rows:
            held = (row for row in rows if row[0] <= day <= row[1])
            row = next(held, None)
            return PairRow(row[2], release.id, row[3]) if row else None
    return None


def holding(edits: tuple[AddonEdit, ...], day: int) -> list[AddonEdit]:
    """The add-on edits in force on a day."""
    return [edit for edit in edits if edit.first_day <= day <= edit.last_day]
