"""The hierarchy of a code system: parents, children, notes inherited downwards, 7th characters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from superbill.kb.queries import load_queries
from superbill.kb.store import Found, KnowledgeBase, Row
from superbill.model.citation import Citation, NotAvailable, Release
from superbill.model.codes import System, display_code

SQL = load_queries("superbill.terminology", "codes.sql")


@dataclass(frozen=True, slots=True)
class Node:
    """A place in the hierarchy: a chapter, block, category or code. `billable` is by the list of record on the date, where
    that is as new as the hierarchy; `ended` is a place below which the list no longer has any code."""

    system: System
    code: str
    parent: str | None
    billable: bool
    text: str
    citation: Citation
    ended: bool = False

    @property
    def display(self) -> str:
        """The code as printed; chapters and blocks have their range or number."""
        if self.code.startswith("chapter-"):
            return f"Chapter {self.code.removeprefix('chapter-')}"
        return display_code(self.system, self.code)


@dataclass(frozen=True, slots=True)
class Note:
    """An instructional note; `at` is the node it stands at, which may be an ancestor."""

    kind: str
    text: str
    at: str
    citation: Citation


@dataclass(frozen=True, slots=True)
class Seventh:
    """A 7th character and its meaning; `at` is where it is defined."""

    character: str
    meaning: str
    at: str
    citation: Citation


class Tree:
    """Hierarchy queries; empty results for systems without one."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self._kb = kb

    def node(self, system: System, code: str, on: date) -> Node | None:
        """The node itself in the release in force."""
        found = self._find("concept", system, code, on)
        return self._node(system, found.rows[0], found) if found else None

    def missing(self, system: System, on: date) -> NotAvailable | None:
        """Why no hierarchy answers for that day; None when one does."""
        source = self._kb.tree_of(system)
        if source is None:
            return NotAvailable(f"no hierarchy of {system.label} is loaded", "see: superbill releases")
        return None if self._kb.in_force(source, on) else self._kb.missing(source, on)

    def children(self, system: System, code: str, on: date) -> tuple[Node, ...]:
        """The nodes directly below; `code` '' for the top of the system. Codes that are newer than the hierarchy stand below
        the longest beginning of theirs that it has."""
        found = self._find("children" if code else "roots", system, code, on)
        known = tuple(self._node(system, row, found) for row in found.rows) if found else ()
        newer = self._newer(system, code, on, known) if code and "-" not in code else ()
        return tuple(sorted((*known, *newer), key=lambda node: node.code)) if newer else known

    def _newer(self, system: System, code: str, on: date, known: tuple[Node, ...]) -> tuple[Node, ...]:
        """The codes of the list of record directly below a place that the hierarchy in force does not have yet."""
        tree = self._find("concept", system, code, on)
        record = self._record(system, tree.release, on) if tree else None
        if tree is None or record is None:
            return ()
        rows = self._kb.rows(SQL["newer_below"], release=record.id, hierarchy=tree.release.id, system=system, code=code)
        heads = tuple(node.code for node in known)
        found = Found(rows, record, on, self._kb)
        return tuple(_placed(system, row, found, code) for row in rows if not row[0].startswith(heads))

    def _record(self, system: System, hierarchy: Release, on: date) -> Release | None:
        """The whole list of record in force, if it is another data set than the hierarchy and as new."""
        source = self._kb.list_of(system)
        if source is None or source == hierarchy.source:
            return None
        releases = self._kb.in_force(source, on)
        whole = releases[-1] if releases and releases[-1].complete else None
        return whole if whole and whole.period.start >= hierarchy.period.start else None

    def _node(self, system: System, row: Row, found: Found) -> Node:
        """A row of the hierarchy as the list of record has it: a complete code, a header, or nothing any more."""
        node = _placed(system, row, found, row[1])
        record = self._record(system, found.release, found.on) if "-" not in node.code else None
        if record is None or record.period.start == found.release.period.start:
            return node
        listed = self._kb.rows(SQL["concept"], release=record.id, system=system, code=node.code)
        if listed:
            return node if node.billable else replace(node, billable=bool(listed[0][2]))
        below = self._kb.rows(SQL["below"], release=record.id, system=system, code=node.code, limit=1)
        return replace(node, billable=False, ended=not below)

    def ancestors(self, system: System, code: str, on: date) -> tuple[Node, ...]:
        """From the chapter down to the parent. A code newer than the loaded hierarchy hangs below its longest known
        prefix."""
        found: list[Node] = []
        node = self.node(system, code, on) or self._by_prefix(system, code, on)
        if node is not None and node.code != code:
            found.append(node)
        while node is not None and node.parent is not None:
            node = self.node(system, node.parent, on)
            if node is not None:
                found.append(node)
        return tuple(reversed(found))

    def _by_prefix(self, system: System, code: str, on: date) -> Node | None:
        for length in range(len(code) - 1, 2, -1):
            node = self.node(system, code[:length], on)
            if node is not None:
                return node
        return None

    def label(self, system: System, code: str, on: date) -> str:
        """How a node is named where it is only mentioned: `Chapter 4`, `E70-E88`, `E83.5`."""
        node = self.node(system, code, on)
        return node.display if node else display_code(system, code)

    def notes(self, system: System, code: str, on: date) -> tuple[Note, ...]:
        """The code's own notes, then its ancestors', the nearest first."""
        return tuple(self._notes(system, code, on))

    def _notes(self, system: System, code: str, on: date) -> Iterator[Note]:
        for at in (code, *(node.code for node in reversed(self.ancestors(system, code, on)))):
            found = self._find("notes", system, at, on)
            for row in found.rows if found else ():
                yield Note(row[0], row[1], at, found.cite(row))  # type: ignore[union-attr]

    def seventh(self, system: System, code: str, on: date) -> tuple[Seventh, ...]:
        """The 7th characters that apply to a code, defined at it or at the nearest ancestor that defines any."""
        for at in (code, *(node.code for node in reversed(self.ancestors(system, code, on)))):
            found = self._find("seventh", system, at, on)
            if found:
                return tuple(Seventh(row[0], row[1], at, found.cite(row)) for row in found.rows)
        return ()

    def _find(self, statement: str, system: System, code: str, on: date) -> Found | None:
        source = self._kb.tree_of(system)
        if source is None:
            return None
        found = self._kb.find(SQL[statement], source=source, on=on, system=system, code=code)
        return found if isinstance(found, Found) else None


def _placed(system: System, row: Row, found: Found, parent: str | None) -> Node:
    return Node(system, row[0], parent, bool(row[2]), row[4], found.cite(row))
