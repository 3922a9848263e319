"""The Medicare physician fee schedule: the price of one line, asked by itself.

Payment = (work x GPCI work + PE x GPCI PE + MP x GPCI MP) x CF, rounded half up to the cent; PE is the non-facility or
the facility one. Where the file gives OPPS values, the lower of that and the OPPS amount is paid (Deficit Reduction Act
of 2005, section 5102(b)). Modifiers and units count as they do on a claim that has this line alone (`day`). Authority: CMS,
RVU file documentation.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from superbill.kb.store import KnowledgeBase
from superbill.model.citation import Fact, NotAvailable
from superbill.model.claim import ClaimLine
from superbill.model.money import round_cents
from superbill.model.price import Price, PriceLine, ZipPlace
from superbill.pricing.adjustments import HUNDRED
from superbill.pricing.day import PHYSICIAN, begin, price_day
from superbill.pricing.draft import Draft
from superbill.pricing.physician import PhysicianRate
from superbill.pricing.rates import own_row, rates_of
from superbill.pricing.terms import Terms

SETTINGS = ((False, "non-facility"), (True, "facility"))


def price_mpfs(kb: KnowledgeBase, line: PriceLine, series: str = "") -> Price | NotAvailable:
    """The fee-schedule amount of one line in both settings, or why there is none.

    Modifiers with a row of their own (26, TC, 53) choose it; sides, surgeons and split care change the amount; others that do
    neither and are not known to leave it alone are named in `remarks`.
    """
    rates = rates_of(kb)
    rate = rates.physician(line.code, own_row(line.modifiers), line.on, line.locality, series)
    if isinstance(rate, NotAvailable):
        return rate
    terms = Terms(rates, line.locality, series, False, (), HUNDRED)
    amounts: list[Fact[Decimal] | NotAvailable] = []
    steps: list[Fact[str]] = []
    for facility, setting in SETTINGS:
        billed = ClaimLine(1, line.code, line.on, line.modifiers, Decimal(line.units))
        draft = Draft(billed, line.on, facility=facility)
        begin(draft, rate, terms)
        price_day([draft], terms)
        if draft.refused is not None or draft.amount is None:
            return draft.refused or NotAvailable("no amount", "the contractor")
        amounts.append(Fact(_rounded(draft), draft.receipts[0], draft.receipts[1:]))
        steps += [_named(step, setting) for step in draft.steps]
    steps += _zip_step(rate)
    remarks = (*draft.remarks, *_place_remarks(rate))
    return Price(line, PHYSICIAN, amounts[0], amounts[1], tuple(steps), remarks)


def _rounded(draft: Draft) -> Decimal:
    amount = draft.amount or Decimal(0)
    usd = round_cents(amount)
    if usd != amount:
        draft.step(f"rounded to the cent = ${usd}")
    return usd


def _named(step: Fact[str], setting: str) -> Fact[str]:
    """A step that says which setting it is of."""
    return step if step.value.startswith(f"{setting}:") else replace(step, value=f"{setting}: {step.value}")


def _zip_step(rate: PhysicianRate) -> list[Fact[str]]:
    place = rate.indices.locality if rate.indices else None
    if not isinstance(place, ZipPlace) or place.zip_citation is None:
        return []
    return [Fact(f"ZIP {place.zip_code} lies in locality {place.id}", place.zip_citation)]


def _place_remarks(rate: PhysicianRate) -> tuple[str, ...]:
    """A ZIP code that spans localities."""
    place = rate.indices.locality if rate.indices else None
    return (place.caution,) if isinstance(place, ZipPlace) and place.spans else ()
