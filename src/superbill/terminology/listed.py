"""How a code stands on a date in a system that has a list of record.

The release in force decides. A later release's own dates count where the one in force is silent: HCPCS corrects the days on
which codes were added and terminated, and between two loaded releases only the later one can tell. Where releases have no
dates of their own, a code's first or last day is known only if one release follows the other without a gap.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from superbill.kb.queries import load_queries
from superbill.kb.store import Absent, Found, KnowledgeBase, Row
from superbill.model.citation import Citation, Fact, NotAvailable, Release
from superbill.model.codes import System, TypedCode, display_code
from superbill.model.lookup import Billable, CodeLine, Deleted, KnownAnswer, NotBillable, NotYetValid, Unconfirmed
from superbill.model.periods import from_day_number
from superbill.terminology.cpt import follows
from superbill.terminology.validity import validity

SQL = load_queries("superbill.terminology", "codes.sql")

SHOWN_CHILDREN = 200
SUBDIVIDED = frozenset({System.ICD10CM, System.ICD10PCS})
"""Systems whose codes grow by characters, so that what codes begin with is their header."""
_SHORTEST_HEADER = 3

Text = Fact[str] | NotAvailable


@dataclass(frozen=True, slots=True)
class Below:
    """The complete codes below a header: the first of them, how many there are, and the list that has them."""

    lines: tuple[CodeLine, ...] = ()
    total: int = 0
    listed_in: Citation | None = None


class Lists:
    """Answers from the lists of record of one knowledge base."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self._kb = kb

    def answer(self, system: System, typed: TypedCode, on: date) -> KnownAnswer | None:
        """How a code stands that day; None when nothing that is loaded knows it."""
        source = self._kb.list_of(system)
        if source is None:
            return None
        found = self._kb.find(SQL["concept"], source=source, on=on, system=system, code=typed.code)
        if isinstance(found, Found):
            return self._confirmed(self._listed(system, typed, on, found), source, found)
        header = self._header(system, source, typed, on, found if isinstance(found, Absent) else None)
        return header or self._unlisted(system, source, typed, on)

    def billable_below(self, system: System, code: str, on: date) -> Below:
        """The complete codes below a header, in code order, at most 200, and the list of record that has them."""
        source = self._kb.list_of(system)
        found = source and self._kb.find(
            SQL["below"], source=source, on=on, system=system, code=code, limit=SHOWN_CHILDREN
        )
        if not isinstance(found, Found):
            return Below()
        lines = tuple(CodeLine(system, row[0], row[4], True) for row in found.rows)
        total = len(lines)
        if total == SHOWN_CHILDREN:
            total = self._kb.rows(SQL["count_below"], release=found.release.id, system=system, code=code)[0][0]
        return Below(lines, total, self._kb.cite(found.release, None, on))

    def _listed(self, system: System, typed: TypedCode, on: date, found: Found) -> KnownAnswer:
        row = found.rows[0]
        description = found.fact(row[4], row)
        first, last = _stated(row)
        known = (system, typed.code, on, description, description, description.citation, typed.modifiers)
        if last is not None and last < on:
            return Deleted(*known, last_day=last)
        if first is not None and first > on:
            return NotYetValid(*known, first_day=first)
        if not row[2]:
            below = self.billable_below(system, typed.code, on)
            return NotBillable(*known, children=below.lines, total=below.total, listed_in=below.listed_in)
        return Billable(*known)

    def _confirmed(self, listed: KnownAnswer, source: str, found: Found) -> KnownAnswer:
        """A valid code of a release that others follow: they may state an end before that day. Of a release that had
        ended, somebody must still say that the code was valid."""
        if isinstance(listed, NotYetValid):
            return self._dated_later(listed, source, found)
        if not isinstance(listed, Billable):
            return listed
        newer = [r for r in self._kb.series(source) if r.period.start > found.release.period.start]
        later, row = self._newest_with(newer, listed.system, listed.code)
        first, last = _stated(row) if row else (None, None)
        if later and row and last is not None and last < listed.on:
            return _deleted(listed, self._kb.cite(later, row[-1], listed.on), last)
        if not listed.evidence.stale_days:
            return listed
        edited = validity(self._kb, listed.system, listed.code, listed.on)
        if edited is not None:
            held = replace(listed, evidence=edited.citation)
            return held if edited.holds else _deleted(listed, edited.citation, edited.last_day)
        if later and row and first is not None and first <= listed.on:
            return replace(listed, evidence=self._kb.cite(later, row[-1], listed.on))
        whole = [release for release in newer if release.complete]
        if whole and later is None:
            return _unconfirmed(listed, self._kb.cite(whole[-1], None, listed.on))
        return listed

    def _dated_later(self, listed: NotYetValid, source: str, found: Found) -> KnownAnswer:
        """A later release may have put the day on which a code was added earlier."""
        newer = [r for r in self._kb.series(source) if r.period.start > found.release.period.start]
        later, row = self._newest_with(newer, listed.system, listed.code)
        first, _ = _stated(row) if row else (None, None)
        if later is None or row is None or first is None or first == listed.first_day:
            return listed
        evidence = self._kb.cite(later, row[-1], listed.on)
        if first > listed.on:
            return replace(listed, evidence=evidence, first_day=first)
        return Billable(*_known(listed, evidence))

    def _header(
        self, system: System, source: str, typed: TypedCode, on: date, absent: Absent | None
    ) -> KnownAnswer | None:
        """A header, by the hierarchy in force or because complete codes begin with it."""
        if system not in SUBDIVIDED or len(typed.code) < _SHORTEST_HEADER:
            return None
        below = self.billable_below(system, typed.code, on)
        node = self._node(system, typed.code, on)
        if not below.lines:
            return self._childless(system, source, typed, on, node, absent)
        since, before = self._subdivided(system, source, typed.code, on)
        description: Text
        if node is not None:
            description = node.fact(node.rows[0][4], node.rows[0])
        else:
            description = before or self._no_heading(system, typed.code, on)
        evidence = description.citation if isinstance(description, Fact) and not before else below.listed_in
        if evidence is None:
            return None
        known = (system, typed.code, on, description, description, evidence, typed.modifiers)
        return NotBillable(*known, children=below.lines, total=below.total, listed_in=below.listed_in, since=since)

    def _childless(
        self, system: System, source: str, typed: TypedCode, on: date, node: Found | None, absent: Absent | None
    ) -> KnownAnswer | None:
        """A header of the hierarchy below which the list has nothing: the list does not reach there, or all codes ended."""
        if node is None or node.rows[0][2]:
            return None
        description = node.fact(node.rows[0][4], node.rows[0])
        known = (system, typed.code, on, description, description, description.citation, typed.modifiers)
        if absent is None or absent.release.period.start < node.release.period.start:
            return NotBillable(*known)
        begun = [release for release in self._kb.series(source) if release.complete and release.period.start <= on]
        for newer, older in pairwise(begun):
            if self._kb.rows(SQL["below"], release=older.id, system=system, code=typed.code, limit=1):
                last = older.period.end if follows(older, newer) else None
                return Deleted(*known, last_day=last, lacking=absent.citation)
        return NotBillable(*known)

    def _node(self, system: System, code: str, on: date) -> Found | None:
        tree = self._kb.tree_of(system)
        found = tree and self._kb.find(SQL["concept"], source=tree, on=on, system=system, code=code)
        return found if isinstance(found, Found) else None

    def _no_heading(self, system: System, code: str, on: date) -> NotAvailable:
        """Why a header has no text: the list has complete codes only, and the hierarchy does not reach there."""
        tree, what = self._kb.tree_of(system) or "", display_code(system, code)
        found = self._kb.find(SQL["concept"], source=tree, on=on, system=system, code=code)
        if isinstance(found, NotAvailable):
            return NotAvailable(
                f"the text of a header needs its hierarchy: {found.not_available}", found.would_come_from
            )
        title = self._kb.sources.get(tree, (tree,))[0]
        return NotAvailable(f"{title} in force does not hold the header {what}", f"another release of {title}")

    def _subdivided(self, system: System, source: str, code: str, on: date) -> tuple[date | None, Fact[str] | None]:
        """When a header stopped being a complete code, and its text as one; None for what never was, or is not dated."""
        begun = [release for release in self._kb.series(source) if release.complete and release.period.start <= on]
        for newer, older in pairwise(begun):
            rows = self._kb.rows(SQL["concept"], release=older.id, system=system, code=code)
            if rows and rows[0][2]:
                since = newer.period.start if follows(older, newer) else None
                return since, Fact(rows[0][4], self._kb.cite(older, rows[0][-1], on))
        return None, None

    def _unlisted(self, system: System, source: str, typed: TypedCode, on: date) -> KnownAnswer | None:
        """A code that the list in force lacks: dated by the Medicare Code Editor, or of another release."""
        other = self._other_release(system, source, typed, on)
        edited = validity(self._kb, system, typed.code, on)
        if edited is None:
            return other
        title = other.description if other is not None else self._no_text(system, source, typed.code, on)
        known = (system, typed.code, on, title, title, edited.citation, typed.modifiers)
        if edited.holds:
            return Billable(*known)
        if edited.last_day:
            return Deleted(*known, last_day=edited.last_day)
        return NotYetValid(*known, first_day=edited.first_day)

    def _no_text(self, system: System, source: str, code: str, on: date) -> NotAvailable:
        """Why a code that is known by its dates has no text: the list begins later, ended earlier, or lacks it."""
        what = display_code(system, code)
        in_force = self._kb.in_force(source, on)
        if not in_force or not in_force[-1].complete:
            missing = self._kb.missing(source, on, what=what)
            return NotAvailable(f"the text of {what} is not loaded: {missing.not_available}", missing.would_come_from)
        newest, title = in_force[-1], in_force[-1].title
        reason = f"the text of {what} is not loaded: {title} {newest.edition} does not list it"
        return NotAvailable(reason, f"another release of {title}")

    def _other_release(self, system: System, source: str, typed: TypedCode, on: date) -> KnownAnswer | None:
        """A code that the release in force lacks may stand in a later or an earlier one."""
        in_force = self._kb.in_force(source, on)
        if not in_force:
            return None
        current = in_force[-1]
        releases = self._kb.series(source)
        later, row = self._newest_with([r for r in releases if r.period.start > on], system, typed.code)
        if later and row:
            return self._later(system, typed, on, (later, row), current)
        before = [release for release in releases if release.period.start <= on]
        earlier, row = self._newest_with(before, system, typed.code)
        if not (earlier and row):
            return None
        last = _stated(row)[1] or self._end_of(earlier, before)
        known = self._known_by(system, typed, on, earlier, row)
        return Deleted(*known, last_day=last, lacking=self._kb.cite(current, None, on))

    def _later(
        self, system: System, typed: TypedCode, on: date, found: tuple[Release, Row], current: Release
    ) -> KnownAnswer:
        """A code of later releases only: by the dates they state, else by where they begin to have it."""
        known = self._known_by(system, typed, on, *found)
        first, last = _stated(found[1])
        lacking = self._kb.cite(current, None, on)
        if first is not None and first > on:
            return NotYetValid(*known, first_day=first)
        if last is not None and last < on:
            return Deleted(*known, last_day=last)
        if first is not None:
            return Billable(*known)
        if not current.complete or not current.period.holds(on):
            return Unconfirmed(*known, lacking=lacking)
        return NotYetValid(*known, first_day=self._start_of(system, typed.code, found[0].source, on), lacking=lacking)

    def _known_by(
        self, system: System, typed: TypedCode, on: date, release: Release, row: Row
    ) -> tuple[System, str, date, Text, Text, Citation, tuple[str, ...]]:
        citation = self._kb.cite(release, row[-1], on)
        description = Fact(row[4], citation)
        return system, typed.code, on, description, description, citation, typed.modifiers

    def _newest_with(
        self, releases: list[Release], system: System, code: str
    ) -> tuple[Release, Row] | tuple[None, None]:
        """The first of some releases, newest first, that has the code."""
        for release in releases:
            rows = self._kb.rows(SQL["concept"], release=release.id, system=system, code=code)
            if rows:
                return release, rows[0]
        return None, None

    def _end_of(self, last: Release, begun: list[Release]) -> date | None:
        after = [release for release in begun if release.complete and release.period.start > last.period.start]
        return last.period.end if after and follows(last, after[-1]) else None

    def _start_of(self, system: System, code: str, source: str, on: date) -> date | None:
        """The start of the first later release with the code, if the one before it follows without a gap."""
        for newer, older in reversed(list(_neighbours(self._kb.series(source)))):
            if newer.period.start > on and self._newest_with([newer], system, code)[0]:
                return newer.period.start if follows(older, newer) else None
        return None


def _neighbours(releases: tuple[Release, ...]) -> Iterator[tuple[Release, Release]]:
    whole = [release for release in releases if release.complete]
    return pairwise(whole)


def _stated(row: Row) -> tuple[date | None, date | None]:
    """The first and the last day that a row states."""
    return from_day_number(row[5]), from_day_number(row[6])


def _known(answer: KnownAnswer, evidence: Citation) -> tuple[System, str, date, Text, Text, Citation, tuple[str, ...]]:
    """What an answer knows of a code, on other evidence."""
    return answer.system, answer.code, answer.on, answer.description, answer.title, evidence, answer.modifiers


def _deleted(answer: KnownAnswer, evidence: Citation, last_day: date | None) -> Deleted:
    return Deleted(*_known(answer, evidence), last_day=last_day)


def _unconfirmed(answer: KnownAnswer, lacking: Citation) -> Unconfirmed:
    return Unconfirmed(*_known(answer, answer.evidence), lacking=lacking)
