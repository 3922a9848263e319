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
from superbill.sources.base import Edition, Part, Source, SourceFile, quarter_period
from superbill.sources.layout import DOWNLOAD_AGAIN, last_name, text_lines


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

TRAILER = '"TRL'
_MONEY = r"\d{7}\.\d\d"
FIELDS = (
    ("year", r"20\d\d"),
    ("carrier number", r"\d{5}"),
    ("locality", r"\d\d"),
    ("HCPCS code", "[0-9A-Z]{5}"),
    ("modifier", "[0-9A-Z]{2}| {2}"),
    ("non-facility amount", _MONEY),
    ("facility amount", _MONEY),
    ("filler", " "),
    ("PCTC indicator", "[0-9 ]"),
    ("status code", "[A-Z]"),
    ("multiple surgery indicator", "[0-9 ]"),
    ("therapy amount, non-institutional", _MONEY),
    ("therapy amount, institutional", _MONEY),
    ("OPPS indicator", "[0-9 ]"),
    ("OPPS non-facility amount", _MONEY),
    ("OPPS facility amount", _MONEY),
)
"""Name and shape of the fields, each in quotes, commas between."""

_LINE = re.compile(",".join(f'"({shape})"' for _, shape in FIELDS))
_NAME = re.compile(r"PF(ALL|REV)(\d\d)([A-D]?)(?![0-9A-Z])", re.IGNORECASE)


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
        return _LINE.match(file.head[:200].decode("latin-1")) is not None

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
    stamp = str(year)
    for line, text in text_lines(file):
        found = _LINE.fullmatch(text)
        if found is None:
            if text.startswith(TRAILER):
                ended = True
            elif text.strip():
                raise _explained(file, line, text)
            continue
        if ended:
            raise BadInput("amounts below the trailer", file=file.name, line=line, hint=DOWNLOAD_AGAIN)
        if found[1] != stamp:
            raise BadInput(f"year {found[1]} in a file of {year}", file=file.name, line=line, column="year")
        (_, mac, locality, hcpcs, modifier, non_facility, facility, _, pctc, status, multiple, *rest) = found.groups()
        yield (
            mac, locality, hcpcs, modifier.strip(), _usd(non_facility), _usd(facility), pctc.strip(), status,
            multiple.strip(), _usd(rest[0]), _usd(rest[1]), rest[2].strip(), _usd(rest[3]), _usd(rest[4]), line,
        )  # fmt: skip
    if not ended:
        raise BadInput("the trailer (TRL) is missing", file=file.name, hint=DOWNLOAD_AGAIN)


def _usd(text: str) -> str:
    """`0001339.81` as 1339.81."""
    return f"{int(text[:-3])}{text[-3:]}"


def _explained(file: SourceFile, line: int, text: str) -> BadInput:
    cells = text.split(",")
    if len(cells) != len(FIELDS):
        return BadInput(
            f"{len(cells)} columns where there must be {len(FIELDS)}", file=file.name, line=line, hint=DOWNLOAD_AGAIN
        )
    for column, (cell, (name, shape)) in enumerate(zip(cells, FIELDS, strict=True), 1):
        if not re.fullmatch(f'"(?:{shape})"', cell):
            return BadInput(f"{cell} is no {name}", file=file.name, line=line, column=column, hint=DOWNLOAD_AGAIN)
    return BadInput("not the layout of the payment amount file", file=file.name, line=line)


SOURCE = CmsPfsAmounts()
