"""Policy updates: what the releases in force changed for this code."""

from __future__ import annotations

from superbill.kb.compare import stands_in
from superbill.model.citation import Fact, NotAvailable
from superbill.model.report import Column, Field, Kind, Leaf, Table
from superbill.report.section import ALL_SYSTEMS, Built, Context, ReportSection
from superbill.terminology.changes import comparable, updates

COLUMNS = (
    Column("when", "From", Kind.DATE),
    Column("source", "Data set"),
    Column("subject", "What"),
    Column("change", "Change"),
    Column("before", "Before"),
    Column("after", "After"),
)
NOTHING = NotAvailable(
    "no two releases of a data set that lists this code are loaded", "an earlier release beside the one in force"
)
EMPTY = NotAvailable("none on this side", "it was added, or is gone")


class Updates(ReportSection):
    """Changes against the release before, data set by data set."""

    id = "updates"
    title = "Policy updates"
    order = 130
    systems = ALL_SYSTEMS
    authority = "the releases themselves, compared"

    def build(self, context: Context) -> Built:
        """A table of changes; or what was compared without finding one; or that nothing can be compared."""
        compared = [
            (old, new)
            for old, new in comparable(context.kb, context.on)
            if new.source != "superbill-plain"
            and any(stands_in(context.kb, release, context.system, context.code) for release in (new, old))
        ]
        if not compared:
            return Built((Field("Changes", NOTHING),))
        rows: list[tuple[Leaf, ...]] = []
        for change in updates(context.kb, context.system, context.code, context.on):
            before: Leaf = Fact(change.before, change.citation) if change.before else EMPTY
            after: Leaf = Fact(change.after, change.citation) if change.after else EMPTY
            texts = (change.when, change.title, change.subject, change.what.value)
            rows.append((*(Fact(text, change.citation) for text in texts), before, after))
        if rows:
            return Built(
                (Table("", COLUMNS, tuple(rows), len(rows)),), "the release in force against the one before it"
            )
        names = "; ".join(f"{new.title} {old.edition} to {new.edition}" for old, new in compared)
        receipt = context.kb.cite(compared[0][1], None, context.on)
        also = tuple(context.kb.cite(new, None, context.on) for _, new in compared[1:])
        return Built((Field("Changes", Fact(f"none for this code between {names}", receipt, also)),))


SECTION = Updates()
