"""Coverage: Medicare's national and local policies."""

from __future__ import annotations

from superbill.model.citation import NotAvailable
from superbill.model.report import Field
from superbill.report.section import PROCEDURES, Built, Context, ReportSection

MISSING = NotAvailable("no coverage database is loaded", "the Medicare Coverage Database export of CMS")


class Coverage(ReportSection):
    """National and local coverage documents that name the code."""

    id = "coverage"
    title = "Coverage"
    order = 100
    systems = PROCEDURES
    authority = "CMS, Medicare Coverage Database"

    def build(self, context: Context) -> Built:
        """Said to be missing until the database is loaded."""
        return Built((Field("Coverage policies", MISSING),))


SECTION = Coverage()
