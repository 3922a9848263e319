"""Therapy of one day (multiple procedure 5): one unit keeps all of its practice expense, every other half of it.

Authority: Claims Processing Manual, chapter 5, section 10.7 (from April 2013).
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from superbill.pricing.adjustments import HUNDRED
from superbill.pricing.authority import LIMITING, THERAPY
from superbill.pricing.draft import ZERO, Draft
from superbill.pricing.physician import PhysicianRate
from superbill.pricing.ranking import HALF, TherapyLine, dearest_therapy
from superbill.pricing.terms import Terms, apply_shares, dollars, paid_units


def price_therapy(drafts: Sequence[Draft], terms: Terms) -> None:
    """Rank the units of the day by practice expense and give each line its amount; one unit alone gets none here."""
    if not drafts or (len(drafts) == 1 and paid_units(drafts[0]) <= 1):
        return
    dearest = dearest_therapy([_ranked(draft) for draft in drafts])
    for draft in drafts:
        if draft.rate is None or draft.on < THERAPY.effective_from:
            continue
        units = paid_units(draft)
        full = min(units, Decimal(1)) if draft.line.number == dearest else ZERO
        usd, lower = _units_usd(draft, draft.rate, terms, units > full)
        total = usd * full + lower * (units - full)
        draft.step(f"{full} x ${usd} + {units - full} x ${lower} = {dollars(total)}", THERAPY)
        apply_shares(draft, total)


def _units_usd(draft: Draft, rate: PhysicianRate, terms: Terms, reduced: bool) -> tuple[Decimal, Decimal]:
    """One unit in full and with half of its practice expense."""
    usd = terms.basis(rate.of(draft.facility).usd)
    lower, text = rate.with_reduced_pe(draft.facility, HALF)
    if reduced:
        draft.step(f"half the practice expense: {text} = ${lower}", THERAPY)
    if terms.percent != HUNDRED:
        draft.step(f"{terms.percent} % of the fee: ${usd}, reduced ${terms.basis(lower)}", LIMITING)
    return usd, terms.basis(lower)


def _ranked(draft: Draft) -> TherapyLine:
    if draft.rate is None:
        return TherapyLine(draft.line.number, ZERO, ZERO)
    row = draft.rate.row
    pe = row.facility_pe_rvu if draft.facility else row.non_facility_pe_rvu
    return TherapyLine(draft.line.number, pe, draft.rate.of(draft.facility).fee_usd)
