"""Ambulatory surgical centres: the facility's payment for covered procedures and ancillary services.

All but the dearest unit of procedures subject to discounting pay half; packaged items pay nothing by themselves. Authority:
42 CFR 416 subpart F; Claims Processing Manual, chapter 14, section 40; Addenda AA, BB and DD1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from superbill.kb.queries import load_queries
from superbill.kb.store import Found, KnowledgeBase
from superbill.model.citation import Citation, NotAvailable
from superbill.pricing.authority import SURGERY_CENTRE
from superbill.pricing.draft import Draft

SQL = load_queries("superbill.pricing", "claim.sql")
SOURCE = "cms-asc"
SCHEDULE = "ASC"
TAXONOMY = "261QA1903X"
"""Health care provider taxonomy of an ambulatory surgical centre."""
PACKAGED = frozenset({"N1", "L1"})
HALF = Decimal("0.5")
LABOUR = HALF
LEFT_OUT = ("device credits (FB, FC) and quality reporting reductions",)


@dataclass(frozen=True, slots=True)
class AscRate:
    """A row of Addendum AA (procedures) or BB (ancillary). `discounted`: half beside a dearer one."""

    code: str
    indicator: str
    discounted: bool
    rate_usd: Decimal | None
    copay_usd: Decimal | None
    procedure: bool
    citation: Citation


def asc_rate(kb: KnowledgeBase, code: str, on: date) -> AscRate | NotAvailable:
    """The code's row; `NotAvailable` when neither addendum lists it, or none is loaded."""
    reason = NotAvailable(f"no release of the ASC addenda lists {code}", "superbill fetch cms-asc")
    for series in ("addendum-aa", "addendum-bb"):
        found = kb.find(SQL["asc"], source=SOURCE, series=series, on=on, what=code, code=code)
        if isinstance(found, Found):
            row = found.rows[0]
            rate, copay = (None if value is None else Decimal(value) for value in (row[2], row[3]))
            return AscRate(code, row[0], row[1] == "Y", rate, copay, series == "addendum-aa", found.cite(row))
        if isinstance(found, NotAvailable):
            reason = found
    return reason


def price_surgery_centre(lines: Sequence[tuple[Draft, AscRate]], wage_index: Decimal | None) -> None:
    """Price the facility's lines of one day in place."""
    alone = []
    for draft, rate in lines:
        draft.receipts = (rate.citation,)
        if rate.indicator in PACKAGED:
            draft.nothing(SCHEDULE, f"payment indicator {rate.indicator}: packaged", SURGERY_CENTRE)
        elif rate.rate_usd is None:
            draft.refuse(
                NotAvailable(f"ASC payment indicator {rate.indicator}: the addendum sets no rate", "the contractor")
            )
        else:
            alone.append((draft, rate))
    ranked = [pair for pair in alone if pair[1].discounted]
    dearest = min(ranked, key=lambda p: (-(p[1].rate_usd or HALF), p[0].line.number))[0] if ranked else None
    for draft, rate in alone:
        _pay(draft, rate, draft is dearest, wage_index)


def _pay(draft: Draft, rate: AscRate, dearest: bool, wage_index: Decimal | None) -> None:
    draft.schedule = SCHEDULE
    each = rate.rate_usd or Decimal(0)
    units = Decimal(2) if "50" in draft.line.modifiers else draft.line.units
    draft.step(f"payment indicator {rate.indicator}: national rate ${each}")
    factor = units
    if rate.discounted and not (dearest and units == 1):
        full = min(units, Decimal(1)) if dearest else Decimal(0)
        factor = full + (units - full) * HALF
        draft.step(f"multiple procedure discount: x {factor.normalize():f}", SURGERY_CENTRE)
    elif units != 1:
        draft.step(f"units: x {units.normalize():f}")
    stopped = next((name for name in ("73", "52") if name in draft.line.modifiers), "")
    if stopped and rate.procedure:
        factor *= HALF
        draft.step(f"stopped before anesthesia or reduced ({stopped}): x 0.5", SURGERY_CENTRE)
    if wage_index is not None and rate.procedure:
        share = LABOUR * wage_index + (1 - LABOUR)
        factor *= share
        draft.step(f"wage index {wage_index} on 50 %: x {share.normalize():f}", SURGERY_CENTRE)
    draft.amount = each * factor
    if rate.copay_usd is not None:
        draft.copay_usd = rate.copay_usd * factor
