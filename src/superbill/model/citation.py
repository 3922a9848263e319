"""Receipts. A value never travels alone: it is a `Fact` with its `Citation`, or it is `NotAvailable` with the reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from superbill.model.periods import Period

T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Release:
    """One edition of one data set, as loaded. `series` tells apart the parts of a data set that are published side by
    side (NCCI settings, the two conversion factors of 2026); `complete` is False for an excerpt."""

    id: int
    source: str
    series: str
    edition: str
    title: str
    publisher: str
    page: str
    licence: str
    period: Period
    complete: bool
    published: date | None = None
    files: tuple[ReleaseFile, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What it is called where two releases are compared: `cms-hcpcs@2026Q3`, `cms-ncci-ptp/practitioner@2024Q3 v30.2`."""
        return f"{self.source}{'/' if self.series else ''}{self.series}@{self.edition}"

    @property
    def rows(self) -> int:
        """How many rows its files yielded."""
        return sum(file.rows for file in self.files)


@dataclass(frozen=True, slots=True)
class ReleaseFile:
    """A file that a release was read from; `rows` counts what it yielded."""

    id: int
    name: str
    sha256: str
    rows: int


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a value stands: data set, release, file, row or page, and when that release is in force.

    `series` tells apart what is published side by side; `stale_days` is None when the release was in force on the date of service, else how many days it had ended before.
    """

    source: str
    title: str
    publisher: str
    release: str
    file: str
    locator: str
    effective_from: date
    effective_to: date | None = None
    stale_days: int | None = None
    excerpt: bool = False
    series: str = ""

    @property
    def name(self) -> str:
        """Publisher, data set, series and release: `CMS, NCCI Medically Unlikely Edits (outpatient) 2024Q3`."""
        series = f" ({self.series})" if self.series else ""
        return ", ".join(part for part in (self.publisher, f"{self.title}{series} {self.release}".strip()) if part)

    def __str__(self) -> str:
        where = ", ".join(part for part in (self.name, self.locator) if part)
        return f"{where} (ended {self.stale_days} days before the date of service)" if self.stale_days else where


@dataclass(frozen=True, slots=True)
class Fact(Generic[T_co]):
    """A value and its receipt; `also` holds the further receipts of a value worked out from several."""

    value: T_co
    citation: Citation
    also: tuple[Citation, ...] = ()

    @property
    def citations(self) -> tuple[Citation, ...]:
        """All receipts, the leading one first."""
        return (self.citation, *self.also)


@dataclass(frozen=True, slots=True)
class NotAvailable:
    """A value that is not here: why, and which source (or command) would bring it."""

    not_available: str
    would_come_from: str
