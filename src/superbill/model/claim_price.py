"""What pricing answers for a whole claim: each line's allowed amount, what Medicare pays of it, and what the patient owes."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from superbill.model.citation import Fact, NotAvailable
from superbill.model.price import Locality

Usd = Fact[Decimal] | NotAvailable
STAY = 0
"""Number of the line that stands for a whole inpatient stay."""


@dataclass(frozen=True, slots=True)
class PriceOptions:
    """What a claim does not say itself. Percentages are 0 to 100, amounts in US dollars.

    `locality` goes before the ZIP codes of the claim; `national` prices without any. `participating` None takes the
    claim's word. `assigned` False lets the patient be charged up to the limiting charge. `practitioner_percent` is 85 for
    nurse practitioners, physician assistants and clinical nurse specialists. `records` says that the documentation which
    indicators 0 and 1 ask for goes with the claim. `contractor_percent` holds the contractor's own decision by modifier
    (22, 52, 53). `qualifying_apm` takes the second conversion factor, from 2026. `deductible_usd` is what of the Part B
    deductible is still open. `base_rate_usd` is the hospital's own rate for a weight of 1; `wage_index` its area's.
    """

    locality: Locality | None = None
    national: bool = False
    participating: bool | None = None
    assigned: bool = True
    practitioner_percent: Decimal = Decimal(100)
    records: bool = False
    contractor_percent: dict[str, Decimal] = field(default_factory=dict)
    qualifying_apm: bool = False
    sequestration: bool = False
    deductible_usd: Decimal = Decimal(0)
    surgery_centre: bool = False
    base_rate_usd: Decimal | None = None
    wage_index: Decimal | None = None


@dataclass(frozen=True, slots=True)
class LinePrice:
    """One line. `allowed_usd` is for all units; `payment_usd` what Medicare pays of it, `patient_usd` the rest that the
    patient owes. `limiting_charge_usd` is set for services of a non-participating practitioner who does not accept
    assignment. `steps` show the arithmetic in order, each with its receipt; `schedule` is `none` without an amount."""

    number: int
    code: str
    modifiers: tuple[str, ...]
    schedule: str
    allowed_usd: Usd
    payment_usd: Usd
    patient_usd: Usd
    steps: tuple[Fact[str], ...] = ()
    remarks: tuple[str, ...] = ()
    limiting_charge_usd: Fact[Decimal] | None = None


@dataclass(frozen=True, slots=True)
class ClaimPrice:
    """A claim, priced. The sums are over the lines that have an amount; `unpriced` numbers those that have none.
    `left_out` says which parts of the payment are not published in the loaded releases, or not worked out here."""

    claim: str
    lines: tuple[LinePrice, ...]
    allowed_usd: Decimal
    payment_usd: Decimal
    patient_usd: Decimal
    unpriced: tuple[int, ...] = ()
    place: Locality | NotAvailable | None = None
    left_out: tuple[str, ...] = ()

    def line(self, number: int) -> LinePrice | None:
        """The line of that number."""
        return next((line for line in self.lines if line.number == number), None)
