"""Plain language: what it is, why and how it is done, what to write down."""

from __future__ import annotations

from superbill.model.citation import Fact
from superbill.model.report import Field, Kind, Steps
from superbill.report.section import PROCEDURES, Built, Context, ReportSection
from superbill.terminology.plain import plain_text


class Plain(ReportSection):
    """The project's own explanation, with its review status in the heading."""

    id = "plain"
    title = "Plain language"
    order = 20
    systems = PROCEDURES
    authority = "none: written for this project"

    def build(self, context: Context) -> Built:
        """Four parts, or one field that says what is missing."""
        text = plain_text(context.kb, context.system, context.code, context.on)
        if not isinstance(text, Fact):
            return Built((Field("Text", text),))
        plain = text.value
        fields = (
            Field("What it is", Fact(plain.what, text.citation), Kind.PROSE),
            Field("Why it is done", Fact(plain.why, text.citation), Kind.PROSE),
            Field("How it is done", Fact(plain.how, text.citation), Kind.PROSE),
            Steps("What to document", tuple(Fact(line, text.citation) for line in plain.document), ordered=False),
        )
        return Built(fields, plain.review_note)


SECTION = Plain()
