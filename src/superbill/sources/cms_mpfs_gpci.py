"""Medicare Physician Fee Schedule: geographic practice cost indices, one row a Medicare locality.

The csv drops trailing zeros (`1`, `0.86`); the text keeps them. Both are stored with the three places of the final rule's
Addendum E. The spreadsheet of the same release is left unrecognised: its content is the csv's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import ClassVar, NamedTuple

from superbill.errors import BadInput
from superbill.model.periods import Period
from superbill.model.rows import Amount, Table
from superbill.sources.base import Edition, Part, Source, SourceFile, csv_rows
from superbill.sources.layout import (
    DOWNLOAD_AGAIN,
    NEW_LAYOUT,
    amount_with_places,
    check_columns,
    check_width,
    text_lines,
)


class Gpci(NamedTuple):
    """A locality of a Medicare administrative contractor. `work_gpci` has the floor of 1.0 applied while it is law;
    `note` is the footnote that asterisks behind the name refer to, None for none."""

    mac: str
    locality: str
    state: str
    name: str
    work_gpci: Amount
    pe_gpci: Amount
    mp_gpci: Amount
    note: str | None


GPCI = Table("gpci", Gpci, ("mac", "locality"), (("locality",),))

CSV_COLUMNS = (
    "Medicare Administrative Contractor (MAC)",
    "State",
    "Locality Number",
    "Locality Name",
    "PW GPCI",
    "PE GPCI",
    "MP GPCI",
)
# Stands before `PW GPCI` in releases made while the floor was about to lapse (January 2026); not what Medicare paid on.
WITHOUT_FLOOR = "PW GPCI (without 1.0 Floor)"
WITH_FLOOR = re.compile(r"(PW GPCI) \(with 1\.0 Floor\)")
TEXT_HEADER = re.compile(
    r"Medicare Admi State +Locality +Locality Name +(\d{4}) PW GPCI *(\d{4}) PE GPCI *(\d{4}) MP GPCI"
)
TEXT_COLUMNS = ((1, 16), (17, 24), (25, 29), (30, 121), (122, 133), (134, 145), (146, 150))
"""First and last position of each column, blanks around it included."""
TEXT_WIDTH = TEXT_COLUMNS[-1][1]

_TITLE = b"GEOGRAPHIC PRACTICE COST INDICES (GPCIs) BY STATE AND MEDICARE LOCALITY"
_YEAR = re.compile(r"FINAL CY (20\d\d) GEOGRAPHIC PRACTICE COST INDICES")
_FOOTNOTE = re.compile(r"(\*+)\s*(.+)")
_INDEX_NAMES = ("work GPCI", "PE GPCI", "MP GPCI")


class CmsMpfsGpci(Source):
    """GPCI, csv and fixed-width text."""

    id = "cms-mpfs-gpci"
    title = "Medicare Physician Fee Schedule, geographic practice cost indices"
    publisher = "CMS"
    page = "https://www.cms.gov/medicare/payment/fee-schedules/physician/pfs-relative-value-files"
    licence = "US government work"
    cadence = "yearly, in the zip of every quarter's relative value file"
    authority = "Addendum E of the physician fee schedule final rule"
    tables = (GPCI,)
    floors: ClassVar[dict[str, int]] = {"gpci": 100}
    fetch_hint = f"superbill fetch cms-mpfs-gpci, or superbill build --from DIR with GPCI (csv) from {page}"

    def recognises(self, file: SourceFile) -> bool:
        """The title of Addendum E in the first line."""
        return _TITLE in file.head.split(b"\n", 1)[0]

    def parse(self, file: SourceFile) -> Iterator[Part]:
        """One part."""
        is_text = b"\nMedicare Admi State" in file.head
        rows = list(_text_rows(file) if is_text else csv_rows(file))
        year = _year(file, rows)
        place = next(
            (n for n, (_, cells) in enumerate(rows[:10]) if cells and cells[0].startswith("Medicare Admi")), None
        )
        if place is None:
            raise BadInput("the header row is missing", file=file.name, hint=DOWNLOAD_AGAIN)
        names = _column_names(file, *rows[place], year)
        check_columns([n for n in names if n != WITHOUT_FLOOR], CSV_COLUMNS, file, rows[place][0])
        edition = Edition(f"CY{year}", Period(date(year, 1, 1), date(year, 12, 31)))
        yield Part(edition, file, GPCI, _localities(file, rows[place + 1 :], names))


def _year(file: SourceFile, rows: list[tuple[int, list[str]]]) -> int:
    title = rows[0][1][0] if rows and rows[0][1] else ""
    found = _YEAR.search(title)
    if found is None:
        raise BadInput(
            f"the title does not say FINAL CY and a year: {title[:80]!r}",
            file=file.name,
            line=1,
            hint="Indices of a proposed rule are not in force. Use the file of a release.",
        )
    return int(found[1])


def _column_names(file: SourceFile, line: int, cells: list[str], year: int) -> list[str]:
    """The header's names without the year, which must be the title's, and without a mark for a footnote."""
    names = []
    for column, cell in enumerate(cells, 1):
        name = " ".join(cell.split()).rstrip("*")
        stated = re.match(r"(\d{4}) (.+)", name)
        if stated is not None:
            if int(stated[1]) != year:
                raise BadInput(
                    f"{name!r} under a title of {year}", file=file.name, line=line, column=column, hint=NEW_LAYOUT
                )
            name = stated[2]
        names.append(WITH_FLOOR.sub(r"\1", name))
    return names


def _text_rows(file: SourceFile) -> Iterator[tuple[int, list[str]]]:
    """The text's lines as the csv's rows; lines of another width are taken whole, as title and footnotes are."""
    for line, text in text_lines(file):
        header = TEXT_HEADER.fullmatch(text.rstrip())
        if header is not None:
            yield line, [*CSV_COLUMNS[:4], *(f"{year} {CSV_COLUMNS[4 + n]}" for n, year in enumerate(header.groups()))]
        elif text[:5].isdigit():
            if len(text) != TEXT_WIDTH:
                raise BadInput(
                    f"{len(text)} characters where there must be {TEXT_WIDTH}",
                    file=file.name,
                    line=line,
                    hint=DOWNLOAD_AGAIN,
                )
            yield line, [text[first - 1 : last] for first, last in TEXT_COLUMNS]
        else:
            yield line, [text.strip()]


def _localities(file: SourceFile, rows: list[tuple[int, list[str]]], names: list[str]) -> Iterator[tuple[object, ...]]:
    """Rows up to the first that begins with no contractor number; what follows are footnotes."""
    end = next((n for n, (_, cells) in enumerate(rows) if not cells or not cells[0].strip().isdigit()), len(rows))
    notes = _footnotes(rows[end:])
    taken = [names.index(name) for name in CSV_COLUMNS]
    for line, cells in rows[end:]:
        if len(cells) > 1 and cells[0].strip().isdigit():
            raise BadInput("a locality below the footnotes", file=file.name, line=line, hint=DOWNLOAD_AGAIN)
    for line, cells in rows[:end]:
        check_width(cells, len(names), file, line)
        mac, state, locality, named, *indices = (cells[place].strip() for place in taken)
        for text, shape, column in (
            (mac, "[0-9]{5}", "MAC"),
            (state, "[A-Z]{2}", "State"),
            (locality, "[0-9]{2}", "Locality"),
        ):
            if not re.fullmatch(shape, text):
                raise BadInput(f"{text!r} is no {column}", file=file.name, line=line, column=column)
        name = named.rstrip("*").strip()
        values = (
            amount_with_places(text, 3, file, line, column) for text, column in zip(indices, _INDEX_NAMES, strict=True)
        )
        yield (mac, locality, state, name, *values, notes.get(named[len(named.rstrip("*")) :]), line)


def _footnotes(rows: list[tuple[int, list[str]]]) -> dict[str, str]:
    found = (_FOOTNOTE.fullmatch(", ".join(cell.strip() for cell in cells if cell.strip())) for _, cells in rows)
    return {note[1]: note[2] for note in found if note is not None}


SOURCE = CmsMpfsGpci()
