"""Codes of the institutional claim (UB-04): revenue codes, discharge status, admission type, point of origin.

They belong to the National Uniform Billing Committee (American Hospital Association): read from the operator's own files,
nothing ships. Each list is a csv or tab-separated file with a code column and `description`; the heading of the code column
says which list it is (`CODE_COLUMNS`). A point-of-origin list may also call its columns plainly `code,description`: it is
then told by its codes of one character and by `source` or `origin` in its name. The files state no date.

Claims carry values that the lists do not define, and lists made from claims carry them too (`00`, `Anomaly`): they are kept
as they stand. A revenue code that ends with X (`091X`) stands for its whole category.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from superbill.model.rows import Interned, Table
from superbill.sources.base import Part, Source, SourceFile
from superbill.sources.layout import last_name
from superbill.sources.plain_table import code_cell, filled, first_cells, headings, table_rows, undated


class NubcCode(NamedTuple):
    """A code of a list: `revenue`, `discharge status`, `admission type` or `point of origin`, each a series of its own."""

    list: Interned
    code: str
    description: str


NUBC_CODE = Table("nubc_code", NubcCode, ("list", "code"))

CODE_COLUMNS = {
    "revenue_center_code": "revenue",
    "revenue_code": "revenue",
    "discharge_disposition_code": "discharge status",
    "discharge_status_code": "discharge status",
    "admit_type_code": "admission type",
    "admission_type_code": "admission type",
    "admit_source_code": "point of origin",
    "point_of_origin_code": "point of origin",
}
SHAPES = {
    "revenue": re.compile(r"[0-9]{3}[0-9X]"),
    "discharge status": re.compile(r"[0-9]{2}"),
    "admission type": re.compile(r"[0-9]"),
    "point of origin": re.compile(r"[0-9A-Z]"),
}
UB04_REQUIRED = date(2007, 5, 23)
"""From this day institutional claims on paper had to be UB-04."""


class NubcCodes(Source):
    """One list a file, csv."""

    id = "nubc-codes"
    title = "UB-04 code lists, your licensed files"
    publisher = "National Uniform Billing Committee"
    page = "https://www.nubc.org/subscription-information"
    licence = "American Hospital Association; each operator needs a licence, and brings the files"
    cadence = "when the committee changes a list"
    authority = "NUBC, Official UB-04 Data Specifications Manual"
    tables = (NUBC_CODE,)
    fetch_hint = "your licensed UB-04 lists: superbill build --from DIR with revenue_code, description (csv)"

    def recognises(self, file: SourceFile) -> bool:
        """The headings; for plain ones also the shape of the codes and the name."""
        return _list_of(file) is not None

    def parse(self, file: SourceFile) -> Iterator[Part]:
        """One part."""
        column, name = headings(file)[0], _list_of(file) or ""
        rows: list[tuple[object, ...]] = []
        for line, row in table_rows(file, (column, "description")):
            code = code_cell(row, column, SHAPES[name], f"{name} code", file, line)
            rows.append((*NubcCode(name, code, filled(row, "description", file, line)), line))
        yield Part(undated(UB04_REQUIRED, series=name), file, NUBC_CODE, rows)


def _list_of(file: SourceFile) -> str | None:
    found = headings(file)
    if len(found) < 2 or found[1] != "description":
        return None
    if found[0] == "code" and re.search("source|origin", last_name(file), re.IGNORECASE):
        codes = [cells[0].strip() for cells in first_cells(file, 40)[1:] if cells]
        return "point of origin" if codes and all(SHAPES["point of origin"].fullmatch(code) for code in codes) else None
    return CODE_COLUMNS.get(found[0])


SOURCE = NubcCodes()
