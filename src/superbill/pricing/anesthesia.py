"""Anesthesia: (base units + time units) x the conversion factor of the locality.

A time unit is 15 minutes, to one decimal. Medically directed services (QK, QX, QY) pay half to each; medically supervised
ones (AD) three base units. Several procedures of a day are one: the highest base, all the time. Authority: Claims Processing
Manual, chapter 12, sections 50 and 140; base units and conversion factors as published by CMS.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from superbill.kb.queries import load_queries
from superbill.kb.store import Found, KnowledgeBase
from superbill.model.citation import Citation, NotAvailable
from superbill.model.price import Locality
from superbill.pricing.authority import ANESTHESIA, NURSE_ANESTHETIST

SQL = load_queries("superbill.pricing", "claim.sql")
BASE_SOURCE = "cms-anesthesia"
FACTOR_SOURCE = "cms-anesthesia-cf"
SCHEDULE = "anesthesia"
MINUTES_A_UNIT = 15
SUPERVISED_UNITS = 3
TENTH = Decimal("0.1")
ADD_ON = frozenset({"01953", "01968", "01969"})
"""Codes that keep their own base units beside another anesthesia service (section 50)."""
WITHOUT_TIME = frozenset({"01996"})
"""Daily management of a continuous epidural: base units only."""
SHARES = {
    "AA": (100, "personally by an anesthesiologist (AA)", ANESTHESIA),
    "QZ": (100, "nurse anesthetist without direction (QZ)", NURSE_ANESTHETIST),
    "QK": (50, "physician directing two to four procedures (QK)", ANESTHESIA),
    "QY": (50, "physician directing one nurse anesthetist (QY)", ANESTHESIA),
    "QX": (50, "nurse anesthetist under direction (QX)", NURSE_ANESTHETIST),
    "AD": (100, "physician supervising more than four procedures (AD)", ANESTHESIA),
}
"""Modifier to percent, reason and authority."""


@dataclass(frozen=True, slots=True)
class AnesthesiaRate:
    """Base units of a code and the conversion factor of a place (the national one without a place)."""

    base_units: int
    factor_usd: Decimal
    base_citation: Citation
    factor_citation: Citation


def anesthesia_rate(
    kb: KnowledgeBase, code: str, on: date, locality: Locality | None
) -> AnesthesiaRate | NotAvailable | None:
    """The rate of a code; None when the whole list of base units does not hold it: no anesthesia code."""
    base = kb.find(SQL["anesthesia"], source=BASE_SOURCE, on=on, what=code, code=code)
    if not isinstance(base, Found):
        return base if isinstance(base, NotAvailable) else None
    if base.rows[0][0] == 0:
        return NotAvailable(f"{code} is an unlisted service without base units", "the contractor, on the records")
    factor = _factor(kb, on, locality)
    if isinstance(factor, NotAvailable):
        return factor
    return AnesthesiaRate(base.rows[0][0], factor[0], base.cite(base.rows[0]), factor[1])


def _factor(kb: KnowledgeBase, on: date, locality: Locality | None) -> tuple[Decimal, Citation] | NotAvailable:
    if locality is None:
        found = kb.find(SQL["anesthesia_national"], source=FACTOR_SOURCE, on=on, what="the national factor")
    else:
        found = kb.find(
            SQL["anesthesia_cf"],
            source=FACTOR_SOURCE,
            on=on,
            what=locality.id,
            mac=locality.mac,
            locality=locality.locality,
        )
    if isinstance(found, Found):
        return Decimal(found.rows[0][0]), found.cite(found.rows[0])
    if isinstance(found, NotAvailable):
        return found
    where = locality.id if locality else "the nation"
    return NotAvailable(f"{found.citation.name} has no conversion factor for {where}", "see: superbill localities")


def time_units(minutes: Decimal) -> Decimal:
    """Minutes as units of 15, half up to one decimal."""
    return (minutes / MINUTES_A_UNIT).quantize(TENTH, rounding=ROUND_HALF_UP)


def share_of(modifiers: tuple[str, ...]) -> str:
    """The modifier that says who gave the anesthesia; empty when the line has none."""
    return next((modifier for modifier in modifiers if modifier in SHARES), "")
