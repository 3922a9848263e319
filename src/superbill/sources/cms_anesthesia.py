"""Anesthesia base units: what a procedure counts before its time, one number a code.

The text version spreads its header over three lines (`CODE 2022`, `BASE`, `UNIT`); the year is the only date. A base unit
of 0 (01999, unlisted) means that the contractor sets it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import ClassVar, NamedTuple

from superbill.errors import BadInput
from superbill.model.periods import Period
from superbill.model.rows import Table
from superbill.sources.base import Edition, Part, Source, SourceFile
from superbill.sources.layout import DOWNLOAD_AGAIN, NEW_LAYOUT, check_width, hcpcs_code
from superbill.sources.sheets import sheet_rows, title_text


class AnesthesiaBaseUnit(NamedTuple):
    """An anesthesia code (status J on the physician fee schedule). Payment = (base units + time units of 15 minutes) x
    the conversion factor of the locality. Medicare Claims Processing Manual, chapter 12, section 50."""

    hcpcs: str
    base_units: int


ANESTHESIA_BASE_UNIT = Table("anesthesia_base_unit", AnesthesiaBaseUnit, ("hcpcs",))

HEADER_ROWS = 3
WIDTH = 2
_HEAD = re.compile(r"CODE[,\t](20\d\d)\s*\n[,\t]BASE\s*\n[,\t]UNIT\s*\n", re.IGNORECASE)
_HEADER = ((r"CODE", r"20\d\d"), ("", "BASE"), ("", "UNIT"))
_CODE = re.compile(r"0[01][0-9]{3}")
_UNITS = re.compile(r"[0-9]{1,2}")
_NOTE = "CMS publishes base units again only when they change; ask for a newer file before using them for a later year"


class CmsAnesthesia(Source):
    """The base unit file, comma or tab. The spreadsheet of the same release is left unrecognised."""

    id = "cms-anesthesia"
    title = "Anesthesia base units"
    publisher = "CMS"
    page = "https://www.cms.gov/medicare/payment/fee-schedules/physician/anesthesiologists-center"
    licence = "US government work; codes without descriptors"
    cadence = "yearly, when base units change"
    authority = "42 CFR 414.46; Medicare Claims Processing Manual, chapter 12, section 50"
    tables = (ANESTHESIA_BASE_UNIT,)
    floors: ClassVar[dict[str, int]] = {"anesthesia_base_unit": 250}
    fetch_hint = f"superbill fetch cms-anesthesia, or superbill build --from DIR with the base units (txt) from {page}"

    def recognises(self, file: SourceFile) -> bool:
        """The header over three lines."""
        return _HEAD.match(title_text(file).replace("\r", "")) is not None

    def parse(self, file: SourceFile) -> Iterator[Part]:
        """One part, for the calendar year in the header."""
        rows = list(sheet_rows(file))
        for (line, cells), shapes in zip(rows, _HEADER, strict=False):
            check_width(cells, WIDTH, file, line)
            for column, (cell, shape) in enumerate(zip(cells, shapes, strict=True), 1):
                if not re.fullmatch(shape, cell, re.IGNORECASE):
                    raise BadInput(
                        f"header {cell!r} is unknown", file=file.name, line=line, column=column, hint=NEW_LAYOUT
                    )
        if len(rows) <= HEADER_ROWS:
            raise BadInput("no rows", file=file.name, hint=DOWNLOAD_AGAIN)
        year = int(rows[0][1][1])
        edition = Edition(f"CY{year}", Period(date(year, 1, 1), date(year, 12, 31)), notes=(_NOTE,))
        yield Part(edition, file, ANESTHESIA_BASE_UNIT, _units(file, rows[HEADER_ROWS:]))


def _units(file: SourceFile, rows: list[tuple[int, list[str]]]) -> Iterator[tuple[object, ...]]:
    for line, cells in rows:
        if not any(cells):
            continue
        check_width(cells, WIDTH, file, line)
        code = hcpcs_code(cells[0], file, line, "CODE")
        if not _CODE.fullmatch(code):
            raise BadInput(f"{code} is no anesthesia code (00100 to 01999)", file=file.name, line=line, column="CODE")
        if not _UNITS.fullmatch(cells[1]):
            raise BadInput(f"{cells[1]!r} is no number of units", file=file.name, line=line, column="BASE UNIT")
        yield (code, int(cells[1]), line)


SOURCE = CmsAnesthesia()
