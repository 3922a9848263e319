"""Medicare Part B payment limits of drugs, from average sales prices: one limit a code and quarter.

The dates in force stand above the header; files that CMS replaces inside a quarter differ in the day of their name only.
Trailing columns without a name are empty. `N/A` is no limit: the notes say how the drug is paid. The short descriptions of
CPT codes are the AMA's and are not stored.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import ClassVar, NamedTuple

from superbill.errors import BadInput
from superbill.model.periods import Period
from superbill.model.rows import Amount, Interned, Table
from superbill.sources.base import Edition, Part, Source, SourceFile, quarter_period
from superbill.sources.layout import hcpcs_code
from superbill.sources.release_names import dated, published_in_name
from superbill.sources.sheets import Sheet, SheetRow, read_sheet, title_text


class AspLimit(NamedTuple):
    """A drug or biological. `payment_limit_usd` is for one `dosage`, before the sequester; None for `N/A`. Percentages are
    as published: `coinsurance_percent` is the patient's share (under 20 where the price rose faster than inflation), the
    vaccine and blood percentages are of the average wholesale price. `clotting_factor` is 1 where the furnishing fee is
    paid in addition. A column that the layout lacks is None."""

    hcpcs: str
    short_description: str | None
    dosage: str | None
    payment_limit_usd: Amount | None
    coinsurance_percent: Amount | None
    vaccine_awp_percent: Amount | None
    vaccine_limit_usd: Amount | None
    blood_awp_percent: Amount | None
    blood_limit_usd: Amount | None
    clotting_factor: int
    notes: Interned | None


ASP_LIMIT = Table("asp_limit", AspLimit, ("hcpcs",))

COLUMNS = {
    "hcpcs code": "hcpcs code",
    "short description": "short description",
    "hcpcs code dosage": "dosage",
    "payment limit": "payment limit",
    "co-insurance percentage": "co-insurance percentage",
    "vaccine awp%": "vaccine awp%",
    "vaccine limit": "vaccine limit",
    "blood awp%": "blood awp%",
    "blood limit": "blood limit",
    "clotting factor": "clotting factor",
    "notes": "notes",
}
REQUIRED = ("hcpcs code", "dosage", "payment limit", "vaccine limit", "blood limit", "clotting factor", "notes")

_TITLE = re.compile(r"Payment Allowance Limits for Medicare Part B Drugs", re.IGNORECASE)
_HEADER = re.compile(r"^HCPCS Code[,\t]Short Description[,\t]HCPCS Code Dosage[,\t]", re.IGNORECASE | re.MULTILINE)
_EFFECTIVE = re.compile(r"Effective (\w+ \d{1,2}, 20\d\d) through (\w+ \d{1,2}, 20\d\d)", re.IGNORECASE)
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_LEVEL_II = re.compile(r"[A-CE-Z]\d{4}")
_YES = re.compile("1?")


class CmsAsp(Source):
    """The payment limit file, comma or tab (`section 508 version`)."""

    id = "cms-asp"
    title = "Medicare Part B drug payment limits (ASP)"
    publisher = "CMS"
    page = "https://www.cms.gov/medicare/payment/part-b-drugs/asp-pricing-files"
    licence = "CMS click-through (AMA); the CPT descriptors in the file are not stored"
    cadence = "quarterly, corrected in between"
    authority = "Social Security Act 1847A; 42 CFR 414.904"
    tables = (ASP_LIMIT,)
    floors: ClassVar[dict[str, int]] = {"asp_limit": 500}
    fetch_hint = f"superbill fetch cms-asp, or superbill build --from DIR with the payment limit file (csv) from {page}"

    def recognises(self, file: SourceFile) -> bool:
        """The title, and a header by code (the file of unclassified drugs has the title, but no codes)."""
        head = title_text(file)
        return _TITLE.search(head[:400]) is not None and _HEADER.search(head) is not None

    def parse(self, file: SourceFile) -> Iterator[Part]:
        """One part; the numbered notes above the header become notes of the edition."""
        sheet = read_sheet(file, "hcpcs code", COLUMNS, REQUIRED)
        notes = tuple(text for text in sheet.preamble_texts if text.startswith("Note"))
        yield Part(quarter_edition(file, sheet, notes=notes), file, ASP_LIMIT, _limits(sheet))


def quarter_edition(file: SourceFile, sheet: Sheet, *, series: str = "", notes: tuple[str, ...] = ()) -> Edition:
    """The quarter that the line `Effective ... through ...` above the header states."""
    for line, cells in sheet.preamble:
        found = _EFFECTIVE.search(" ".join(" ".join(cells).split()))
        if found is not None:
            start, end = (_day(file, line, text) for text in found.groups())
            quarter = (start.month + 2) // 3
            period = Period(start, end)
            if period != quarter_period(start.year, quarter):
                raise BadInput(f"{period} is no calendar quarter", file=file.name, line=line)
            published = published_in_name(file)
            return Edition(dated(f"{start.year}Q{quarter}", published), period, series, published, notes=notes)
    raise BadInput(
        "no line says from when to when the file is in force (Effective ... through ...)",
        file=file.name,
        hint="Use the file as it was downloaded.",
    )


def _day(file: SourceFile, line: int, text: str) -> date:
    month, day, year = text.replace(",", "").split()
    try:
        return date(int(year), _MONTHS.index(month.casefold()) + 1, int(day))
    except ValueError:
        raise BadInput(f"{text!r} is no date", file=file.name, line=line) from None


def _limits(sheet: Sheet) -> Iterator[tuple[object, ...]]:
    for row in sheet.rows:
        hcpcs = hcpcs_code(row.text("hcpcs code"), row.file, row.line, "hcpcs code")
        yield (
            hcpcs,
            row.text_or_none("short description") if _LEVEL_II.fullmatch(hcpcs) else None,
            row.text_or_none("dosage"),
            _limit(row, hcpcs),
            row.percent("co-insurance percentage"),
            row.percent("vaccine awp%"),
            row.dollars("vaccine limit"),
            row.percent("blood awp%"),
            row.dollars("blood limit"),
            int(row.matching("clotting factor", _YES, "1 or nothing") or "0"),
            row.text_or_none("notes"),
            row.line,
        )


def _limit(row: SheetRow, hcpcs: str) -> str | None:
    """None only where the file says `N/A`, or says nothing and has a note instead."""
    text = row.text("payment limit")
    if text.upper() == "N/A":
        return None
    limit = row.dollars("payment limit")
    if limit is None and not row.text("notes"):
        raise BadInput(f"{hcpcs} has neither limit nor note", file=row.file.name, line=row.line, column="payment limit")
    return limit


SOURCE = CmsAsp()
