"""Rural ZIP codes of the DMEPOS fee schedule: where the rural fee is paid instead of the state's non-rural one.

A ZIP code that is not in the list of its quarter is non-rural. Alaska, Hawaii and the territories have no rural fees.
Written from the published layout (DMEREAD 2025).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar, NamedTuple

from superbill.errors import BadInput
from superbill.model.rows import Table
from superbill.sources.base import Edition, Part, Source, SourceFile, quarter_period
from superbill.sources.sheets import Sheet, read_sheet, title_text


class DmeposRuralZip(NamedTuple):
    """A rural ZIP code."""

    zip: str
    state: str


DMEPOS_RURAL_ZIP = Table("dmepos_rural_zip", DmeposRuralZip, ("zip",))

COLUMNS = {"state": "state", "dmepos rural zip code": "zip", "year/qtr": "year/qtr"}

_HEADER = re.compile(r"STATE[,\t]DMEPOS RURAL ZIP ?CODE[,\t]YEAR/Q", re.IGNORECASE)
_ZIP = re.compile(r"[0-9]{5}")
_STATE = re.compile("[A-Z]{2}")
_YEAR_QUARTER = re.compile(r"(20\d\d)0([1-4])")


class CmsDmeposRural(Source):
    """The rural ZIP code file, comma or tab."""

    id = "cms-dmepos-rural"
    title = "DMEPOS rural ZIP codes"
    publisher = "CMS"
    page = "https://www.cms.gov/medicare/payment/fee-schedules/dmepos/dmepos-fee-schedule"
    licence = "US government work"
    cadence = "quarterly, in the zip of the DMEPOS fee schedule"
    authority = "DMEREAD, attachment A-5; 42 CFR 414.202 (rural area)"
    tables = (DMEPOS_RURAL_ZIP,)
    floors: ClassVar[dict[str, int]] = {"dmepos_rural_zip": 10_000}
    fetch_hint = f"superbill fetch cms-dmepos-rural, or superbill build --from DIR with the rural ZIP file from {page}"

    def recognises(self, file: SourceFile) -> bool:
        """The header in the first line."""
        return _HEADER.match(title_text(file)) is not None

    def parse(self, file: SourceFile) -> Iterator[Part]:
        """One part; year and quarter are those of the first row, and every other row must agree."""
        sheet = read_sheet(file, "state", COLUMNS, tuple(COLUMNS.values()))
        stamp = sheet.rows[0].matching("year/qtr", _YEAR_QUARTER, "year and quarter")
        year, quarter = int(stamp[:4]), int(stamp[5])
        edition = Edition(f"CY{year} Q{quarter}", quarter_period(year, quarter))
        yield Part(edition, file, DMEPOS_RURAL_ZIP, _zips(sheet, stamp))


def _zips(sheet: Sheet, stamp: str) -> Iterator[tuple[object, ...]]:
    for row in sheet.rows:
        if row.text("year/qtr") != stamp:
            raise BadInput(
                f"year and quarter {row.text('year/qtr')!r} after {stamp}",
                file=row.file.name,
                line=row.line,
                column="year/qtr",
                hint="The file holds two releases. Use the files as they were downloaded.",
            )
        yield (row.matching("zip", _ZIP, "ZIP code"), row.matching("state", _STATE, "state"), row.line)


SOURCE = CmsDmeposRural()
