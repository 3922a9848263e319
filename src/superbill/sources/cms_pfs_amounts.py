"""Physician fee schedule payment amounts as CMS works them out, by contractor and locality: PFALL and its revisions PFREV.

Quoted fields without a header; `TRL` lines with copyright notices end the file. PFALL is the whole schedule of a year;
PFREV has only what changed, from the first day of the quarter that its letter stands for. The year stands in each row, the
letter in the name only. Superbill prices from relative values; these amounts are there to check it against.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import ClassVar, NamedTuple

from superbill.errors import BadInput
from superbill.model.periods import Period
from superbill.model.rows import Amount, Table
from superbill.sources.base import Edition, Part, Source, SourceFile, csv_rows, quarter_period
from superbill.sources.layout import DOWNLOAD_AGAIN, check_width, hcpcs_code, last_name, modifier_code, plain_amount


class MpfsAmount(NamedTuple):
    """The amounts of a code and modifier in a locality, the OPPS cap already applied where it is lower. The therapy
    amounts pay half the practice expense, outside and inside institutions (the first also holds the flat visit fee of
    Primary Care First). `opps_indicator` is 9 where no cap applies; the cap amounts are then 0.00."""

    mac: str
    locality: str
    hcpcs: str
    modifier: str
    non_facility_usd: Amount
    facility_usd: Amount
    pctc: str
    status: str
    multiple_procedure: str
    therapy_non_institutional_usd: Amount
    therapy_institutional_usd: Amount
    opps_indicator: str
    opps_non_facility_usd: Amount
    opps_facility_usd: Amount


MPFS_AMOUNT = Table("mpfs_amount", MpfsAmount, ("hcpcs", "modifier", "mac", "locality"))

WIDTH = 16
TRAILER = "TRL"
_HEAD = re.compile(rb'"20\d\d","\d{5}","\d\d","[0-9A-Z]{5}","[0-9A-Z ]{2}","\d{7}\.\d\d","\d{7}\.\d\d","')
_NAME = re.compile(r"PF(ALL|REV)(\d\d)([A-D]?)(?![0-9A-Z])", re.IGNORECASE)
_SHAPES = ((1, "carrier number", r"\d{5}"), (2, "locality", r"\d\d"), (7, "filler", " *"),
           (8, "PCTC indicator", "[0-9 ]"), (9, "status code", "[A-Z]"),
           (10, "multiple surgery indicator", "[0-9 ]"), (13, "OPPS indicator", "[0-9 ]"))  # fmt: skip


class CmsPfsAmounts(Source):
    """PFALL and PFREV, quoted text."""

    id = "cms-pfs-amounts"
    title = "Medicare Physician Fee Schedule, payment amounts"
    publisher = "CMS"
    page = "https://www.cms.gov/medicare/payment/fee-schedules/physician/national-payment-amount-file"
    licence = "CMS click-through (AMA); codes without descriptors"
    cadence = "yearly (PFALL), revisions each quarter (PFREV)"
    authority = "Record layout of the annual physician fee schedule payment amount file (PF26PA)"
    tables = (MPFS_AMOUNT,)
    floors: ClassVar[dict[str, int]] = {"mpfs_amount": 500_000}
    fetch_hint = f"superbill fetch cms-pfs-amounts, or superbill build --from DIR with PFALL or PFREV from {page}"

    def recognises(self, file: SourceFile) -> bool:
        """The first line has the layout."""
        return _HEAD.match(file.head[:200]) is not None

    def parse(self, file: SourceFile) -> Iterator[Part]:
        """One part; a revision is an excerpt, which answers only for what it has."""
        edition = _edition(file)
        yield Part(edition, file, MPFS_AMOUNT, _amounts(file, edition.period.start.year))


def _edition(file: SourceFile) -> Edition:
    named = _NAME.search(last_name(file))
    if named is None:
        raise BadInput(
            "neither content nor name states which release it is",
            file=file.name,
            hint="Give it the name CMS gave it, such as PFALL26A.txt or PFREV25C.txt.",
        )
    kind, year, letter = named[1].upper(), 2000 + int(named[2]), named[3].upper()
    name = f"PF{kind}{named[2]}{letter}"
    if kind == "ALL":
        return Edition(name, Period(date(year, 1, 1), date(year, 12, 31)))
    if not letter:
        raise BadInput(
            "a revision without its letter", file=file.name, hint="Give it the name CMS gave it, such as PFREV25C.txt."
        )
    start = quarter_period(year, "ABCD".index(letter) + 1).start
    return Edition(name, Period(start, date(year, 12, 31)), complete=False)


def _amounts(file: SourceFile, year: int) -> Iterator[tuple[object, ...]]:
    ended = False
    for line, cells in csv_rows(file, encoding="latin-1"):
        if cells and cells[0].startswith(TRAILER):
            ended = True
            continue
        if not any(cells):
            continue
        if ended:
            raise BadInput("amounts below the trailer", file=file.name, line=line, hint=DOWNLOAD_AGAIN)
        check_width(cells, WIDTH, file, line)
        if cells[0] != str(year):
            raise BadInput(f"year {cells[0]!r} in a file of {year}", file=file.name, line=line, column="year")
        yield _amount(file, line, cells)
    if not ended:
        raise BadInput("the trailer (TRL) is missing", file=file.name, hint=DOWNLOAD_AGAIN)


def _amount(file: SourceFile, line: int, cells: list[str]) -> tuple[object, ...]:
    for place, name, shape in _SHAPES:
        if not re.fullmatch(shape, cells[place]):
            raise BadInput(f"{cells[place]!r} is no {name}", file=file.name, line=line, column=place + 1)
    money = {place: plain_amount(cells[place], file, line, f"{place + 1}") for place in (5, 6, 11, 12, 14, 15)}
    return (
        cells[1],
        cells[2],
        hcpcs_code(cells[3], file, line),
        modifier_code(cells[4], file, line),
        money[5],
        money[6],
        cells[8].strip(),
        cells[9],
        cells[10].strip(),
        money[11],
        money[12],
        cells[13].strip(),
        money[14],
        money[15],
        line,
    )


SOURCE = CmsPfsAmounts()
