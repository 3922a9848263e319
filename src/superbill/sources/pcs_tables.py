"""The ICD-10-PCS tables XML as rows: what each character may be in each row of each table, and the codes that follow."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from math import prod
from typing import NamedTuple

from superbill.errors import BadInput
from superbill.model.codes import System
from superbill.model.rows import Concept, Interned, Table
from superbill.sources.base import SourceFile
from superbill.sources.layout import DOWNLOAD_AGAIN, NEW_LAYOUT
from superbill.sources.pcs_titles import WITHOUT_MEANING, title
from superbill.sources.xml_tree import Element

VALUES = frozenset("0123456789ABCDEFGHJKLMNPQRSTUVWXYZ")
"""What a character of a code may be: no I, no O."""

_PCS = System.ICD10PCS.value
_HEAD = ("1", "2", "3")
_ROW = ("4", "5", "6", "7")


class PcsAxis(NamedTuple):
    """A value that character `position` may have in a row of a table (`row` counts from 1; 0 holds characters 1-3, which are
    the table's own). `axis` is what the character stands for, `label` what the value means; `definition` is given for
    operations."""

    table_code: str
    row: int
    position: int
    value: str
    axis: Interned
    label: Interned
    definition: Interned | None


PCS_AXIS = Table("pcs_axis", PcsAxis, ("table_code", "row", "position", "value"))


class _Axis(NamedTuple):
    """An axis as read: what it stands for, its values with their labels, the definition of its one value."""

    name: str
    values: tuple[tuple[str, str], ...]
    definition: str | None
    element: Element


class PcsTables:
    """Collects the rows of a file. `concepts` hold headers before their codes; both lists are in the order of the file."""

    def __init__(self, file: SourceFile, root: Element) -> None:
        self._file = file
        self._seen: dict[str, str] = {}
        self.concepts: list[tuple[object, ...]] = []
        self.axes: list[tuple[object, ...]] = []
        for element in root.children:
            if element.tag == "pcsTable":
                self._table(element)
            elif element.tag not in ("version", "title"):
                raise self._bad(f"<{element.tag}> is not known in <{root.tag}>", element)

    def _table(self, element: Element) -> None:
        head = [self._axis(child, place) for child, place in self._axes(element, _HEAD)]
        for axis in head:
            if len(axis.values) != 1:
                raise self._bad("characters 1 to 3 of a table have one value each", axis.element)
        table = "".join(axis.values[0][0] for axis in head)
        section, system, operation = (axis.values[0][1] for axis in head)
        has_system = system not in WITHOUT_MEANING
        self._header(table[0], None, section, element)
        self._header(table[:2], table[0], system if has_system else section, element)
        if table in self._seen:
            raise self._bad(f"table {table} stands twice", element)
        self._header(table, table[:2], f"{system}, {operation}" if has_system else operation, element)
        self._axis_rows(table, 0, head, 1)
        rows = [child for child in element.children if child.tag == "pcsRow"]
        for number, row in enumerate(rows, 1):
            self._row(table, number, head, row)

    def _row(self, table: str, number: int, head: list[_Axis], element: Element) -> None:
        axes = [self._axis(child, place) for child, place in self._axes(element, _ROW)]
        stated = element.attributes.get("codes", "")
        codes = prod(len(axis.values) for axis in axes)
        if stated != str(codes):
            raise self._bad(f"codes={stated!r}, but its values give {codes}", element, DOWNLOAD_AGAIN)
        self._axis_rows(table, number, axes, 4)
        names = [axis.name for axis in (*head, *axes)]
        above = [axis.values[0][1] for axis in head]
        for combination in product(*(axis.values for axis in axes)):
            code = table + "".join(value for value, _ in combination)
            long = title(table[0], above + [label for _, label in combination], names)
            self._concept(code, table, 1, long, element)

    def _axes(self, element: Element, places: tuple[str, ...]) -> Iterator[tuple[Element, str]]:
        axes = [child for child in element.children if child.tag == "axis"]
        found = tuple(axis.attributes.get("pos", "") for axis in axes)
        other = next((child for child in element.children if child.tag not in ("axis", "pcsRow")), None)
        if other is not None:
            raise self._bad(f"<{other.tag}> is not known in <{element.tag}>", other)
        if found != places:
            raise self._bad(f"axes {', '.join(found) or 'none'} where {', '.join(places)} must be", element)
        yield from zip(axes, found, strict=True)

    def _axis(self, element: Element, place: str) -> _Axis:
        name, definition = element.child("title"), element.child("definition")
        labels = [child for child in element.children if child.tag == "label"]
        values = tuple((label.attributes.get("code", ""), label.text) for label in labels)
        known = len(labels) + (name is not None) + (definition is not None)
        if name is None or known != len(element.children):
            raise self._bad("an axis holds a title, labels and at most one definition", element)
        if any(value not in VALUES or not text for value, text in values) or len(dict(values)) != len(values):
            raise self._bad(f"a value of axis {place} is missing, no character of a code, or stands twice", element)
        if element.attributes.get("values") != str(len(values)):
            stated = element.attributes.get("values")
            raise self._bad(f"values={stated!r}, but {len(values)} stand in axis {place}", element, DOWNLOAD_AGAIN)
        return _Axis(name.text, values, definition.text if definition else None, element)

    def _axis_rows(self, table: str, row: int, axes: list[_Axis], first: int) -> None:
        for position, axis in enumerate(axes, first):
            for value, label in axis.values:
                found = PcsAxis(table, row, position, value, axis.name, label, axis.definition)
                self.axes.append((*found, axis.element.line))

    def _header(self, code: str, parent: str | None, long: str, element: Element) -> None:
        known = self._seen.get(code)
        if known is None:
            self._seen[code] = long
            self._concept(code, parent, 0, long, element)
        elif known != long:
            raise self._bad(f"{code} is {long!r} here and {known!r} before", element)

    def _concept(self, code: str, parent: str | None, billable: int, long: str, element: Element) -> None:
        row = Concept(_PCS, code, parent, billable, None, long, None, None, None, len(self.concepts))
        self.concepts.append((*row, element.line))

    def _bad(self, message: str, element: Element, hint: str = NEW_LAYOUT) -> BadInput:
        return BadInput(message, file=self._file.name, line=element.line, hint=hint)
