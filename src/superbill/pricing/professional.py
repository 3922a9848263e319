"""Lines of a professional claim: which schedule pays each. What lines of a day do to one another is in `day`.

The order is that of `price`: laboratory schedule, physician schedule, Part B drugs; anesthesia codes have a schedule of their
own. Authority: Claims Processing Manual, chapters 12, 16 and 17.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from superbill.model.citation import NotAvailable
from superbill.model.claim import ClaimLine
from superbill.model.price import Price, PriceLine
from superbill.pricing.anesthesia import SCHEDULE as ANESTHESIA
from superbill.pricing.anesthesia import WITHOUT_TIME, AnesthesiaRate
from superbill.pricing.asp import DrugLimit
from superbill.pricing.authority import LABORATORY, OPPS_CAP
from superbill.pricing.day import PHYSICIAN, begin
from superbill.pricing.draft import ZERO, Draft
from superbill.pricing.physician import PhysicianRate
from superbill.pricing.price import price
from superbill.pricing.rates import own_row
from superbill.pricing.terms import Terms

LAB, DRUGS = "CLFS", "ASP"
BUNDLED = {"B": "bundled: never paid separately", "P": "bundled or excluded", "M": "for reporting only"}
"""Status of the relative value file that pays nothing by itself."""
NOT_PAID = {
    "GY": "billed as excluded by statute",
    "GZ": "billed as expected to be denied, without the patient's notice",
}
"""Modifiers by which the claim itself says that the line is not payable (Claims Processing Manual, chapter 1, section 60;
CR 7228)."""


def draft_line(line: ClaimLine, on: date, facility: bool, terms: Terms) -> Draft:
    """Which schedule pays the line, with its rate; amounts of physician services are worked out by `price_day`."""
    draft = Draft(line, on, charge=line.charge, facility=facility)
    code, modifiers, rates = line.code, line.modifiers, terms.rates
    if code[:1] == "0" and code.isdigit() and "00100" <= code <= "01999":
        _anesthesia(draft, rates.anesthesia(code, on, terms.place))
        return draft
    refused = _refused(draft, terms) if modifiers else None
    if refused is not None:
        draft.refuse(refused)
        return draft
    own = own_row(modifiers)
    lab = None if own in {"26", "TC"} else rates.laboratory(code, "QW" in modifiers, on)
    if isinstance(lab, Price):
        _laboratory(draft, lab)
        return draft
    rate = rates.physician(code, own, on, terms.place, terms.series)
    if isinstance(rate, NotAvailable) and own == "53" and dict(terms.decided).get("53"):
        rate = rates.physician(code, "", on, terms.place, terms.series)
    if isinstance(rate, PhysicianRate):
        begin(draft, rate, terms)
        return draft
    drug = rates.drug(code, on)
    if isinstance(drug, DrugLimit):
        _drug(draft, drug)
        return draft
    _none(draft, rate, terms)
    return draft


def _refused(draft: Draft, terms: Terms) -> NotAvailable | None:
    said = next((name for name in draft.line.modifiers if name in NOT_PAID), "")
    if said:
        return NotAvailable(f"modifier {said}: {NOT_PAID[said]}, Medicare pays nothing", "no release: not payable")
    decided = dict(terms.decided)
    asked = tuple(name for name in draft.line.modifiers if name not in decided)
    return terms.rates.refusal(draft.line.code, asked, draft.on) if asked else None


def _none(draft: Draft, rate: NotAvailable, terms: Terms) -> None:
    code, on = draft.line.code, draft.on
    row = terms.rates.row(code, on, terms.series)
    if row is not None and row.status in BUNDLED:
        draft.receipts = (row.citation,)
        draft.nothing(PHYSICIAN, f"status {row.status} ({BUNDLED[row.status]})")
        return
    if row is not None and row.priced:
        draft.refuse(rate)
        return
    modifiers = draft.line.modifiers
    draft.refuse(terms.rates.reason((code, modifiers, on), lambda: _why(terms, PriceLine(code, on, modifiers))))
    part = own_row(draft.line.modifiers)
    if row is not None and row.status == "C" and terms.place is not None and part in {"", "TC"}:
        cap = terms.rates.cap(code, part, on, terms.place, draft.facility)
        if cap is not None:
            draft.receipts = cap.citations
            draft.step(f"the contractor may not price it above the OPPS cap of ${cap.value}", OPPS_CAP)


def _why(terms: Terms, line: PriceLine) -> NotAvailable:
    """The reason that the schedules together give."""
    found = price(terms.rates.kb, line).non_facility_usd
    return found if isinstance(found, NotAvailable) else NotAvailable("no amount at this place", "another place")


def _laboratory(draft: Draft, lab: Price) -> None:
    if isinstance(lab.non_facility_usd, NotAvailable):
        draft.refuse(lab.non_facility_usd)
        return
    draft.schedule, draft.par_only, draft.deductible = LAB, True, False
    draft.receipts = lab.non_facility_usd.citations
    draft.steps.extend(lab.steps)
    _times(draft, lab.non_facility_usd.value, draft.line.units)
    draft.coinsurance_percent = ZERO
    draft.coinsurance_why = replace(
        lab.steps[0], value="laboratory test: no coinsurance, no deductible", also=(LABORATORY,)
    )


def _times(draft: Draft, each: Decimal, units: Decimal) -> None:
    draft.amount = each * units
    if units != 1:
        draft.step(f"times {units} units = ${draft.amount}")


def _drug(draft: Draft, limit: DrugLimit) -> None:
    draft.schedule, draft.par_only = DRUGS, True
    draft.receipts = (limit.citation,)
    draft.steps.append(limit.step(draft.line.units))
    draft.amount = limit.amount(draft.line.units)
    draft.coinsurance_percent = limit.coinsurance_percent
    if draft.facility:
        draft.amount = None
        draft.refuse(NotAvailable("in a facility the drug is paid to the facility", "the facility's schedule"))


def _anesthesia(draft: Draft, rate: AnesthesiaRate | NotAvailable | None) -> None:
    if not isinstance(rate, AnesthesiaRate):
        draft.refuse(
            rate or NotAvailable(f"no list of base units has {draft.line.code}", "superbill fetch cms-anesthesia")
        )
        return
    if draft.line.minutes is None and draft.line.code not in WITHOUT_TIME:
        draft.refuse(NotAvailable("anesthesia without minutes", "the claim (units in minutes, MJ)"))
        return
    draft.schedule = ANESTHESIA
    draft.receipts = (rate.base_citation, rate.factor_citation)
