"""Looks a code up on a date: valid, not billable, deleted, not yet valid, not confirmed, unknown, or not loaded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

from superbill.kb.queries import load_queries
from superbill.kb.store import Absent, Found, KnowledgeBase
from superbill.model.citation import Citation, Fact, NotAvailable
from superbill.model.codes import System, TypedCode, display_code, parse_code, systems_of
from superbill.model.lookup import (
    Billable,
    CodeLine,
    Deleted,
    KnownAnswer,
    LookupAnswer,
    NotLoadedHere,
    NotYetValid,
    Unconfirmed,
    Unknown,
)
from superbill.terminology.cpt import CPT_WITNESSES, CptOutcome, cpt_codes, cpt_standing
from superbill.terminology.cpt_modifiers import cpt_modifiers
from superbill.terminology.descriptors import CptDescriptors
from superbill.terminology.listed import Lists

SQL = load_queries("superbill.terminology", "codes.sql")

NO_MODIFIER_TEXT = NotAvailable("the texts of CPT modifiers are the AMA's and are not loaded", "your AMA licence")
SUPERSEDED = frozenset({System.ICD9CM, System.ICD9PROC})
SUPERSEDED_AFTER = date(2015, 9, 30)
"""The last day of ICD-9-CM."""
PROCEDURES = (System.CPT, System.HCPCS, System.CDT)

Near = Callable[[str, tuple[System, ...]], tuple[CodeLine, ...]]


class Lookup:
    """Answers what a code is. `near` finds near misses; `descriptors` is the operator's licensed CPT file, if any."""

    def __init__(self, kb: KnowledgeBase, descriptors: CptDescriptors | None, near: Near) -> None:
        self._kb = kb
        self._descriptors = descriptors
        self._near = near
        self._lists = Lists(kb)

    def look_up(self, text: str, on: date, system: System | None = None) -> LookupAnswer:
        """The answer for a code as typed. With `system`, only there; else in every system whose shape it has: the first
        where it is valid that day wins, else the first that knows it, and the other readings are named. ICD-9-CM answers only
        if no other does, once it has ended."""
        typed = parse_code(text)
        systems = (system,) if system else typed.systems
        if system is None and System.CPT in systems and not typed.dotted:
            systems = tuple(found for found in systems if found is not System.ICD9CM)
        answers = [found for found in (self._in_system(each, typed, on) for each in systems) if found is not None]
        current = [found for found in answers if not (isinstance(found, Deleted) and found.system in SUPERSEDED)]
        readings = sorted(current, key=lambda found: not isinstance(found, Billable)) or answers[:1]
        if not readings:
            return self._not_found(typed, systems, on)
        first, *others = readings
        return replace(first, other_readings=tuple(others)) if others else first

    def all_systems(self, text: str, on: date) -> tuple[KnownAnswer, ...]:
        """Every system's answer where the code is known: some codes have the shape of two systems."""
        typed = parse_code(text)
        answers = (self._in_system(system, typed, on) for system in typed.systems)
        return tuple(answer for answer in answers if answer is not None)

    def _in_system(self, system: System, typed: TypedCode, on: date) -> KnownAnswer | None:
        if system is System.CPT:
            return self._cpt(typed, on)
        if system is System.MODIFIER and typed.code in cpt_modifiers():
            return self._cpt_modifier(typed, on)
        return self._lists.answer(system, typed, on)

    def _cpt(self, typed: TypedCode, on: date) -> KnownAnswer | None:
        found = cpt_standing(self._kb, typed.code, on)
        if found is None:
            return None
        description = self.cpt_description(typed.code)
        title = self._plain_title(System.CPT, typed.code, on) or description
        known = (System.CPT, typed.code, on, description, title, found.evidence, typed.modifiers)
        match found.outcome:
            case CptOutcome.VALID:
                return Billable(*known)
            case CptOutcome.DELETED:
                return Deleted(*known, last_day=found.day, lacking=found.lacking)
            case CptOutcome.NOT_YET:
                return NotYetValid(*known, first_day=found.day, lacking=found.lacking)
            case CptOutcome.UNCONFIRMED:
                return Unconfirmed(*known, lacking=found.lacking)

    def _cpt_modifier(self, typed: TypedCode, on: date) -> KnownAnswer:
        own = cpt_modifiers()[typed.code]
        title = Fact(own.title, own.citation)
        known = (System.MODIFIER, typed.code, on, NO_MODIFIER_TEXT, title, own.citation, typed.modifiers)
        if own.since is not None and on < own.since:
            return NotYetValid(*known, first_day=own.since)
        return Billable(*known)

    def cpt_description(self, code: str) -> Fact[str] | NotAvailable:
        """The AMA's descriptor out of the operator's own file."""
        if self._descriptors is None:
            return NotAvailable("CPT descriptor needs your AMA licence", "superbill import cpt-descriptors FILE")
        return self._descriptors.description(code)

    def cpt_texts(self, code: str) -> dict[str, Fact[str]]:
        """Short, medium and long text of the operator's own file; empty without one."""
        return self._descriptors.texts(code) if self._descriptors else {}

    def _cpt_listed(self, code: str, on: date) -> bool:
        found = cpt_standing(self._kb, code, on)
        return found is not None and found.outcome is CptOutcome.VALID

    def _plain_title(self, system: System, code: str, on: date) -> Fact[str] | None:
        found = self._kb.find(SQL["plain"], source="superbill-plain", on=on, system=system, code=code)
        return found.fact(found.rows[0][0], found.rows[0]) if isinstance(found, Found) else None

    def _not_found(self, typed: TypedCode, systems: tuple[System, ...], on: date) -> LookupAnswer:
        """Unknown when every list that could have it was searched; not loaded when one of them is missing."""
        near = tuple(line for line in self._near(typed.code, systems) if line.code != typed.code) if typed.code else ()
        searched: list[Citation] = []
        for system in systems:
            whole = [self._kb.in_force(source, on, series) for source, series in self._lists_of(system)]
            whole = [releases for releases in whole if releases and releases[-1].complete]
            searched += [self._kb.cite(releases[-1], None, on) for releases in whole]
            if not whole and not (system in SUPERSEDED and on > SUPERSEDED_AFTER):
                first = (system, *(other for other in systems if other is not system))
                return NotLoadedHere(typed.code, on, first, self._no_list(system, typed.code, on), near)
        return Unknown(typed.code, on, systems, near, tuple(searched))

    def _lists_of(self, system: System) -> list[tuple[str, str]]:
        """The source and series of what lists a system; of CPT the relative value file, which is meant to have them all."""
        if system is System.CPT:
            return [CPT_WITNESSES[0][1:]]
        source = self._kb.list_of(system)
        return [(source, "")] if source else []

    def _no_list(self, system: System, code: str, on: date) -> NotAvailable:
        lists = self._lists_of(system)
        if not lists:
            return NotAvailable(f"no list of {system.label} is loaded", "see: superbill releases")
        source, series = lists[0]
        return self._kb.missing(source, on, series, what=display_code(system, code))

    def billable_below(self, system: System, code: str, on: date) -> Iterator[CodeLine]:
        """The complete codes below a header, out of the list of record, in code order."""
        yield from self._lists.billable_below(system, code, on).lines

    def codes(self, system: System, on: date, after: str, limit: int) -> list[str]:
        """Codes of a system in force behind `after`, in order, at most `limit`."""
        if system is System.CPT:
            return cpt_codes(self._kb, on, after, limit)
        releases = self._kb.in_force(self._kb.list_of(system) or "", on)
        if not releases:
            return []
        rows = self._kb.rows(SQL["codes"], release=releases[-1].id, system=system, after=after, limit=limit)
        return [row[0] for row in rows]

    def lines(self, system: System, on: date, after: str, limit: int) -> tuple[CodeLine, ...] | NotAvailable:
        """The same codes with what they are called; `NotAvailable` when no release that lists them is in force."""
        witnesses = [witness[1:] for witness in CPT_WITNESSES]
        lists = witnesses if system is System.CPT else self._lists_of(system)
        if not any(self._kb.in_force(source, on, series) for source, series in lists):
            return self._no_list(system, "", on)
        found = (self.line(system, code, on) for code in self.codes(system, on, after, limit))
        return tuple(line for line in found if line is not None)

    def name_of(self, code: str, on: date) -> Fact[str] | NotAvailable:
        """What a procedure code is called, in whichever system knows it."""
        for system in systems_of(code):
            if system in PROCEDURES:
                name = self.name_in(system, code, on)
                if name is not None:
                    return name
        return NotAvailable(f"{code} is not listed on {on} in what is loaded", "a release in force that day")

    def name_in(self, system: System, code: str, on: date) -> Fact[str] | NotAvailable | None:
        """What a code of a system is called, with its receipt: the official text, or the project's title of a CPT code,
        or why a CPT code has none; None when it is not listed that day."""
        if system is System.CPT:
            title = self._plain_title(system, code, on)
            if title is not None:
                return title
            return self.cpt_description(code) if self._cpt_listed(code, on) else None
        source = self._kb.list_of(system)
        if source is None:
            return None
        found = self._kb.find(SQL["concept"], source=source, on=on, system=system, code=code)
        return found.fact(found.rows[0][4], found.rows[0]) if isinstance(found, Found) else None

    def line(self, system: System, code: str, on: date) -> CodeLine | None:
        """A code as one line of a list, or None when it is not known that day."""
        if system is System.CPT:
            title = self._plain_title(system, code, on)
            if title is None and not self._cpt_listed(code, on):
                return None
            return CodeLine(system, code, title.value if title else "", True)
        source = self._kb.list_of(system)
        if source is None:
            return None
        found = self._kb.find(SQL["concept"], source=source, on=on, system=system, code=code)
        if isinstance(found, Found):
            return CodeLine(system, code, found.rows[0][4], bool(found.rows[0][2]))
        return None


def absent_or_missing(found: Absent | NotAvailable, what: str) -> NotAvailable:
    """A missing row as a leaf: what the release in force does not list, or why it cannot tell."""
    if isinstance(found, NotAvailable):
        return found
    citation = found.citation
    return NotAvailable(
        f"{citation.title} {citation.release} does not list {what}", f"another release of {citation.title}"
    )
