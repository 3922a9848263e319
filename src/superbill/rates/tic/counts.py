"""What was read of a file, exactly."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from superbill.rates.tic.amounts import EXACT, MICRO

MOST_PROBLEMS = 20


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


class Findings:
    """Counts of a file, and what could not be read of it."""

    def __init__(self) -> None:
        self.counts = Counts()
        self.problems: list[str] = []

    def quarantine(self, kind: str, offset: int, size: int | None, reason: str, text: bytes) -> None:
        """Something that could not be read: what it is, where it stands, how long it is, why, and how it begins."""
        self.counts.quarantined += 1
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(f"{kind} at byte {offset}: {reason}")
