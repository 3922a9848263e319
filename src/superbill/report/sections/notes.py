"""Instructional notes of the tabular list, the code's own and those inherited from above."""

from __future__ import annotations

from itertools import groupby

from superbill.model.citation import Fact, NotAvailable
from superbill.model.codes import System
from superbill.model.report import Column, Field, Kind, Table
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
OWN = frozenset({"inclusion", "seventh_note"})
COMPLETED = 7
COLUMNS = (Column("text", "Note"), Column("at", "Stands at", Kind.CODE))


class Notes(ReportSection):
    """What the tabular list tells a coder to do."""

    id = "notes"
    title = "Instructional notes"
    order = 35
    systems = frozenset({System.ICD10CM})
    authority = "ICD-10-CM Official Guidelines, section I.A (conventions of the tabular list)"

    def build(self, context: Context) -> Built:
        """One table a kind of note; inclusion terms of the code itself, and of the code that a 7th character completes.
        Where the tabular list in force is missing, or does not have the code yet, why."""
        missing = context.tree.missing(context.system, context.on)
        if missing is not None:
            return Built((Field("Instructional notes", missing),))
        own = _own(context)
        notes = [
            note
            for note in context.tree.notes(context.system, context.code, context.on)
            if note.kind in TITLES and (note.kind not in OWN or note.at in own)
        ]
        order = list(TITLES)
        notes.sort(key=lambda note: order.index(note.kind))
        tables = tuple(_table(context, kind, list(group)) for kind, group in groupby(notes, key=lambda note: note.kind))
        note = "inherited ones name where they stand" if tables else ""
        if context.tree.node(context.system, context.code, context.on) is None:
            return Built((Field("Its own notes", _not_yet(context)), *tables), note)
        return Built(tables, note)


def _own(context: Context) -> tuple[str, ...]:
    """Where notes that are not inherited may stand: at the code, and for a code of 7 characters at its parent."""
    ancestors = (
        context.tree.ancestors(context.system, context.code, context.on) if len(context.code) == COMPLETED else ()
    )
    return (context.code, *(node.code for node in ancestors[-1:]))


def _not_yet(context: Context) -> NotAvailable:
    found = context.tree.ancestors(context.system, context.code, context.on)
    release = f" of {found[-1].citation.release}" if found else ""
    return NotAvailable(
        f"the tabular list{release}, the newest loaded that had begun, does not hold {context.answer.display}",
        "a later ICD-10-CM tabular list: superbill build --from DIR with its XML",
    )


def _table(context: Context, kind: str, notes: list[Note]) -> Table:
    rows = tuple(
        (Fact(note.text, note.citation), Fact(context.tree.label(context.system, note.at, context.on), note.citation))
        for note in notes
    )
    return Table(TITLES[kind], COLUMNS, rows, len(rows))


SECTION = Notes()
