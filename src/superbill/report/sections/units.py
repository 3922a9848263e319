"""Units: the medically unlikely edit of each setting, and what it means."""

from __future__ import annotations

from superbill.edits.units import units_of
from superbill.model.citation import Citation, Fact, NotAvailable
from superbill.model.edits import Setting, UnitsAnswer
from superbill.model.report import Column, Field, Kind, Leaf, Table
from superbill.report.section import PROCEDURES, Built, Context, ReportSection

COLUMNS = (
    Column("setting", "Setting"),
    Column("mue", "MUE", Kind.NUMBER),
    Column("mai", "MAI", Kind.NUMBER),
    Column("meaning", "What it means"),
    Column("rationale", "Rationale"),
)
NO_VALUE = NotAvailable("no value is published", "CMS keeps some values unpublished; this is not the same as no limit")


class Units(ReportSection):
    """How many units of the code are likely at most."""

    id = "units"
    title = "Units"
    order = 80
    systems = PROCEDURES
    authority = "NCCI Policy Manual, chapter I, section V (MUE)"

    def build(self, context: Context) -> Built:
        """A row for each setting that is loaded; suppliers only where they have a value."""
        answers = [units_of(context.kb, context.code, context.on, setting) for setting in Setting]
        rows = [_row(answer, answer.citation) for answer in answers if answer.citation is not None and _shown(answer)]
        if not rows:
            reason = next(answer.reason for answer in answers if answer.reason is not None)
            return Built((Field("MUE", reason, Kind.NUMBER),))
        return Built((Table("", COLUMNS, tuple(rows), len(rows)),))


def _shown(answer: UnitsAnswer) -> bool:
    return answer.mue is not None or answer.setting is not Setting.DME


def _row(answer: UnitsAnswer, citation: Citation) -> tuple[Leaf, ...]:
    if answer.mue is None:
        return (Fact(answer.setting.value, citation), NO_VALUE, NO_VALUE, Fact(answer.meaning, citation), NO_VALUE)
    values = (answer.setting.value, answer.mue, answer.mai, answer.meaning, answer.rationale)
    return tuple(Fact(value, citation) for value in values)


SECTION = Units()
