"""Codes of the remittance advice: claim adjustment reasons (CARC), remarks (RARC) and group codes. The operator's own file.

The lists are published by X12 under its licence; nothing of them ships. The file is csv or tab-separated, UTF-8 or cp1252:

- `list` (`CARC`, `RARC` or `group`), `code` and `description`. Needed.
- `start` and `stop`: the days from which the code may be used, and from which it no longer may.

Any other heading stops the import. A code that was stopped stays in the lists, so that an old remittance can be read; the
file itself states no release date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from superbill.errors import BadInput
from superbill.model.rows import Day, Interned, Table
from superbill.sources.base import Part, Source, SourceFile, day
from superbill.sources.plain_table import Row, code_cell, filled, headings, table_rows, undated


class AdjustmentCode(NamedTuple):
    """A code with the days it may be used: from `start`, and before `stop`; NULL where the file does not say. Each list is
    a series of its own."""

    list: Interned
    code: str
    description: str
    start: Day | None
    stop: Day | None


ADJUSTMENT_CODE = Table("adjustment_code", AdjustmentCode, ("list", "code"))

COLUMNS = ("list", "code", "description")
OPTIONAL = ("start", "stop")
SHAPES = {
    "CARC": re.compile(r"[ABDPWY]?[0-9]{1,3}"),
    "RARC": re.compile(r"(?:M|MA|N)[0-9]{1,3}"),
    "group": re.compile(r"CO|CR|OA|PI|PR"),
}
FIRST_CODES = date(1995, 1, 1)
"""The day from which the first reason codes hold."""


class X12Codes(Source):
    """One file with one, two or all three lists."""

    id = "x12-codes"
    title = "CARC, RARC and group codes, your file"
    publisher = "X12"
    page = "https://x12.org/codes"
    licence = "X12; each operator needs a licence, and brings the file"
    cadence = "three times a year: March 1, July 1, November 1"
    authority = "45 CFR 162.1603 (ASC X12N 835); CAQH CORE, Code Combinations"
    tables = (ADJUSTMENT_CODE,)
    fetch_hint = "your licensed X12 lists: superbill build --from DIR with list, code, description (csv)"

    def recognises(self, file: SourceFile) -> bool:
        """The first three headings."""
        return headings(file)[:3] == COLUMNS

    def parse(self, file: SourceFile) -> Iterator[Part]:
        """One part for each list in the file."""
        codes = [(_code(file, line, row), line) for line, row in table_rows(file, COLUMNS, OPTIONAL)]
        for name in SHAPES:
            rows = [(*code, line) for code, line in codes if code.list == name]
            if rows:
                yield Part(undated(FIRST_CODES, series=name), file, ADJUSTMENT_CODE, rows)


def _code(file: SourceFile, line: int, row: Row) -> AdjustmentCode:
    name = row["list"]
    if name not in SHAPES:
        raise BadInput(f"{name!r} is neither CARC nor RARC nor group", file=file.name, line=line, column="list")
    code = code_cell(row, "code", SHAPES[name], f"{name} code", file, line)
    start, stop = (day(row[column], file, line, column) if row[column] else None for column in OPTIONAL)
    if start is not None and stop is not None and stop < start:
        raise BadInput(f"{code} stops on {stop}, before its start on {start}", file=file.name, line=line, column="stop")
    return AdjustmentCode(name, code, filled(row, "description", file, line), start, stop)


SOURCE = X12Codes()
