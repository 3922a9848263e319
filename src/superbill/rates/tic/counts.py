"""What was read of a file, exactly."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from superbill.rates.tic.amounts import EXACT, MICRO


@dataclass(slots=True)
class Counts:
    """`entries` are the objects of `negotiated_rates`; `edges` sums the references of each. `micros` sums all rates that are
    numbers, in millionths, percentages and per-diem rates among them; `beyond` is what their further decimals add."""

    items: int = 0
    entries: int = 0
    prices: int = 0
    edges: int = 0
    references: int = 0
    groups: int = 0
    npis: int = 0
    quarantined: int = 0
    micros: int = 0
    beyond: Decimal = Decimal(0)
    flags: Counter[str] = field(default_factory=Counter)

    @property
    def total(self) -> Decimal:
        """The sum of all rates, exact."""
        return EXACT.add(EXACT.divide(Decimal(self.micros), MICRO), self.beyond)

    @property
    def cents(self) -> int:
        """The sum in cents, half a cent up."""
        return int(EXACT.multiply(self.total, Decimal(100)).to_integral_value(ROUND_HALF_UP))
