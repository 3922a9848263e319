"""Claims of facilities: surgical centres (ASC), hospital outpatient (OPPS), inpatient stays (MS-DRG)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from superbill.model.citation import Fact, NotAvailable
from superbill.model.claim import Claim, ClaimKind, ClaimLine
from superbill.model.claim_price import STAY, LinePrice, PriceOptions
from superbill.model.price import Locality, Price
from superbill.pricing import asc, drg, opps
from superbill.pricing.adjustments import HUNDRED
from superbill.pricing.authority import HOSPITAL_OUTPATIENT
from superbill.pricing.day import price_day
from superbill.pricing.draft import Draft
from superbill.pricing.physician import PhysicianRate
from superbill.pricing.professional import draft_line
from superbill.pricing.rates import Rates
from superbill.pricing.settle import settled, unpriced
from superbill.pricing.terms import Terms

NO_UNITS = NotAvailable("the line has no units", "the claim")
NO_DATE = NotAvailable("the line has no date of service", "the claim")
ELSEWHERE = NotAvailable("status A: paid outside OPPS", "the schedule that pays it")
CENTRE_BILL_TYPE = "83"


def is_surgery_centre(claim: Claim, options: PriceOptions) -> bool:
    """Whether the facility is a surgical centre: the option, its taxonomy, or type of bill 083x."""
    if options.surgery_centre or claim.billing.taxonomy == asc.TAXONOMY:
        return True
    return claim.kind is ClaimKind.INSTITUTIONAL and claim.bill_type.lstrip("0")[:2] == CENTRE_BILL_TYPE


def surgery_centre_lines(rates: Rates, claim: Claim, options: PriceOptions) -> list[LinePrice]:
    """Each line by Addendum AA or BB, the procedures of a day discounted together."""
    drafts = [_draft(claim, line) for line in claim.lines]
    days: dict[date, list[tuple[Draft, asc.AscRate]]] = {}
    for draft in drafts:
        if draft.refused is not None:
            continue
        rate = rates.surgery_centre(draft.line.code, draft.on)
        if isinstance(rate, NotAvailable):
            draft.refuse(rate)
        else:
            days.setdefault(draft.on, []).append((draft, rate))
    for day in days.values():
        asc.price_surgery_centre(day, options.wage_index)
    return settled(drafts, options)


def outpatient_lines(
    rates: Rates, claim: Claim, place: Locality | NotAvailable | None, options: PriceOptions
) -> list[LinePrice]:
    """Each line by Addendum B; `place` is for those that another schedule pays."""
    drafts = [_draft(claim, line) for line in claim.lines]
    rated: list[tuple[Draft, opps.OppsRate]] = []
    for draft in drafts:
        if draft.refused is not None:
            continue
        if not draft.line.code:
            draft.receipts = (HOSPITAL_OUTPATIENT,)
            draft.nothing(opps.SCHEDULE, "revenue code without a procedure code: packaged")
            continue
        rate = rates.outpatient(draft.line.code, draft.on)
        if isinstance(rate, NotAvailable):
            draft.refuse(rate)
            continue
        draft.receipts = (rate.citation,)
        rated.append((draft, rate))
    _other_schedules(opps.price_outpatient(rated, options.wage_index), place, rates)
    return settled(drafts, options)


def _other_schedules(drafts: Sequence[Draft], place: Locality | NotAvailable | None, rates: Rates) -> None:
    """Status A and single tests (Q4): the laboratory schedule, else the physician one (therapy, mammography), a day's
    lines together."""
    days: dict[date, list[tuple[Draft, Draft]]] = {}
    terms = Terms(rates, place if isinstance(place, Locality) else None, "", False, (), HUNDRED)
    for draft in drafts:
        draft.step("paid on another schedule (status A, or a test alone)")
        other = _on_other_schedule(draft, place, terms)
        if other is not None:
            days.setdefault(draft.on, []).append((draft, other))
    for day in days.values():
        price_day([other for _, other in day], terms)
        for draft, other in day:
            _take_over(draft, other)


def _on_other_schedule(draft: Draft, place: Locality | NotAvailable | None, terms: Terms) -> Draft | None:
    """The line as the other schedule sees it, a test by its technical part; None, and a reason, when none has it."""
    line, on, rates = draft.line, draft.on, terms.rates
    lab = rates.laboratory(line.code, "QW" in line.modifiers, on)
    if not isinstance(lab, Price) and isinstance(place, NotAvailable):
        draft.refuse(place)
        return None
    row = rates.row(line.code, on, "")
    part = "TC" if row is not None and row.pctc == "1" else ""
    if not isinstance(lab, Price) and not isinstance(
        rates.physician(line.code, part, on, terms.place, ""), PhysicianRate
    ):
        draft.refuse(lab if isinstance(lab, NotAvailable) else ELSEWHERE)
        return None
    billed = replace(line, modifiers=(*line.modifiers, part)) if part else line
    return draft_line(billed, on, False, terms)


def _take_over(draft: Draft, other: Draft) -> None:
    draft.schedule, draft.amount, draft.refused = other.schedule, other.amount, other.refused
    draft.receipts = other.receipts or draft.receipts
    draft.steps += other.steps
    draft.coinsurance_percent, draft.deductible = other.coinsurance_percent, other.deductible
    draft.coinsurance_why = other.coinsurance_why


def inpatient_line(rates: Rates, claim: Claim, options: PriceOptions) -> LinePrice:
    """The stay as one line: weight times the hospital's base rate on the day of discharge."""
    on = claim.discharged or claim.statement_through or claim.on
    line = ClaimLine(STAY, claim.drg, on, charge=claim.charge)
    if on is None:
        return unpriced(line, NO_DATE)
    if not claim.drg:
        return unpriced(line, NotAvailable("the claim names no MS-DRG", "the claim, or a grouper"))
    weight = rates.drg(claim.drg, on)
    if isinstance(weight, NotAvailable):
        return unpriced(line, weight)
    if options.base_rate_usd is None:
        draft = Draft(line, on, receipts=(weight.citation,))
        draft.step(f"MS-DRG {weight.drg}: weight {weight.weight}")
        return unpriced(line, NotAvailable("the hospital's base rate is not given", "an option: base_rate_usd"), draft)
    days = (claim.discharged - claim.admitted).days if claim.discharged and claim.admitted else None
    usd, steps = drg.stay_payment(weight, options.base_rate_usd, days, claim.discharge_status)
    unknown = NotAvailable("the Part A deductible and coinsurance days are not known", "the patient's benefit period")
    return LinePrice(STAY, weight.drg, (), "MS-DRG", Fact(usd, weight.citation), unknown, unknown, steps)


def _draft(claim: Claim, line: ClaimLine) -> Draft:
    on = line.on or claim.statement_from
    if on is None or line.units <= 0:
        return Draft(line, date.min, refused=NO_DATE if on is None else NO_UNITS)
    return Draft(line, on, charge=line.charge)
