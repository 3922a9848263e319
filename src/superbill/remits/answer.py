"""What the remittance work answers: claims with what was expected, work items ordered by money, totals, codes explained.

Money in US dollars. Nothing here names a patient; `ClaimOutcome.born` is for the letter only and is never shown elsewhere.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from superbill.model.citation import Citation, Fact, NotAvailable
from superbill.model.claim import Refused
from superbill.model.remittance import ProviderAdjustment
from superbill.remits.actions import Action, Kind, Route
from superbill.remits.deadlines import Deadline


class ItemKind(StrEnum):
    """What is wrong. `OVERPAYMENT` and `IMBALANCE` are for looking at; the others are money to get."""

    DENIAL = "denial"
    UNDERPAYMENT = "underpayment"
    TAKEBACK = "takeback"
    UNANSWERED = "line not answered"
    SEQUESTRATION = "sequestration"
    OVERPAYMENT = "paid above expected"
    IMBALANCE = "does not add up"


WORK = frozenset(
    {ItemKind.DENIAL, ItemKind.UNDERPAYMENT, ItemKind.TAKEBACK, ItemKind.UNANSWERED, ItemKind.SEQUESTRATION}
)


@dataclass(frozen=True, slots=True)
class Reason:
    """One adjustment: group and reason code, its amount, and the project's text where there is one."""

    group: str
    code: str
    usd: Decimal
    action: Action | None = None

    @property
    def name(self) -> str:
        """`CO-45`."""
        return f"{self.group}-{self.code}"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the knowledge base or the claim says about a denial. `favours` an appeal, speaks against one, or neither."""

    text: str
    citation: Citation
    favours: bool | None = None


@dataclass(frozen=True, slots=True)
class WorkItem:
    """One thing to do. `usd` is the money at stake: what was expected and did not come, or the amount denied where nothing
    is expected (`at_charge`). `line` 0 is the claim as a whole. `letter` is the appeal that fits, '' for none."""

    kind: ItemKind
    claim: str
    usd: Decimal
    why: str
    line: int = 0
    code: str = ""
    modifiers: tuple[str, ...] = ()
    on: date | None = None
    charge: Decimal = Decimal(0)
    paid: Decimal = Decimal(0)
    allowed: Decimal = Decimal(0)
    expected: Decimal | None = None
    at_charge: bool = False
    reasons: tuple[Reason, ...] = ()
    remarks: tuple[str, ...] = ()
    route: Route = Route.NONE
    deadline: Deadline | NotAvailable | None = None
    basis: str = ""
    steps: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    letter: str = ""
    outcome: int = 0

    @property
    def hopeless(self) -> bool:
        """Whether all evidence speaks against an appeal."""
        return bool(self.evidence) and all(each.favours is False for each in self.evidence)


@dataclass(frozen=True, slots=True)
class ClaimOutcome:
    """One claim of a remittance, all its parts together. `expected` is None where nothing could be compared, for the reason
    `why_not`; `matched` tells that the claim file has it; `statuses` are CLP02 of all parts."""

    id: str
    payer_control: str
    payer_name: str
    payer_id: str
    payee: str
    trace: str
    notice: date | None
    statuses: tuple[str, ...]
    charge: Decimal
    paid: Decimal
    allowed: Decimal
    patient: Decimal
    expected: Decimal | None
    basis: str
    matched: bool
    medicare: bool
    why_not: NotAvailable | None = None
    notes: tuple[str, ...] = ()
    first_service: date | None = None
    last_service: date | None = None
    unmatched_lines: int = 0
    born: date | None = field(default=None, repr=False)
    authorization: str = field(default="", repr=False)
    provider: str = ""


@dataclass(frozen=True, slots=True)
class Payment:
    """One remittance: its trace number, payer, day, amount, and how many claims it has; `balanced` to the cent."""

    trace: str
    payer_name: str
    payer_id: str
    paid: Decimal
    on: date | None
    claims: int
    refused: int
    balanced: bool


@dataclass(frozen=True, slots=True)
class Total:
    """One row of the totals: how often, and how much."""

    key: tuple[str, ...]
    count: int
    usd: Decimal
    kind: Kind | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class Explained:
    """One code that stands in the file: our text, and X12's where the operator has loaded its own list."""

    list: str
    code: str
    count: int
    action: Action | None
    official: Fact[str] | NotAvailable


@dataclass(frozen=True, slots=True)
class RemitAnswer:
    """The whole answer. `items` are ordered by money; `by_reason` counts adjustments by group and reason, `by_group` by group,
    `by_payer` work items by payer; `to_work` and `usd_at_stake` are of the items that are money to get. `claims` and `items` are
    packed, and made anew at each access: go through them once rather than often."""

    payments: tuple[Payment, ...]
    claims: Sequence[ClaimOutcome]
    items: Sequence[WorkItem]
    to_work: int
    usd_at_stake: Decimal
    by_group: tuple[Total, ...]
    by_reason: tuple[Total, ...]
    by_payer: tuple[Total, ...]
    codes: tuple[Explained, ...]
    provider_adjustments: tuple[tuple[str, ProviderAdjustment], ...] = ()
    refused: tuple[Refused, ...] = ()
    claims_without_payment: int = 0
    tolerance_usd: Decimal = Decimal(0)

    def work(self) -> Iterator[WorkItem]:
        """The items that are money to get, most money first."""
        return itertools.islice(self.items, self.to_work)
