"""The hierarchy of a code system: parents, children, notes inherited downwards, 7th characters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from superbill.kb.queries import load_queries
from superbill.kb.store import Found, KnowledgeBase, Row
from superbill.model.citation import Citation
from superbill.model.codes import System, display_code

SQL = load_queries("superbill.terminology", "codes.sql")


@dataclass(frozen=True, slots=True)
class Node:
    """A place in the hierarchy: a chapter, block, category or code."""

    system: System
    code: str
    parent: str | None
    billable: bool
    text: str
    citation: Citation

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
        return _node(system, found.rows[0], found) if found else None

    def children(self, system: System, code: str, on: date) -> tuple[Node, ...]:
        """The nodes directly below; `code` '' for the top of the system."""
        found = self._find("children" if code else "roots", system, code, on)
        return tuple(_node(system, row, found) for row in found.rows) if found else ()

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


def _node(system: System, row: Row, found: Found) -> Node:
    return Node(system, row[0], row[1], bool(row[2]), row[4], found.cite(row))
