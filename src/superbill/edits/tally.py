"""What became of a file of claims: how many passed, what each rule found, what is at risk, by rule and by payer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from superbill.edits.batch import Scrubbed
from superbill.edits.scrub import COUNTS, troubles
from superbill.model.claim import Refused
from superbill.model.finding import ClaimAnswer, Finding, Result, Severity

ZERO = Decimal(0)


@dataclass(slots=True)
class RuleCount:
    """One rule: claims that fail it, findings that fail, claims for which it lacked data, and what is charged on the lines it would
    have denied. `reason` is the first reason for a lack of data."""

    claims: int = 0
    failed: int = 0
    no_data: int = 0
    usd_at_risk: Decimal = ZERO
    reason: str = ""


@dataclass(slots=True)
class PayerCount:
    """One payer's policy: claims, those that fail, and what is at risk on them."""

    claims: int = 0
    failed: int = 0
    usd_at_risk: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class QueueEntry:
    """A claim of the work queue, with the finding that puts most at risk."""

    claim: str
    payer: str
    usd_at_risk: Decimal
    charge_usd: Decimal
    rules: tuple[str, ...]
    line: int | None
    codes: tuple[str, ...]
    why: str
    fix: str
    place: int
    """The claim's place in the file, from 1."""


@dataclass(slots=True)
class Tally:
    """Counts over a file. Every claim of it is in `claims` (checked) or in `refused`; nothing is lost."""

    results: dict[Result, int] = field(default_factory=lambda: dict.fromkeys(Result, 0))
    refused: int = 0
    remarks: int = 0
    """Refusals of no claim: something is wrong with an envelope."""
    charge_usd: Decimal = ZERO
    usd_at_risk: Decimal = ZERO
    allowed_usd: Decimal = ZERO
    payment_usd: Decimal = ZERO
    patient_usd: Decimal = ZERO
    priced: int = 0
    unpriced: int = 0
    by_rule: dict[str, RuleCount] = field(default_factory=dict)
    by_payer: dict[str, PayerCount] = field(default_factory=dict)

    @property
    def claims(self) -> int:
        """Claims that were checked."""
        return sum(self.results.values())

    @property
    def failed(self) -> int:
        """Claims that fail."""
        return self.results[Result.FAIL]

    def refuse(self, refused: Refused) -> None:
        """Count what could not be read."""
        self.refused += refused.claims
        self.remarks += not refused.claims

    def add(self, scrubbed: Scrubbed) -> None:
        """Count a claim."""
        answer, claim = scrubbed.answer, scrubbed.claim
        at_risk = answer.usd_at_risk
        self.results[answer.result] += 1
        self.charge_usd += claim.charge
        self.usd_at_risk += at_risk
        payer = self.by_payer.setdefault(answer.payer, PayerCount())
        payer.claims += 1
        payer.usd_at_risk += at_risk
        payer.failed += answer.result is Result.FAIL
        self._count_rules(answer)
        if scrubbed.price is not None:
            self.allowed_usd += scrubbed.price.allowed_usd
            self.payment_usd += scrubbed.price.payment_usd
            self.patient_usd += scrubbed.price.patient_usd
            self.unpriced += len(scrubbed.price.unpriced)
            self.priced += len(scrubbed.price.lines) - len(scrubbed.price.unpriced)

    def _count_rules(self, answer: ClaimAnswer) -> None:
        failed: set[str] = set()
        lacking: set[str] = set()
        if answer.result is Result.PASS:
            return
        for finding in troubles(answer):
            count = self.by_rule.setdefault(finding.rule, RuleCount())
            if finding.result is Result.FAIL:
                count.failed += 1
                count.claims += finding.rule not in failed
                failed.add(finding.rule)
                if finding.severity is Severity.DENY:
                    count.usd_at_risk += finding.usd_at_risk
            elif finding.result is Result.NO_DATA and finding.rule not in lacking:
                lacking.add(finding.rule)
                count.no_data += 1
                count.reason = count.reason or finding.why

    def worst_rules(self) -> list[tuple[str, RuleCount]]:
        """Rules that something failed, most claims first."""
        found = [(rule, count) for rule, count in self.by_rule.items() if count.failed]
        return sorted(found, key=lambda each: (-each[1].claims, -each[1].usd_at_risk, each[0]))

    def lacking_rules(self) -> list[tuple[str, RuleCount]]:
        """Rules that lacked data, most claims first."""
        found = [(rule, count) for rule, count in self.by_rule.items() if count.no_data]
        return sorted(found, key=lambda each: (-each[1].no_data, each[0]))


def queue_entry(scrubbed: Scrubbed, place: int) -> QueueEntry | None:
    """A claim for the work queue; None when nothing fails."""
    answer = scrubbed.answer
    if answer.result is not Result.FAIL:
        return None
    failed = list(failures(answer))
    worst = max(failed, key=_weight)
    rules = tuple(dict.fromkeys(finding.rule for finding in sorted(failed, key=_weight, reverse=True)))
    line = worst.lines[0] if worst.lines else None
    return QueueEntry(
        answer.claim, answer.payer, answer.usd_at_risk, scrubbed.claim.charge, rules, line, worst.codes, worst.why,
        worst.fix, place,
    )  # fmt: skip


def failures(answer: ClaimAnswer) -> Iterable[Finding]:
    """The findings that make a claim fail."""
    return (each for each in answer.findings if each.result is Result.FAIL and each.severity in COUNTS)


def in_order(queue: Iterable[QueueEntry]) -> list[QueueEntry]:
    """Most money at risk first; of those for review the largest claims first; then as in the file."""
    return sorted(queue, key=lambda entry: (-entry.usd_at_risk, -entry.charge_usd, entry.place))


def _weight(finding: Finding) -> tuple[bool, Decimal]:
    return finding.severity is Severity.DENY, finding.usd_at_risk
