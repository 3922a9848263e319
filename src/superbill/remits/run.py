"""The whole of a remittance file: claims matched, compared and assessed, items ordered by money, totals and codes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from superbill.claims import read_claims, read_remittances
from superbill.claims.inputs import Source
from superbill.edits.payers import Policies, load_policies
from superbill.kb.queries import load_queries
from superbill.kb.store import Found, KnowledgeBase
from superbill.model.citation import Fact, NotAvailable
from superbill.model.claim import Claim, Refused
from superbill.model.claim_price import PriceOptions
from superbill.model.remittance import Imbalance, ProviderAdjustment, Remittance
from superbill.remits.actions import Actions, Kind, load_actions
from superbill.remits.amounts import ZERO
from superbill.remits.answer import ClaimOutcome, Explained, ItemKind, Payment, RemitAnswer, Total, WorkItem
from superbill.remits.assess import Assessor
from superbill.remits.contract import Contract
from superbill.remits.expected import Expecter
from superbill.remits.gather import FiledClaims, Gathered, claims_wanted, count_claims, gathered
from superbill.remits.packed import Packed
from superbill.remits.worklist import WorkList

SQL = load_queries("superbill.remits", "remits.sql")
SOURCE = "x12-codes"
NOT_AN_X12_LIST = NotAvailable("adjustments of the provider have no public list loaded", "the payer's own guide")

Remittances = Callable[[], Iterable[Remittance | Refused]]


@dataclass(frozen=True, slots=True)
class RemitOptions:
    """`price` says what claims do not tell of their place; `contracts` are the operator's; `tolerance_usd` is by how much an
    allowed amount may differ before it is an underpayment. `name` and `claims_name` are what messages call open streams."""

    price: PriceOptions = field(default_factory=PriceOptions)
    contracts: tuple[Contract, ...] = ()
    tolerance_usd: Decimal = Decimal("1.00")
    name: str = ""
    claims_name: str = ""
    today: date = field(default_factory=date.today)


def work_remittances(
    kb: KnowledgeBase,
    remittances: Remittances,
    claims: Iterable[Claim | Refused] | None = None,
    options: RemitOptions | None = None,
    *,
    actions: Actions | None = None,
    policies: Policies | None = None,
) -> RemitAnswer:
    """Work a remittance file, which `remittances` opens anew each time it is called (it is read twice).

    Memory holds one transaction and, packed, the claims that the file speaks of, an outcome for each, and the items."""
    chosen = options or RemitOptions()
    counts = count_claims(remittances())
    known, refused, others = claims_wanted(claims if claims is not None else (), counts)
    texts = actions or load_actions()
    expecter = Expecter(kb, chosen.contracts, chosen.price)
    assessor = Assessor(kb, expecter, texts, policies or load_policies(), chosen.tolerance_usd)
    run = _Run(assessor, known, refused)
    for read in gathered(remittances(), counts):
        run.take(read)
    return run.answer(kb, texts, chosen, others)


def work_file(
    kb: KnowledgeBase, remittances: Source, claims: Source | None = None, options: RemitOptions | None = None
) -> RemitAnswer:
    """The same from files or open streams: X12 835, and the claims as 837, CSV or JSON. Streams are read from their start, and
    have to allow it. Raises `BadInput` for a file of no known format, `UsageError` for a path that is no file."""
    chosen = options or RemitOptions()
    given = None if claims is None else read_claims(_from_start(claims), name=chosen.claims_name, today=chosen.today)
    return work_remittances(kb, lambda: read_remittances(_from_start(remittances), name=chosen.name), given, chosen)


def _from_start(source: Source) -> Source:
    if not isinstance(source, str | Path):
        source.seek(0)
    return source


class _Run:
    """Collects while claims come in."""

    def __init__(self, assessor: Assessor, claims: FiledClaims, refused: list[Refused]) -> None:
        self._assessor = assessor
        self._claims = claims
        self._refused = refused
        self._payments: list[Payment] = []
        self._outcomes: Packed[ClaimOutcome] = Packed()
        self._work = WorkList()
        self._provider: list[tuple[str, ProviderAdjustment]] = []
        self._counts: Counter[tuple[str, str]] = Counter()
        self._usd: dict[tuple[str, str], Decimal] = {}
        self._codes: Counter[tuple[str, str]] = Counter()

    def take(self, read: Gathered | Remittance | Refused) -> None:
        """One thing of the file."""
        if isinstance(read, Refused):
            self._refused.append(read)
        elif isinstance(read, Remittance):
            self._remittance(read)
        else:
            outcome, items = self._assessor.assess(read, self._claims.of(read.id), len(self._outcomes))
            self._outcomes.append(outcome)
            for item in items:
                self._work.add(item, outcome.payer_name or outcome.payer_id)

    def _remittance(self, read: Remittance) -> None:
        wrong = read.imbalances
        for each in wrong:
            self._work.add(_imbalance(each))
        self._payments.append(
            Payment(
                read.trace, read.payer_name, read.payer_id, read.paid if read.credit else -read.paid, read.on or read.produced,
                len(read.claims), read.refused, not wrong,
            )
        )  # fmt: skip
        self._provider += [(read.trace, each) for each in read.adjustments]
        self._codes.update(("PLB", each.reason) for each in read.adjustments)
        for payment in read.claims:
            adjustments = [*payment.adjustments, *(one for line in payment.lines for one in line.adjustments)]
            for one in adjustments:
                key = (one.group, one.reason)
                self._counts[key] += 1
                self._usd[key] = self._usd.get(key, ZERO) + one.amount
                self._codes.update((("CARC", one.reason), ("group", one.group)))
            remarks = [*payment.remarks, *(each for line in payment.lines for each in line.remarks)]
            self._codes.update(("RARC", each) for each in remarks)

    def answer(self, kb: KnowledgeBase, actions: Actions, options: RemitOptions, others: int) -> RemitAnswer:
        """Everything, in order."""
        return RemitAnswer(
            payments=tuple(self._payments),
            claims=self._outcomes,
            items=self._work.in_order(),
            to_work=self._work.count,
            usd_at_stake=self._work.usd,
            by_group=self._by_group(actions),
            by_reason=self._by_reason(actions),
            by_payer=self._work.by_payer(),
            codes=tuple(_explained(kb, actions, options.today, key, count) for key, count in _sorted(self._codes)),
            provider_adjustments=tuple(self._provider),
            refused=tuple(self._refused),
            claims_without_payment=others,
            tolerance_usd=options.tolerance_usd,
        )

    def _by_group(self, actions: Actions) -> tuple[Total, ...]:
        groups = dict.fromkeys(group for group, _ in self._counts)
        rows = []
        for group in groups:
            count = sum(number for (name, _), number in self._counts.items() if name == group)
            usd = sum((usd for (name, _), usd in self._usd.items() if name == group), ZERO)
            text = actions.of("group", group)
            rows.append(Total((group,), count, usd, Kind.GROUP, text.title if text else ""))
        return tuple(sorted(rows, key=lambda row: (-abs(row.usd), row.key)))

    def _by_reason(self, actions: Actions) -> tuple[Total, ...]:
        rows = []
        for (group, reason), count in self._counts.items():
            text = actions.of("CARC", reason)
            kind, title = (text.kind, text.title) if text else (None, "")
            rows.append(Total((group, reason), count, self._usd[group, reason], kind, title))
        return tuple(sorted(rows, key=lambda row: (-abs(row.usd), row.key)))


def _imbalance(wrong: Imbalance) -> WorkItem:
    usd = abs(wrong.stated - wrong.reckoned)
    where = {"line": f"line {wrong.line}", "claim": "the claim", "payment": "the payment"}.get(wrong.level, wrong.level)
    words = f"{where} states ${wrong.stated} paid, and charge less adjustments is ${wrong.reckoned}"
    if wrong.level == "payment":
        words = f"the payment is ${wrong.stated}, and its claims and provider adjustments add up to ${wrong.reckoned}"
    return WorkItem(ItemKind.IMBALANCE, wrong.claim, usd, words, line=wrong.line, outcome=-1)


def _sorted(codes: Counter[tuple[str, str]]) -> list[tuple[tuple[str, str], int]]:
    order = ("group", "CARC", "RARC", "PLB")
    return sorted(codes.items(), key=lambda pair: (order.index(pair[0][0]), -pair[1], pair[0][1]))


def _explained(kb: KnowledgeBase, actions: Actions, on: date, key: tuple[str, str], count: int) -> Explained:
    name, code = key
    official: Fact[str] | NotAvailable = NOT_AN_X12_LIST
    if name != "PLB":
        found = kb.find(
            SQL["official_text"], source=SOURCE, on=on, series=name, what=f"{name} {code}", list=name, code=code
        )
        if isinstance(found, Found):
            official = found.fact(str(found.rows[0][0]), found.rows[0])
        elif isinstance(found, NotAvailable):
            official = found
        else:
            official = NotAvailable(f"the loaded X12 list has no {name} {code}", "a newer X12 list of your own")
    return Explained(name, code, count, actions.of(name, code), official)
