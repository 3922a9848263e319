"""What every claim rule must declare, and keep."""

from __future__ import annotations

import ast
import inspect
import sys
from pathlib import Path

import pytest

from superbill.edits.payers import load_policies
from superbill.edits.rule import Rule
from superbill.edits.rules import claim_rules
from superbill.model.claim import ClaimKind
from superbill.model.finding import Severity


@pytest.mark.parametrize("rule", claim_rules(), ids=lambda rule: rule.id)
def test_a_rule_declares_what_it_is(rule: Rule) -> None:
    assert rule.id == rule.id.lower() and " " not in rule.id
    assert rule.title and rule.authority and rule.about.endswith(".")
    assert rule.kinds and isinstance(rule.severity, Severity) and rule.period.start.year == 1966
    assert rule.applies(next(iter(rule.kinds)), rule.inpatient and not rule.outpatient)


@pytest.mark.parametrize("rule", claim_rules(), ids=lambda rule: rule.id)
def test_a_rule_has_a_file_of_its_own(rule: Rule) -> None:
    module = sys.modules[type(rule).__module__]
    text = Path(inspect.getfile(type(rule))).read_text("utf-8")
    assert ast.get_docstring(ast.parse(text)) and getattr(module, "RULE") is rule  # noqa: B009
    assert len(text.splitlines()) <= 200


def test_built_in_policies_name_rules_that_exist() -> None:
    known = {rule.id for rule in claim_rules()}
    policies = load_policies().policies
    assert {policy.id for policy in policies} >= {"medicare", "medicaid", "commercial"}
    for policy in policies:
        assert policy.off | policy.on | set(policy.severity) <= known and policy.authority


def test_every_kind_of_claim_is_checked() -> None:
    for kind in ClaimKind:
        assert [rule for rule in claim_rules() if rule.applies(kind, False)]
    assert {rule.id for rule in claim_rules() if rule.applies(ClaimKind.INSTITUTIONAL, True)} >= {"ms-drg", "npi"}
    assert "ptp" not in {rule.id for rule in claim_rules() if rule.applies(ClaimKind.INSTITUTIONAL, True)}
