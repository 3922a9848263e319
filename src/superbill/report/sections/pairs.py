"""Pairs: the active procedure-to-procedure edits of the code, in both columns."""

from __future__ import annotations

from superbill.kb.store import Absent
from superbill.model.citation import Fact, NotAvailable
from superbill.model.edits import PairEdit
from superbill.model.report import Column, Field, Kind, Leaf, Table
from superbill.report.section import PROCEDURES, Built, Context, ReportSection

COLUMNS = (
    Column("column1", "Column 1 (paid)", Kind.CODE),
    Column("column2", "Column 2 (denied)", Kind.CODE),
    Column("partner", "The other code"),
    Column("indicator", "Indicator", Kind.NUMBER),
    Column("together", "Together?", Kind.VERDICT),
    Column("since", "Since", Kind.DATE),
)
TOGETHER = {0: "never together", 1: "with a modifier"}


class Pairs(ReportSection):
    """Codes that are not paid beside this one on the same day."""

    id = "pairs"
    title = "Pairs"
    order = 90
    systems = PROCEDURES
    authority = "NCCI Policy Manual, chapter I; PTP edit files"

    def build(self, context: Context) -> Built:
        """Two tables, the denied partners first; only the first rows, with the full count."""
        found = context.partners()
        if isinstance(found, NotAvailable):
            return Built((Field("Pair edits", found),))
        if isinstance(found, Absent):
            text = "no pair edit of this code is active in the release in force; that alone is no permission"
            return Built((Field("Pair edits", Fact(text, found.citation)),), context.setting)
        tables = []
        more = f"superbill pairs {context.code} CODE ..."
        for title, edits, total in (
            ("This code is paid, the other denied (column 1)", found.as_column1, found.n_column1),
            ("The other is paid, this code denied (column 2)", found.as_column2, found.n_column2),
        ):
            if edits:
                rows = tuple(_row(context, edit) for edit in edits)
                tables.append(Table(title, COLUMNS, rows, total, more if total > len(rows) else ""))
        note = f"{context.setting}, same patient, day and practitioner"
        if found.citation.excerpt:
            note += "; an excerpt: pairs among the starter pack's codes only"
        return Built(tuple(tables), note)


def _row(context: Context, edit: PairEdit) -> tuple[Leaf, ...]:
    other = edit.column2 if edit.column1 == context.code else edit.column1
    since: Leaf = NotAvailable("not stated in the file", "the official NCCI file")
    if edit.effective_date is not None:
        since = Fact(edit.effective_date, edit.citation)
    return (
        Fact(edit.column1, edit.citation),
        Fact(edit.column2, edit.citation),
        context.lookup.name_of(other, context.on),
        Fact(edit.modifier_indicator, edit.citation),
        Fact(TOGETHER[edit.modifier_indicator], edit.citation),
        since,
    )


SECTION = Pairs()
