"""Reads the csv files of the Medicare Coverage Database: encodings, headers, cells.

The files are UTF-8 by and large, with cells in cp1252 among them, so each cell is decoded by itself. Fields hold whole
HTML documents, far beyond the csv module's own limit.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from superbill.errors import BadInput
from superbill.sources.base import SourceFile, csv_rows, day
from superbill.sources.layout import check_columns, check_width, hcpcs_code, modifier_code
from superbill.sources.plain_html import plain_text

NOT_STATED = 0
OPEN_END = 99991231
LONGEST_FIELD = 64 << 20

_BOM = "ï»¿"
_ICD10 = re.compile(r"[A-Z][0-9A-Z]{2,6}")
_PCS = re.compile(r"[0-9A-HJ-NP-Z]{7}")
_BILL_OR_REVENUE = re.compile(r"[0-9X]{3,4}")


@dataclass(frozen=True, slots=True)
class Row:
    """One row; cells are asked for by column name."""

    file: SourceFile
    line: int
    cells: list[str]
    places: dict[str, int]

    def raw(self, column: str) -> str:
        """The cell as it stands, decoded, without blanks around it."""
        return decoded(self.cells[self.places[column]].strip())

    def bad(self, column: str, what: str) -> BadInput:
        """The error of a cell."""
        return BadInput(
            f"{self.raw(column)!r} is {what}", file=self.file.name, line=self.line, column=column
        )  # fmt: skip


def decoded(cell: str) -> str:
    """A cell that was read as latin-1: UTF-8 where it is that, else cp1252, else as it is."""
    if cell.isascii():
        return cell
    raw = cell.encode("latin-1")
    for encoding in ("utf-8", "cp1252"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return cell


def header(file: SourceFile) -> tuple[str, ...]:
    """The cells of the first line, for recognition."""
    first = file.head.partition(b"\n")[0].decode("latin-1").removeprefix(_BOM).strip()
    try:
        return tuple(cell.strip() for cell in next(csv.reader([first]), []))
    except csv.Error:
        return ()


def rows(file: SourceFile, columns: tuple[str, ...]) -> Iterator[Row]:
    """The rows below the header, which must be exactly `columns`."""
    csv.field_size_limit(LONGEST_FIELD)
    found = csv_rows(file, encoding="latin-1")
    line, cells = next(found, (1, []))
    names = [cell.removeprefix(_BOM).strip() for cell in cells]
    check_columns(names, columns, file, line)
    places = {name: place for place, name in enumerate(columns)}
    for line, cells in found:
        if any(cells):
            check_width(cells, len(columns), file, line)
            yield Row(file, line, cells, places)


Cell = Callable[[Row, str], object]
"""Takes a cell of a row to the value that is stored."""


def number(row: Row, column: str) -> int:
    """A whole number."""
    text = row.cells[row.places[column]].strip()
    if not (text.isascii() and text.isdigit()):
        raise row.bad(column, "no number")
    return int(text)


def number_or_zero(row: Row, column: str) -> int:
    """A whole number; 0 for an empty cell."""
    return number(row, column) if row.raw(column) else 0


def flag(row: Row, column: str) -> int:
    """1 for `Y` or `True`, 0 for `N`, `False` or an empty cell."""
    text = row.raw(column).upper()
    if text not in ("", "Y", "N", "TRUE", "FALSE"):
        raise row.bad(column, "neither yes nor no")
    return int(text in ("Y", "TRUE"))


def start(row: Row, column: str) -> int:
    """A day as yyyymmdd, its time left out; `NOT_STATED` for an empty cell."""
    text = row.raw(column)
    return day(text.split()[0], row.file, row.line, column) if text else NOT_STATED


def end(row: Row, column: str) -> int:
    """A day as yyyymmdd; `OPEN_END` for an empty cell."""
    return start(row, column) or OPEN_END


def text(row: Row, column: str) -> str:
    """A short text without markup."""
    return " ".join(plain_text(row.raw(column)).split())


def long_text(row: Row, column: str) -> str:
    """An HTML field as plain text."""
    return plain_text(row.raw(column))


def hcpcs(row: Row, column: str) -> str:
    """A CPT or HCPCS code."""
    return hcpcs_code(row.raw(column).upper(), row.file, row.line, column)


def modifier(row: Row, column: str) -> str:
    """A modifier of two characters."""
    return modifier_code(row.raw(column).upper(), row.file, row.line, column)


def icd10(row: Row, column: str) -> str:
    """An ICD-10-CM code without its dot; `XX000` is the export's own placeholder for "not applicable"."""
    code = row.raw(column).upper().replace(".", "")
    if _ICD10.fullmatch(code) is None:
        raise row.bad(column, "no ICD-10-CM code")
    return code


def icd10pcs(row: Row, column: str) -> str:
    """An ICD-10-PCS code."""
    code = row.raw(column).upper()
    if _PCS.fullmatch(code) is None:
        raise row.bad(column, "no ICD-10-PCS code")
    return code


def bill_or_revenue(row: Row, column: str) -> str:
    """A type of bill or a revenue code, in capitals; `X` stands for any digit."""
    code = row.raw(column).upper()
    if _BILL_OR_REVENUE.fullmatch(code) is None:
        raise row.bad(column, "no bill or revenue code")
    return code
