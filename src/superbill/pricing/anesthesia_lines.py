"""Anesthesia lines of one day: the highest base with all the time; add-on codes keep their own base.

Authority: Claims Processing Manual, chapter 12, sections 50 and 140.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from superbill.model.money import round_cents
from superbill.pricing.anesthesia import (
    ADD_ON,
    SCHEDULE,
    SHARES,
    SUPERVISED_UNITS,
    WITHOUT_TIME,
    AnesthesiaRate,
    share_of,
    time_units,
)
from superbill.pricing.authority import ANESTHESIA, LIMITING
from superbill.pricing.draft import ZERO, Draft
from superbill.pricing.terms import Terms


def price_anesthesia(drafts: Sequence[Draft], terms: Terms) -> None:
    """The highest base with all the time; add-on codes keep their own base."""
    groups: dict[str, list[Draft]] = {}
    for draft in drafts:
        groups.setdefault(share_of(draft.line.modifiers), []).append(draft)
    for modifier, members in groups.items():
        _group(modifier, members, terms)


def _group(modifier: str, members: Sequence[Draft], terms: Terms) -> None:
    rated = []
    for draft in members:
        rate = terms.rates.anesthesia(draft.line.code, draft.on, terms.place)
        if isinstance(rate, AnesthesiaRate):
            rated.append((draft, rate))
    mains = [pair for pair in rated if pair[0].line.code not in ADD_ON]
    first = min(mains, key=lambda pair: (-pair[1].base_units, pair[0].line.number))[0] if mains else None
    for draft, rate in rated:
        alone = draft.line.code in ADD_ON
        if draft is first or alone:
            covered = [draft] if alone or len(mains) == 1 else [pair[0] for pair in mains]
            minutes = sum((other.line.minutes or ZERO for other in covered), ZERO)
            _fee(draft, rate, modifier, minutes, terms)
        elif first is not None:
            draft.nothing(SCHEDULE, f"its time counts with line {first.line.number}, the highest base", ANESTHESIA)


def _fee(draft: Draft, rate: AnesthesiaRate, modifier: str, minutes: Decimal, terms: Terms) -> None:
    units = ZERO if draft.line.code in WITHOUT_TIME else time_units(minutes)
    base = Decimal(rate.base_units)
    if modifier == "AD":
        base, units = Decimal(SUPERVISED_UNITS), ZERO
        draft.step(f"medical supervision (AD): {SUPERVISED_UNITS} base units", ANESTHESIA)
        draft.remarks.append("AD: one time unit more when presence at induction is documented")
    else:
        draft.step(f"{rate.base_units} base units + {minutes} minutes / 15 = {units} time units", ANESTHESIA)
    factor = rate.factor_usd
    amount = (base + units) * factor
    draft.step(f"({base} + {units}) x conversion factor ${factor} = ${round_cents(amount)}")
    if modifier:
        percent, why, authority = SHARES[modifier]
        if percent != 100:
            amount = amount * percent / 100
            draft.step(f"{why}: {percent} %", authority)
    else:
        draft.remarks.append(
            "no modifier says who gave the anesthesia (AA, QZ, QK, QX, QY, AD): taken as personally given"
        )
    if terms.percent != 100:
        amount = amount * terms.percent / 100
        draft.step(f"{terms.percent} % for a non-participant", LIMITING)
    draft.amount = amount
