"""Surgery of one day: both sides on two lines, then ranks and endoscopy families (multiple procedure 2 and 3).

Authority: Claims Processing Manual, chapter 12, sections 40.6 and 40.7; RVU file documentation, attachment A.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from superbill.model.citation import NotAvailable
from superbill.pricing.adjustments import CONTRACTOR, HUNDRED, SIDES, Share
from superbill.pricing.authority import BILATERAL, MULTIPLE
from superbill.pricing.draft import Draft
from superbill.pricing.physician import PhysicianRate
from superbill.pricing.ranking import Procedure, rank_surgery
from superbill.pricing.terms import Terms, apply_shares, unit_usd, whole_units

BOTH_LINES = frozenset({"0", "1", "2"})
"""Bilateral indicators under which LT and RT on two lines make one payment; with 3 each side pays in full."""


def pair_sides(drafts: Sequence[Draft]) -> None:
    """A code on two lines, LT and RT: both sides, as with 50. The first line carries the amount and both charges."""
    waiting: dict[tuple[str, tuple[str, ...]], Draft] = {}
    for draft in drafts:
        modifiers = draft.line.modifiers
        side = SIDES.intersection(modifiers)
        if len(side) != 1 or draft.line.units != 1 or draft.rate is None:
            continue
        if draft.rate.row.bilateral not in BOTH_LINES:
            continue
        key = (draft.line.code, tuple(name for name in modifiers if name not in SIDES))
        first = waiting.get(key)
        if first is None or SIDES.intersection(first.line.modifiers) == side:
            waiting.setdefault(key, draft)
            continue
        _join(first, draft)
        del waiting[key]


def _join(first: Draft, second: Draft) -> None:
    if first.rate is None or first.plan is None:
        return
    indicator = first.rate.row.bilateral
    percent = Decimal(150) if indicator == "1" else HUNDRED
    numbers = f"lines {first.line.number} and {second.line.number}"
    first.plan = replace(
        first.plan,
        sides=Share(percent, f"both sides (LT and RT, {numbers}), bilateral indicator {indicator}", BILATERAL),
        units=Decimal(1),
    )
    if first.charge and second.charge:
        first.charge += second.charge
    second.steps.clear()
    second.nothing(first.schedule, f"other side, paid with line {first.line.number}", BILATERAL)


def price_surgery(drafts: Sequence[Draft], terms: Terms) -> None:
    """Rank the procedures of one role (surgeon or assistant) and give each its amount."""
    if not drafts:
        return
    procedures = [_procedure(draft, terms) for draft in drafts]
    ranked = rank_surgery(procedures)
    for draft in drafts:
        answer = ranked[draft.line.number]
        for note in answer.notes:
            draft.step(note, MULTIPLE)
        if answer.by_report:
            draft.refuse(NotAvailable("sixth or further procedure of the day: paid by report", CONTRACTOR))
        elif answer.no_base:
            draft.refuse(NotAvailable("the fee of its endoscopic base is not published", CONTRACTOR))
        else:
            apply_shares(draft, answer.amount)


def _procedure(draft: Draft, terms: Terms) -> Procedure:
    usd = unit_usd(draft, terms)
    units = draft.plan.units if draft.plan else Decimal(1)
    base, base_amount = "", None
    row = draft.rate.row if draft.rate else None
    if row is not None and row.multiple_procedure == "3" and row.endoscopic_base:
        base = row.endoscopic_base
        rate = terms.rates.physician(base, "", draft.on, terms.place, terms.series)
        if isinstance(rate, PhysicianRate) and draft.plan is not None:
            base_amount = terms.basis(rate.of(draft.facility).usd) * draft.plan.side_factor
    whole = whole_units(units)
    amount = usd if whole == units else usd * units
    return Procedure(draft.line.number, draft.line.code, amount, whole, draft.charge, base, base_amount)
