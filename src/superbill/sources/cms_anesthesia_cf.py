"""Anesthesia conversion factors: dollars a unit in each Medicare locality; the national one stands in a column name.

Three layouts: ANES of the relative value release (csv and fixed-width text) and the file of the Anesthesiologists Center
(UTF-16, with the indices it was worked out from, and how long the floor of the work index lasts). ANES states its year in
the name only. The text has no national factor and cuts locality names at 40 characters; those are None.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import ClassVar, NamedTuple

from superbill.errors import BadInput
from superbill.model.periods import Period, from_day_number
from superbill.model.rows import Amount, Table
from superbill.sources.base import Edition, Part, Source, SourceFile, day
from superbill.sources.layout import DOWNLOAD_AGAIN, last_name, text_lines
from superbill.sources.release_names import dated
from superbill.sources.sheets import Sheet, heading, read_sheet, title_text


class AnesthesiaCf(NamedTuple):
    """A locality (contractor and number). `cf_usd` is national factor x (work share x work GPCI + PE share x PE GPCI + MP
    share x MP GPCI), rounded half up; in 2025 the shares are 0.769, 0.166 and 0.065. `national_cf_usd` is the same in
    every row, None where the layout lacks it."""

    mac: str
    locality: str
    name: str | None
    cf_usd: Amount
    national_cf_usd: Amount | None


ANESTHESIA_CF = Table("anesthesia_cf", AnesthesiaCf, ("mac", "locality"))

COLUMNS = {
    "contractor": "contractor",
    "locality": "locality",
    "locality name": "locality name",
    "work gpci": "",
    "pe gpci": "",
    "mp gpci": "",
    "national anes cf": "cf",
}
REQUIRED = ("contractor", "locality", "locality name", "cf")

NAME_WIDTH = 40
_LINE = re.compile(rf"(\d{{5}}) {{7}}(\d\d) {{4}}(.{{{NAME_WIDTH}}}) {{15}}(\d{{4}})")
_CSV = re.compile(
    r'^"?Contractor"?[,\t]Locality[,\t]Locality Name[,\t].*?National Anes CF of', re.IGNORECASE | re.M | re.S
)
_NATIONAL = re.compile(r"national anes cf of ([0-9]{2}\.[0-9]{4})")
_THROUGH = re.compile(r"\*through (\d{1,2}/\d{1,2}/\d{4})")
_YEAR_OF_TITLE = re.compile(r"Anesthesia Conversion Factors .*\bCY (20\d\d) Final Rule", re.IGNORECASE)
_UPDATED = re.compile(r"^Updated (\d{1,2}/\d{1,2}/\d{4})$", re.IGNORECASE)
_YEAR_OF_NAME = re.compile(r"ANES(20\d\d)", re.IGNORECASE)
_MAC = re.compile(r"[0-9]{5}")
_LOCALITY = re.compile(r"[0-9][0-9]")
_CF = re.compile(r"[0-9]{2}\.[0-9]{2}")


class CmsAnesthesiaCf(Source):
    """ANES (csv, fixed-width text) and the Anesthesiologists Center's file (tab)."""

    id = "cms-anesthesia-cf"
    title = "Anesthesia conversion factors by locality"
    publisher = "CMS"
    page = "https://www.cms.gov/medicare/payment/fee-schedules/physician/anesthesiologists-center"
    licence = "US government work"
    cadence = "yearly, and in the zip of every quarter's relative value file"
    authority = "42 CFR 414.46; physician fee schedule final rule"
    tables = (ANESTHESIA_CF,)
    floors: ClassVar[dict[str, int]] = {"anesthesia_cf": 100}
    fetch_hint = f"superbill fetch cms-anesthesia-cf, or superbill build --from DIR with ANES (csv) from {page}"

    def recognises(self, file: SourceFile) -> bool:
        """A header with the national factor, or fixed-width lines of the text."""
        head = title_text(file)
        return _CSV.search(head[:1_000]) is not None or _LINE.match(head) is not None

    def parse(self, file: SourceFile) -> Iterator[Part]:
        """One part."""
        if _LINE.match(title_text(file)):
            yield Part(_of_name(file), file, ANESTHESIA_CF, _lines(file))
            return
        sheet = read_sheet(file, "contractor", COLUMNS, REQUIRED, name_of=_column)
        yield Part(_edition(file, sheet), file, ANESTHESIA_CF, _rows(file, sheet))


def _column(text: str) -> str:
    """`2025 Work GPCI *through 3/31/2025` is the column `work gpci`; the national factor is taken off its column."""
    name = _THROUGH.sub("", heading(text)).strip()
    return re.sub(r"^20\d\d ", "", _NATIONAL.sub("national anes cf", name))


def _edition(file: SourceFile, sheet: Sheet) -> Edition:
    """Year, update and last day as the file states them; a file without title goes by its name."""
    texts = sheet.preamble_texts
    year = next((int(found[1]) for found in map(_YEAR_OF_TITLE.search, texts) if found), None)
    if year is None:
        return _of_name(file)
    updated = next((found[1] for found in map(_UPDATED.match, texts) if found), "")
    published = from_day_number(day(updated, file, 1, "Updated")) if updated else None
    through = {found[1]: heading(cell) for cell in sheet.header for found in [_THROUGH.search(heading(cell))] if found}
    end = date(year, 12, 31)
    for text in through:
        end = from_day_number(day(text, file, sheet.header_line, through[text])) or end
    if end.year != year:
        raise BadInput(f"ends on {end}, its title says {year}", file=file.name, line=sheet.header_line)
    notes = tuple(f"column {name!r}" for name in through.values())
    return Edition(dated(f"CY{year}", published), Period(date(year, 1, 1), end), published=published, notes=notes)


def _of_name(file: SourceFile) -> Edition:
    named = _YEAR_OF_NAME.search(last_name(file))
    if named is None:
        raise BadInput(
            "neither content nor name states the year",
            file=file.name,
            hint="Give it the name CMS gave it, such as ANES2025.csv.",
        )
    year = int(named[1])
    return Edition(f"CY{year}", Period(date(year, 1, 1), date(year, 12, 31)))


def _rows(file: SourceFile, sheet: Sheet) -> Iterator[tuple[object, ...]]:
    national = next((found[1] for cell in sheet.header for found in [_NATIONAL.search(heading(cell))] if found), None)
    if national is None:
        raise BadInput("no national factor in the header", file=file.name, line=sheet.header_line, column="cf")
    for row in sheet.rows:
        yield (
            row.matching("contractor", _MAC, "contractor"),
            row.matching("locality", _LOCALITY, "locality"),
            row.text("locality name").rstrip("*").strip(),
            row.matching("cf", _CF, "conversion factor"),
            national,
            row.line,
        )


def _lines(file: SourceFile) -> Iterator[tuple[object, ...]]:
    for line, text in text_lines(file):
        if text == "\x1a":
            return
        found = _LINE.fullmatch(text)
        if found is None:
            raise BadInput("not the layout of ANES", file=file.name, line=line, hint=DOWNLOAD_AGAIN)
        mac, locality, name, cents = found.groups()
        whole = None if name[-1] != " " else name.strip().rstrip("*").strip()
        yield (mac, locality, whole, f"{cents[:2]}.{cents[2:]}", None, line)


SOURCE = CmsAnesthesiaCf()
