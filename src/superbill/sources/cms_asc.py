"""Ambulatory surgical centre payment: covered procedures (Addendum AA), ancillary services (BB), indicators (DD1).

The quarter stands in the column names (`January 2025 Payment Rate`). A second column without a name holds the marks that
the footnotes explain. The ancillary list of January 2025 gives four codes twice, word for word; they are taken once and
the edition says so. Short descriptors are never stored: most are CPT's. Written from the addenda of January 2025.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar, NamedTuple

from superbill.errors import BadInput
from superbill.model.rows import Amount, Interned, Table
from superbill.sources.addenda import addendum_edition
from superbill.sources.base import Edition, Part, Source, SourceFile
from superbill.sources.layout import hcpcs_code
from superbill.sources.release_names import QUARTER_OF_MONTH
from superbill.sources.sheets import Sheet, SheetRow, heading, read_sheet, title_text


class AscRate(NamedTuple):
    """A code payable, or packaged, in a surgical centre. `multiple_procedure_discount` is `Y` or `N` for procedures (half
    of all but the dearest), `""` for ancillary services. `note` is what the footnotes say of the code's mark. The rate is
    national, before the wage index; None where the payment indicator sets none."""

    hcpcs: str
    multiple_procedure_discount: str
    comment_indicator: str | None
    payment_indicator: str
    payment_weight: Amount | None
    payment_rate_usd: Amount | None
    adjusted_copay_usd: Amount | None
    pass_through_expires: int | None
    note: Interned | None


class AscPaymentIndicator(NamedTuple):
    """What a payment indicator means."""

    indicator: str
    meaning: str


ASC_RATE = Table("asc_rate", AscRate, ("hcpcs",))
ASC_PAYMENT_INDICATOR = Table("asc_payment_indicator", AscPaymentIndicator, ("indicator",))

ADDENDUM_AA = "addendum-aa"
ADDENDUM_BB = "addendum-bb"
ADDENDUM_DD1 = "addendum-dd1"

_RATE_COLUMNS = {
    "hcpcs code": "hcpcs code",
    "": "mark",
    "short descriptor": "",
    "comment indicator": "comment indicator",
    "payment indicator": "payment indicator",
    "payment weight": "payment weight",
    "payment rate": "payment rate",
}
COLUMNS = {
    ADDENDUM_AA: {**_RATE_COLUMNS, "subject to multiple procedure discounting": "multiple procedure discounting"},
    ADDENDUM_BB: {
        **_RATE_COLUMNS,
        "drug and device pass-through expiration during calendar year": "pass-through expiration",
        "drug pass-through expiration during calendar year": "pass-through expiration",
        "ira-22 adjusted copayment1": "adjusted copayment",
        "ira-22 adjusted copayment": "adjusted copayment",
    },
}
COLUMNS_DD1 = {"indicator": "indicator", "payment indicator definition": "meaning"}
_REQUIRED = ("hcpcs code", "payment indicator", "payment weight", "payment rate")

_TITLES = {
    ADDENDUM_AA: re.compile(
        r"Addendum AA\b[^\t\n]{0,30}ASC Covered Surgical Procedures for CY (20\d\d)", re.IGNORECASE
    ),
    ADDENDUM_BB: re.compile(
        r"Addendum BB\b[^\t\n]{0,30}ASC Covered Ancillary Services\b[^\t\n]{0,60}for CY (20\d\d)", re.IGNORECASE
    ),
    ADDENDUM_DD1: re.compile(r"Addendum DD1\b[^\t\n]{0,30}ASC Payment Indicators for CY (20\d\d)", re.IGNORECASE),
}
_RELEASE = re.compile(
    r"(?:(?:final|cn|proposed) )?(?:(?P<month>january|april|july|october) (?P<year>20\d\d)|cy ?(?P<cy>\d{4})) "
)
_INDICATOR = re.compile(r"[A-Z][0-9]")
_COMMENT = re.compile(r"[A-Z]{2}")
_YES_NO = re.compile(r"[YN]")
_FOOTNOTE = re.compile(r"NOTE \d+:", re.IGNORECASE)


class CmsAsc(Source):
    """Addenda AA, BB and DD1, comma or tab."""

    id = "cms-asc"
    title = "Ambulatory surgical center payment (ASC), Addenda AA, BB and DD1"
    publisher = "CMS"
    page = "https://www.cms.gov/medicare/payment/prospective-payment-systems/ambulatory-surgical-center-asc/asc-payment-rates-addenda"
    licence = "CMS click-through (AMA); the CPT and CDT descriptors in the file are not stored"
    cadence = "quarterly"
    authority = "OPPS/ASC final rule with comment period (42 CFR 416 subpart F), Addenda AA, BB and DD1"
    tables = (ASC_RATE, ASC_PAYMENT_INDICATOR)
    floors: ClassVar[dict[str, int]] = {
        "asc_rate:addendum-aa": 3_000,
        "asc_rate:addendum-bb": 1_500,
        "asc_payment_indicator": 15,
    }
    fetch_hint = f"superbill fetch cms-asc, or superbill build --from DIR with Addendum AA and BB (csv) from {page}"

    def recognises(self, file: SourceFile) -> bool:
        """The title of one of the addenda."""
        return _which(file) is not None

    def parse(self, file: SourceFile) -> Iterator[Part]:
        """One part."""
        found = _which(file)
        if found is None:
            raise BadInput("the title of Addendum AA, BB or DD1 is missing", file=file.name)
        series, title, year = found
        if series == ADDENDUM_DD1:
            sheet = read_sheet(file, "indicator", COLUMNS_DD1, tuple(COLUMNS_DD1.values()))
            edition = addendum_edition(file, title, year, series, quarterly=False)
            yield Part(edition, file, ASC_PAYMENT_INDICATOR, _indicators(sheet))
            return
        required = (*_REQUIRED, "multiple procedure discounting") if series == ADDENDUM_AA else _REQUIRED
        sheet = read_sheet(file, "hcpcs code", COLUMNS[series], required, name_of=_without_release)
        rates, repeated = _distinct(_rates(sheet))
        yield Part(_edition(file, sheet, title, year, series, repeated), file, ASC_RATE, rates)


def _which(file: SourceFile) -> tuple[str, str, int] | None:
    head = title_text(file)
    for series, shape in _TITLES.items():
        found = shape.search(head)
        if found is not None:
            return series, found[0], int(found[1])
    return None


def _without_release(text: str) -> str:
    """`January 2025  Payment Weight` is the column `payment weight`."""
    return _RELEASE.sub("", heading(text), count=1)


def _edition(file: SourceFile, sheet: Sheet, title: str, year: int, series: str, repeated: list[str]) -> Edition:
    """The release that every column name states alike."""
    stated = {found[0]: found for found in (_RELEASE.match(heading(cell)) for cell in sheet.header) if found}
    if len(stated) > 1:
        raise BadInput(
            f"column names of two releases: {', '.join(sorted(stated))}",
            file=file.name,
            line=sheet.header_line,
            hint="Use the file as it was downloaded.",
        )
    quarter = None
    for text, found in stated.items():
        if int(found["year"] or found["cy"]) != year:
            raise BadInput(
                f"column names say {text.strip()!r}, the title CY {year}", file=file.name, line=sheet.header_line
            )
        title = f"{title} {text}"
        quarter = QUARTER_OF_MONTH[found["month"][:3]] if found["month"] else None
    notes = (f"given twice, word for word: {', '.join(repeated)}",) if repeated else ()
    return addendum_edition(file, title, year, series, quarter=quarter, notes=notes)


def _rates(sheet: Sheet) -> list[tuple[AscRate, int]]:
    """The rows above the footnotes."""
    end = next((n for n, row in enumerate(sheet.rows) if _FOOTNOTE.match(row.text("hcpcs code"))), len(sheet.rows))
    footnotes = [" ".join(row.text("hcpcs code").split()) for row in sheet.rows[end:]]
    return [(_rate(row, footnotes), row.line) for row in sheet.rows[:end]]


def _rate(row: SheetRow, footnotes: list[str]) -> AscRate:
    discount = ""
    if "multiple procedure discounting" in row.places:
        discount = row.matching("multiple procedure discounting", _YES_NO, "Y or N")
    return AscRate(
        hcpcs=hcpcs_code(row.text("hcpcs code"), row.file, row.line, "hcpcs code"),
        multiple_procedure_discount=discount,
        comment_indicator=row.matching("comment indicator", _COMMENT, "comment indicator")
        if row.text("comment indicator")
        else None,
        payment_indicator=row.matching("payment indicator", _INDICATOR, "payment indicator"),
        payment_weight=row.figure("payment weight"),
        payment_rate_usd=row.dollars("payment rate"),
        adjusted_copay_usd=row.dollars("adjusted copayment"),
        pass_through_expires=row.flag("pass-through expiration"),
        note=_note(row, footnotes),
    )


def _note(row: SheetRow, footnotes: list[str]) -> str | None:
    """The footnote that has the row's mark in brackets."""
    mark = row.text("mark")
    if not mark:
        return None
    for text in footnotes:
        if f"({mark})" in text:
            return _FOOTNOTE.sub("", text).strip()
    raise BadInput(f"no footnote explains {mark!r}", file=row.file.name, line=row.line, column=2)


def _distinct(rates: list[tuple[AscRate, int]]) -> tuple[Iterator[tuple[object, ...]], list[str]]:
    """Rows without word-for-word repeats, and the codes repeated; repeats that differ are left for the loader to refuse."""
    first: dict[AscRate, int] = {}
    repeated = []
    for rate, line in rates:
        if rate in first:
            repeated.append(rate.hcpcs)
        else:
            first[rate] = line
    return ((*rate, line) for rate, line in first.items()), repeated


def _indicators(sheet: Sheet) -> Iterator[tuple[object, ...]]:
    for row in sheet.rows:
        indicator = row.matching("indicator", _INDICATOR, "payment indicator")
        meaning = " ".join(row.text("meaning").split())
        if not meaning:
            raise BadInput(f"{indicator} has no meaning", file=row.file.name, line=row.line, column="meaning")
        yield (indicator, meaning, row.line)


SOURCE = CmsAsc()
