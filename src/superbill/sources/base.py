"""What a source must answer.

A source is a module of this folder with a `SOURCE`: an instance of a `Source` subclass. Outside packages add theirs
through the entry-point group `superbill.sources`. The reference pages are generated from the class attributes.
"""

from __future__ import annotations

import csv
import io
import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import BinaryIO, ClassVar, Protocol

from superbill.errors import BadInput
from superbill.model.codes import System
from superbill.model.periods import Period
from superbill.model.rows import Table

LONGEST_LINE = 1 << 20
"""A line of so many characters is none of an official file."""
MOST_IN_MEMORY = 1 << 29
"""Files that are read as a whole have at most so many bytes."""

_AMOUNT = re.compile(r"(?=.*\d)-?\$?(?:\d{1,3}(?:,\d{3})+|\d{1,15})?(?:\.\d{0,10})?", re.ASCII)
_DAYS = (
    re.compile(r"(?P<month>\d\d?)/(?P<day>\d\d?)/(?P<year>\d{4})", re.ASCII),
    re.compile(r"(?P<year>\d{4})-(?P<month>\d\d?)-(?P<day>\d\d?)", re.ASCII),
    re.compile(r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)", re.ASCII),
)


class SourceFile(Protocol):
    """A file as it was downloaded: a plain file, a gzip member, or a member of a zip."""

    @property
    def name(self) -> str:
        """Path below the folder that was given, archives included: `RVU25D.zip/PPRRVU2025_Oct.csv`."""

    @property
    def head(self) -> bytes:
        """The first 64 KB, unpacked."""

    def open(self) -> BinaryIO:
        """The whole content, unpacked, from the start."""

    def sha256(self) -> str:
        """Hex digest of the unpacked content."""

    def sibling(self, name: str) -> SourceFile:
        """A file in the same folder or archive; `BadInput` if there is none."""


@dataclass(frozen=True, slots=True)
class Edition:
    """Which release a file belongs to. `series` tells side-by-side parts apart; `complete` False marks an excerpt that
    answers only for the codes it has."""

    name: str
    period: Period
    series: str = ""
    published: date | None = None
    complete: bool = True
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """Rows for one table out of one file. Every row is the table's row tuple followed by the row number in the file.

    `source` is set only by files that carry rows of another data set (excerpts of the starter pack)."""

    edition: Edition
    file: SourceFile
    table: Table
    rows: Iterable[tuple[object, ...]]
    source: str = ""


class Source(ABC):
    """One official data set."""

    id: ClassVar[str]
    title: ClassVar[str]
    publisher: ClassVar[str]
    page: ClassVar[str]
    """The page that a person opens to download it."""
    licence: ClassVar[str]
    cadence: ClassVar[str]
    authority: ClassVar[str]
    """The document that defines the layout or the meaning of the values."""
    tables: ClassVar[tuple[Table, ...]]
    floors: ClassVar[dict[str, int]] = {}
    """Table name to the least number of rows a whole release of one series can have; fewer is a truncated file. A name
    with a series (`mue:dme`) goes before the name alone."""
    version: ClassVar[int] = 1
    """Raised when `parse` yields other rows from the same file, so that incremental builds read it again."""
    lists: ClassVar[tuple[System, ...]] = ()
    """Systems of which it is the list of record: a code that its release in force lacks is not valid."""
    trees: ClassVar[tuple[System, ...]] = ()
    """Systems whose hierarchy and notes it holds."""
    excerpt: ClassVar[bool] = False
    """Whether its files carry excerpts of other data sets, which give way to whole releases."""
    fetch_hint: ClassVar[str] = ""
    """What a user does to get it, for `NotAvailable`."""

    @abstractmethod
    def recognises(self, file: SourceFile) -> bool:
        """Whether the content (never the name alone) is this data set."""

    @abstractmethod
    def parse(self, file: SourceFile) -> Iterator[Part]:
        """The rows of a recognised file. Raises `BadInput` with file, line and column."""


def whole(file: SourceFile) -> bytes:
    """The whole content; `BadInput` when it is far more than any official file of its kind."""
    with file.open() as stream:
        content = stream.read(MOST_IN_MEMORY + 1)
    if len(content) > MOST_IN_MEMORY:
        raise BadInput(f"more than {MOST_IN_MEMORY >> 20} MB", file=file.name)
    return content


def csv_rows(file: SourceFile, *, encoding: str = "utf-8-sig", delimiter: str = ",") -> Iterator[tuple[int, list[str]]]:
    """Line number of the row's end (from 1) and its cells, quoted newlines allowed. Bad bytes are a `BadInput`."""
    with file.open() as raw:
        lines = _lines(io.TextIOWrapper(raw, encoding=encoding, newline=""), file)
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        try:
            for cells in reader:
                yield reader.line_num, cells
        except UnicodeDecodeError as error:
            raise BadInput(f"byte {error.object[error.start]:#04x} is no {encoding}", file=file.name) from error
        except csv.Error as error:
            raise BadInput(f"not readable as CSV: {error}", file=file.name, line=reader.line_num) from error
        except EOFError as error:
            raise BadInput(
                "the compressed file ends in the middle", file=file.name, hint="Download it again."
            ) from error


def _lines(text: io.TextIOWrapper, file: SourceFile) -> Iterator[str]:
    """The lines as they stand. An endless one, and a NUL, are no text."""
    for number, line in enumerate(iter(partial(text.readline, LONGEST_LINE), ""), 1):
        if "\0" in line:
            raise BadInput("holds a NUL, which no text does", file=file.name, line=number)
        if len(line) == LONGEST_LINE:
            raise BadInput(f"longer than {LONGEST_LINE} characters", file=file.name, line=number)
        yield line


def amount(text: str, file: SourceFile, line: int, column: str) -> str:
    """A published decimal, checked and kept as text: `"00013.34"` gives `"13.34"`, `"$12,866.82"` gives `"12866.82"`.

    A comma is taken only where it parts thousands."""
    cleaned = text.strip()
    if not _AMOUNT.fullmatch(cleaned):
        raise BadInput(f"{text!r} is no number", file=file.name, line=line, column=column)
    return format(Decimal(cleaned.replace("$", "").replace(",", "")), "f")


def day(text: str, file: SourceFile, line: int, column: str) -> int:
    """`20260101`, `1/31/2026` or `2026-01-31` as yyyymmdd; an impossible date is a `BadInput`."""
    cleaned = text.strip()
    found = next((said for shape in _DAYS if (said := shape.fullmatch(cleaned))), None)
    try:
        if found is None:
            raise ValueError(cleaned)
        taken = date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        raise BadInput(f"{text!r} is no date", file=file.name, line=line, column=column) from None
    return taken.year * 10000 + taken.month * 100 + taken.day


def quarter_period(year: int, quarter: int) -> Period:
    """The three calendar months of a quarter 1-4."""
    start = date(year, 3 * quarter - 2, 1)
    end = date(year, 12, 31) if quarter == 4 else date.fromordinal(date(year, 3 * quarter + 1, 1).toordinal() - 1)
    return Period(start, end)
