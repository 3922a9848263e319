"""Hospital outpatient prospective payment: APC rates (Addendum A), and what each code is assigned to (Addendum B).

Both state the calendar year in their title; see `addenda` for the quarter. A lone `.` in the column of the national
copayment means that there is none of its own: the minimum one, 20 % of the rate, applies. Rates are national, before the
wage index; those of drugs have three decimals. Short descriptors are never stored: most are CPT's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar, NamedTuple

from superbill.errors import BadInput
from superbill.model.rows import Amount, Interned, Table
from superbill.sources.addenda import addendum_edition
from superbill.sources.base import Part, Source, SourceFile
from superbill.sources.layout import hcpcs_code
from superbill.sources.sheets import Sheet, SheetRow, read_sheet, title_text


class OppsApc(NamedTuple):
    """An ambulatory payment classification. Amounts are None where CMS prints none. `national_copay_usd` is None where
    `minimum_copay_usd` applies; `adjusted_copay_usd` goes before both: it is capped at the inpatient deductible, or
    adjusted for inflation to `ira_coinsurance_percent`, as `note` says. `pass_through_expires` is 1 for a drug or device
    whose pass-through status ends in the year, `changed` 1 for a change since the quarter before; either is None where
    the layout has no such column."""

    apc: str
    title: str
    status_indicator: str
    relative_weight: Amount | None
    payment_rate_usd: Amount | None
    national_copay_usd: Amount | None
    minimum_copay_usd: Amount | None
    ira_coinsurance_percent: Amount | None
    adjusted_copay_usd: Amount | None
    pass_through_expires: int | None
    changed: int | None
    note: Interned | None


class OppsHcpcs(NamedTuple):
    """A code's status indicator, and its APC with rate and copayment where it has one. The copayment is the code's own:
    screening services have $0.00 in an APC that has one. `comment_indicator` stands in addenda of a rule only."""

    hcpcs: str
    comment_indicator: str | None
    status_indicator: str
    apc: str | None
    relative_weight: Amount | None
    payment_rate_usd: Amount | None
    national_copay_usd: Amount | None
    minimum_copay_usd: Amount | None
    ira_coinsurance_percent: Amount | None
    adjusted_copay_usd: Amount | None
    pass_through_expires: int | None
    changed: int | None
    note: Interned | None


OPPS_APC = Table("opps_apc", OppsApc, ("apc",))
OPPS_HCPCS = Table("opps_hcpcs", OppsHcpcs, ("hcpcs",), (("apc",),))

ADDENDUM_A = "addendum-a"
ADDENDUM_B = "addendum-b"

_PAYMENT_COLUMNS = {
    "si": "status indicator",
    "relative weight": "relative weight",
    "payment rate": "payment rate",
    "national unadjusted copayment": "national unadjusted copayment",
    "minimum unadjusted copayment": "minimum unadjusted copayment",
    "ira coinsurance percentage": "ira coinsurance percentage",
    "adjusted beneficiary copayment": "adjusted beneficiary copayment",
    "drug and device pass-through expiration during calendar year": "pass-through expiration",
    "drug pass-through expiration during calendar year": "pass-through expiration",
    "* indicates a change": "change",
    "note": "note",
}
COLUMNS_A = {"apc": "apc", "group title": "group title", **_PAYMENT_COLUMNS}
COLUMNS_B = {"hcpcs code": "hcpcs code", "short descriptor": "", "ci": "ci", "apc": "apc", **_PAYMENT_COLUMNS}
_REQUIRED = (
    "status indicator",
    "apc",
    "relative weight",
    "payment rate",
    "national unadjusted copayment",
    "minimum unadjusted copayment",
)

_TITLES = {
    ADDENDUM_A: re.compile(r"Addendum A\b[^\t\n]{0,20}OPPS APCs for CY (20\d\d)", re.IGNORECASE),
    ADDENDUM_B: re.compile(r"Addendum B\b[^\t\n]{0,20}OPPS Payment by HCPCS Code for CY (20\d\d)", re.IGNORECASE),
}
_STATUS = re.compile(r"[A-Z][0-9]?")
_COMMENT = re.compile(r"[A-Z]{2}")
_APC = re.compile(r"[0-9]{3,4}")


class CmsOpps(Source):
    """Addenda A and B, comma or tab."""

    id = "cms-opps"
    title = "Hospital outpatient payment (OPPS), Addenda A and B"
    publisher = "CMS"
    page = (
        "https://www.cms.gov/medicare/payment/prospective-payment-systems/hospital-outpatient-pps/"
        "quarterly-addenda-updates"
    )
    licence = "CMS click-through (AMA); the CPT and CDT descriptors in the file are not stored"
    cadence = "quarterly"
    authority = "OPPS final rule with comment period (42 CFR 419), Addenda A and B"
    tables = (OPPS_APC, OPPS_HCPCS)
    floors: ClassVar[dict[str, int]] = {"opps_apc": 600, "opps_hcpcs": 15_000}
    fetch_hint = f"superbill fetch cms-opps, or superbill build --from DIR with Addendum A and B (csv) from {page}"

    def recognises(self, file: SourceFile) -> bool:
        """The title of one of the addenda."""
        return _which(file) is not None

    def parse(self, file: SourceFile) -> Iterator[Part]:
        """One part."""
        found = _which(file)
        if found is None:
            raise BadInput("the title of Addendum A or B is missing", file=file.name)
        series, title, year = found
        edition = addendum_edition(file, title, year, series)
        if series == ADDENDUM_A:
            sheet = read_sheet(file, "apc", COLUMNS_A, (*_REQUIRED, "group title"))
            yield Part(edition, file, OPPS_APC, _groups(sheet))
        else:
            sheet = read_sheet(file, "hcpcs code", COLUMNS_B, (*_REQUIRED, "hcpcs code"))
            yield Part(edition, file, OPPS_HCPCS, _codes(sheet))


def _which(file: SourceFile) -> tuple[str, str, int] | None:
    """Series, title and year of an addendum."""
    head = title_text(file)
    for series, shape in _TITLES.items():
        found = shape.search(head)
        if found is not None:
            return series, found[0], int(found[1])
    return None


def _groups(sheet: Sheet) -> Iterator[tuple[object, ...]]:
    for row in sheet.rows:
        apc, status = _apc(row), row.matching("status indicator", _STATUS, "status indicator")
        yield (apc, row.text("group title"), status, *_payment(row), row.line)


def _codes(sheet: Sheet) -> Iterator[tuple[object, ...]]:
    for row in sheet.rows:
        hcpcs = hcpcs_code(row.text("hcpcs code"), row.file, row.line, "hcpcs code")
        comment = row.matching("ci", _COMMENT, "comment indicator") if row.text("ci") else None
        status = row.matching("status indicator", _STATUS, "status indicator")
        apc = _apc(row) if row.text("apc") else None
        yield (hcpcs, comment, status, apc, *_payment(row), row.line)


def _apc(row: SheetRow) -> str:
    """Four digits; a csv that a spreadsheet program saved again has lost the leading zero."""
    return row.matching("apc", _APC, "APC").zfill(4)


def _payment(row: SheetRow) -> tuple[object, ...]:
    return (
        row.figure("relative weight"),
        row.dollars("payment rate"),
        row.dollars("national unadjusted copayment"),
        row.dollars("minimum unadjusted copayment"),
        row.percent("ira coinsurance percentage"),
        row.dollars("adjusted beneficiary copayment"),
        row.flag("pass-through expiration"),
        row.flag("change"),
        row.text_or_none("note"),
    )


SOURCE = CmsOpps()
