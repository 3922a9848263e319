"""From the amount of a schedule to what is allowed, what Medicare pays and what the patient owes.

Allowed is the lower of charge and amount. Medicare pays 80 percent of what is above the open deductible, or what the copayment
leaves; the sequester comes off Medicare's payment and is nobody's debt. Authority: Social Security Act 1833(a) and (b); Claims
Processing Manual, chapter 12, section 20.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from superbill.model.citation import Fact, NotAvailable
from superbill.model.claim import ClaimLine
from superbill.model.claim_price import LinePrice, PriceOptions
from superbill.model.money import round_cents
from superbill.pricing.adjustments import HUNDRED
from superbill.pricing.authority import COINSURANCE, LIMITING, LOWER_OF, PRACTITIONER, sequester
from superbill.pricing.draft import ZERO, Draft
from superbill.pricing.preventive import coinsurance
from superbill.pricing.terms import dollars

NO_SCHEDULE = NotAvailable("no schedule pays the line", "no release: Medicare sets none")
PHYSICIAN_FEES = frozenset({"MPFS"})


def settled(
    drafts: Sequence[Draft], options: PriceOptions, limits: Mapping[int, Draft] | None = None
) -> list[LinePrice]:
    """The answer for each line, in order; the open deductible is used up from the first line on.

    `limits` holds the same lines from 109.25 percent of the fee, by number, where a limiting charge holds."""
    open_usd = options.deductible_usd
    answers = []
    for draft in drafts:
        if draft.refused is not None or draft.amount is None:
            answers.append(unpriced(draft.line, draft.refused or NO_SCHEDULE, draft))
            continue
        _waive(draft)
        allowed = _allowed(draft, options)
        off = min(open_usd, allowed) if draft.deductible else ZERO
        open_usd -= off
        answers.append(_answer(draft, allowed, off, options, limits))
    return answers


def unpriced(line: ClaimLine, why: NotAvailable, draft: Draft | None = None) -> LinePrice:
    """A line without an amount, with the reason."""
    steps = tuple(draft.steps) if draft is not None else ()
    remarks = tuple(draft.remarks) if draft is not None else ()
    return LinePrice(line.number, line.code, line.modifiers, "none", why, why, why, steps, remarks)


def _allowed(draft: Draft, options: PriceOptions) -> Decimal:
    amount = draft.amount or ZERO
    percent = options.practitioner_percent
    if amount and percent != HUNDRED and draft.schedule in PHYSICIAN_FEES and "AS" not in draft.line.modifiers:
        amount = amount * percent / HUNDRED
        draft.step(f"{percent} % of the physician's fee = {dollars(amount)}", PRACTITIONER)
    usd = round_cents(amount)
    if usd != amount:
        draft.step(f"rounded to the cent = ${usd}")
    if draft.lesser and 0 < draft.charge < usd:
        draft.step(f"the charge of ${draft.charge} is lower than ${usd}, so it is allowed", LOWER_OF)
        return draft.charge
    return usd


def _answer(
    draft: Draft, allowed: Decimal, off: Decimal, options: PriceOptions, limits: Mapping[int, Draft] | None
) -> LinePrice:
    line, receipts = draft.line, draft.receipts
    if off:
        draft.step(f"open Part B deductible: ${off} of ${allowed}", COINSURANCE)
    payment = _payment(draft, allowed, off)
    patient = allowed - payment
    limiting = _limiting(draft, limits.get(line.number)) if limits else None
    if limiting is not None:
        patient = max(min(draft.charge or limiting.value, limiting.value) - payment, patient)
    payment = _sequestered(draft, payment, options)
    lead, also = receipts[0], receipts[1:]
    return LinePrice(
        line.number,
        line.code,
        line.modifiers,
        draft.schedule,
        Fact(allowed, lead, also),
        Fact(payment, lead, also),
        Fact(patient, lead, also),
        tuple(draft.steps),
        tuple(draft.remarks),
        limiting,
    )


def _payment(draft: Draft, allowed: Decimal, off: Decimal) -> Decimal:
    """What Medicare pays before the sequester."""
    if draft.copay_usd is not None:
        copay = min(round_cents(draft.copay_usd), allowed)
        payment = max(allowed - off - copay, ZERO)
        draft.step(f"copayment ${copay}: Medicare pays ${payment}")
        return payment
    share = HUNDRED - draft.coinsurance_percent
    payment = round_cents((allowed - off) * share / HUNDRED)
    if allowed:
        draft.step(f"Medicare pays {share.normalize():f} % of ${allowed - off} = ${payment}", COINSURANCE)
    return payment


def _waive(draft: Draft) -> None:
    """Take off coinsurance and deductible of preventive services, before a line is settled."""
    if draft.copay_usd is not None or draft.amount is None:
        return
    found = coinsurance(draft.line.code, draft.line.modifiers, draft.on)
    if found is not None:
        draft.coinsurance_percent = min(draft.coinsurance_percent, Decimal(found[0]))
        draft.deductible = False
        draft.step(found[1], found[2])


def _sequestered(draft: Draft, payment: Decimal, options: PriceOptions) -> Decimal:
    cut = sequester(draft.on) if options.sequestration and payment else None
    if cut is None:
        return payment
    less = round_cents(payment * cut[0] / HUNDRED)
    draft.step(f"sequester: {cut[0]} % of ${payment} = ${less} less", cut[1])
    return payment - less


def _limiting(draft: Draft, limit: Draft | None) -> Fact[Decimal] | None:
    """The most that a non-participant may charge: the same arithmetic from 109.25 percent of the fee."""
    if limit is None or limit.amount is None or limit.refused is not None or draft.par_only:
        return None
    usd = round_cents(limit.amount)
    draft.step(f"limiting charge: the same from 109.25 % of the fee = ${usd}", LIMITING)
    return Fact(usd, draft.receipts[0], (*draft.receipts[1:], LIMITING))
