"""Medicare Physician Fee Schedule: relative value units and payment policy indicators, one row a code and modifier.

The csv states its release in its title. The fixed-width text states none; see `_release_of_text`. Until 2025 both carry
the same 31 columns; from 2026 the csv has `PRIC IND` as well, and there are two files, one a conversion factor. CPT
descriptors stand in both layouts and are never stored.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath
from typing import ClassVar, NamedTuple

from superbill.errors import BadInput
from superbill.model.periods import Period, from_day_number
from superbill.model.rows import Amount, Table
from superbill.sources.base import Edition, Part, Source, SourceFile, csv_rows, day, quarter_period
from superbill.sources.layout import (
    DOWNLOAD_AGAIN,
    check_columns,
    check_width,
    hcpcs_code,
    last_name,
    modifier_code,
    plain_amount,
    text_lines,
)


class MpfsRvu(NamedTuple):
    """One code and modifier (`""` for none). A blank field is `""`; `pric_ind` is None where the layout has no such
    column (before 2026, and in the fixed-width text). Amounts are decimals as published; pre, intra and post operative
    shares are parts of 1. Meanings: RVU documentation, attachment A."""

    hcpcs: str
    modifier: str
    status: str
    not_used_for_medicare: str
    work_rvu: Amount
    non_facility_pe_rvu: Amount
    non_facility_na: str
    facility_pe_rvu: Amount
    facility_na: str
    mp_rvu: Amount
    non_facility_total_rvu: Amount
    facility_total_rvu: Amount
    pctc: str
    global_days: str
    pre_op: Amount
    intra_op: Amount
    post_op: Amount
    multiple_procedure: str
    bilateral: str
    assistant: str
    co_surgeon: str
    team: str
    pric_ind: str | None
    endoscopic_base: str
    conversion_factor: Amount
    diagnostic_supervision: str
    calculation_flag: str
    imaging_family: str
    non_facility_opps_pe: Amount
    facility_opps_pe: Amount
    opps_mp: Amount


MPFS_RVU = Table("mpfs_rvu", MpfsRvu, ("hcpcs", "modifier"))


class Column(NamedTuple):
    """A column: its header as stacked over five rows of the csv, its field (`""`: not stored), and its first and last
    position in the text (0: not there). An amount is checked to be a number."""

    header: str
    field: str
    first: int
    last: int
    is_amount: bool = False


COLUMNS = (
    Column("HCPCS", "hcpcs", 1, 5),
    Column("MOD", "modifier", 6, 7),
    Column("DESCRIPTION", "", 8, 57),
    Column("STATUS CODE", "status", 58, 58),
    # The documentation calls position 59 filler; the text carries the flag there, as the csv does in its column.
    Column("NOT USED FOR MEDICARE PAYMENT", "not_used_for_medicare", 59, 59),
    Column("WORK RVU", "work_rvu", 60, 65, True),
    Column("NON-FAC PE RVU", "non_facility_pe_rvu", 67, 72, True),
    Column("NON-FAC NA INDICATOR", "non_facility_na", 73, 74),
    Column("FACILITY PE RVU", "facility_pe_rvu", 76, 81, True),
    Column("FACILITY NA INDICATOR", "facility_na", 82, 83),
    Column("MP RVU", "mp_rvu", 85, 89, True),
    Column("NON-FACILITY TOTAL", "non_facility_total_rvu", 91, 96, True),
    Column("FACILITY TOTAL", "facility_total_rvu", 97, 102, True),
    Column("PCTC IND", "pctc", 103, 103),
    Column("GLOB DAYS", "global_days", 104, 106),
    Column("PRE OP", "pre_op", 107, 109, True),
    Column("INTRA OP", "intra_op", 110, 112, True),
    Column("POST OP", "post_op", 113, 115, True),
    Column("MULT PROC", "multiple_procedure", 116, 116),
    Column("BILAT SURG", "bilateral", 117, 117),
    Column("ASST SURG", "assistant", 118, 118),
    Column("CO- SURG", "co_surgeon", 119, 119),
    Column("TEAM SURG", "team", 120, 120),
    Column("PRIC IND", "pric_ind", 0, 0),
    Column("ENDO BASE", "endoscopic_base", 128, 132),
    Column("CONV FACTOR", "conversion_factor", 133, 140, True),
    Column("PHYSICIAN SUPERVISION OF DIAGNOSTIC PROCEDURES", "diagnostic_supervision", 142, 143),
    Column("CALCULATION FLAG", "calculation_flag", 144, 144),
    Column("DIAGNOSTIC IMAGING FAMILY INDICATOR", "imaging_family", 146, 147),
    Column("NON-FACILITY PE USED FOR OPPS PAYMENT AMOUNT", "non_facility_opps_pe", 152, 157, True),
    Column("FACILITY PE USED FOR OPPS PAYMENT AMOUNT", "facility_opps_pe", 159, 164, True),
    Column("MP USED FOR OPPS PAYMENT AMOUNT", "opps_mp", 166, 171, True),
)
PRICING_INDICATOR_SINCE = 2026
WITHOUT_PRICING_INDICATOR = tuple(column for column in COLUMNS if column.field != "pric_ind")
HEADER_ROWS = 5

TEXT_WIDTH = 171
_USED = {place for column in COLUMNS if column.first for place in range(column.first, column.last + 1)}
FILLER = tuple(place for place in range(1, TEXT_WIDTH + 1) if place not in _USED)


class ConversionFactor(NamedTuple):
    """A conversion factor as published, its track (`qpp`: qualifying participants in alternative payment models), and
    the dates of service it holds for."""

    value: str
    series: str
    start: date
    end: date


CONVERSION_FACTORS = (
    ConversionFactor("36.0391", "", date(2019, 1, 1), date(2019, 12, 31)),
    ConversionFactor("36.0896", "", date(2020, 1, 1), date(2020, 12, 31)),
    ConversionFactor("34.8931", "", date(2021, 1, 1), date(2021, 12, 31)),
    ConversionFactor("34.6062", "", date(2022, 1, 1), date(2022, 12, 31)),
    ConversionFactor("33.8872", "", date(2023, 1, 1), date(2023, 12, 31)),
    ConversionFactor("32.7442", "", date(2024, 1, 1), date(2024, 3, 8)),
    # Raised by the Consolidated Appropriations Act, 2024; the release is known as RVU24AR.
    ConversionFactor("33.2875", "", date(2024, 3, 9), date(2024, 12, 31)),
    ConversionFactor("32.3465", "", date(2025, 1, 1), date(2025, 12, 31)),
    ConversionFactor("33.4009", "", date(2026, 1, 1), date(2026, 12, 31)),
    ConversionFactor("33.5675", "qpp", date(2026, 1, 1), date(2026, 12, 31)),
)
FIRST_KNOWN_YEAR = CONVERSION_FACTORS[0].start.year

QUARTER_OF = {"JAN": 1, "APR": 2, "JUL": 3, "OCT": 4}
_TITLE = re.compile(
    r"(20\d\d) National Physician Fee Schedule Relative Value File (January|April|July|October) Release"
)
_RELEASED = re.compile(r"RELEASED (\d\d/\d\d/\d{4})")
_NAME = re.compile(r"PPRRVU(?:20)?(\d\d)_?(JAN|APR|JUL|OCT)", re.IGNORECASE)
_FACTOR = re.compile(r" *\d{1,3}\.\d{4}")


@dataclass(frozen=True, slots=True)
class _Release:
    """Year and quarter, when it was released, and the line that says so."""

    year: int
    quarter: int
    published: date | None
    line: int


class CmsMpfsRvu(Source):
    """PPRRVU, csv and fixed-width text."""

    id = "cms-mpfs-rvu"
    title = "Medicare Physician Fee Schedule, relative value file"
    publisher = "CMS"
    page = "https://www.cms.gov/medicare/payment/fee-schedules/physician/pfs-relative-value-files"
    licence = "US government work; the CPT descriptors in the file are the AMA's and are not stored"
    cadence = "quarterly: January (A), April (B), July (C), October (D)"
    authority = "RVU documentation of the release (RVU25D.pdf): record layout and attachment A"
    tables = (MPFS_RVU,)
    # The file of the higher conversion factor of 2026 leaves out what is not paid: about 12,000 rows.
    floors: ClassVar[dict[str, int]] = {"mpfs_rvu": 15_000, "mpfs_rvu:qpp": 9_000}
    fetch_hint = f"superbill fetch cms-mpfs-rvu, or superbill build --from DIR with PPRRVU from {page}"

    def recognises(self, file: SourceFile) -> bool:
        """A csv with the file's title, or `HDR` lines above fixed-width lines of a year whose layout is known.

        The text of 2026 and later is left unrecognised: no documentation of its layout has been seen. The csv of the
        same release holds the same rows.
        """
        head = file.head
        if head.startswith(b"HDR "):
            factor = _factor_of_text(head)
            return factor is not None and not any(
                known.value == factor and known.start.year >= PRICING_INDICATOR_SINCE for known in CONVERSION_FACTORS
            )
        return _TITLE.search(head[:2000].decode("latin-1")) is not None

    def parse(self, file: SourceFile) -> Iterator[Part]:
        """One part."""
        yield _parse_text(file) if file.head.startswith(b"HDR ") else _parse_csv(file)


def _parse_csv(file: SourceFile) -> Part:
    rows = list(csv_rows(file, encoding="latin-1"))
    place = next((n for n, (_, cells) in enumerate(rows[:20]) if cells and cells[0].strip() == "HCPCS"), None)
    if place is None or place < HEADER_ROWS:
        raise BadInput("the header row that begins with HCPCS is missing", file=file.name, hint=DOWNLOAD_AGAIN)
    release = _stated_release(file, rows[:place])
    columns = COLUMNS if release.year >= PRICING_INDICATOR_SINCE else WITHOUT_PRICING_INDICATOR
    header = [cells for _, cells in rows[place - HEADER_ROWS + 1 : place + 1]]
    check_columns(_stacked(header), [column.header for column in columns], file, rows[place][0])
    data = [(line, cells) for line, cells in rows[place + 1 :] if any(cells)]
    factor = _one_factor(
        file, ((line, cells[_factor_at(columns)]) for line, cells in data if len(cells) == len(columns))
    )
    return Part(_edition(file, release, factor), file, MPFS_RVU, _typed(file, data, columns))


def _parse_text(file: SourceFile) -> Part:
    data = [(line, text) for line, text in text_lines(file, "latin-1") if text and not text.startswith("HDR ")]
    columns = [column for column in WITHOUT_PRICING_INDICATOR if column.first]
    cells = [(line, _cut(file, line, text, columns)) for line, text in data]
    factor = _one_factor(file, ((line, row[_factor_at(columns)]) for line, row in cells))
    release = _release_of_text(file, factor)
    return Part(_edition(file, release, factor), file, MPFS_RVU, _typed(file, cells, columns))


def _factor_at(columns: Sequence[Column]) -> int:
    return next(place for place, column in enumerate(columns) if column.field == "conversion_factor")


def _stacked(header: list[list[str]]) -> list[str]:
    """The header's names, which run down five rows."""
    width = max(len(cells) for cells in header)
    padded = [[*cells, *[""] * (width - len(cells))] for cells in header]
    return [" ".join(" ".join(row[place] for row in padded).split()) for place in range(width)]


def _typed(
    file: SourceFile, rows: Sequence[tuple[int, list[str]]], columns: Sequence[Column]
) -> Iterator[tuple[object, ...]]:
    lacks_indicator = all(column.field != "pric_ind" for column in columns)
    indicator_at = MpfsRvu._fields.index("pric_ind")
    for line, cells in rows:
        check_width(cells, len(columns), file, line)
        values: list[object] = [hcpcs_code(cells[0], file, line), modifier_code(cells[1], file, line)]
        for column, cell in zip(columns[2:], cells[2:], strict=True):
            if column.is_amount:
                values.append(plain_amount(cell, file, line, column.header))
            elif column.field:
                values.append(cell.strip())
        if lacks_indicator:
            values.insert(indicator_at, None)
        yield (*values, line)


def _cut(file: SourceFile, line: int, text: str, columns: Sequence[Column]) -> list[str]:
    if len(text) != TEXT_WIDTH:
        raise BadInput(
            f"{len(text)} characters where there must be {TEXT_WIDTH}", file=file.name, line=line, hint=DOWNLOAD_AGAIN
        )
    for place in FILLER:
        if text[place - 1] != " ":
            raise BadInput(
                f"{text[place - 1]!r} where the layout has filler",
                file=file.name,
                line=line,
                column=place,
                hint="The layout has changed. Use the csv of the same release.",
            )
    return [text[column.first - 1 : column.last] for column in columns]


def _one_factor(file: SourceFile, cells: Iterator[tuple[int, str]]) -> str:
    """The conversion factor that every row of a release carries."""
    factor = ""
    for line, cell in cells:
        value = cell.strip()
        if factor and value != factor:
            raise BadInput(
                f"conversion factor {value} after {factor}",
                file=file.name,
                line=line,
                column="CONV FACTOR",
                hint="The file holds two releases. Use the files as they were downloaded.",
            )
        factor = value
    if not factor:
        raise BadInput("no rows", file=file.name, hint=DOWNLOAD_AGAIN)
    return factor


def _stated_release(file: SourceFile, preamble: Sequence[tuple[int, list[str]]]) -> _Release:
    title = published = None
    line = 1
    for number, cells in preamble:
        text = " ".join(cells)
        if (found := _TITLE.search(text)) is not None:
            title, line = found, number
        if (released := _RELEASED.search(text)) is not None:
            published = from_day_number(day(released[1], file, number, "RELEASED"))
    if title is None:
        raise BadInput("no title with year and quarter", file=file.name, hint=DOWNLOAD_AGAIN)
    return _Release(int(title[1]), QUARTER_OF[title[2][:3].upper()], published, line)


def _release_of_text(file: SourceFile, factor: str) -> _Release:
    """The text states no release, and the copyright years in its `HDR` lines run ahead of it. The csv beside it tells;
    without one, the name does. `_edition` then holds the conversion factor against the year."""
    first_data_line = 8
    beside = _csv_beside(file)
    if beside is not None:
        return beside
    named = _NAME.search(last_name(file))
    if named is None:
        raise BadInput(
            f"does not say which quarter it is (conversion factor {factor})",
            file=file.name,
            hint="Name it as CMS does, such as PPRRVU2025_Oct.txt, or put the csv of the same release beside it.",
        )
    return _Release(2000 + int(named[1]), QUARTER_OF[named[2].upper()], None, first_data_line)


def _csv_beside(file: SourceFile) -> _Release | None:
    stem = PurePosixPath(last_name(file)).stem
    for name in (f"{stem}.csv", f"{stem}.CSV"):
        try:
            beside = file.sibling(name)
        except BadInput:
            continue
        lines = enumerate(beside.head.decode("latin-1").split("\n", 10)[:10], 1)
        return _stated_release(beside, [(number, [text]) for number, text in lines])
    return None


def _factor_of_text(head: bytes) -> str | None:
    """The conversion factor of the first line that is as wide as the layout; None if there is none."""
    for line in head.decode("latin-1").splitlines()[:20]:
        if len(line) == TEXT_WIDTH and _FACTOR.fullmatch(line[132:140]):
            return line[132:140].strip()
    return None


def _edition(file: SourceFile, release: _Release, factor: str) -> Edition:
    """`RVU25D` for October 2025; `RVU24AR` where the conversion factor was replaced inside the quarter."""
    quarter = quarter_period(release.year, release.quarter)
    quarter_end = quarter.end or date.max
    name = f"RVU{release.year % 100:02d}{'ABCD'[release.quarter - 1]}"
    if release.year < FIRST_KNOWN_YEAR:
        return Edition(name, quarter, published=release.published)
    for known in CONVERSION_FACTORS:
        if known.value == factor and known.start <= quarter_end and quarter.start <= known.end:
            period = Period(max(known.start, quarter.start), min(known.end, quarter_end))
            suffix = "R" if period.start > quarter.start else ""
            return Edition(name + suffix, period, known.series, release.published)
    of_year = [known.value for known in CONVERSION_FACTORS if known.start.year == release.year]
    raise BadInput(
        f"conversion factor {factor} is not one published for {release.year} (known: {', '.join(of_year) or 'none'})",
        file=file.name,
        line=release.line,
        column="CONV FACTOR",
        hint="A file that CMS withdrew, or a factor newer than this version of Superbill: please report it.",
    )


SOURCE = CmsMpfsRvu()
