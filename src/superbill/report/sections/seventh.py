"""7th characters of an ICD-10-CM code."""

from __future__ import annotations

from superbill.model.citation import Fact
from superbill.model.codes import System
from superbill.model.report import Column, Field, Kind, Table
from superbill.report.section import Built, Context, ReportSection

COLUMNS = (Column("character", "Character", Kind.CODE), Column("meaning", "Meaning"))


class SeventhCharacters(ReportSection):
    """Which 7th characters the code takes, and what they mean."""

    id = "seventh"
    title = "7th characters"
    order = 37
    systems = frozenset({System.ICD10CM})
    authority = "ICD-10-CM Official Guidelines, section I.A.4-5"

    def build(self, context: Context) -> Built:
        """One table, nothing for codes that take none, or why that is not known."""
        missing = context.tree.missing(context.system, context.on)
        if missing is not None:
            return Built((Field("7th characters", missing),))
        characters = context.tree.seventh(context.system, context.code, context.on)
        rows = tuple((Fact(c.character, c.citation), Fact(c.meaning, c.citation)) for c in characters)
        return Built((Table("", COLUMNS, rows, len(rows)),) if rows else ())


SECTION = SeventhCharacters()
