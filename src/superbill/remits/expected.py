"""What a claim should have been allowed: Medicare's fee for it, or what the contract with its payer says.

Medicare's own claims (filing MA or MB) are priced by the fee schedules; a payer with a contract by its terms. Without either,
nothing is expected and the reason is given. All lines of the claim are priced together, as ranking asks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from superbill.kb.store import KnowledgeBase
from superbill.model.citation import Citation, Fact, NotAvailable
from superbill.model.claim import Claim, ClaimKind, ClaimLine
from superbill.model.claim_price import STAY, LinePrice, PriceOptions
from superbill.model.money import round_cents
from superbill.model.remittance import ClaimPayment, LinePayment
from superbill.pricing.claim import ClaimPricer
from superbill.remits.amounts import ZERO
from superbill.remits.contract import Basis, Contract, Term, contract_of
from superbill.remits.match import billed_code, billed_modifiers

MEDICARE = frozenset({"MA", "MB"})
"""Claim filing indicators of Medicare Part A and Part B; Advantage plans (16, HM) pay by contract."""
SECONDARY = frozenset({"2", "3", "20", "21"})
HUNDRED = Decimal(100)
MEDICARE_BASIS, NO_BASIS = "Medicare fee schedules", "none"
NO_CONTRACT = NotAvailable("there is no contract with this payer", "the contract: --contract FILE (csv or toml)")
IS_SECONDARY = NotAvailable(
    "another payer paid before this one, so its own fee is not what was due", "the coordination rules of the two plans"
)
NO_DATE = NotAvailable("the line has no date of service", "the claim file: --claims FILE")
SCHEDULES = {
    "MPFS": "Medicare physician fee schedule",
    "CLFS": "Medicare clinical laboratory fee schedule",
    "ASP": "Medicare drug payment limit",
    "anesthesia": "Medicare anesthesia fee",
    "OPPS": "Medicare hospital outpatient rate",
    "ASC": "Medicare surgical centre rate",
    "MS-DRG": "Medicare inpatient rate",
}
_SHARES = ("Medicare pays", "open Part B deductible", "sequester:")
NOT_IN_CONTRACT = "no term of {title} holds for {code} on {on}"


@dataclass(frozen=True, slots=True)
class Expected:
    """The allowed amount of a line (of the whole claim, for stays and case rates): US dollars, why, and the receipts."""

    usd: Decimal
    why: str
    citations: tuple[Citation, ...]
    steps: tuple[str, ...] = ()


Expectation = Expected | NotAvailable


@dataclass(frozen=True, slots=True)
class ClaimExpectation:
    """One expectation for each line of the claim in order, or `whole` for the claim; `basis` is what it rests on."""

    basis: str
    lines: tuple[Expectation, ...] = ()
    whole: Expectation | None = None


class Expecter:
    """Works out what claims should have been allowed."""

    def __init__(self, kb: KnowledgeBase, contracts: Sequence[Contract], options: PriceOptions) -> None:
        self._contracts = tuple(contracts)
        self._pricer = ClaimPricer(kb, options)

    def contract(self, payer_id: str, payer_name: str, filing: str) -> Contract | None:
        """The contract that counts: for Medicare's own claims only one that names the payer."""
        found = contract_of(self._contracts, payer_id, payer_name)
        return None if found is not None and filing in MEDICARE and not found.named else found

    def expect(self, claim: Claim, payment: ClaimPayment, contract: Contract | None, filing: str) -> ClaimExpectation:
        """The expectation for a claim; `payment` tells its status and DRG."""
        if payment.status in SECONDARY:
            return _nothing(claim, IS_SECONDARY)
        if contract is not None:
            return self._by_contract(claim, payment, contract)
        if filing not in MEDICARE:
            return _nothing(claim, NO_CONTRACT)
        prices = self._pricer.price(claim).lines
        if len(prices) == 1 and prices[0].number == STAY and claim.inpatient:
            return ClaimExpectation(MEDICARE_BASIS, whole=_priced(prices[0]))
        return ClaimExpectation(MEDICARE_BASIS, tuple(_priced(price) for price in prices))

    def _by_contract(self, claim: Claim, payment: ClaimPayment, contract: Contract) -> ClaimExpectation:
        on = claim.discharged or claim.on
        codes = [line.code for line in claim.lines]
        rate = contract.case_rate(codes, payment.drg or claim.drg, on) if on is not None else None
        if rate is not None:
            usd = _at_most(rate.value, claim.charge, contract)
            why = f"{rate.words} under {contract.title}"
            return ClaimExpectation(
                contract.title, whole=Expected(usd, why, (contract.cite(rate),), (f"{why} = ${usd}",))
            )
        medicare = self._uncapped(claim) if _needs_medicare(claim, contract) else ()
        lines = []
        for place, line in enumerate(claim.lines):
            price = medicare[place] if place < len(medicare) else None
            lines.append(_by_term(line, contract, price))
        return ClaimExpectation(contract.title, tuple(lines))

    def _uncapped(self, claim: Claim) -> tuple[LinePrice, ...]:
        """Medicare's fees whatever was charged: the contract's own percentage comes before the charge."""
        lines = tuple(replace(line, charge=ZERO) for line in claim.lines)
        prices = self._pricer.price(replace(claim, lines=lines)).lines
        return prices if len(prices) == len(lines) else ()


def _nothing(claim: Claim, why: NotAvailable) -> ClaimExpectation:
    return ClaimExpectation(NO_BASIS, (why,) * len(claim.lines), why)


def _needs_medicare(claim: Claim, contract: Contract) -> bool:
    terms = (contract.term(line.code, line.modifiers, line.on) for line in claim.lines if line.on)
    return any(term is not None and term.basis is Basis.PERCENT_OF_MEDICARE for term in terms)


def _priced(price: LinePrice) -> Expectation:
    allowed = price.allowed_usd
    if isinstance(allowed, NotAvailable):
        return allowed
    steps = _to_allowed(price)
    return Expected(
        allowed.value,
        SCHEDULES.get(price.schedule, f"Medicare, {price.schedule}"),
        _receipts(price, allowed),
        (*steps, *price.remarks),
    )


def _to_allowed(price: LinePrice) -> tuple[str, ...]:
    """The steps as far as the allowed amount: who pays it is another matter."""
    return tuple(step.value for step in price.steps if not any(share in step.value for share in _SHARES))


def _receipts(price: LinePrice, allowed: Fact[Decimal]) -> tuple[Citation, ...]:
    """Each release or rule once, those of the amount first."""
    found = dict.fromkeys(allowed.citations)
    return tuple(found | dict.fromkeys(step.citation for step in price.steps))


def _by_term(line: ClaimLine, contract: Contract, medicare: LinePrice | None) -> Expectation:
    if line.on is None:
        return NO_DATE
    term = contract.term(line.code, line.modifiers, line.on)
    if term is None:
        code = line.code or f"revenue code {line.revenue_code}"
        why = NOT_IN_CONTRACT.format(title=contract.title, code=code, on=line.on)
        return NotAvailable(why, "a term for it in the contract")
    receipt = contract.cite(term)
    if term.basis is not Basis.PERCENT_OF_MEDICARE:
        return _agreed(line, term, contract, receipt)
    allowed = medicare.allowed_usd if medicare is not None else NO_DATE
    if isinstance(allowed, NotAvailable):
        return allowed
    usd = round_cents(allowed.value * term.value / HUNDRED)
    step = f"{term.words} under {contract.title}: {term.value.normalize():f} % of ${allowed.value} = ${usd}"
    steps = _to_allowed(medicare) if medicare is not None else ()
    return _capped(line, usd, term, contract, (receipt, *allowed.citations), (*steps, step))


def _agreed(line: ClaimLine, term: Term, contract: Contract, receipt: Citation) -> Expectation:
    if term.basis is Basis.FEE:
        usd = round_cents(term.value * line.units)
        step = f"{term.words} under {contract.title}, {line.units.normalize():f} {'unit' if line.units == 1 else 'units'} = ${usd}"
    else:
        usd = round_cents(line.charge * term.value / HUNDRED)
        step = f"{term.words} under {contract.title}: {term.value.normalize():f} % of ${line.charge} = ${usd}"
    return _capped(line, usd, term, contract, (receipt,), (step,))


def _capped(
    line: ClaimLine,
    usd: Decimal,
    term: Term,
    contract: Contract,
    receipts: tuple[Citation, ...],
    steps: tuple[str, ...],
) -> Expected:
    least = _at_most(usd, line.charge, contract)
    more = (f"the charge of ${line.charge} is lower, so it is allowed",) if least < usd else ()
    return Expected(least, f"{term.words} under {contract.title}", receipts, (*steps, *more))


def _at_most(usd: Decimal, charge: Decimal, contract: Contract) -> Decimal:
    return min(usd, charge) if contract.lesser_of_charge and charge > 0 else usd


def claim_of_payment(payments: Sequence[ClaimPayment], lines: Sequence[LinePayment], payer_id: str) -> Claim:
    """A claim made up from what a remittance tells of it, where the claim file is not at hand: without diagnoses or ZIP code.

    CLP08 is the place of service, or the type of bill of an institutional claim (Part A, or lines with revenue codes)."""
    first = payments[0]
    institutional = first.filing == "MA" or bool(first.drg) or any(line.revenue_code for line in lines)
    return Claim(
        id=first.id,
        kind=ClaimKind.INSTITUTIONAL if institutional else ClaimKind.PROFESSIONAL,
        lines=tuple(_line_of(line, place, first) for place, line in enumerate(lines, start=1)),
        charge=sum((payment.charge for payment in payments), ZERO),
        payer_id=payer_id,
        filing=first.filing,
        place_of_service="" if institutional else first.facility,
        bill_type=f"0{first.facility}{first.frequency}" if institutional and first.facility else "",
        frequency=first.frequency or "1",
        statement_from=first.statement_from,
        statement_through=first.statement_through,
        discharged=first.statement_through if institutional else None,
        drg=first.drg,
    )


def _line_of(line: LinePayment, number: int, payment: ClaimPayment) -> ClaimLine:
    units = line.original_units if line.original_units is not None else line.units
    return ClaimLine(
        number, billed_code(line), line.on or payment.statement_from, billed_modifiers(line), units, line.charge, line.through,
        revenue_code=line.revenue_code, control=line.control,
    )  # fmt: skip


def service_day(line: ClaimLine | None, payments: Sequence[LinePayment], payment: ClaimPayment) -> date | None:
    """The date of service of a line, from wherever it is told."""
    told = (line.on if line is not None else None, *(each.on for each in payments), payment.statement_from)
    return next((day for day in told if day is not None), None)
