"""Place of service codes of professional claims, with the rate that Medicare pays there: facility or non-facility.

Two csv layouts: `pos_code,pos_type,pos_name,pos_description`, one row a code; and CMS's published table with its own headings
(`Place of Service Code(s)`, `... Name`, `... Description`), in which unassigned codes are ranges (`35-40`) and the rate does not
stand. Unassigned codes are kept: a claim with one is wrong. The files state no date; CMS keeps one list for all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import ClassVar, NamedTuple

from superbill.errors import BadInput
from superbill.model.rows import Table
from superbill.sources.base import Part, Source, SourceFile
from superbill.sources.plain_table import Row, filled, headings, table_rows, undated


class PlaceOfService(NamedTuple):
    """A code of two digits. `rate` is `facility` or `non-facility` (Claims Processing Manual, chapter 26, section 10.5),
    NULL where the file does not say; `assigned` is 0 for a number that stands for nothing."""

    code: str
    name: str
    description: str
    rate: str | None
    assigned: int


PLACE_OF_SERVICE = Table("place_of_service", PlaceOfService, ("code",))

COLUMNS = ("pos_code", "pos_type", "pos_name", "pos_description")
CMS_COLUMNS = ("place of service code(s)", "place of service name", "place of service description")
UNASSIGNED = "Unassigned"
RATES = {"Facility": "facility", "Non-Facility": "non-facility", UNASSIGNED: None}
HIPAA_BEGAN = date(2003, 10, 16)
"""From this day HIPAA's transactions, and with them this code set, were required."""

_RANGE = re.compile(r"([0-9][0-9])(?:\s*[-–]\s*([0-9][0-9]))?")


class CmsPos(Source):
    """The list, csv."""

    id = "cms-place-of-service"
    title = "Place of service codes"
    publisher = "CMS"
    page = "https://www.cms.gov/medicare/coding-billing/place-of-service-codes/code-sets"
    licence = "Public domain (work of the US government)"
    cadence = "when a code is added or revised"
    authority = "Medicare Claims Processing Manual, chapter 26, section 10.5"
    tables = (PLACE_OF_SERVICE,)
    floors: ClassVar[dict[str, int]] = {"place_of_service": 95}
    fetch_hint = f"the table of {page} as csv, with superbill build --from DIR"

    def recognises(self, file: SourceFile) -> bool:
        """The headings."""
        return headings(file) in (COLUMNS, CMS_COLUMNS)

    def parse(self, file: SourceFile) -> Iterator[Part]:
        """One part."""
        columns = headings(file)
        places = [
            (place, line) for line, row in table_rows(file, columns) for place in _places(file, line, row, columns)
        ]
        yield Part(undated(HIPAA_BEGAN), file, PLACE_OF_SERVICE, [(*place, line) for place, line in places])


def _places(file: SourceFile, line: int, row: Row, columns: tuple[str, ...]) -> Iterator[PlaceOfService]:
    codes, name, description = columns[0], columns[-2], columns[-1]
    span = _RANGE.fullmatch(row[codes])
    if span is None or int(span[2] or span[1]) < int(span[1]):
        raise BadInput(f"{row[codes]!r} is no place of service code", file=file.name, line=line, column=codes)
    kind = row.get("pos_type", "")
    if columns == COLUMNS and kind not in RATES:
        raise BadInput(f"{kind!r} is neither Facility nor Non-Facility", file=file.name, line=line, column="pos_type")
    title = filled(row, name, file, line)
    text = "" if title == UNASSIGNED else row[description]
    for number in range(int(span[1]), int(span[2] or span[1]) + 1):
        yield PlaceOfService(f"{number:02}", title, text, RATES.get(kind), int(title != UNASSIGNED))


SOURCE = CmsPos()
