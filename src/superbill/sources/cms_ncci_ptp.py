"""NCCI procedure-to-procedure edits: pairs of codes not paid together; practitioners and outpatient hospitals apart.

Setting, version and part are in the file's name only (`ccipra-v302r0-f1`): version 30.2 is the third quarter of the year
1994 + 30. The copyright year and the effective dates bound it. A release comes in several files (f1, f2 ...). A pair
recurs, each time with other dates, and now and then with the same dates and another rationale, so that is in the key.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import ClassVar, NamedTuple, TypeVar

from superbill.errors import BadInput
from superbill.model.periods import day_number
from superbill.model.rows import Day, Interned, Table
from superbill.sources.base import Edition, Part, Source, SourceFile, day, quarter_period
from superbill.sources.layout import DOWNLOAD_AGAIN, check_columns, last_name

T = TypeVar("T")


class Ptp(NamedTuple):
    """An edit: column 2 is denied beside column 1. `effective_date` 0: not stated by the file. `deletion_date` 99991231:
    active. `modifier_indicator`: 0 never together, 1 a modifier may bypass, 9 deleted on its effective date, no edit.
    `prior_1996` 1: in existence before 1996. NCCI Policy Manual, chapter I."""

    column1: str
    column2: str
    effective_date: Day
    deletion_date: Day
    modifier_indicator: int
    prior_1996: int
    rationale: Interned


PTP = Table(
    "ptp",
    Ptp,
    ("column1", "column2", "effective_date", "deletion_date", "modifier_indicator", "rationale"),
    (("column2", "column1"),),
)

ACTIVE = 99991231
NOT_STATED = 0
COLUMNS = ("Column 1", "Column 2", "*=in existence prior to 1996", "Effective Date", "Deletion Date *=no data",
           "Modifier 0=not allowed 1=allowed 9=not applicable", "PTP Edit Rationale")  # fmt: skip
PREAMBLE_LINES = 6
HEADER_LINES = 4
LOOKED_AT = 5_000
"""Rows that decide whether effective dates are real: no official file has one and the same date on all of them."""
TOO_FEW_TO_TELL = 1_000

SERIES = {"pra": "practitioner", "oph": "outpatient"}
FIRST_YEAR = 1994

_CODE = re.compile(r"[0-9A-Z]{5}")
_NAME = re.compile(r"cci(pra|oph)-v(\d{2})([0-3])r(\d+)-f(\d+)(?![0-9])", re.IGNORECASE)
_COPYRIGHT = re.compile(r"CPT only copyright (\d{4}) American Medical Association")
_HOW = "Give it the name CMS gave it, such as ccipra-v302r0-f1.txt (ccipra practitioner, ccioph outpatient hospital)."


class CmsNcciPtp(Source):
    """The PTP files, tab-separated text."""

    id = "cms-ncci-ptp"
    title = "NCCI procedure-to-procedure edits"
    publisher = "CMS"
    page = (
        "https://www.cms.gov/medicare/coding-billing/national-correct-coding-initiative-ncci-edits/"
        "medicare-ncci-procedure-procedure-ptp-edits"
    )
    licence = "CMS click-through (AMA); codes without descriptors"
    cadence = "quarterly"
    authority = "NCCI Policy Manual, chapter I; header of the file"
    tables = (PTP,)
    # Above three of the four files of any release since 2024: a release with a part missing must not pass for whole.
    floors: ClassVar[dict[str, int]] = {"ptp:practitioner": 2_100_000, "ptp:outpatient": 1_500_000}
    fetch_hint = f"superbill fetch cms-ncci-ptp, or superbill build --from DIR with all cci*-f*.txt from {page}"

    def recognises(self, file: SourceFile) -> bool:
        """The two title lines."""
        lines = file.head[:2000].split(b"\n")
        return (
            lines[0].startswith(b"CPT only copyright ")
            and len(lines) > 1
            and lines[1].startswith(b"Column1/Column2 Ed")
        )

    def parse(self, file: SourceFile) -> Iterator[Part]:
        """One part."""
        with file.open() as stream:
            lines = [line.decode("latin-1") for line in islice(stream, PREAMBLE_LINES + LOOKED_AT)]
        check_columns(_stacked(lines[PREAMBLE_LINES - HEADER_LINES : PREAMBLE_LINES]), COLUMNS, file, PREAMBLE_LINES)
        edition = _edition(file, lines[0], _withheld_date(lines[PREAMBLE_LINES:]))
        yield Part(edition, file, PTP, _rows(file, edition))


def _stacked(lines: list[str]) -> list[str]:
    rows = [line.rstrip("\r\n").split("\t") for line in lines]
    width = max((len(row) for row in rows), default=0)
    return [" ".join(" ".join(row[n] for row in rows if n < len(row)).split()) for n in range(width)]


def _withheld_date(lines: list[str]) -> str:
    """The effective date that stands on every one of the first rows; `""` if there are several, or too few rows."""
    dates = {parts[3] for line in lines if len(parts := line.split("\t", 4)) > 3}
    return dates.pop() if len(lines) >= TOO_FEW_TO_TELL and len(dates) == 1 else ""


def _edition(file: SourceFile, notice: str, withheld: str) -> Edition:
    named = _NAME.search(last_name(file))
    if named is None:
        raise BadInput("neither content nor name states setting and version", file=file.name, hint=_HOW)
    year, quarter = FIRST_YEAR + int(named[2]), int(named[3]) + 1
    copyright_year = _COPYRIGHT.search(notice)
    if copyright_year is not None and year - int(copyright_year[1]) not in (0, 1):
        raise BadInput(f"is named for {year}, its notice is of {copyright_year[1]}", file=file.name, line=1, hint=_HOW)
    revised = f" r{int(named[4])}" if int(named[4]) else ""
    note = f"effective dates withheld: the file carries {withheld} as a placeholder"
    return Edition(
        f"{year}Q{quarter} v{named[2]}.{named[3]}{revised}",
        quarter_period(year, quarter),
        SERIES[named[1].lower()],
        notes=(note,) if withheld else (),
    )


class _BadCell(Exception):
    """A cell that is not what its column holds."""

    def __init__(self, message: str, column: str) -> None:
        super().__init__(message)
        self.message = message
        self.column = column


class _Checked(dict[str, T]):
    """Cells seen before, with their values: millions of rows hold few different cells, so each is checked once."""

    def __init__(self, check: Callable[[str], T]) -> None:
        super().__init__()
        self._check = check

    def __missing__(self, text: str) -> T:
        value = self[text] = self._check(text)
        return value


def _rows(file: SourceFile, edition: Edition) -> Iterator[tuple[object, ...]]:
    """Every row. Written for speed: one split and seven lookups a row."""
    latest = day_number(edition.period.end) or ACTIVE
    withheld = bool(edition.notes)
    codes = _Checked(_code)
    begins = _Checked(lambda text: _effective(file, text, latest) * (not withheld))
    ends = _Checked(lambda text: ACTIVE if text == "*" else _date(file, text, COLUMNS[4]))
    indicators = _Checked(_indicator)
    befores = _Checked(_before)
    rationales = _Checked(_rationale)
    with file.open() as stream, io.TextIOWrapper(stream, "latin-1", newline="\n") as text:
        for number, line in enumerate(islice(text, PREAMBLE_LINES, None), PREAMBLE_LINES + 1):
            try:
                one, two, before, begin, end, indicator, why = line.split("\t")
                row = (
                    codes[one], codes[two], begins[begin], ends[end], indicators[indicator], befores[before],
                    rationales[why], number,
                )  # fmt: skip
            except ValueError as error:
                raise BadInput(
                    f"{line.count(chr(9)) + 1} columns where there must be {len(COLUMNS)}",
                    file=file.name,
                    line=number,
                    hint=DOWNLOAD_AGAIN,
                ) from error
            except _BadCell as bad:
                raise BadInput(bad.message, file=file.name, line=number, column=bad.column) from None
            yield row


def _code(text: str) -> str:
    if not _CODE.fullmatch(text):
        raise _BadCell(f"{text!r} is no CPT or HCPCS code", f"{COLUMNS[0]} or {COLUMNS[1]}")
    return text


def _date(file: SourceFile, text: str, column: str) -> int:
    try:
        return day(text, file, 0, column)
    except BadInput:
        raise _BadCell(f"{text!r} is no date", column) from None


def _effective(file: SourceFile, text: str, latest: int) -> int:
    number = _date(file, text, COLUMNS[3])
    if number > latest:
        raise _BadCell(f"{text} is after the quarter that the file is named for. {_HOW}", COLUMNS[3])
    return number


def _indicator(text: str) -> int:
    if text not in ("0", "1", "9"):
        raise _BadCell(f"{text!r} is no modifier indicator 0, 1 or 9", COLUMNS[5])
    return int(text)


def _before(text: str) -> int:
    if text not in ("", "*"):
        raise _BadCell(f"{text!r} is neither blank nor *", COLUMNS[2])
    return int(text == "*")


def _rationale(text: str) -> str:
    if not text.endswith("\n"):
        raise _BadCell(f"the file ends in the middle of a line. {DOWNLOAD_AGAIN}", COLUMNS[6])
    return text.strip()


SOURCE = CmsNcciPtp()
