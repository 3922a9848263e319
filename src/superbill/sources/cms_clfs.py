"""Clinical Laboratory Fee Schedule: the national rate of each test, QW rows apart. csv and `~`-separated text.

The files state the year. The quarter is in their name only (`PUF_CLFS_CY2026_Q2V1`); the effective dates bound it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar, NamedTuple

from superbill.errors import BadInput
from superbill.model.periods import from_day_number
from superbill.model.rows import Amount, Day, Table
from superbill.sources.base import Edition, Part, Source, SourceFile, csv_rows, day, quarter_period
from superbill.sources.layout import (
    DOWNLOAD_AGAIN,
    amount_with_places,
    check_columns,
    check_width,
    hcpcs_code,
    last_name,
    modifier_code,
    text_lines,
)


class ClfsRate(NamedTuple):
    """A test. `modifier` is `""` or `QW` (waived under CLIA); `effective_date` is the day the row's rate began.
    `indicator` is `N` for a national rate, `L` for one that the local contractor sets: `rate_usd` is then `0.00` and
    means that there is no national rate, never that the test pays nothing."""

    hcpcs: str
    modifier: str
    effective_date: Day
    indicator: str
    rate_usd: Amount


CLFS_RATE = Table("clfs_rate", ClfsRate, ("hcpcs", "modifier"))

TEXT_COLUMNS = ("YEAR", "HCPCS", "MOD", "EFF_DATE", "INDICATOR", "RATE", "SHORTDESC")
CSV_COLUMNS = (*TEXT_COLUMNS, "LONGDESC", "EXTENDEDLONGDESC")

_TITLE = re.compile(r"(\d{4}) Clinical Diagnostic Laboratory Fee Schedule")
_NAME = re.compile(r"CLFS_CY(\d{4})_Q([1-4])_?V(\d+)", re.IGNORECASE)
_DERIVED = "the quarter is that of the latest effective date, as the file's name does not state it"


class CmsClfs(Source):
    """PUF_CLFS, csv and text."""

    id = "cms-clfs"
    title = "Clinical Laboratory Fee Schedule"
    publisher = "CMS"
    page = "https://www.cms.gov/medicare/payment/fee-schedules/clinical-laboratory-fee-schedule-clfs/files"
    licence = "CMS click-through; the CPT descriptors in the file are the AMA's and are not stored"
    cadence = "quarterly"
    authority = "Social Security Act 1834A; 42 CFR 414 subpart G"
    tables = (CLFS_RATE,)
    floors: ClassVar[dict[str, int]] = {"clfs_rate": 1_500}
    fetch_hint = f"superbill fetch cms-clfs, or superbill build --from DIR with PUF_CLFS (csv) from {page}"

    def recognises(self, file: SourceFile) -> bool:
        """The title in the first line."""
        return _TITLE.match(file.head[:200].decode("latin-1").removeprefix("ï»¿").lstrip('"')) is not None

    def parse(self, file: SourceFile) -> Iterator[Part]:
        """One part."""
        is_text = b"YEAR~HCPCS" in file.head
        rows = list(_text_rows(file) if is_text else csv_rows(file, encoding="latin-1"))
        place = next((n for n, (_, cells) in enumerate(rows[:20]) if cells and cells[0].strip() == "YEAR"), None)
        if place is None:
            raise BadInput("the header row that begins with YEAR is missing", file=file.name, hint=DOWNLOAD_AGAIN)
        columns = TEXT_COLUMNS if is_text else CSV_COLUMNS
        check_columns([cell.strip() for cell in rows[place][1]], columns, file, rows[place][0])
        data = [(line, cells) for line, cells in rows[place + 1 :] if any(cells)]
        if not data:
            raise BadInput("no rows", file=file.name, hint=DOWNLOAD_AGAIN)
        year = int(_TITLE.findall(rows[0][1][0])[0])
        rates = [_rate(file, line, cells, len(columns), year) for line, cells in data]
        yield Part(_edition(file, year, max(rate[0].effective_date for rate in rates)), file, CLFS_RATE, _flat(rates))


def _text_rows(file: SourceFile) -> Iterator[tuple[int, list[str]]]:
    for line, text in text_lines(file, "latin-1"):
        yield line, text.split("~")


def _rate(file: SourceFile, line: int, cells: list[str], width: int, year: int) -> tuple[ClfsRate, int]:
    check_width(cells, width, file, line)
    if cells[0].strip() != str(year):
        raise BadInput(
            f"year {cells[0]!r} in a file of {year}",
            file=file.name,
            line=line,
            column="YEAR",
            hint="The file holds two releases. Use the files as they were downloaded.",
        )
    rate = ClfsRate(
        hcpcs=hcpcs_code(cells[1], file, line),
        modifier=modifier_code(cells[2], file, line),
        effective_date=day(cells[3], file, line, "EFF_DATE"),
        indicator=cells[4].strip(),
        rate_usd=amount_with_places(cells[5], 2, file, line, "RATE"),
    )
    return rate, line


def _flat(rates: list[tuple[ClfsRate, int]]) -> Iterator[tuple[object, ...]]:
    for rate, line in rates:
        yield (*rate, line)


def _edition(file: SourceFile, year: int, latest: int) -> Edition:
    """The name's quarter, unless a rate begins after it; without a name, the quarter of the latest effective date. A
    quarter without changes has no date of its own, so an earlier latest date contradicts nothing."""
    named = _NAME.search(last_name(file))
    if named is None:
        if latest // 10000 != year:
            raise BadInput(
                f"the latest effective date is {latest}, outside {year}, and the name states no quarter",
                file=file.name,
                hint=f"Name it as CMS does, such as PUF_CLFS_CY{year}_Q2V1.csv.",
            )
        quarter = (latest // 100 % 100 + 2) // 3
        return Edition(f"CY{year} Q{quarter}", quarter_period(year, quarter), notes=(_DERIVED,))
    if int(named[1]) != year:
        raise BadInput(
            f"is named for {named[1]}, its content is of {year}", file=file.name, hint="Give it the name CMS gave it."
        )
    period = quarter_period(year, int(named[2]))
    newest = from_day_number(latest)
    if newest is not None and period.end is not None and newest > period.end:
        raise BadInput(
            f"is named for quarter {named[2]}, but holds rates from {newest}",
            file=file.name,
            hint="Give it the name CMS gave it.",
        )
    return Edition(f"CY{year} Q{named[2]} V{named[3]}", period)


SOURCE = CmsClfs()
