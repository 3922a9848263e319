"""What a lake answers: a distribution for each payer, with everything that was left out of it counted."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from superbill.model.citation import Fact, NotAvailable
from superbill.rates.question import RateQuestion

POINTS = (10, 25, 50, 75, 90)


@dataclass(frozen=True, slots=True)
class Spread:
    """A distribution of dollar rates, each published rate weighing one. Percentiles lie between the two nearest rates in
    proportion (type 7 of Hyndman and Fan); `mode` is the most frequent rate, the lowest of several. All to the cent."""

    n: int
    p10: Decimal
    p25: Decimal
    median: Decimal
    p75: Decimal
    p90: Decimal
    mean: Decimal
    mode: Decimal
    mode_n: int
    lowest: Decimal
    highest: Decimal


@dataclass(frozen=True, slots=True)
class Outlier:
    """A rate more than three interquartile ranges outside the quartiles, with how often it stands."""

    usd: Decimal
    n: int
    file: str


@dataclass(frozen=True, slots=True)
class Ghosts:
    """What the filter of ghost rates did: rates whose providers are all of specialties that do not bill the code."""

    removed: int
    of: int
    median_with: Decimal | None
    median_without: Decimal | None


@dataclass(frozen=True, slots=True)
class PayerRates:
    """One payer's rates for one code and billing class.

    `n_groups` counts tax ids. `spread` is None where nothing is left or the cell is suppressed (`suppressed` says why).
    `left_out` counts rates by the reason why they are not in it. `percent_of_medicare` is that of the median.
    """

    payer: str
    kind: str
    code: str
    billing_class: str
    n_rates: int
    n_providers: int | None
    n_groups: int | None
    spread: Spread | None
    left_out: dict[str, int] = field(default_factory=dict)
    ghosts: Ghosts | NotAvailable | None = None
    outliers: tuple[Outlier, ...] = ()
    n_outliers: int = 0
    suppressed: str = ""
    names: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    medicare: Fact[Decimal] | NotAvailable | None = None
    sample: tuple[Decimal, ...] = ()
    """At most a hundred rates spread evenly over the distribution, for drawing."""

    @property
    def percent_of_medicare(self) -> Decimal | None:
        """The median against Medicare, in percent to a tenth."""
        if self.spread is None or not isinstance(self.medicare, Fact) or not self.medicare.value:
            return None
        return (self.spread.median / self.medicare.value * 100).quantize(Decimal("0.1"))


@dataclass(frozen=True, slots=True)
class StateRates:
    """The rates of providers of one state, all payers asked for together."""

    state: str
    code: str
    n_rates: int
    n_providers: int
    median: Decimal | None


@dataclass(frozen=True, slots=True)
class Benchmark:
    """The answer: rows by code, payer and class. `remarks` say what a reader must know of the question as a whole."""

    question: RateQuestion
    rows: tuple[PayerRates, ...]
    states: tuple[StateRates, ...] | NotAvailable = ()
    remarks: tuple[str, ...] = ()
    missing: NotAvailable | None = None
    """Why nothing could be asked, where that is so."""


@dataclass(frozen=True, slots=True)
class PayerLine:
    """One payer's professional rates without modifier for the code report. `dates` are those of the payer's files."""

    payer: str
    n_rates: int
    p25: Decimal
    median: Decimal
    p75: Decimal
    names: tuple[str, ...]
    files: tuple[str, ...]
    published: tuple[date, ...]
