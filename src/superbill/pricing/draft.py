"""A claim line while it is being priced: what its schedule says so far, before charge, coinsurance and sequester."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from superbill.model.citation import Citation, Fact, NotAvailable
from superbill.model.claim import ClaimLine
from superbill.pricing.adjustments import Plan
from superbill.pricing.physician import PhysicianRate, SettingRate

ZERO = Decimal(0)


@dataclass(slots=True)
class Draft:
    """`amount` is for all units, unrounded. `copay_usd` goes before `coinsurance_percent`. `lesser` compares with the
    charge, `deductible` counts towards the Part B deductible, `par_only` is never reduced for non-participation. The last
    four are the physician fee schedule's own."""

    line: ClaimLine
    on: date
    schedule: str = "none"
    amount: Decimal | None = None
    refused: NotAvailable | None = None
    receipts: tuple[Citation, ...] = ()
    steps: list[Fact[str]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    charge: Decimal = ZERO
    coinsurance_percent: Decimal = Decimal(20)
    coinsurance_why: Fact[str] | None = None
    copay_usd: Decimal | None = None
    lesser: bool = True
    deductible: bool = True
    par_only: bool = False
    facility: bool = False
    rate: PhysicianRate | None = None
    setting: SettingRate | None = None
    plan: Plan | None = None

    def step(self, text: str, authority: Citation | None = None) -> None:
        """Add a step: receipts of the line, then the rule it follows."""
        receipts = self.receipts if authority is None else (*self.receipts, authority)
        self.steps.append(Fact(text, receipts[0], receipts[1:]))

    def nothing(self, schedule: str, why: str, authority: Citation | None = None) -> None:
        """Nothing is paid for the line by itself."""
        self.schedule, self.amount, self.lesser = schedule, ZERO, False
        self.step(f"{why}: $0.00", authority)

    def refuse(self, reason: NotAvailable) -> None:
        """No amount can be given."""
        self.refused = reason
