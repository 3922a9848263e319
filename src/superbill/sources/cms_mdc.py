"""Major diagnostic categories: the names of the groups of MS-DRGs, 01 to 25.

A csv with the headings `mdc,description`, or the same two columns quoted and without headings. The file states no date;
MS-DRGs came into use on 2007-10-01 and the 25 categories have kept their names since.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import ClassVar, NamedTuple

from superbill.errors import BadInput
from superbill.model.rows import Table
from superbill.sources.base import Part, Source, SourceFile, csv_rows
from superbill.sources.layout import check_width
from superbill.sources.plain_table import first_cells, headings, undated


class Mdc(NamedTuple):
    """A major diagnostic category, two digits."""

    mdc: str
    description: str


MDC = Table("mdc", Mdc, ("mdc",))

HEADINGS = ("mdc", "description")
MSDRG_BEGAN = date(2007, 10, 1)

_FIRST = ["01", "Diseases and Disorders of the Nervous System"]
_CODE = re.compile(r"0[1-9]|1[0-9]|2[0-5]")


class CmsMdc(Source):
    """The list of 25, csv."""

    id = "cms-mdc"
    title = "Major diagnostic categories"
    publisher = "CMS"
    page = "https://www.cms.gov/medicare/payment/prospective-payment-systems/acute-inpatient-pps/ms-drg-classifications-and-software"
    licence = "Public domain (work of the US government)"
    cadence = "with the MS-DRG definitions, unchanged for years"
    authority = "MS-DRG Definitions Manual"
    tables = (MDC,)
    floors: ClassVar[dict[str, int]] = {"mdc": 25}
    fetch_hint = "pip install 'superbill[data]', then superbill build"

    def recognises(self, file: SourceFile) -> bool:
        """The headings, or the first category in the first line."""
        return headings(file) == HEADINGS or first_cells(file) == [_FIRST]

    def parse(self, file: SourceFile) -> Iterator[Part]:
        """One part."""
        yield Part(undated(MSDRG_BEGAN), file, MDC, list(_rows(file)))


def _rows(file: SourceFile) -> Iterator[tuple[object, ...]]:
    for line, cells in csv_rows(file):
        if not any(cells) or (line == 1 and tuple(cells) == HEADINGS):
            continue
        check_width(cells, len(HEADINGS), file, line)
        if not _CODE.fullmatch(cells[0]):
            raise BadInput(f"{cells[0]!r} is no MDC", file=file.name, line=line, column="mdc")
        if not cells[1].strip():
            raise BadInput("the cell is empty", file=file.name, line=line, column="description")
        yield *Mdc(cells[0], cells[1].strip()), line


SOURCE = CmsMdc()
