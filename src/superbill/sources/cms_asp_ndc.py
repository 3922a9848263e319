"""NDC-HCPCS crosswalk of Part B drugs: which packages a code stands for, and how many billing units a package holds.

There are crosswalks side by side: of drugs priced by average sales price (ASP), by wholesale price (AWP), and those of
hospital outpatients only (OPPS). NDCs come with hyphens, mostly 5-4-2; the column has also held numbers that are no NDC
(a device billed under a drug code), which are kept as published. A product can stand under several codes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar, NamedTuple

from superbill.errors import BadInput
from superbill.model.ndc import ndc11_candidates
from superbill.model.rows import Amount, Interned, Table
from superbill.sources.base import Part, Source, SourceFile
from superbill.sources.cms_asp import quarter_edition
from superbill.sources.layout import hcpcs_code
from superbill.sources.sheets import Sheet, SheetRow, heading, read_sheet, title_text


class NdcHcpcs(NamedTuple):
    """A package under a code. `ndc` has eleven digits, None where `product_number`, which is as published, is no NDC.
    `bill_units` are the code's units (`dosage` each) in one item, `bill_units_per_package` in the package of
    `package_quantity` items of `package_size`."""

    hcpcs: str
    product_number: str
    ndc: str | None
    labeler: Interned
    drug_name: str
    dosage: Interned
    package_size: Amount | None
    package_quantity: Amount | None
    bill_units: Amount | None
    bill_units_per_package: Amount | None


NDC_HCPCS = Table("ndc_hcpcs", NdcHcpcs, ("hcpcs", "product_number"), (("ndc",),))

COLUMNS = {
    "code": "code",
    "short description": "",
    "labeler name": "labeler name",
    "ndc": "ndc",
    "ndc2": "ndc",
    "drug name": "drug name",
    "hcpcs dosage": "hcpcs dosage",
    "pkg size": "pkg size",
    "pkg qty": "pkg qty",
    "billunits": "billunits",
    "billunitspkg": "billunitspkg",
}
REQUIRED = (
    "code",
    "labeler name",
    "ndc",
    "drug name",
    "hcpcs dosage",
    "pkg size",
    "pkg qty",
    "billunits",
    "billunitspkg",
)

_TITLE = re.compile(r"\b\d{4} (ASP|AWP|OPPS) NDC ?- ?HCPCS Crosswalk", re.IGNORECASE)
_HEADER = re.compile(r"^_?\d{4}_CODE[,\t].*\bBILLUNITSPKG\b", re.IGNORECASE | re.MULTILINE)
_CODE_OF_YEAR = re.compile(r"_?\d{4}_code")


class CmsAspNdc(Source):
    """The crosswalk files, comma or tab (`section 508 version`)."""

    id = "cms-asp-ndc"
    title = "NDC-HCPCS crosswalk of Medicare Part B drugs"
    publisher = "CMS"
    page = "https://www.cms.gov/medicare/payment/part-b-drugs/asp-pricing-files"
    licence = "CMS click-through (AMA); the descriptors in the file are not stored"
    cadence = "quarterly, corrected in between"
    authority = "Social Security Act 1847A; text above the header of the file"
    tables = (NDC_HCPCS,)
    floors: ClassVar[dict[str, int]] = {"ndc_hcpcs:asp": 3_000}
    fetch_hint = f"superbill fetch cms-asp-ndc, or superbill build --from DIR with the crosswalk (csv) from {page}"

    def recognises(self, file: SourceFile) -> bool:
        """The title and the header of one of the three crosswalks."""
        head = title_text(file)
        return _TITLE.search(head) is not None and _HEADER.search(head) is not None

    def parse(self, file: SourceFile) -> Iterator[Part]:
        """One part. Word-for-word repeats are taken once; they and numbers that are no NDC are notes of the edition."""
        sheet = read_sheet(file, "code", COLUMNS, REQUIRED, name_of=_without_year)
        kind = _TITLE.search(" ".join(sheet.preamble_texts))
        if kind is None:
            raise BadInput("the title of the crosswalk is missing", file=file.name)
        rows, notes = _packages(sheet)
        yield Part(quarter_edition(file, sheet, series=kind[1].lower(), notes=notes), file, NDC_HCPCS, iter(rows))


def _without_year(text: str) -> str:
    """`_2026_CODE` is the column `code`."""
    return _CODE_OF_YEAR.sub("code", heading(text))


def _packages(sheet: Sheet) -> tuple[list[tuple[object, ...]], tuple[str, ...]]:
    first: dict[NdcHcpcs, int] = {}
    notes = []
    for row in sheet.rows:
        package = _package(row)
        if package in first:
            notes.append(f"{package.hcpcs} {package.product_number} is given twice, word for word")
            continue
        first[package] = row.line
        if package.ndc is None:
            notes.append(f"{package.hcpcs} is listed with {package.product_number}, which is no NDC")
    return [(*package, line) for package, line in first.items()], tuple(notes)


def _package(row: SheetRow) -> NdcHcpcs:
    number = row.text("ndc")
    if not number:
        raise BadInput("no NDC", file=row.file.name, line=row.line, column="ndc")
    candidates = ndc11_candidates(number)
    return NdcHcpcs(
        hcpcs=hcpcs_code(row.text("code"), row.file, row.line, "code"),
        product_number=number,
        ndc=candidates[0] if len(candidates) == 1 else None,
        labeler=row.text("labeler name"),
        drug_name=row.text("drug name"),
        dosage=row.text("hcpcs dosage"),
        package_size=row.figure("pkg size"),
        package_quantity=row.figure("pkg qty"),
        bill_units=row.figure("billunits"),
        bill_units_per_package=row.figure("billunitspkg"),
    )


SOURCE = CmsAspNdc()
