"""Every claim rule against the table of `claim_rules.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from superbill.edits.rules import claim_rules
from superbill.edits.scrub import Scrubber
from superbill.kb.build import Completeness, build
from superbill.kb.files import walk
from superbill.kb.store import opened
from superbill.model.finding import Finding, Result

from .claim_lines import read_claim

TODAY = date(2026, 11, 22)
SOURCES = (
    "nchs-icd10cm-codes", "nchs-icd10cm-tabular", "cms-hcpcs", "cms-mpfs-rvu", "cms-zip-locality", "cms-clfs",
    "cms-ncci-mue", "cms-ncci-ptp", "cms-ncci-addon", "cms-opps", "cms-place-of-service", "cms-mcd",
)  # fmt: skip
TABLE: dict[str, list[dict[str, Any]]] = tomllib.loads(Path(__file__).with_name("claim_rules.toml").read_text("utf-8"))
CASES = [pytest.param(rule, case, id=f"{rule}: {case['name']}") for rule, cases in TABLE.items() for case in cases]
ELSEWHERE = {
    "global-period", "manifestation-first", "external-cause-first", "first-listed", "diagnosis-age", "diagnosis-sex",
    "patient-data", "inpatient-procedure", "ms-drg", "questionable-admission", "wrong-procedure", "obstetric-admission",
    "unspecified-side",
}  # fmt: skip
"""Rules whose tests need more than one claim, or the code editor's tables."""


@pytest.fixture(scope="module")
def scrubber(fixtures: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scrubber]:
    out = tmp_path_factory.mktemp("claims") / "kb.sqlite"
    build([file for name in SOURCES for file in walk(fixtures / name)], out, completeness=Completeness.TRUST)
    with opened(out) as kb, Scrubber(kb, today=TODAY) as found:
        yield found


def said(finding: Finding) -> str:
    return f"{finding.why}; {finding.fix}; {finding.citation}"


@pytest.mark.parametrize(("rule", "case"), CASES)
def test_table(scrubber: Scrubber, rule: str, case: dict[str, Any]) -> None:
    found = [finding for finding in scrubber.check(read_claim(case)).findings if finding.rule == rule]
    left = list(found)
    for wanted in case["finds"]:
        result, numbers, *words = wanted.split(" ", 2)
        lines = () if numbers == "-" else tuple(int(number) for number in numbers.split(","))
        matching = [
            f for f in left if f.result == result and f.lines == lines and (not words or words[0] in said(f))
        ]  # fmt: skip
        assert matching, f"{wanted!r} is not among {[(f.result.value, f.lines, said(f)) for f in left]}"
        left.remove(matching[0])
    assert not [f for f in left if f.result is Result.FAIL], f"more fails: {[(f.lines, said(f)) for f in left]}"
    if "usd" in case:
        assert sum(f.usd_at_risk for f in found if f.result is Result.FAIL) == Decimal(case["usd"])


def test_every_rule_has_its_table() -> None:
    assert set(TABLE) | ELSEWHERE == {rule.id for rule in claim_rules()}
