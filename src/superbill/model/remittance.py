"""What a payer says it pays: the 835 (005010X221A1). Amounts are exact US dollars.

Names and member ids of patients stay in the file. The balances are those of the implementation guide, section 1.10.2:
line, claim and transaction each have to come out to the cent.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from superbill.model.claim import Spot

ZERO = Decimal(0)
ALLOWED = "B6"
"""AMT01 of the allowed amount of a service line."""


@dataclass(frozen=True, slots=True)
class Adjustment:
    """One reason of a CAS segment: `group` CO, PR, OA or PI, `reason` the CARC, a positive `amount` takes from the charge."""

    group: str
    reason: str
    amount: Decimal
    quantity: Decimal | None = None
    spot: Spot | None = None


@dataclass(frozen=True, slots=True)
class LinePayment:
    """One service line (SVC). `original_code` is what was billed where the payer bundled or changed it to `code`.

    `number` counts from 1 within the claim; `control` is the biller's own number of the line (REF 6R); `amounts` are
    pairs of AMT01 and AMT02; `remarks` the RARC (LQ HE)."""

    number: int
    code: str
    charge: Decimal
    paid: Decimal
    qualifier: str = "HC"
    modifiers: tuple[str, ...] = ()
    revenue_code: str = ""
    units: Decimal = Decimal(1)
    original_code: str = ""
    original_modifiers: tuple[str, ...] = ()
    original_units: Decimal | None = None
    on: date | None = None
    through: date | None = None
    adjustments: tuple[Adjustment, ...] = ()
    remarks: tuple[str, ...] = ()
    control: str = ""
    amounts: tuple[tuple[str, Decimal], ...] = ()
    spot: Spot | None = None

    @property
    def allowed(self) -> Decimal | None:
        """The allowed amount, where the payer gives one (AMT B6)."""
        return next((amount for qualifier, amount in self.amounts if qualifier == ALLOWED), None)

    @property
    def adjusted(self) -> Decimal:
        """What all adjustments of the line take."""
        return sum((one.amount for one in self.adjustments), ZERO)


@dataclass(frozen=True, slots=True)
class ClaimPayment:
    """One claim (CLP). `status` is CLP02 (1 primary, 2 secondary, 3 tertiary, 4 denied, 19-21 forwarded, 22 reversal, 23
    not ours, 25 predetermination). `remarks` are the RARC of MIA and MOA."""

    id: str
    status: str
    charge: Decimal
    paid: Decimal
    patient_responsibility: Decimal = ZERO
    filing: str = ""
    payer_control: str = ""
    facility: str = ""
    frequency: str = ""
    drg: str = ""
    drg_weight: Decimal | None = None
    lines: tuple[LinePayment, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    remarks: tuple[str, ...] = ()
    statement_from: date | None = None
    statement_through: date | None = None
    received: date | None = None
    amounts: tuple[tuple[str, Decimal], ...] = ()
    rendering: str = ""
    spot: Spot | None = None

    @property
    def adjusted(self) -> Decimal:
        """What all adjustments take, those of the claim and those of its lines."""
        own = sum((one.amount for one in self.adjustments), ZERO)
        return own + sum((line.adjusted for line in self.lines), ZERO)


@dataclass(frozen=True, slots=True)
class ProviderAdjustment:
    """One adjustment of a PLB segment, which belongs to no claim; a positive `amount` takes from the payment."""

    provider: str
    year_end: date | None
    reason: str
    reference: str
    amount: Decimal
    spot: Spot | None = None


@dataclass(frozen=True, slots=True)
class Imbalance:
    """Two sums that should agree: `level` is line, claim or payment, `claim` the claim's id, `line` the line's number."""

    level: str
    stated: Decimal
    reckoned: Decimal
    claim: str = ""
    line: int = 0
    spot: Spot | None = None


@dataclass(frozen=True, slots=True)
class Remittance:
    """One 835 (ST to SE). `trace` is the check or EFT number (TRN02), `paid` BPR02, `on` BPR16, `produced` DTM 405.

    `payee` is the NPI or tax id of the payee; `refused` counts claims of it that could not be read, which the payment
    balance then leaves out."""

    trace: str
    payer_name: str
    payer_id: str
    payee: str
    paid: Decimal
    credit: bool = True
    method: str = ""
    on: date | None = None
    produced: date | None = None
    claims: tuple[ClaimPayment, ...] = ()
    adjustments: tuple[ProviderAdjustment, ...] = ()
    refused: int = 0
    spot: Spot | None = None

    @property
    def imbalances(self) -> tuple[Imbalance, ...]:
        """Every sum that does not come out: lines, claims, then the payment itself."""
        return tuple(_imbalances(self))


def _imbalances(remittance: Remittance) -> Iterator[Imbalance]:
    for claim in remittance.claims:
        for line in claim.lines:
            if line.charge - line.adjusted != line.paid:
                yield Imbalance("line", line.paid, line.charge - line.adjusted, claim.id, line.number, line.spot)
        if claim.charge - claim.adjusted != claim.paid:
            yield Imbalance("claim", claim.paid, claim.charge - claim.adjusted, claim.id, 0, claim.spot)
    reckoned = sum((claim.paid for claim in remittance.claims), ZERO) - sum(
        (one.amount for one in remittance.adjustments), ZERO
    )
    stated = remittance.paid if remittance.credit else -remittance.paid
    if not remittance.refused and reckoned != stated:
        yield Imbalance("payment", stated, reckoned, spot=remittance.spot)
