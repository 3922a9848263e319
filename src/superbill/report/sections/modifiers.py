"""Modifiers, computed from the indicators in force."""

from __future__ import annotations

from collections.abc import Sequence

from superbill.edits.modifiers import judge, modifiers_of
from superbill.model.citation import Citation, Fact, NotAvailable
from superbill.model.codes import System
from superbill.model.edits import ModifierUse
from superbill.model.report import Column, Field, Item, Kind, Leaf, Table
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
        """First those that were typed with the code, each with its verdict; then the others worth a word."""
        typed = context.answer.modifiers
        asked = (context.kb, context.code, context.on)
        verdicts = judge(*asked, typed, context.setting, context.partners())
        found = modifiers_of(*asked, context.setting, context.partners(), typed)
        if isinstance(found, NotAvailable):
            return Built((*_typed(context, verdicts), Field("Modifiers", found)))
        tables = (*_typed(context, verdicts), _table(context, "Others" if typed else "", found))
        return Built(tables, "computed from the indicators in force")


def _typed(context: Context, verdicts: Sequence[ModifierUse]) -> tuple[Item, ...]:
    return (_table(context, "Typed with the code", verdicts),) if verdicts else ()


def _table(context: Context, title: str, uses: Sequence[ModifierUse]) -> Table:
    facts = (use.why for use in uses if isinstance(use.why, Fact))
    on_file = next((fact.citation for fact in facts), context.answer.evidence)
    rows = tuple(_row(context, use, on_file) for use in uses)
    return Table(title, COLUMNS, rows, len(rows))


def _row(context: Context, use: ModifierUse, on_file: Citation) -> tuple[Leaf, ...]:
    meaning: Leaf = Fact(use.meaning, on_file)
    if not use.meaning:
        named = context.lookup.name_in(System.MODIFIER, use.modifiers[0], context.on)
        meaning = named or NotAvailable(f"no loaded list has a modifier {use.modifiers[0]}", "the list of modifiers")
    if isinstance(use.why, NotAvailable) or use.use is None:
        return (Fact(" ".join(use.modifiers), on_file), meaning, use.why, use.why)
    leading, *others = use.why.citations
    values = (" ".join(use.modifiers), use.use.value)
    modifier, verdict = (Fact(value, leading, tuple(others)) for value in values)
    if use.meaning:
        meaning = Fact(use.meaning, leading, tuple(others))
    return (modifier, meaning, verdict, use.why)


SECTION = Modifiers()
