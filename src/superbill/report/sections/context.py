"""Clinical context: a typical patient, and who does what from order to result."""

from __future__ import annotations

from superbill.model.citation import Fact
from superbill.model.report import Field, Kind, Steps
from superbill.report.section import PROCEDURES, Built, Context, ReportSection
from superbill.terminology.plain import plain_text


class ClinicalContext(ReportSection):
    """A fictional patient and the steps of the work."""

    id = "context"
    title = "Clinical context"
    order = 40
    systems = PROCEDURES
    authority = "none: written for this project"

    def build(self, context: Context) -> Built:
        """A patient and a workflow; left to the plain-language section when there is no text."""
        text = plain_text(context.kb, context.system, context.code, context.on)
        if not isinstance(text, Fact):
            return Built((Field("Typical patient", text),))
        steps = tuple(Fact(step, text.citation) for step in text.value.workflow)
        return Built(
            (
                Field("Typical patient", Fact(text.value.patient, text.citation), Kind.PROSE),
                Steps("From order to result", steps),
            ),
            text.value.review_note,
        )


SECTION = ClinicalContext()
