"""Scrubbed claims laid out for a page: the work queue, each failing claim line by line, counts by rule and payer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from superbill.edits.batch import Scrubbed
from superbill.edits.rules import claim_rules
from superbill.edits.scrub import COUNTS, troubles
from superbill.edits.tally import PayerCount, QueueEntry, RuleCount, Tally
from superbill.model.citation import Fact, NotAvailable
from superbill.model.claim import ClaimLine, Refused
from superbill.model.claim_price import ClaimPrice, LinePrice
from superbill.model.finding import Finding, Result, Severity
from superbill.surfaces.claim_answers import of_claim, of_line
from superbill.surfaces.claim_streams import Counting, Found

MOST_SHOWN = 100
"""Claims in full."""
MOST_ROWS = 1_000
"""Rows of the work queue, and of the list of claims that do not fail."""
FEW = 10
"""Of a file with no more claims all are shown in full."""


@dataclass(frozen=True, slots=True)
class Check:
    """One check that did not pass."""

    word: str
    tone: str
    rule: str
    why: str
    fix: str
    says: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a claim; dollars as shown, `no_price` says why there are none."""

    number: str
    code: str
    units: str
    on: date | None
    charge: Decimal
    checks: tuple[Check, ...] = ()
    allowed: Decimal | None = None
    payment: Decimal | None = None
    patient: Decimal | None = None
    schedule: str = ""
    no_price: str = ""
    steps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ClaimBlock:
    """A claim in full. `lacking` are the rules without data, `passed` counts those that found nothing."""

    place: int
    id: str
    word: str
    tone: str
    payer: str
    charge: Decimal
    at_risk: Decimal
    allowed: Decimal | None
    payment: Decimal | None
    patient: Decimal | None
    checks: tuple[Check, ...]
    lines: tuple[Line, ...]
    lacking: tuple[str, ...]
    passed: int
    left_out: tuple[str, ...]
    failed: bool


@dataclass(slots=True)
class Results:
    """Everything of a page. `blocks` by place in the file; `rest` are claims that do not fail."""

    name: str
    tally: Tally
    queue: list[QueueEntry] = field(default_factory=list)
    blocks: list[ClaimBlock] = field(default_factory=list)
    rest: list[ClaimBlock] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)

    @property
    def whole(self) -> set[int]:
        """Places of the claims that are shown in full."""
        return {block.place for block in self.blocks}

    @property
    def rules(self) -> list[tuple[str, str, RuleCount]]:
        """Rules that something failed: id, title, counts."""
        return [(rule, _titles().get(rule, ""), count) for rule, count in self.tally.worst_rules()]

    @property
    def lacking(self) -> list[tuple[str, RuleCount]]:
        """Rules that lacked data."""
        return self.tally.lacking_rules()

    @property
    def payers(self) -> list[tuple[str, PayerCount]]:
        """Payers' policies, most claims first."""
        return sorted(self.tally.by_payer.items(), key=lambda each: (-each[1].claims, each[0]))


def laid_out(found: Iterable[Found], tally: Tally, name: str = "") -> Results:
    """The results of a file. The claims in full are those that fail, most money at risk first; of a small file, all."""
    counting = Counting(found, tally, queue=True)
    results = Results(name, tally)
    failed: list[ClaimBlock] = []
    for place, each in enumerate(counting, 1):
        if isinstance(each, Refused):
            results.refused.append(each)
            continue
        fails = each.answer.result is Result.FAIL
        if fails or len(results.rest) < MOST_ROWS:
            (failed if fails else results.rest).append(claim_block(each, place))
        if len(failed) > 4 * MOST_SHOWN:
            failed = _worst(failed)
    results.queue = counting.queue
    results.blocks = _worst(failed)
    if tally.claims <= FEW:
        results.blocks, results.rest = [*results.blocks, *results.rest], []
    return results


def _worst(blocks: list[ClaimBlock]) -> list[ClaimBlock]:
    return sorted(blocks, key=lambda block: (-block.at_risk, -block.charge, block.place))[:MOST_SHOWN]


def claim_block(scrubbed: Scrubbed, place: int) -> ClaimBlock:
    """One claim."""
    claim, answer, price = scrubbed.claim, scrubbed.answer, scrubbed.price
    looked_at = list(troubles(answer))
    passed = {each.rule for each in answer.findings if each.result is Result.PASS} - {each.rule for each in looked_at}
    word, tone = _WORDS[answer.result]
    lines = tuple([_line(line, scrubbed) for line in claim.lines])
    stay = price.line(0) if price is not None else None
    if stay is not None:
        lines = (_stay(stay, claim.charge), *lines)
    sums = _sums(price)
    return ClaimBlock(
        place, claim.id, word, tone, answer.payer, claim.charge, answer.usd_at_risk, *sums,
        _checks(of_claim(answer)), lines, tuple(sorted({each.rule for each in looked_at if each.result is Result.NO_DATA})),
        len(passed), price.left_out if price is not None else (), answer.result is Result.FAIL,
    )  # fmt: skip


_WORDS = {
    Result.PASS: ("pass", "yes"), Result.BYPASSED: ("pass", "yes"), Result.FAIL: ("fail", "no"), Result.NO_DATA: ("no data", "warn"),
}  # fmt: skip


def _sums(price: ClaimPrice | None) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    if price is None or len(price.unpriced) == len(price.lines):
        return None, None, None
    return price.allowed_usd, price.payment_usd, price.patient_usd


def _line(line: ClaimLine, scrubbed: Scrubbed) -> Line:
    price = scrubbed.price.line(line.number) if scrubbed.price is not None else None
    units = f"{line.minutes.normalize():f} min" if line.minutes is not None else f"{line.units.normalize():f}"
    code = "-".join((line.code or f"revenue {line.revenue_code}", *line.modifiers))
    checks = _checks(of_line(scrubbed.answer, line.number))
    return Line(str(line.number), code, units, line.on, line.charge, checks, *_priced(price))


def _stay(price: LinePrice, charge: Decimal) -> Line:
    return Line("", price.code or "the stay", "", None, charge, (), *_priced(price))


def _priced(
    price: LinePrice | None,
) -> tuple[Decimal | None, Decimal | None, Decimal | None, str, str, tuple[str, ...]]:
    if price is None:
        return None, None, None, "", "", ()
    missing = price.allowed_usd.not_available if isinstance(price.allowed_usd, NotAvailable) else ""
    steps = tuple([f"{step.value} [{step.citation}]" for step in price.steps])
    amounts = (_amount(each) for each in (price.allowed_usd, price.payment_usd, price.patient_usd))
    allowed, payment, patient = amounts
    return allowed, payment, patient, price.schedule, missing, (*steps, *price.remarks)


def _amount(amount: Fact[Decimal] | NotAvailable) -> Decimal | None:
    return amount.value if isinstance(amount, Fact) else None


def _checks(findings: Iterable[Finding]) -> tuple[Check, ...]:
    return tuple([_check(each) for each in findings if _is_shown(each)])


def _is_shown(finding: Finding) -> bool:
    return finding.result is Result.BYPASSED or (finding.result is Result.FAIL and finding.severity in COUNTS)


def _check(finding: Finding) -> Check:
    word, tone = "bypassed", "yes"
    if finding.result is Result.FAIL:
        word, tone = ("review", "warn") if finding.severity is Severity.REVIEW else ("deny", "no")
    return Check(word, tone, finding.rule, finding.why, finding.fix, str(finding.citation or ""))


def _titles() -> dict[str, str]:
    return {rule.id: rule.title for rule in claim_rules()}
