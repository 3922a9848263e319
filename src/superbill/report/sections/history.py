"""History: when the code was added, revised or ended, as far back as releases are loaded."""

from __future__ import annotations

from superbill.model.citation import Fact, NotAvailable
from superbill.model.report import Column, Field, Kind, Table
from superbill.report.section import ALL_SYSTEMS, Built, Context, ReportSection
from superbill.terminology.history import history

COLUMNS = (Column("when", "When", Kind.DATE), Column("what", "What"), Column("detail", "Detail"))


class History(ReportSection):
    """Events over the loaded releases."""

    id = "history"
    title = "History and changes"
    order = 120
    systems = ALL_SYSTEMS
    authority = "the releases themselves, compared"

    def build(self, context: Context) -> Built:
        """One table, oldest first."""
        events = history(context.kb, context.system, context.code)
        if not events:
            return Built((Field("History", NotAvailable("no loaded release lists the code", "superbill releases")),))
        rows = tuple(
            tuple(Fact(value, event.citation) for value in (event.when, event.what, event.detail)) for event in events
        )
        return Built((Table("", COLUMNS, rows, len(rows)),), "as far back as releases are loaded")


SECTION = History()
