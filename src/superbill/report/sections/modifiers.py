"""Modifiers, computed from the indicators in force."""

from __future__ import annotations

from superbill.edits.modifiers import modifiers_of
from superbill.model.citation import Citation, Fact, NotAvailable
from superbill.model.edits import ModifierUse
from superbill.model.report import Column, Field, Kind, Leaf, Table
from superbill.report.section import PROCEDURES, Built, Context, ReportSection

COLUMNS = (
    Column("modifier", "Modifier", Kind.CODE),
    Column("meaning", "Meaning"),
    Column("use", "Use here", Kind.VERDICT),
    Column("why", "Why"),
)


class Modifiers(ReportSection):
    """Which modifiers apply, do not apply, or apply when; each with its reason."""

    id = "modifiers"
    title = "Modifiers"
    order = 50
    systems = PROCEDURES
    authority = "CMS, RVU file documentation; NCCI Policy Manual, chapter I; CLFS"

    def build(self, context: Context) -> Built:
        """One table."""
        uses = modifiers_of(context.kb, context.code, context.on, context.setting, context.partners())
        if isinstance(uses, NotAvailable):
            return Built((Field("Modifiers", uses),))
        on_file = next(use.why.citation for use in uses if isinstance(use.why, Fact))
        rows = tuple(_row(use, on_file) for use in uses)
        return Built((Table("", COLUMNS, rows, len(rows)),), "computed from the indicators in force")


def _row(use: ModifierUse, on_file: Citation) -> tuple[Leaf, ...]:
    if isinstance(use.why, NotAvailable) or use.use is None:
        return (Fact(" ".join(use.modifiers), on_file), Fact(use.meaning, on_file), use.why, use.why)
    values = (" ".join(use.modifiers), use.meaning, use.use.value)
    return (*(Fact(value, use.why.citation, use.why.also) for value in values), use.why)


SECTION = Modifiers()
