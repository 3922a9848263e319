"""The scrubber: every rule that the payer applies, on one claim after another.

    with Scrubber(kb) as scrubber:
        answer = scrubber.check(claim)

A scrubber keeps what it read; use one for a whole file. It is for one thread; each thread makes its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from types import TracebackType

from superbill.edits.case import CaseMaker
from superbill.edits.payers import Policies, Policy, load_policies
from superbill.edits.rule import ALWAYS, Rule
from superbill.edits.rules import claim_rules
from superbill.errors import UsageError
from superbill.kb.store import KnowledgeBase
from superbill.model.claim import Claim, ClaimKind
from superbill.model.finding import ClaimAnswer, Finding, Result, Severity

COUNTS = frozenset({Severity.DENY, Severity.REVIEW})
"""Severities that make a claim fail, or leave it without data; a note does not."""


class Scrubber:
    """Checks claims against a knowledge base. `policies`: one payer's policy for every claim, or several from which each
    claim finds its own; None for the built-in ones. `today` is the day of filing for claims that tell none."""

    def __init__(
        self, kb: KnowledgeBase, policies: Policies | Policy | None = None, *, today: date | None = None
    ) -> None:
        self._policies = load_policies() if policies is None else policies
        self._maker = CaseMaker(kb, today or date.today())
        self._chosen: dict[tuple[str, ClaimKind, bool], tuple[Rule, ...]] = {}
        known = {rule.id for rule in claim_rules()}
        for policy in (self._policies,) if isinstance(self._policies, Policy) else self._policies.policies:
            _check_names(policy, known)

    def check(self, claim: Claim, history: Sequence[Claim] | None = None) -> ClaimAnswer:
        """All findings of one claim. `history`: the patient's earlier claims; None when they are not known, which is not
        the same as none (`()`)."""
        policy = self.policy_of(claim)
        case = self._maker.case(claim, policy, history)
        findings: list[Finding] = []
        for rule in self._rules(policy, claim.kind, case.inpatient):
            if rule.period is ALWAYS or rule.period.holds(case.on):
                findings.extend(rule.check(case))
        if policy.severity:
            severity = policy.severity
            findings = [_weighed(each, policy) if each.rule in severity else each for each in findings]
        return ClaimAnswer(claim.id, overall(findings), tuple(findings), policy.id, case.charged)

    def policy_of(self, claim: Claim) -> Policy:
        """The payer's policy for a claim."""
        return self._policies if isinstance(self._policies, Policy) else self._policies.of(claim)

    def rules_for(self, claim: Claim) -> tuple[Rule, ...]:
        """The rules that are applied to a claim, in their order."""
        return self._rules(self.policy_of(claim), claim.kind, claim.inpatient)

    def _rules(self, policy: Policy, kind: ClaimKind, inpatient: bool) -> tuple[Rule, ...]:
        key = (policy.id, kind, inpatient)
        found = self._chosen.get(key)
        if found is None:
            found = tuple(
                rule
                for rule in claim_rules()
                if rule.applies(kind, inpatient) and policy.applies(rule.id, rule.medicare)
            )
            self._chosen[key] = found
        return found

    def close(self) -> None:
        """Give back what the grouper holds; the knowledge base stays open."""
        self._maker.grouper.close()

    def __enter__(self) -> Scrubber:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def overall(findings: Sequence[Finding]) -> Result:
    """`fail` when something fails that is to be denied or reviewed, else `no_data` when such a check lacked its data, else
    `pass`."""
    lacking, passed = False, Result.PASS
    for finding in findings:
        result = finding.result
        if result is passed or finding.severity not in COUNTS:
            continue
        if result is Result.FAIL:
            return Result.FAIL
        lacking = lacking or result is Result.NO_DATA
    return Result.NO_DATA if lacking else Result.PASS


def troubles(answer: ClaimAnswer) -> Iterator[Finding]:
    """What needs a look: everything but passes and notes."""
    passed, counts = Result.PASS, COUNTS
    return (each for each in answer.findings if each.result is not passed and each.severity in counts)


def _weighed(finding: Finding, policy: Policy) -> Finding:
    """With the payer's severity, unless the rule itself made a note of it."""
    severity = policy.severity.get(finding.rule)
    if severity is None or finding.result is not Result.FAIL or finding.severity in (severity, Severity.NOTE):
        return finding
    return replace(finding, severity=severity)


def _check_names(policy: Policy, known: set[str]) -> None:
    unknown = sorted((policy.off | policy.on | set(policy.severity)) - known)
    if unknown:
        raise UsageError(
            f"the policy {policy.id!r} names a rule {unknown[0]!r} that does not exist",
            hint=f"Rules: {', '.join(sorted(known))}",
        )
