"""Which decisions on a claim count: reversed ones do not, nor do copies that were denied as duplicates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from superbill.model.claim import Claim
from superbill.model.remittance import Adjustment, ClaimPayment, LinePayment
from superbill.remits.amounts import ZERO
from superbill.remits.contract import Contract
from superbill.remits.expected import MEDICARE, Expecter, claim_of_payment
from superbill.remits.gather import Gathered, Part
from superbill.remits.match import choose_claim

DUPLICATE = "18"


@dataclass(frozen=True, slots=True)
class Case:
    """A claim with the parts that count. `claim` is made up from the remittance where `matched` is False; `notice` is the
    date of the remittance, the earlier of payment and production; `number` the place of its outcome."""

    claim: Claim
    matched: bool
    parts: tuple[Part, ...]
    contract: Contract | None
    filing: str
    notice: date | None
    number: int

    @property
    def part(self) -> Part:
        """The last part: what it says of status and payer counts."""
        return self.parts[-1]

    @property
    def payment(self) -> ClaimPayment:
        """The claim payment of the last part."""
        return self.part.payment

    @property
    def medicare(self) -> bool:
        """Whether it is Medicare's own claim."""
        return self.filing in MEDICARE

    @property
    def lines(self) -> tuple[LinePayment, ...]:
        """The payment lines of all parts."""
        return tuple(line for part in self.parts for line in part.payment.lines)

    @property
    def own_adjustments(self) -> tuple[Adjustment, ...]:
        """The adjustments of the claim as a whole."""
        return tuple(one for part in self.parts for one in part.payment.adjustments)

    @property
    def remarks(self) -> tuple[str, ...]:
        """The remark codes of the claim as a whole."""
        return tuple(dict.fromkeys(remark for part in self.parts for remark in part.payment.remarks))

    @property
    def charge(self) -> Decimal:
        """What was charged on the parts."""
        return sum((part.payment.charge for part in self.parts), ZERO)

    @property
    def paid(self) -> Decimal:
        """What was paid on the parts."""
        return sum((part.payment.paid for part in self.parts), ZERO)

    @property
    def patient(self) -> Decimal:
        """What the payer says that the patient owes (CLP05)."""
        return sum((part.payment.patient_responsibility for part in self.parts), ZERO)


def standing_parts(gathered: Gathered, claims: Sequence[Claim]) -> tuple[tuple[Part, ...], list[str]]:
    """The parts that count, with a note on each thing that was left out or put together."""
    parts, notes = gathered.standing, _reversals(gathered)
    copies = tuple(part for part in parts if _is_copy(part.payment))
    if copies and len(copies) < len(parts):
        notes.append("another copy was denied as a duplicate; the first decision stands")
        parts = tuple(part for part in parts if part not in copies)
    claim = choose_claim(claims, parts[-1].payment) if parts else None
    if len(parts) < 2:
        return parts, notes
    charge = sum((part.payment.charge for part in parts), ZERO)
    if charge > claim.charge if claim is not None else len({part.payment.charge for part in parts}) == 1:
        notes.append("decided more than once in this file; the last decision counts")
        return parts[-1:], notes
    notes.append(f"split into {len(parts)} parts by the payer")
    return parts, notes


def _reversals(gathered: Gathered) -> list[str]:
    notes = []
    if len(gathered.parts) > len(gathered.standing) + len(gathered.takebacks):
        notes.append("an earlier decision of this file was reversed")
    if gathered.standing:
        notes += [f"replaces ${-part.payment.paid} paid on an earlier remittance" for part in gathered.takebacks]
    return notes


def _is_copy(payment: ClaimPayment) -> bool:
    """Whether all of it was denied as a duplicate."""
    lines = payment.lines
    if not lines:
        return any(one.reason == DUPLICATE for one in payment.adjustments) and not payment.paid
    return not payment.paid and all(any(one.reason == DUPLICATE for one in line.adjustments) for line in lines)


def case_of(parts: tuple[Part, ...], claims: Sequence[Claim], expecter: Expecter, number: int) -> Case:
    """The case of the parts that count."""
    head, payment = parts[-1].remittance, parts[-1].payment
    claim = choose_claim(claims, payment)
    lines = [line for part in parts for line in part.payment.lines]
    found = claim or claim_of_payment([part.payment for part in parts], lines, head.payer_id)
    filing = payment.filing or found.filing
    contract = expecter.contract(head.payer_id, head.payer_name, filing)
    days = [day for day in (head.on, head.produced) if day is not None]
    return Case(found, claim is not None, parts, contract, filing, min(days, default=None), number)
