"""The ICD-10-PCS table builder: choose character after character, see what may follow.

Authority: ICD-10-PCS Official Guidelines, section A: a valid code takes characters 4 to 7 from one row of its table.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from superbill.kb.queries import load_queries
from superbill.kb.store import Found, KnowledgeBase, Row
from superbill.model.citation import Citation, NotAvailable
from superbill.model.codes import System
from superbill.terminology.tree import Tree

SQL = load_queries("superbill.terminology", "pcs.sql")
SOURCE = "cms-icd10pcs"
LENGTH = 7
HEAD = 3
AXES = ("Section", "Body system", "Operation")


@dataclass(frozen=True, slots=True)
class PcsValue:
    """What a character may be, and what it means; `definition` is given for operations."""

    value: str
    label: str
    definition: str = ""


@dataclass(frozen=True, slots=True)
class PcsStep:
    """One character: its place from 1, what it stands for, the value chosen ('' if none yet), and all that may stand there
    given the characters chosen before it."""

    position: int
    axis: str
    chosen: str
    values: tuple[PcsValue, ...]


@dataclass(frozen=True, slots=True)
class PcsBuild:
    """A code in the making. `steps` reach up to the character to choose next; `complete` tells that all seven stand."""

    chosen: str
    steps: tuple[PcsStep, ...]
    citation: Citation | None

    @property
    def complete(self) -> bool:
        """Whether the code is a whole one."""
        return len(self.chosen) == LENGTH


class PcsBuilder:
    """Builds codes from the tables of one knowledge base."""

    def __init__(self, kb: KnowledgeBase, tree: Tree) -> None:
        self._kb = kb
        self._tree = tree

    def build(self, typed: str, on: date) -> PcsBuild | NotAvailable:
        """As many of the typed characters as are valid one after the other, and the choices at each place."""
        if self._kb.tree_of(System.ICD10PCS) is None:
            return self._kb.missing(SOURCE, on, what="the tables")
        steps: list[PcsStep] = []
        chosen = ""
        citation: Citation | None = None
        for position in range(1, LENGTH + 1):
            if position <= HEAD:
                axis, values = AXES[position - 1], self._head(chosen, on)
            else:
                rows, citation = self._rows(chosen[:HEAD], on)
                axis, values = _choices(rows, chosen, position)
            if not values and position == 1:
                return self._kb.missing(SOURCE, on, what="the tables")
            value = typed[position - 1 : position]
            known = any(each.value == value for each in values)
            steps.append(PcsStep(position, axis, value if known else "", values))
            if not known:
                break
            chosen += value
        return PcsBuild(chosen, tuple(steps), citation)

    def _head(self, chosen: str, on: date) -> tuple[PcsValue, ...]:
        nodes = self._tree.children(System.ICD10PCS, chosen, on)
        labels = ((node.code[-1], node.text) for node in nodes)
        if len(chosen) == HEAD - 1:
            labels = ((value, text.rpartition(", ")[2]) for value, text in labels)
        return tuple(PcsValue(value, text) for value, text in labels)

    def _rows(self, table: str, on: date) -> tuple[list[Row], Citation | None]:
        found = self._kb.find(SQL["pcs_axes"], source=SOURCE, on=on, table_code=table)
        if not isinstance(found, Found):
            return [], None
        return [row for row in found.rows if row[0]], found.cite(found.rows[0])


def _choices(rows: list[Row], chosen: str, position: int) -> tuple[str, tuple[PcsValue, ...]]:
    """The values of a character in the table rows that have all of the characters chosen from the fourth on."""
    fitting = set(_fitting(rows, chosen))
    here = [row for row in rows if row[0] in fitting and row[1] == position]
    values = {row[2]: PcsValue(row[2], row[4], row[5] or "") for row in here}
    axis = here[0][3] if here else ""
    return axis, tuple(values[value] for value in sorted(values))


def _fitting(rows: list[Row], chosen: str) -> Iterator[int]:
    allowed: dict[int, set[tuple[int, str]]] = {}
    for row in rows:
        allowed.setdefault(row[0], set()).add((row[1], row[2]))
    picked = [(place, value) for place, value in enumerate(chosen, start=1) if place > HEAD]
    for number, values in allowed.items():
        if all(choice in values for choice in picked):
            yield number
