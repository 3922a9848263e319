"""Policy updates: what changed for this code from the release before to the one in force, data set by data set."""

from __future__ import annotations

from superbill.kb.compare import stands_in
from superbill.model.changes import Change, What
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
    "nothing to compare: no data set that lists this code is loaded in two releases begun by that day",
    "an earlier release beside the one in force",
)
NOT_LISTED = "not listed"
NO_VALUE = "no value"


class Updates(ReportSection):
    """Descriptions, rates, indicators and limits that releases changed; policies themselves are in coverage and guidance."""

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
            texts = (change.when, change.title, change.subject, change.what.value, *_sides(change))
            rows.append(tuple(Fact(text, change.citation) for text in texts))
        if rows:
            return Built(
                (Table("", COLUMNS, tuple(rows), len(rows)),), "each release in force against the one before it"
            )
        names = "; ".join(f"{new.title} {old.edition} to {new.edition}" for old, new in compared)
        receipt = context.kb.cite(compared[0][1], None, context.on)
        also = tuple(context.kb.cite(new, None, context.on) for _, new in compared[1:])
        return Built((Field("Changes", Fact(f"none for this code between {names}", receipt, also)),))


def _sides(change: Change) -> tuple[str, str]:
    """Before and after, in words where a side has no value."""
    before = NOT_LISTED if change.what is What.ADDED else NO_VALUE
    after = NOT_LISTED if change.what is What.GONE else NO_VALUE
    return change.before or before, change.after or after


SECTION = Updates()
