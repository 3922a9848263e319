"""An inpatient stay: the weight of its MS-DRG times the hospital's own base rate, less for a transfer.

A patient who goes on to another acute hospital, or to post-acute care with a group that the transfer policy names, pays
by days: twice the per diem (full amount / geometric mean stay) for the first day, once for each other, up to the full amount;
a special-pay group half of the full amount and half of those days. Authority: 42 CFR 412.4, 412.60 and 412.64; weights of
Table 5. Base rate: operating and capital, with the hospital's wage index, teaching and disproportionate share in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from superbill.kb.queries import load_queries
from superbill.kb.store import Found, KnowledgeBase
from superbill.model.citation import Citation, Fact, NotAvailable
from superbill.model.money import round_cents
from superbill.pricing.authority import INPATIENT, TRANSFER

SQL = load_queries("superbill.pricing", "claim.sql")
SOURCE = "cms-msdrg"
ACUTE_TRANSFERS = frozenset({"02", "66", "82", "94"})
"""Discharge status: to another acute hospital or a critical access hospital."""
POST_ACUTE = frozenset({"03", "05", "06", "50", "51", "62", "63", "65", "83", "85", "86", "90", "91", "93"})
"""Discharge status: to skilled nursing, cancer or children's hospital, home health, hospice, rehabilitation, long-term care,
psychiatric hospital, and each with a planned readmission (81 and up)."""
LEFT_OUT = (
    "outlier payments, new technology add-ons, quality and readmission adjustments, pass-through costs",
    "the Part A deductible and coinsurance days",
)


@dataclass(frozen=True, slots=True)
class DrgWeight:
    """A group's weight and mean stay; the two marks are the transfer policies."""

    drg: str
    weight: Decimal
    gmlos: Decimal | None
    post_acute: bool
    special_pay: bool
    citation: Citation


def drg_weight(kb: KnowledgeBase, drg: str, on: date) -> DrgWeight | NotAvailable:
    """The group in force on the day of discharge."""
    number = drg.zfill(3)
    found = kb.find(SQL["drg"], source=SOURCE, on=on, what=f"MS-DRG {number}", drg=number)
    if isinstance(found, NotAvailable):
        return found
    if not isinstance(found, Found):
        return NotAvailable(f"{found.citation.name} has no MS-DRG {number}", "a release that lists it")
    row = found.rows[0]
    if row[0] is None:
        return NotAvailable(f"MS-DRG {number} has no weight: it is not paid", "no release: Medicare sets none")
    gmlos = None if row[1] is None else Decimal(row[1])
    return DrgWeight(number, Decimal(row[0]), gmlos, bool(row[2]), bool(row[3]), found.cite(row))


def stay_payment(
    weight: DrgWeight, base_rate_usd: Decimal, days: int | None, discharge_status: str
) -> tuple[Decimal, tuple[Fact[str], ...]]:
    """Weight x base rate, by days where the stay ended as a transfer. `days` counts nights, at least 1; None: unknown."""
    full = round_cents(weight.weight * base_rate_usd)
    cite = weight.citation
    text = f"MS-DRG {weight.drg}: weight {weight.weight} x base rate ${base_rate_usd} = ${full}"
    steps = [Fact(text, cite, (INPATIENT,))]
    moved = discharge_status in ACUTE_TRANSFERS or (weight.post_acute and discharge_status in POST_ACUTE)
    if not moved or days is None or not weight.gmlos:
        return full, tuple(steps)
    per_diem = full / weight.gmlos
    special = weight.special_pay and discharge_status in POST_ACUTE
    by_days = per_diem * (max(days, 1) + 1)
    amount = round_cents(full / 2 + by_days / 2 if special else by_days)
    how = f"half of it + half of (${full} / {weight.gmlos} days)" if special else f"${full} / {weight.gmlos} days"
    steps.append(
        Fact(f"discharge status {discharge_status}, a transfer: {how} x ({days} + 1) = ${amount}", cite, (TRANSFER,))
    )
    if amount >= full:
        steps.append(Fact(f"not more than the full amount: ${full}", cite, (TRANSFER,)))
    return min(amount, full), tuple(steps)
