"""A contract line by line: my rate against the market's median and Medicare's amount, and what the difference is in a year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from superbill.errors import UsageError
from superbill.model.citation import Fact, NotAvailable
from superbill.rates.answer import Benchmark, PayerRates
from superbill.rates.contract.lines import ContractLine
from superbill.rates.question import MOST_CODES, AskedCode, RateQuestion

CENT = Decimal("0.01")
BAND = Decimal("0.05")
FIRST = 10
Ask = Callable[[RateQuestion], Benchmark]


class Position(StrEnum):
    """Where a rate stands against the market's median, within 5 percent."""

    UNDER = "under"
    AT = "at"
    ABOVE = "above"
    UNKNOWN = "no market rate"


@dataclass(frozen=True, slots=True)
class ContractRow:
    """One line with its market (all payers asked for, pooled). `gap_usd` is what the market's median would bring more in a year
    at the line's volume; negative where the contract pays more."""

    line: ContractLine
    market: PayerRates | NotAvailable

    @property
    def median_usd(self) -> Decimal | None:
        """The market's median."""
        market = self.market
        return market.spread.median if isinstance(market, PayerRates) and market.spread is not None else None

    @property
    def medicare_usd(self) -> Decimal | None:
        """Medicare's amount."""
        market = self.market
        return market.medicare.value if isinstance(market, PayerRates) and isinstance(market.medicare, Fact) else None

    @property
    def position(self) -> Position:
        """Under, at or above the market."""
        median, rate = self.median_usd, self.line.rate_usd
        if not median:
            return Position.UNKNOWN
        if abs(rate - median) <= BAND * median:
            return Position.AT
        return Position.UNDER if rate < median else Position.ABOVE

    @property
    def of_market(self) -> Decimal | None:
        """My rate in percent of the median."""
        return _percent(self.line.rate_usd, self.median_usd)

    @property
    def of_medicare(self) -> Decimal | None:
        """My rate in percent of Medicare."""
        return _percent(self.line.rate_usd, self.medicare_usd)

    @property
    def gap_usd(self) -> Decimal | None:
        """Dollars a year up to the median."""
        return None if self.median_usd is None else _cents((self.median_usd - self.line.rate_usd) * self.line.volume)

    @property
    def mine_usd(self) -> Decimal:
        """Dollars a year as contracted."""
        return _cents(self.line.rate_usd * self.line.volume)


@dataclass(frozen=True, slots=True)
class Contract:
    """The whole comparison; `remarks` are those of the market."""

    question: RateQuestion
    rows: tuple[ContractRow, ...]
    remarks: tuple[str, ...]

    @property
    def first(self) -> tuple[ContractRow, ...]:
        """What to renegotiate first: lines under the market, by dollars a year."""
        under = [row for row in self.rows if row.position is Position.UNDER and row.gap_usd]
        return tuple(sorted(under, key=lambda row: (-(row.gap_usd or Decimal(0)), row.line.line))[:FIRST])

    def count(self, position: Position) -> int:
        """How many lines stand there."""
        return sum(row.position is position for row in self.rows)

    @property
    def compared(self) -> tuple[ContractRow, ...]:
        """Lines that have a market rate."""
        return tuple(row for row in self.rows if row.median_usd is not None)

    @property
    def mine_usd(self) -> Decimal:
        """Dollars a year as contracted, of the lines compared."""
        return sum((row.mine_usd for row in self.compared), Decimal(0))

    @property
    def gap_usd(self) -> Decimal:
        """Dollars a year between contract and market, of the lines compared."""
        return sum((row.gap_usd or Decimal(0) for row in self.compared), Decimal(0))

    @property
    def under_usd(self) -> Decimal:
        """Dollars a year that the lines under the market fall short of it."""
        return sum((row.gap_usd or Decimal(0) for row in self.rows if row.position is Position.UNDER), Decimal(0))


def compare(lines: Sequence[ContractLine], question: RateQuestion, ask: Ask) -> Contract:
    """Each line against the market that the question describes (its codes, modifiers and place of service are the lines')."""
    groups: dict[tuple[tuple[str, ...], str], dict[str, None]] = defaultdict(dict)
    for line in lines:
        groups[line.modifiers, line.pos][line.code] = None
    markets: dict[tuple[tuple[str, ...], str, str], PayerRates] = {}
    remarks: dict[str, None] = {}
    missing: NotAvailable | None = None
    for (modifiers, pos), codes in groups.items():
        listed = list(codes)
        for start in range(0, len(listed), MOST_CODES):
            asked = tuple(AskedCode(code) for code in listed[start : start + MOST_CODES])
            found = ask(replace(question, codes=asked, modifiers=modifiers, pos=pos, pooled=True))
            missing = missing or found.missing
            remarks |= dict.fromkeys(found.remarks)
            for row in found.rows:
                markets.setdefault((modifiers, pos, row.code), row)
    if missing is not None and not markets:
        raise UsageError(missing.not_available, hint=missing.would_come_from)
    none = NotAvailable("no rate in the lake fits this line", "price-transparency files of more payers")
    rows = tuple(ContractRow(line, markets.get((line.modifiers, line.pos, line.code), none)) for line in lines)
    return Contract(question, rows, tuple(remarks))


def _percent(part: Decimal, whole: Decimal | None) -> Decimal | None:
    return (part / whole * 100).quantize(Decimal("0.1"), ROUND_HALF_UP) if whole else None


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)
