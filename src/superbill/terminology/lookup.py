"""Looks a code up on a date: valid, not billable, deleted, not yet valid, unknown, or not loaded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

from superbill.kb.queries import load_queries
from superbill.kb.store import Absent, Found, KnowledgeBase
from superbill.model.citation import Citation, Fact, NotAvailable
from superbill.model.codes import System, TypedCode, parse_code, systems_of
from superbill.model.lookup import (
    Billable,
    CodeLine,
    Deleted,
    KnownAnswer,
    LookupAnswer,
    NotBillable,
    NotLoadedHere,
    NotYetValid,
    Unknown,
)
from superbill.model.periods import from_day_number
from superbill.terminology.descriptors import CptDescriptors
from superbill.terminology.validity import validity

SQL = load_queries("superbill.terminology", "codes.sql")

CPT_WITNESSES: tuple[tuple[str, str, str], ...] = (
    ("mpfs_has", "cms-mpfs-rvu", ""),
    ("clfs_has", "cms-clfs", ""),
    ("mue_has", "cms-ncci-mue", "practitioner"),
    ("mue_has", "cms-ncci-mue", "outpatient"),
)
"""No public list of CPT codes exists; a code is known when one of these federal files has it."""

SHOWN_CHILDREN = 200
PROCEDURES = (System.CPT, System.HCPCS, System.CDT)

Near = Callable[[str, tuple[System, ...]], tuple[CodeLine, ...]]


class Lookup:
    """Answers what a code is. `near` finds near misses; `descriptors` is the operator's licensed CPT file, if any."""

    def __init__(self, kb: KnowledgeBase, descriptors: CptDescriptors | None, near: Near) -> None:
        self._kb = kb
        self._descriptors = descriptors
        self._near = near

    def look_up(self, text: str, on: date, system: System | None = None) -> LookupAnswer:
        """The answer for a code as typed. With `system`, only there; else in every system whose shape it has, the
        first that knows it winning."""
        typed = parse_code(text)
        systems = (system,) if system else typed.systems
        if system is None and System.CPT in systems and not typed.dotted:
            systems = tuple(found for found in systems if found is not System.ICD9CM)
        for candidate in systems:
            answer = self._in_system(candidate, typed, on)
            if isinstance(answer, KnownAnswer):
                return answer
        return self._not_found(typed, systems, on)

    def all_systems(self, text: str, on: date) -> tuple[KnownAnswer, ...]:
        """Every system's answer where the code is known: some codes have the shape of two systems."""
        typed = parse_code(text)
        answers = (self._in_system(system, typed, on) for system in typed.systems)
        return tuple(answer for answer in answers if isinstance(answer, KnownAnswer))

    def _in_system(self, system: System, typed: TypedCode, on: date) -> KnownAnswer | None:
        if system is System.CPT:
            return self._cpt(typed, on)
        source = self._kb.list_of(system)
        if source is None:
            return None
        found = self._kb.find(SQL["concept"], source=source, on=on, system=system, code=typed.code)
        if isinstance(found, Found):
            listed = self._listed(system, typed, on, found)
            if isinstance(listed, Billable) and listed.evidence.stale_days:
                return self._dated(listed)
            return listed
        return self._header(system, typed, on) or self._undated(system, source, typed, on)

    def _dated(self, listed: Billable) -> KnownAnswer:
        """A code of a list that had ended: the Medicare Code Editor may say that it is still valid, or no longer."""
        found = validity(self._kb, listed.system, listed.code, listed.on)
        if found is None or found.holds:
            return listed if found is None else replace(listed, evidence=found.citation)
        known = (
            listed.system,
            listed.code,
            listed.on,
            listed.description,
            listed.title,
            found.citation,
            listed.modifiers,
        )
        return Deleted(*known, last_day=found.last_day)

    def _undated(self, system: System, source: str, typed: TypedCode, on: date) -> KnownAnswer | None:
        """A code that the list in force lacks: newer than the list, or of another release."""
        other = self._other_release(system, source, typed, on)
        found = validity(self._kb, system, typed.code, on)
        if found is None:
            return other
        missing = NotAvailable(f"no loaded release holds the text of {typed.code}", f"{source}, a later release")
        title = other.description if other is not None else missing
        known = (system, typed.code, on, title, title, found.citation, typed.modifiers)
        if found.holds:
            return Billable(*known)
        return (
            Deleted(*known, last_day=found.last_day)
            if found.last_day
            else NotYetValid(*known, first_day=found.first_day)
        )

    def _listed(self, system: System, typed: TypedCode, on: date, found: Found) -> KnownAnswer:
        row = found.rows[0]
        description = found.fact(row[4], row)
        first, last = from_day_number(row[5]), from_day_number(row[6])
        known = (system, typed.code, on, description, description, description.citation, typed.modifiers)
        if last is not None and last < on:
            return Deleted(*known, last_day=last)
        if first is not None and first > on:
            return NotYetValid(*known, first_day=first)
        if not row[2]:
            return NotBillable(*known, children=tuple(self.billable_below(system, typed.code, on)))
        return Billable(*known)

    def _header(self, system: System, typed: TypedCode, on: date) -> NotBillable | None:
        tree = self._kb.tree_of(system)
        if tree is None:
            return None
        found = self._kb.find(SQL["concept"], source=tree, on=on, system=system, code=typed.code)
        if not isinstance(found, Found) or found.rows[0][2]:
            return None
        description = found.fact(found.rows[0][4], found.rows[0])
        return NotBillable(
            system, typed.code, on, description, description, description.citation, typed.modifiers,
            children=tuple(self.billable_below(system, typed.code, on)),
        )  # fmt: skip

    def _other_release(self, system: System, source: str, typed: TypedCode, on: date) -> KnownAnswer | None:
        """A code that the release in force lacks may stand in an earlier or a later one."""
        if not self._kb.in_force(source, on):
            return None
        for release in self._kb.series(source):
            rows = self._kb.rows(SQL["concept"], release=release.id, system=system, code=typed.code)
            if not rows:
                continue
            citation = self._kb.cite(release, rows[0][-1], on)
            description = Fact(rows[0][4], citation)
            known = (system, typed.code, on, description, description, citation, typed.modifiers)
            if release.period.start > on:
                later = [r for r in self._kb.series(source) if r.period.start > on]
                first = self._first_with(system, typed.code, [r.id for r in later]) or release.period.start
                return NotYetValid(*known, first_day=first)
            return Deleted(*known, last_day=release.period.end)
        return None

    def _first_with(self, system: System, code: str, release_ids: list[int]) -> date | None:
        starts = [
            self._kb.release(release_id).period.start
            for release_id in release_ids
            if self._kb.rows(SQL["concept"], release=release_id, system=system, code=code)
        ]
        return min(starts, default=None)

    def _cpt(self, typed: TypedCode, on: date) -> KnownAnswer | None:
        evidence = self._cpt_evidence(typed.code, on)
        description = self.cpt_description(typed.code)
        title = self._plain_title(System.CPT, typed.code, on) or description
        if evidence is not None:
            return Billable(System.CPT, typed.code, on, description, title, evidence, typed.modifiers)
        for statement, source, series in CPT_WITNESSES:
            in_force = self._kb.in_force(source, on, series)
            if not in_force or not in_force[-1].complete:
                continue
            for release in self._kb.series(source, series):
                rows = self._kb.rows(SQL[statement], release=release.id, code=typed.code)
                if not rows:
                    continue
                citation = self._kb.cite(release, rows[0][-1], on)
                known = (System.CPT, typed.code, on, description, title, citation, typed.modifiers)
                if release.period.start > on:
                    return NotYetValid(*known, first_day=release.period.start)
                return Deleted(*known, last_day=release.period.end)
        return None

    def _cpt_evidence(self, code: str, on: date) -> Citation | None:
        for statement, source, series in CPT_WITNESSES:
            found = self._kb.find(SQL[statement], source=source, on=on, series=series, code=code)
            if isinstance(found, Found):
                return found.cite(found.rows[0])
        return None

    def cpt_description(self, code: str) -> Fact[str] | NotAvailable:
        """The AMA's descriptor out of the operator's own file."""
        if self._descriptors is None:
            return NotAvailable("CPT descriptor needs your AMA licence", "superbill import cpt-descriptors FILE")
        return self._descriptors.description(code)

    def cpt_texts(self, code: str) -> dict[str, Fact[str]]:
        """Short, medium and long text of the operator's own file; empty without one."""
        return self._descriptors.texts(code) if self._descriptors else {}

    def _plain_title(self, system: System, code: str, on: date) -> Fact[str] | None:
        found = self._kb.find(SQL["plain"], source="superbill-plain", on=on, system=system, code=code)
        return found.fact(found.rows[0][0], found.rows[0]) if isinstance(found, Found) else None

    def _not_found(self, typed: TypedCode, systems: tuple[System, ...], on: date) -> LookupAnswer:
        near = self._near(typed.code, systems) if typed.code else ()
        searched: list[Citation] = []
        for system in systems:
            sources = CPT_WITNESSES[:1] if system is System.CPT else (("concept", self._kb.list_of(system) or "", ""),)
            for _, source, series in sources:
                releases = self._kb.in_force(source, on, series)
                if releases and releases[-1].complete:
                    searched.append(self._kb.cite(releases[-1], None, on))
                elif not searched and source:
                    reason = self._kb.missing(source, on, series, what=typed.code)
                    return NotLoadedHere(typed.code, on, systems, reason, near)
        return Unknown(typed.code, on, systems, near, tuple(searched))

    def billable_below(self, system: System, code: str, on: date) -> Iterator[CodeLine]:
        """The complete codes below a header, out of the list of record, in code order."""
        source = self._kb.list_of(system)
        if source is None:
            return
        found = self._kb.find(SQL["below"], source=source, on=on, system=system, code=code, limit=SHOWN_CHILDREN)
        if isinstance(found, Found):
            for row in found.rows:
                yield CodeLine(system, row[0], row[4], True)

    def codes(self, system: System, on: date, after: str, limit: int) -> list[str]:
        """Codes of a system in force behind `after`, in order, at most `limit`."""
        if system is System.CPT:
            found: set[str] = set()
            for statement, source, series in CPT_WITNESSES:
                for release in self._kb.in_force(source, on, series):
                    rows = self._kb.rows(
                        SQL[statement.replace("_has", "_codes")], release=release.id, after=after, limit=limit
                    )
                    found.update(row[0] for row in rows)
            return sorted(found)[:limit]
        releases = self._kb.in_force(self._kb.list_of(system) or "", on)
        if not releases:
            return []
        rows = self._kb.rows(SQL["codes"], release=releases[-1].id, system=system, after=after, limit=limit)
        return [row[0] for row in rows]

    def lines(self, system: System, on: date, after: str, limit: int) -> tuple[CodeLine, ...] | NotAvailable:
        """The same codes with what they are called; `NotAvailable` when no release that lists them is in force."""
        lists = CPT_WITNESSES if system is System.CPT else (("", self._kb.list_of(system) or "", ""),)
        if not any(self._kb.in_force(source, on, series) for _, source, series in lists):
            source, series = lists[0][1:]
            if not source:
                return NotAvailable(f"no list of {system.label} is loaded", "see: superbill releases")
            return self._kb.missing(source, on, series, what=system.label)
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
            return self.cpt_description(code) if self._cpt_evidence(code, on) is not None else None
        source = self._kb.list_of(system)
        if source is None:
            return None
        found = self._kb.find(SQL["concept"], source=source, on=on, system=system, code=code)
        return found.fact(found.rows[0][4], found.rows[0]) if isinstance(found, Found) else None

    def line(self, system: System, code: str, on: date) -> CodeLine | None:
        """A code as one line of a list, or None when it is not known that day."""
        if system is System.CPT:
            title = self._plain_title(system, code, on)
            if title is None and self._cpt_evidence(code, on) is None:
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
        f"{citation.title} {citation.release} does not list {what}", f"{citation.source}, a later release"
    )
