"""A row of the physician fee schedule's relative value file, and how to get it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from weakref import WeakKeyDictionary

from superbill.kb.queries import load_queries
from superbill.kb.store import Absent, Found, KnowledgeBase, Row
from superbill.model.citation import Citation, NotAvailable

SQL = load_queries("superbill.pricing", "schedules.sql")
SOURCE = "cms-mpfs-rvu"
PAID_STATUSES = frozenset("ART")
"""Status A, R and T are priced from RVUs; the others are not (RVU documentation, attachment A)."""

STATUS_MEANING = {
    "A": "active: paid separately when covered",
    "B": "bundled: never paid separately",
    "C": "priced by the contractor",
    "D": "deleted",
    "E": "outside the physician fee schedule by regulation: paid by other rules when covered",
    "F": "deleted, no grace period",
    "G": "not valid for Medicare, another code is used",
    "H": "deleted modifier",
    "I": "not valid for Medicare, another code is used",
    "J": "anesthesia service, priced by base and time units",
    "M": "measurement code, for reporting only",
    "N": "not covered",
    "P": "bundled or excluded",
    "Q": "functional reporting code",
    "R": "restricted coverage",
    "T": "paid only when nothing else is paid that day to the same provider",
    "X": "outside the physician fee schedule by statute: paid by other rules when covered",
}


@dataclass(frozen=True, slots=True)
class RvuRow:
    """Indicators and relative values of one code and modifier in one release."""

    hcpcs: str
    modifier: str
    status: str
    work_rvu: Decimal
    non_facility_pe_rvu: Decimal
    non_facility_na: bool
    facility_pe_rvu: Decimal
    facility_na: bool
    mp_rvu: Decimal
    non_facility_total_rvu: Decimal
    facility_total_rvu: Decimal
    pctc: str
    global_days: str
    pre_op: Decimal
    intra_op: Decimal
    post_op: Decimal
    multiple_procedure: str
    bilateral: str
    assistant: str
    co_surgeon: str
    team: str
    endoscopic_base: str
    conversion_factor: Decimal
    diagnostic_supervision: str
    imaging_family: str
    non_facility_opps_pe: Decimal
    facility_opps_pe: Decimal
    opps_mp: Decimal
    citation: Citation

    @property
    def priced(self) -> bool:
        """Whether Medicare pays it from these relative values; a payable code without any is priced by the contractor."""
        return self.status in PAID_STATUSES and (self.non_facility_total_rvu > 0 or self.facility_total_rvu > 0)


_DECIMALS = frozenset({3, 4, 6, 8, 9, 10, 13, 14, 15, 22, 25, 26, 27})
_FLAGS = frozenset({5, 7})


MOST_KEPT = 8_192
_KEPT: WeakKeyDictionary[KnowledgeBase, dict[tuple[str, str, date, str], RvuRow | Absent | NotAvailable]] = (
    WeakKeyDictionary()
)


def _row(row: Row, citation: Citation) -> RvuRow:
    values: list[Any] = [
        Decimal(value) if place in _DECIMALS else (value == "NA") if place in _FLAGS else value
        for place, value in enumerate(row[:-1])
    ]
    values.append(citation)
    return RvuRow(*values)


def rvu_row(kb: KnowledgeBase, code: str, modifier: str, on: date, series: str = "") -> RvuRow | Absent | NotAvailable:
    """The row of a code with a modifier ('' for none) in the release in force; kept with the knowledge base, bounded."""
    kept = _KEPT.setdefault(kb, {})
    key = (code, modifier, on, series)
    row = kept.get(key)
    if row is None:
        if len(kept) >= MOST_KEPT:
            kept.clear()
        row = kept[key] = _read_row(kb, code, modifier, on, series)
    return row


def _read_row(kb: KnowledgeBase, code: str, modifier: str, on: date, series: str) -> RvuRow | Absent | NotAvailable:
    found = kb.find(SQL["mpfs_row"], source=SOURCE, on=on, series=series, what=code, code=code, modifier=modifier)
    return _row(found.rows[0], found.cite(found.rows[0])) if isinstance(found, Found) else found


def rvu_rows(kb: KnowledgeBase, code: str, on: date, series: str = "") -> tuple[RvuRow, ...] | Absent | NotAvailable:
    """All rows of a code: without modifier, 26, TC, 53."""
    found = kb.find(SQL["mpfs_rows"], source=SOURCE, on=on, series=series, what=code, code=code)
    return tuple(_row(row, found.cite(row)) for row in found.rows) if isinstance(found, Found) else found
