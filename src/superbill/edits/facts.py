"""What the claim rules need of a knowledge base, remembered for speed.

The days on which the same releases answer make an `Epoch`; facts of a code are read once for each epoch, with the dates
of the rows, and judged for the day when a rule asks. Caches are bounded: the oldest entry leaves first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Generic, TypeVar

from superbill.kb.queries import load_queries
from superbill.kb.store import KnowledgeBase, Row
from superbill.model.citation import Citation, NotAvailable, Release

SQL = load_queries("superbill.edits", "claims.sql")
FEES = ("cms-mpfs-rvu", "")
ADDONS = ("cms-ncci-addon", "")
LABORATORY = ("cms-clfs", "")
OUTPATIENT = ("cms-opps", "addendum-b")
HCPCS = ("cms-hcpcs", "")
PLACES = ("cms-place-of-service", "")
ZIPS = ("cms-zip-locality", "")
EDITOR = ("cms-mce-codes", "")
DIAGNOSES = ("nchs-icd10cm-codes", "")
TABULAR = ("nchs-icd10cm-tabular", "")
ARTICLES = ("cms-mcd", "article")
LCDS = ("cms-mcd", "lcd")
NCCI_SERIES = ("practitioner", "outpatient", "dme")
SHELVES: tuple[tuple[str, str], ...] = (
    FEES, ADDONS, LABORATORY, OUTPATIENT, HCPCS, PLACES, ZIPS, EDITOR, DIAGNOSES, TABULAR, ARTICLES, LCDS,
    *(("cms-ncci-ptp", series) for series in NCCI_SERIES[:2]), *(("cms-ncci-mue", series) for series in NCCI_SERIES),
)  # fmt: skip

CODES_KEPT = 6_000
"""Codes whose facts are kept: more than a practice or hospital bills, about 40 kB each at most."""
ANSWERS_KEPT = 50_000
ACTIVE = 99991231

K = TypeVar("K")
V = TypeVar("V")
T = TypeVar("T")


class Kept(dict[K, V]):
    """A bounded dictionary: when it is full, the entry that came first leaves."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self._limit = limit

    def keep(self, key: K, value: V) -> V:
        """Store and give back `value`."""
        if len(self) >= self._limit:
            del self[next(iter(self))]
        self[key] = value
        return value


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """`value` from a row of `release`; no value but a release: a whole release lacks it; neither: no data."""

    value: T | None
    release: Release | None
    src: int | None = None

    @property
    def missing(self) -> bool:
        """Whether nothing that is loaded can tell."""
        return self.value is None and self.release is None


@dataclass(frozen=True, slots=True)
class Shelf:
    """The releases of one series that answer for a day, and the whole one among them."""

    source: str
    series: str
    releases: tuple[Release, ...]

    @property
    def whole(self) -> Release | None:
        """The complete release, if one had begun."""
        return self.releases[-1] if self.releases and self.releases[-1].complete else None


class Epoch:
    """Days on which the same releases answer."""

    def __init__(self, shelves: dict[tuple[str, str], Shelf]) -> None:
        self.shelves = shelves

    def whole(self, shelf: tuple[str, str]) -> Release | None:
        """The complete release of a series; None when there is none."""
        return self.shelves[shelf].whole


class Facts:
    """Remembered answers of one knowledge base. Not for several threads at once: give each its own."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self.kb = kb
        self._epochs: Kept[date, Epoch] = Kept(ANSWERS_KEPT)
        self._known: dict[tuple[int, ...], Epoch] = {}
        self.shared: Kept[tuple[object, ...], Any] = Kept(ANSWERS_KEPT)
        """Answers that several codes share, by who asks and what about."""
        self.cite = lru_cache(maxsize=ANSWERS_KEPT)(self._cite)
        self.why_missing = lru_cache(maxsize=ANSWERS_KEPT)(self._why_missing)

    def epoch(self, on: date) -> Epoch:
        """The epoch of a day; days with the same releases share one."""
        return self._epochs.get(on) or self._epochs.keep(on, self._epoch(on))

    def _epoch(self, on: date) -> Epoch:
        found = {key: Shelf(*key, self.kb.in_force(key[0], on, key[1])) for key in SHELVES}
        signature = tuple(number for shelf in found.values() for number in (0, *(r.id for r in shelf.releases)))
        return self._known.setdefault(signature, Epoch(found))

    def first_rows(self, shelf: Shelf, statement: str, **parameters: object) -> tuple[Sequence[Row], Release | None]:
        """Rows of the first release that has any; none with the whole release when that lacks them; else none, None."""
        for release in shelf.releases:
            rows = self.kb.rows(SQL[statement], release=release.id, **parameters)
            if rows:
                return rows, release
        return (), shelf.whole

    def _cite(self, release_id: int, src: int | None, on: date) -> Citation:
        return self.kb.cite(self.kb.release(release_id), src, on)

    def _why_missing(self, shelf: tuple[str, str], on: date) -> NotAvailable:
        return self.kb.missing(shelf[0], on, shelf[1], what="the code")
