"""Plain tables with one heading row, csv or tab-separated, in UTF-8 or cp1252: what an operator exports or types.

Headings are compared without regard to case and outer blanks. Shared by the sources of small code sets.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterator
from datetime import date

from superbill.errors import BadInput
from superbill.model.periods import Period
from superbill.sources.base import Edition, SourceFile, csv_rows, whole
from superbill.sources.layout import DOWNLOAD_AGAIN, NEW_LAYOUT, check_width, last_name

Row = dict[str, str]
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")


def first_cells(file: SourceFile, lines: int = 1) -> list[list[str]]:
    """The cells of the first lines as they stand, for recognising; empty for a file that is no text."""
    if b"\0" in file.head:
        return []
    text = file.head.decode("latin-1").removeprefix("ï»¿").splitlines()[:lines]
    delimiter = "\t" if text and "\t" in text[0] else ","
    return list(csv.reader(text, delimiter=delimiter))


def headings(file: SourceFile) -> tuple[str, ...]:
    """The heading row in lower case; empty for a file without text."""
    found = first_cells(file)
    return tuple(cell.strip().lower() for cell in found[0]) if found else ()


def table_rows(
    file: SourceFile, required: Collection[str], optional: Collection[str] = ()
) -> Iterator[tuple[int, Row]]:
    """Line number and trimmed cells by heading of each row that is not blank; an optional column that is not there is
    empty.

    Raises `BadInput` for a heading that is missing, unknown or repeated, for a row of another width, and for no rows.
    """
    found = headings(file)
    _check_headings(file, found, required, optional)
    rows = csv_rows(file, encoding=_encoding(file), delimiter="\t" if b"\t" in file.head.split(b"\n", 1)[0] else ",")
    next(rows)
    absent = dict.fromkeys(name for name in optional if name not in found)
    count = 0
    for line, cells in rows:
        if any(cell.strip() for cell in cells):
            check_width(cells, len(found), file, line)
            count += 1
            row = dict(zip(found, (cell.strip() for cell in cells), strict=True))
            yield line, {**row, **dict.fromkeys(absent, "")}
    if not count:
        raise BadInput("no rows", file=file.name, hint=DOWNLOAD_AGAIN)


def _check_headings(
    file: SourceFile, found: tuple[str, ...], required: Collection[str], optional: Collection[str]
) -> None:
    for name in required:
        if name not in found:
            raise BadInput(f"column {name!r} is missing", file=file.name, line=1, hint=NEW_LAYOUT)
    for place, name in enumerate(found, 1):
        if name not in required and name not in optional:
            raise BadInput(f"column {name!r} is unknown", file=file.name, line=1, column=place, hint=NEW_LAYOUT)
        if found.index(name) != place - 1:
            raise BadInput(f"column {name!r} stands twice", file=file.name, line=1, column=place, hint=NEW_LAYOUT)


def _encoding(file: SourceFile) -> str:
    """UTF-8 unless a byte forbids it."""
    try:
        whole(file).decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def filled(row: Row, column: str, file: SourceFile, line: int) -> str:
    """A cell that must not be empty."""
    if not row[column]:
        raise BadInput("the cell is empty", file=file.name, line=line, column=column)
    return row[column]


def code_cell(row: Row, column: str, shape: re.Pattern[str], what: str, file: SourceFile, line: int) -> str:
    """A code of a known shape; spreadsheets that dropped leading zeros are noticed by it."""
    if not shape.fullmatch(row[column]):
        raise BadInput(f"{row[column]!r} is no {what}", file=file.name, line=line, column=column)
    return row[column]


def year_in_name(file: SourceFile, example: str) -> int:
    """The one year that the file's own name states; `BadInput` when it states none or several."""
    years = set(_YEAR.findall(last_name(file)))
    if len(years) != 1:
        raise BadInput(
            "its name must state one year", file=file.name, hint=f"Name it with its year, such as {example}."
        )
    return int(years.pop())


def undated(start: date, *notes: str, series: str = "") -> Edition:
    """The edition of a file that states no date: it is taken to hold from `start`, the day the code set came into use,
    until another file replaces it."""
    return Edition("undated", Period(start), series, notes=("The file states no release date", *notes))
