"""Which diagnoses come first: what code-first notes bind, and what only adds to another diagnosis outside stays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from superbill.edits.case import CaseMaker
from superbill.edits.diagnosis_facts import adverse_effect, binds_sometimes
from superbill.edits.payers import Policy
from superbill.edits.rules.first_listed import RULE
from superbill.kb.build import Completeness, build
from superbill.kb.files import walk
from superbill.kb.store import KnowledgeBase, opened
from superbill.model.claim import Claim, ClaimKind, ClaimLine, Diagnosis, DiagnosisRole

ON = date(2026, 5, 4)
VISIT = Claim("V", ClaimKind.PROFESSIONAL, (ClaimLine(1, "99213", ON),))
STAY = replace(VISIT, kind=ClaimKind.INSTITUTIONAL, bill_type="0111", discharged=ON)
UNACCEPTABLE = frozenset({"unacceptable"})


@pytest.fixture(scope="module")
def kb(fixtures: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    out = tmp_path_factory.mktemp("order") / "kb.sqlite"
    build(walk(fixtures / "nchs-icd10cm-tabular"), out, completeness=Completeness.TRUST)
    with opened(out) as found:
        yield found


@pytest.mark.parametrize(
    ("text", "sometimes"),
    [
        pytest.param("any follow-up examination after treatment of malignant neoplasm (Z08)", True, id="any"),
        pytest.param("heart failure due to hypertension (I11.0); following surgery (I97.13-)", True, id="some forms"),
        pytest.param("cardiac arrhythmia complicating:; obstetric surgery (O75.4)", True, id="complicating"),
        pytest.param("associated AIDS (B20)", True, id="associated AIDS"),
        pytest.param("underlying disease, such as:; anemia due to enzyme disorders (D55)", False, id="an example"),
        pytest.param("underlying chronic kidney disease (CKD) (N18.-)", False, id="always"),
    ],
)
def test_notes_that_bind_only_sometimes(text: str, sometimes: bool) -> None:
    assert binds_sometimes(text) is sometimes


@pytest.mark.parametrize(
    ("code", "adverse"),
    [
        ("T391X5A", True),
        ("T3695XA", True),
        ("T391X1A", False),
        ("T3691XA", False),
        ("T43651A", False),
        ("T45516A", False),
    ],
)
def test_the_nature_of_an_adverse_effect_first_and_a_poisoning_itself(code: str, adverse: bool) -> None:
    assert adverse_effect(code) is adverse


@pytest.mark.parametrize(
    ("claim", "code", "said"),
    [
        pytest.param(VISIT, "Z0000", "", id="a check-up"),
        pytest.param(VISIT, "Z23", "", id="a vaccination"),
        pytest.param(VISIT, "O0991", "", id="a prenatal visit"),
        pytest.param(VISIT, "Z6841", "it only adds to another diagnosis", id="body mass index"),
        pytest.param(VISIT, "B9561", "it only adds to another diagnosis", id="an agent"),
        pytest.param(STAY, "Z0000", "not accepted as the principal diagnosis", id="a stay"),
    ],
)
def test_the_editors_list_is_for_stays(kb: KnowledgeBase, claim: Claim, code: str, said: str) -> None:
    coded = replace(claim, diagnoses=(Diagnosis(code, DiagnosisRole.PRINCIPAL),))
    case = CaseMaker(kb, ON).case(coded, Policy())
    assert RULE.concerns(case, case.diagnoses[0], UNACCEPTABLE) == said
