"""What a remittance line says in money: allowed, the patient's share, what an earlier payer paid, what is withheld.

Authority: 005010X221A1, section 1.10.2 (balancing): charge less adjustments is what was paid. The allowed amount is AMT B6
where the payer gives it, else what was paid plus the patient's share, the earlier payer's part and what the law withholds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from superbill.model.remittance import Adjustment, LinePayment

ZERO = Decimal(0)
COST_SHARE = frozenset({"1", "2", "3"})
"""Deductible, coinsurance, copayment."""
SEQUESTRATION = "253"
PRIOR_PAYER = "23"


@dataclass(frozen=True, slots=True)
class Amounts:
    """US dollars of one or several lines. `stated` tells that the payer itself gave the allowed amount."""

    charge: Decimal
    paid: Decimal
    allowed: Decimal
    patient: Decimal
    sequestered: Decimal
    prior: Decimal
    stated: bool


def amounts_of(lines: Sequence[LinePayment]) -> Amounts:
    """The amounts of the payment lines that answer one line of a claim."""
    adjustments = [one for line in lines for one in line.adjustments]
    charge = sum((line.charge for line in lines), ZERO)
    paid = sum((line.paid for line in lines), ZERO)
    stated = [line.allowed for line in lines]
    return _amounts(charge, paid, adjustments, sum((one or ZERO for one in stated), ZERO) if any(stated) else None)


def claim_amounts(charge: Decimal, paid: Decimal, adjustments: Sequence[Adjustment], patient: Decimal) -> Amounts:
    """The amounts of a claim that is paid as a whole; `patient` is CLP05, for payers that give no PR adjustments."""
    found = _amounts(charge, paid, adjustments, None)
    if found.patient or not patient:
        return found
    return Amounts(charge, paid, found.allowed + patient, patient, found.sequestered, found.prior, False)


def _amounts(charge: Decimal, paid: Decimal, adjustments: Sequence[Adjustment], stated: Decimal | None) -> Amounts:
    patient = total(one for one in adjustments if one.group == "PR" and one.reason in COST_SHARE)
    sequestered = total(one for one in adjustments if one.reason == SEQUESTRATION)
    prior = total(one for one in adjustments if one.reason == PRIOR_PAYER and one.group != "PR")
    allowed = paid + patient + sequestered + prior if stated is None else stated
    return Amounts(charge, paid, allowed, patient, sequestered, prior, stated is not None)


def total(adjustments: Iterable[Adjustment]) -> Decimal:
    """The sum of their amounts."""
    return sum((one.amount for one in adjustments), ZERO)
