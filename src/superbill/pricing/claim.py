"""The Medicare price of a whole claim, line by line: allowed amount, what Medicare pays, what the patient owes.

Professional claims: physician, laboratory, drug and anesthesia schedules; surgical centres: ASC; hospital outpatient: OPPS;
inpatient: MS-DRG with the hospital's base rate. Everything is worked out from the releases in force on each line's date of
service. Authority: Social Security Act 1833; Claims Processing Manual, chapters 4, 12, 14 and 17.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from superbill.kb.store import KnowledgeBase
from superbill.model.citation import Fact, NotAvailable
from superbill.model.claim import Claim, ClaimKind, ClaimLine
from superbill.model.claim_price import ClaimPrice, LinePrice, PriceOptions
from superbill.model.price import Locality, ZipPlace
from superbill.pricing import asc, drg, opps
from superbill.pricing.day import price_day
from superbill.pricing.draft import ZERO, Draft
from superbill.pricing.facility import (
    NO_DATE,
    NO_UNITS,
    inpatient_line,
    is_surgery_centre,
    outpatient_lines,
    surgery_centre_lines,
)
from superbill.pricing.professional import draft_line
from superbill.pricing.rates import rates_of
from superbill.pricing.settle import settled, unpriced
from superbill.pricing.terms import Terms

PARTICIPANT, NON_PARTICIPANT, LIMIT = Decimal(100), Decimal(95), Decimal("109.25")
"""Percent of the fee: participant, non-participant, and the limiting charge (115 percent of 95)."""
NO_PLACE_OF_SERVICE = "no place of service: the non-facility amount is shown"
LEFT_OUT = (
    "the Part B deductible, unless what is open of it is given; other payers before Medicare",
    "quality payment adjustments (MIPS), bonuses for shortage areas",
)
NO_WAGE_INDEX = "the wage index: the national rate is shown"


def price_claim(kb: KnowledgeBase, claim: Claim, options: PriceOptions | None = None) -> ClaimPrice:
    """Price a claim. A line without a published amount, a date or a place says why; nothing is guessed."""
    return ClaimPricer(kb, options).price(claim)


class ClaimPricer:
    """Prices many claims with the same options; what it reads is kept with the knowledge base."""

    def __init__(self, kb: KnowledgeBase, options: PriceOptions | None = None) -> None:
        self._kb = kb
        self._rates = rates_of(kb)
        self._options = options or PriceOptions()
        self._decided = tuple(sorted(self._options.contractor_percent.items()))
        self._series = "qpp" if self._options.qualifying_apm else ""

    def price(self, claim: Claim) -> ClaimPrice:
        """The price of one claim. Lines that share a number are told apart by their order."""
        numbers = tuple(line.number for line in claim.lines)
        if len(set(numbers)) == len(numbers):
            return self._price(claim)
        lines = tuple(replace(line, number=place) for place, line in enumerate(claim.lines, 1))
        found = self._price(replace(claim, lines=lines))
        missing = tuple(numbers[place - 1] for place in found.unpriced)
        given = tuple(replace(line, number=number) for line, number in zip(found.lines, numbers, strict=False))
        return replace(found, lines=given, unpriced=missing)

    def _price(self, claim: Claim) -> ClaimPrice:
        if claim.inpatient:
            return _answer(claim, [inpatient_line(self._rates, claim, self._options)], None, drg.LEFT_OUT)
        wage = (NO_WAGE_INDEX,) if self._options.wage_index is None else ()
        if is_surgery_centre(claim, self._options):
            lines = surgery_centre_lines(self._rates, claim, self._options)
            return _answer(claim, lines, None, (*asc.LEFT_OUT, *wage))
        place = self._place(claim)
        if claim.kind is ClaimKind.INSTITUTIONAL:
            lines = outpatient_lines(self._rates, claim, place, self._options)
            return _answer(claim, lines, place, (*opps.LEFT_OUT, *wage))
        return self._professional(claim, place)

    def _professional(self, claim: Claim, place: Locality | NotAvailable | None) -> ClaimPrice:
        if isinstance(place, NotAvailable):
            return _answer(claim, [unpriced(line, place) for line in claim.lines], place, LEFT_OUT)
        options = self._options
        participating = claim.participating if options.participating is None else options.participating
        drafts = self._run(claim, place, PARTICIPANT if participating else NON_PARTICIPANT)
        limits: dict[int, Draft] = {}
        if not participating and not options.assigned:
            limits = {draft.line.number: draft for draft in self._run(claim, place, LIMIT)}
        caution = (place.caution,) if isinstance(place, ZipPlace) and place.spans else ()
        return _answer(claim, settled(drafts, options, limits), place, (*caution, *LEFT_OUT))

    def _run(self, claim: Claim, place: Locality | None, percent: Decimal) -> list[Draft]:
        """All lines at a percentage of the fee, each day's lines together."""
        terms = Terms(self._rates, place, self._series, self._options.records, self._decided, percent)
        drafts: list[Draft] = []
        days: dict[date, list[Draft]] = {}
        for line in claim.lines:
            if line.on is None or (line.units <= 0 and line.minutes is None):
                drafts.append(Draft(line, date.min, refused=NO_DATE if line.on is None else NO_UNITS))
                continue
            draft = self._draft(claim, line, line.on, terms)
            drafts.append(draft)
            days.setdefault(line.on, []).append(draft)
        for day in days.values():
            price_day(day, terms)
        return drafts

    def _draft(self, claim: Claim, line: ClaimLine, on: date, terms: Terms) -> Draft:
        place = line.place_of_service or claim.place_of_service
        draft = draft_line(line, on, bool(place and self._rates.facility(place, on)), terms)
        if not place and draft.rate is not None:
            draft.remarks.append(NO_PLACE_OF_SERVICE)
        return draft

    def _place(self, claim: Claim) -> Locality | NotAvailable | None:
        """Where the service was given: the option, else the ZIP code of the facility, else of the billing provider."""
        on = claim.on
        if self._options.national or on is None:
            return None
        if self._options.locality is not None:
            return self._rates.place(self._options.locality, on)
        zip_code = claim.facility.zip_code or claim.billing.zip_code
        if not zip_code:
            return NotAvailable("the claim has no ZIP code, so no locality", "a locality, or national amounts (option)")
        return self._rates.place_of_zip(zip_code, on)


def _answer(
    claim: Claim, lines: Sequence[LinePrice], place: Locality | NotAvailable | None, left_out: tuple[str, ...]
) -> ClaimPrice:
    allowed = payment = patient = ZERO
    missing = []
    for line in lines:
        allowed += line.allowed_usd.value if isinstance(line.allowed_usd, Fact) else ZERO
        payment += line.payment_usd.value if isinstance(line.payment_usd, Fact) else ZERO
        patient += line.patient_usd.value if isinstance(line.patient_usd, Fact) else ZERO
        if isinstance(line.allowed_usd, NotAvailable):
            missing.append(line.number)
    return ClaimPrice(claim.id, tuple(lines), allowed, payment, patient, tuple(missing), place, left_out)
