"""A modifier looked up for itself: what it does, what it goes on, and what Medicare does with it."""

from __future__ import annotations

from superbill.model.citation import Fact, NotAvailable
from superbill.model.codes import System
from superbill.model.report import Field, Kind
from superbill.report.section import Built, Context, ReportSection
from superbill.terminology.cpt_modifiers import cpt_modifiers

NOTHING = NotAvailable("nothing particular has been written", "content/cpt-modifiers.toml of this project")


class Modifier(ReportSection):
    """The project's own explanation of a CPT modifier; Level II modifiers have their official text."""

    id = "modifier"
    title = "What the modifier does"
    order = 22
    systems = frozenset({System.MODIFIER})
    authority = "none: written for this project; RVU file documentation and NCCI Policy Manual for what Medicare does"

    def build(self, context: Context) -> Built:
        """Four fields; nothing for a Level II modifier."""
        own = cpt_modifiers().get(context.code)
        if own is None:
            return Built(())
        medicare = Fact(own.medicare, own.citation) if own.medicare else NOTHING
        fields = (
            Field("What it says", Fact(own.does, own.citation), Kind.PROSE),
            Field("Goes on", Fact(own.goes_on, own.citation)),
            Field("Whose claims", Fact(own.claims, own.citation)),
            Field("Medicare", medicare, Kind.PROSE),
        )
        return Built(fields, own.review_note)


SECTION = Modifier()
