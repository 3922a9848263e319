"""ICD-10-PCS: what each character of a code means, and what may follow a beginning of one."""

from __future__ import annotations

from superbill.model.citation import Citation, Fact, NotAvailable
from superbill.model.codes import System
from superbill.model.lookup import NotBillable
from superbill.model.report import Column, Field, Item, Kind, Leaf, Table
from superbill.report.section import Built, Context, ReportSection
from superbill.terminology.pcs import PcsBuilder, PcsStep

CHARACTERS = (
    Column("position", "Place", Kind.NUMBER),
    Column("axis", "Character"),
    Column("value", "Value", Kind.CODE),
    Column("label", "What it is"),
)
VALUES = (Column("value", "Value", Kind.CODE), Column("label", "What it is"))


class PcsCharacters(ReportSection):
    """The code taken apart along the tables."""

    id = "pcs"
    title = "Characters"
    order = 34
    systems = frozenset({System.ICD10PCS})
    authority = "ICD-10-PCS Official Guidelines, section A"

    def build(self, context: Context) -> Built:
        """The characters chosen; below a table, how many codes it has and the values of the next character."""
        built = PcsBuilder(context.kb, context.tree).build(context.code, context.on)
        if isinstance(built, NotAvailable):
            return Built((Field("Characters", built),))
        citation = built.citation or context.answer.evidence
        chosen = [step for step in built.steps if step.chosen]
        if built.chosen != context.code:
            reason = f"the tables in force on {context.on} do not hold {context.code}"
            return Built((Field("Characters", NotAvailable(reason, "the tables of ICD-10-PCS in force that day")),))
        rows = tuple(_row(step, citation) for step in chosen)
        found: list[Item] = [Table("", CHARACTERS, rows, len(rows))]
        answer = context.answer
        if isinstance(answer, NotBillable) and answer.listed_in is not None:
            found.append(Field("Complete codes of the table", Fact(answer.total, answer.listed_in), Kind.NUMBER))
        if not built.complete:
            found.append(_next(built.steps[-1], citation))
        return Built(tuple(found))


def _row(step: PcsStep, citation: Citation) -> tuple[Leaf, ...]:
    value = next(value for value in step.values if value.value == step.chosen)
    label = f"{value.label}: {value.definition}" if value.definition else value.label
    return tuple(Fact(cell, citation) for cell in (step.position, step.axis, step.chosen, label))


def _next(step: PcsStep, citation: Citation) -> Table:
    rows = tuple((Fact(value.value, citation), Fact(value.label, citation)) for value in step.values)
    return Table(f"Next, character {step.position}: {step.axis}", VALUES, rows, len(rows))


SECTION = PcsCharacters()
