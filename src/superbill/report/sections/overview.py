"""Billing code overview: kind of service, usual places, status."""

from __future__ import annotations

from collections.abc import Iterator

from superbill.model.citation import Fact
from superbill.model.codes import System
from superbill.model.report import Field
from superbill.pricing.clfs import clfs_rates
from superbill.pricing.rvu import STATUS_MEANING, RvuRow, rvu_row
from superbill.report.section import PROCEDURES, Built, Context, ReportSection
from superbill.terminology.hcpcs import hcpcs_fields
from superbill.terminology.lookup import absent_or_missing
from superbill.terminology.plain import plain_text

GLOBAL_MEANING = {
    "000": "the day itself only",
    "010": "the day and 10 days after",
    "090": "the day before, the day, and 90 days after",
    "MMM": "maternity: the usual global period does not apply",
    "XXX": "the global concept does not apply",
    "YYY": "set by the contractor",
    "ZZZ": "add-on: part of another service's global period",
}


class Overview(ReportSection):
    """Service type, sites, fee-schedule status and global days."""

    id = "overview"
    title = "Billing code overview"
    order = 30
    systems = PROCEDURES
    authority = "CMS, RVU file documentation; CLFS; HCPCS record layout"

    def build(self, context: Context) -> Built:
        """Fields from the plain-language text and the indicator files."""
        text = plain_text(context.kb, context.system, context.code, context.on)
        note = ""
        fields: list[Field] = []
        if isinstance(text, Fact):
            fields.append(Field("Service type", Fact(text.value.service_type, text.citation)))
            fields.append(Field("Typical site of service", Fact(", ".join(text.value.sites), text.citation)))
            note = text.value.review_note
        elif context.system is System.CPT:
            fields.append(Field("Service type", text))
        return Built((*fields, *_schedule(context), *hcpcs_fields(context.kb, context.code, context.on)), note)


def _schedule(context: Context) -> Iterator[Field]:
    row = rvu_row(context.kb, context.code, "", context.on)
    if isinstance(row, RvuRow):
        meaning = STATUS_MEANING.get(row.status, "see the file's documentation")
        yield Field("Medicare status", Fact(f"{row.status}: {meaning}", row.citation))
        if row.global_days in GLOBAL_MEANING and row.priced:
            yield Field("Global period", Fact(f"{row.global_days}: {GLOBAL_MEANING[row.global_days]}", row.citation))
    else:
        yield Field("Medicare status", absent_or_missing(row, context.code))
    rates = clfs_rates(context.kb, context.code, context.on)
    if isinstance(rates, tuple):
        yield Field("Paid on", Fact("clinical laboratory fee schedule (CLFS)", rates[0].citation))
    elif isinstance(row, RvuRow) and row.priced:
        yield Field("Paid on", Fact("physician fee schedule (MPFS)", row.citation))


SECTION = Overview()
