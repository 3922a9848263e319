"""Official description: the publisher's own words, or why they cannot be shown."""

from __future__ import annotations

from superbill.model.codes import System
from superbill.model.report import Field, Kind
from superbill.report.section import ALL_SYSTEMS, Built, Context, ReportSection


class Official(ReportSection):
    """The official text of the code."""

    id = "official"
    title = "Official description"
    order = 10
    systems = ALL_SYSTEMS
    authority = "the code system's publisher"

    def build(self, context: Context) -> Built:
        """One field, with further lengths of an operator's CPT file where there are any."""
        fields = [Field("Description", context.answer.description, Kind.PROSE)]
        if context.system is System.CPT:
            texts = context.lookup.cpt_texts(context.code)
            fields += [
                Field(f"{name.capitalize()} description", text) for name, text in texts.items() if name != "long"
            ]
        return Built(tuple(fields))


SECTION = Official()
