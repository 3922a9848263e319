"""Instructional notes of the tabular list, the code's own and those inherited from above."""

from __future__ import annotations

from itertools import groupby

from superbill.model.citation import Fact
from superbill.model.codes import System
from superbill.model.report import Column, Kind, Table
from superbill.report.section import Built, Context, ReportSection
from superbill.terminology.tree import Note

TITLES = {
    "inclusion": "Inclusion terms",
    "includes": "Includes",
    "excludes1": "Excludes1: never coded together",
    "excludes2": "Excludes2: not included here, may be coded together",
    "code_first": "Code first",
    "use_additional": "Use additional code",
    "code_also": "Code also",
    "note": "Notes",
    "seventh_note": "7th character",
}
COLUMNS = (Column("text", "Note"), Column("at", "Stands at", Kind.CODE))


class Notes(ReportSection):
    """What the tabular list tells a coder to do."""

    id = "notes"
    title = "Instructional notes"
    order = 35
    systems = frozenset({System.ICD10CM})
    authority = "ICD-10-CM Official Guidelines, section I.A (conventions of the tabular list)"

    def build(self, context: Context) -> Built:
        """One table a kind of note; inclusion terms only of the code itself."""
        notes = [
            note
            for note in context.tree.notes(context.system, context.code, context.on)
            if note.kind in TITLES and (note.kind not in ("inclusion", "seventh_note") or note.at == context.code)
        ]
        order = list(TITLES)
        notes.sort(key=lambda note: order.index(note.kind))
        tables = tuple(_table(context, kind, list(group)) for kind, group in groupby(notes, key=lambda note: note.kind))
        return Built(tables, "inherited ones name where they stand" if tables else "")


def _table(context: Context, kind: str, notes: list[Note]) -> Table:
    rows = tuple(
        (Fact(note.text, note.citation), Fact(context.tree.label(context.system, note.at, context.on), note.citation))
        for note in notes
    )
    return Table(TITLES[kind], COLUMNS, rows, len(rows))


SECTION = Notes()
