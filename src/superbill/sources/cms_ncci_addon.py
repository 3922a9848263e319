"""NCCI add-on codes: which primary procedure each one needs.

Three layouts. The official text is fixed-width, 97 characters: type, add-on code and the day it was deleted, primary code
and the day it was deleted, first and last day of the edit, notes; days are year and day of the year (`2013091`). The
official spreadsheet has the same eight columns (read here when saved as csv). The third is the short list of primary,
add-on and type. None states its quarter in its content: it is in the name (`AOC_V2026Q2-F-MCR.txt`) or the folder. The
first two are written from the published file structure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import ClassVar, NamedTuple

from superbill.errors import BadInput
from superbill.model.periods import day_number
from superbill.model.rows import Day, Interned, Table
from superbill.sources.base import Edition, Part, Source, SourceFile, quarter_period
from superbill.sources.layout import DOWNLOAD_AGAIN, text_lines
from superbill.sources.release_names import year_quarter_in_path
from superbill.sources.sheets import Sheet, SheetRow, heading, read_sheet, title_text

CONTRACTOR_DEFINED = "CCCCC"
"""Stands for the primary codes that the contractor chooses."""


class AddonCode(NamedTuple):
    """An add-on code and one primary code. `addon_type`: 1 only the listed primaries; 2 the contractor defines them
    (`CCCCC`); 3 some are listed, the contractor may take more. `effective_date` is 0 and the other days None where the
    layout has none; a deletion date None means active. Paid only with a paid primary, same day and practitioner."""

    addon: str
    primary_code: str
    addon_type: int
    effective_date: Day
    deletion_date: Day | None
    addon_deletion_date: Day | None
    primary_deletion_date: Day | None
    note: Interned | None


ADDON_CODE = Table("addon_code", AddonCode, ("addon", "primary_code", "effective_date"), (("primary_code",),))

COLUMNS = {
    "aoc_edit_type": "type",
    "add-on_code": "add-on code",
    "add_on_code": "add-on code",
    "aoc_deldt": "add-on deletion",
    "primary_code": "primary code",
    "primary_code_deldt": "primary deletion",
    "aoc_edit_effdt": "effective",
    "aoc_edit_deldt": "deletion",
    "special_instruction_notes": "notes",
}
REQUIRED = ("type", "add-on code", "primary code")

TEXT_WIDTH = 97
_DAY = r"\d{7}| {7}"
_LINE = re.compile(rf"([123])([0-9A-Z]{{5}})({_DAY})([0-9A-Z]{{5}})({_DAY})(\d{{7}})({_DAY})(.*)")
_HEADER = re.compile(r"^(?:AOC_Edit_Type\b|primary_code[,\t]add_on_code[,\t]aoc_edit_type\s)", re.IGNORECASE | re.M)
_YEAR_AND_DAY = re.compile(r"((?:19|20)[0-9]{2})([0-9]{3})")
_CODE = re.compile(r"[0-9A-Z]{5}")
_TYPE = re.compile("[123]")
_FIELDS = (
    (1, 1, "type", "[123]"),
    (2, 6, "add-on code", r"[0-9A-Z]{5}"),
    (7, 13, "add-on deletion date", _DAY),
    (14, 18, "primary code", r"[0-9A-Z]{5}"),
    (19, 25, "primary deletion date", _DAY),
    (26, 32, "effective date", r"\d{7}"),
    (33, 39, "deletion date", _DAY),
)
"""First and last position of the text's fields, their names and shapes."""


class CmsNcciAddon(Source):
    """The add-on code file: fixed-width text, the spreadsheet's columns as csv, and the short list."""

    id = "cms-ncci-addon"
    title = "NCCI add-on code edits"
    publisher = "CMS"
    page = (
        "https://www.cms.gov/medicare/coding-billing/national-correct-coding-initiative-ncci-edits/"
        "medicare-ncci-add-code-edits"
    )
    licence = "CMS click-through (AMA); codes without descriptors"
    cadence = "yearly, and quarterly when it changes"
    authority = "NCCI Policy Manual, chapter I, sections R and W; add-on code edit file structure (2022)"
    tables = (ADDON_CODE,)
    floors: ClassVar[dict[str, int]] = {"addon_code": 5_000}
    fetch_hint = f"superbill fetch cms-ncci-addon, or superbill build --from DIR with AOC (txt) from {page}"

    def recognises(self, file: SourceFile) -> bool:
        """A first line of the fixed layout, or the header of one of the lists."""
        head = title_text(file)
        return _LINE.match(head) is not None or _HEADER.search(head[:2_000]) is not None

    def parse(self, file: SourceFile) -> Iterator[Part]:
        """One part."""
        edition = _edition(file)
        if _LINE.match(title_text(file)):
            yield Part(edition, file, ADDON_CODE, _lines(file))
            return
        first = "primary_code" if "aoc_edit_effdt" not in heading(title_text(file)) else "aoc_edit_type"
        sheet = read_sheet(file, first, COLUMNS, REQUIRED, name_of=_column)
        yield Part(edition, file, ADDON_CODE, _rows(sheet))


def _column(text: str) -> str:
    """`AOC_DelDT (Julian)` is the column `aoc_deldt`."""
    return heading(text).replace("(julian)", "").strip()


def _edition(file: SourceFile) -> Edition:
    found = year_quarter_in_path(file)
    if found is None:
        raise BadInput(
            "neither content nor name states the quarter",
            file=file.name,
            hint="Give it the name CMS gave it, such as AOC_V2026Q2-F-MCR.txt.",
        )
    year, quarter = found
    return Edition(f"{year}Q{quarter}", quarter_period(year, quarter))


def _lines(file: SourceFile) -> Iterator[tuple[object, ...]]:
    for line, text in text_lines(file, "latin-1"):
        found = _LINE.fullmatch(text) if len(text) <= TEXT_WIDTH else None
        if found is None:
            raise _explained(file, line, text)
        kind, addon, addon_deleted, primary, primary_deleted, effective, deleted, note = found.groups()
        days = (
            _day(cell, file, line, name)
            for cell, name in (
                (deleted, "deletion date"),
                (addon_deleted, "add-on deletion date"),
                (primary_deleted, "primary deletion date"),
            )
        )
        first = _day(effective, file, line, "effective date") or 0
        yield (*_pair(addon, primary, kind, file, line), first, *days, note.strip() or None, line)


def _explained(file: SourceFile, line: int, text: str) -> BadInput:
    if len(text) > TEXT_WIDTH:
        return BadInput(f"{len(text)} characters where there can be {TEXT_WIDTH}", file=file.name, line=line)
    for first, last, name, shape in _FIELDS:
        if not re.fullmatch(shape, text[first - 1 : last]):
            return BadInput(
                f"{text[first - 1 : last]!r} is no {name}",
                file=file.name,
                line=line,
                column=first,
                hint=DOWNLOAD_AGAIN,
            )
    return BadInput("not the layout of the add-on code file", file=file.name, line=line)


def _rows(sheet: Sheet) -> Iterator[tuple[object, ...]]:
    for row in sheet.rows:
        addon = row.matching("add-on code", _CODE, "CPT or HCPCS code")
        primary = row.matching("primary code", _CODE, "CPT or HCPCS code")
        kind = row.matching("type", _TYPE, "type 1, 2 or 3")
        yield (
            *_pair(addon, primary, kind, row.file, row.line),
            _day_of(row, "effective") or 0,
            _day_of(row, "deletion"),
            _day_of(row, "add-on deletion"),
            _day_of(row, "primary deletion"),
            row.text_or_none("notes"),
            row.line,
        )


def _pair(addon: str, primary: str, kind: str, file: SourceFile, line: int) -> tuple[str, str, int]:
    """Type 1 names its primaries, type 2 leaves them to the contractor, type 3 does either."""
    if kind != "3" and (kind == "2") != (primary == CONTRACTOR_DEFINED):
        raise BadInput(f"type {kind} with primary code {primary}", file=file.name, line=line, column="type")
    return addon, primary, int(kind)


def _day_of(row: SheetRow, field: str) -> int | None:
    return _day(row.text(field), row.file, row.line, field)


def _day(text: str, file: SourceFile, line: int, column: str) -> int | None:
    """`2013091`, the 91st day of 2013, as 20130401; blank is None."""
    if not text.strip():
        return None
    shaped = _YEAR_AND_DAY.fullmatch(text)
    found = date(int(shaped[1]), 1, 1) + timedelta(days=int(shaped[2]) - 1) if shaped else date.min
    if shaped is None or found.year != int(shaped[1]):
        raise BadInput(f"{text!r} is no year and day of the year", file=file.name, line=line, column=column)
    return day_number(found)


SOURCE = CmsNcciAddon()
