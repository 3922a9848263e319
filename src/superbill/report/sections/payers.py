"""Payers side by side: Medicare from its schedules, the others from price-transparency files."""

from __future__ import annotations

from superbill.model.citation import NotAvailable
from superbill.model.price import Locality, PriceLine
from superbill.model.report import Field, Kind
from superbill.pricing.price import price
from superbill.report.section import PROCEDURES, Built, Context, ReportSection

PAYERS = ("Aetna", "Blue Cross Blue Shield", "Cigna", "UnitedHealthcare")


class Payers(ReportSection):
    """Medicare's amount; negotiated rates are said to be missing until a lake is loaded."""

    id = "payers"
    title = "Payers"
    order = 70
    systems = PROCEDURES
    authority = "CMS fee schedules; Transparency in Coverage rule, 45 CFR 147.212"

    def build(self, context: Context) -> Built:
        """One field a payer."""
        locality = context.locality if isinstance(context.locality, Locality) else None
        medicare = price(context.kb, PriceLine(context.code, context.on, locality=locality)).non_facility_usd
        fields = [Field("Medicare", medicare, Kind.USD)]
        for payer in PAYERS:
            missing = NotAvailable(
                f"no negotiated rates of {payer} are loaded", "the payer's price-transparency file (in-network rates)"
            )
            fields.append(Field(payer, missing, Kind.USD))
        return Built(tuple(fields))


SECTION = Payers()
