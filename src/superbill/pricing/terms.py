"""What holds for all lines of a professional claim, and the steps that every line takes: its unit, its shares."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from superbill.model.money import CENT, round_cents
from superbill.model.price import Locality
from superbill.pricing.adjustments import HUNDRED
from superbill.pricing.authority import LIMITING
from superbill.pricing.draft import ZERO, Draft
from superbill.pricing.rates import Rates


@dataclass(frozen=True, slots=True)
class Terms:
    """`place` None is national; `series` the conversion factor of qualifying APM participants (`qpp`) or ''. `decided` are
    the contractor's own percentages by modifier. `percent` of the fee is this kind of practitioner's: 100, 95 for one who
    does not participate, 109.25 for the limiting charge."""

    rates: Rates
    place: Locality | None
    series: str
    records: bool
    decided: tuple[tuple[str, Decimal], ...]
    percent: Decimal

    def basis(self, usd: Decimal) -> Decimal:
        """The fee for this kind of practitioner, rounded to the cent as it is published."""
        return usd if self.percent == HUNDRED else round_cents(usd * self.percent / HUNDRED)


def dollars(usd: Decimal) -> str:
    """An amount as steps show it: two decimals, more only where they are not zero."""
    cents = usd.quantize(CENT)
    return f"${cents}" if cents == usd else f"${usd.normalize():f}"


def unit_usd(draft: Draft, terms: Terms) -> Decimal:
    """What one unit, both sides together, pays before ranking; adds the steps that lead to it."""
    if draft.setting is None or draft.plan is None:
        return ZERO
    usd = terms.basis(draft.setting.usd)
    if terms.percent != HUNDRED:
        draft.step(f"{terms.percent} % of ${draft.setting.usd} = ${usd}", LIMITING)
    if draft.plan.sides is not None:
        sides = draft.plan.sides
        usd *= draft.plan.side_factor
        draft.step(f"{sides.why}: {sides.percent} % = {dollars(usd)}", sides.authority)
    return usd


def apply_shares(draft: Draft, amount: Decimal) -> None:
    """Multiply what ranking left by the shares of the modifiers: the amount of the line, not yet rounded."""
    for share in draft.plan.shares if draft.plan is not None else ():
        amount = amount * share.percent / HUNDRED
        draft.step(f"{share.why}: {share.percent.normalize():f} % = {dollars(amount)}", share.authority)
    draft.amount = amount


def price_alone(draft: Draft, terms: Terms) -> None:
    """A line that no other line of its day touches."""
    usd = unit_usd(draft, terms)
    units = draft.plan.units if draft.plan else Decimal(1)
    if units != 1:
        usd *= units
        draft.step(f"times {units} units = {dollars(usd)}")
    apply_shares(draft, usd)


def paid_units(draft: Draft) -> Decimal:
    """Units with both sides counted: two for indicator 3, one where one payment covers both."""
    return draft.plan.units * draft.plan.side_factor if draft.plan is not None else draft.line.units


def whole_units(units: Decimal) -> int:
    """Units that are ranked one by one; a broken or huge number is ranked as one service."""
    return int(units) if units == units.to_integral_value() and 1 <= units <= 999 else 1
