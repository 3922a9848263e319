"""Add-on and primary codes: what this add-on may stand beside, or which add-ons go with this code."""

from __future__ import annotations

from superbill.kb.queries import load_queries
from superbill.kb.store import Found
from superbill.model.citation import Fact
from superbill.model.periods import day_number
from superbill.model.report import Column, Field, Item, Kind, Leaf, Table
from superbill.report.section import PROCEDURES, Built, Context, ReportSection

SQL = load_queries("superbill.pricing", "facility.sql")
SOURCE = "cms-ncci-addon"
CONTRACTOR = "CCCCC"
ALL = -1
"""No limit: a primary that were left out would read as one that does not do. The longest list has some 280."""
COLUMNS = (Column("code", "Code", Kind.CODE), Column("text", "What it is"))
TYPES = {
    1: "type 1: paid only with one of the listed primary codes",
    2: "type 2: the contractor defines the primary codes",
    3: "type 3: some primary codes are listed, the contractor may accept more",
}


class Addons(ReportSection):
    """Add-on relations of the code; left out when the file does not name it."""

    id = "addons"
    title = "Add-on and primary codes"
    order = 95
    systems = PROCEDURES
    authority = "NCCI Policy Manual, chapter I, section R; add-on code file"

    def build(self, context: Context) -> Built:
        """The type and the primaries of an add-on; the add-ons of a primary."""
        shown: list[Item] = []
        primaries = self._find(context, "primaries")
        if primaries is not None:
            first = primaries.rows[0]
            shown.append(Field("This is an add-on code", primaries.fact(TYPES[first[1]], first)))
            listed = [row for row in primaries.rows if row[0] != CONTRACTOR]
            if listed:
                shown.append(
                    self._table(context, "Primary codes it is paid with, same day and practitioner", primaries)
                )
        addons = self._find(context, "addons")
        if addons is not None:
            shown.append(self._table(context, "Add-on codes that may stand beside it", addons))
        return Built(tuple(shown))

    def _find(self, context: Context, statement: str) -> Found | None:
        found = context.kb.find(
            SQL[statement], source=SOURCE, on=context.on, code=context.code, day=day_number(context.on), limit=ALL
        )
        return found if isinstance(found, Found) else None

    def _table(self, context: Context, title: str, found: Found) -> Table:
        rows: list[tuple[Leaf, ...]] = []
        for row in found.rows:
            if row[0] != CONTRACTOR:
                rows.append((Fact(row[0], found.cite(row)), context.lookup.name_of(row[0], context.on)))
        return Table(title, COLUMNS, tuple(rows), len(rows))


SECTION = Addons()
