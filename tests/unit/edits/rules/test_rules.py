"""What tables of single claims cannot tell: histories, payers, spans of years, several releases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from superbill.edits.icd_references import icd_references
from superbill.edits.payers import Policies, Policy, TimelyFiling, load_policies, read_policy
from superbill.edits.rules.npi import valid_npi
from superbill.edits.rules.therapy_plan import wrong_plan
from superbill.edits.rules.timed_units import allowed_units
from superbill.edits.scrub import Scrubber, troubles
from superbill.errors import BadInput, UsageError
from superbill.kb.build import Completeness, build
from superbill.kb.files import walk
from superbill.kb.store import KnowledgeBase, opened
from superbill.model.claim import Claim, ClaimKind, ClaimLine, Diagnosis, DiagnosisRole, Provider
from superbill.model.finding import ClaimAnswer, Finding, Result, Severity

TODAY = date(2026, 11, 22)
SURGERY = date(2025, 10, 6)
SOURCES = ("cms-ncci-ptp", "cms-ncci-mue", "cms-mpfs-rvu", "cms-hcpcs", "cms-place-of-service")


@pytest.fixture(scope="module")
def kb(fixtures: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    out = tmp_path_factory.mktemp("rules") / "kb.sqlite"
    build([file for name in SOURCES for file in walk(fixtures / name)], out, completeness=Completeness.TRUST)
    with opened(out) as found:
        yield found


def claim(*codes: str, on: date = SURGERY, **other: object) -> Claim:
    lines = []
    for number, text in enumerate(codes, 1):
        code, *marks = text.split("-")
        lines.append(
            ClaimLine(number, code, on, tuple(marks), charge=Decimal(100), place_of_service="11", pointers=(1,))
        )
    found = Claim(
        "C1", ClaimKind.PROFESSIONAL, tuple(lines), (Diagnosis("E8352", DiagnosisRole.PRINCIPAL),),
        billing=Provider("1234567893"), filing="MB",
    )  # fmt: skip
    return replace(found, **other)  # type: ignore[arg-type]


def of_rule(answer: ClaimAnswer, rule: str) -> list[Finding]:
    return [finding for finding in answer.findings if finding.rule == rule]


@pytest.mark.parametrize(
    ("code", "day", "result", "said"),
    [
        pytest.param("99213", 10, Result.FAIL, "add 24 to 99213 if unrelated", id="a visit in the 90 days"),
        pytest.param("99213-24", 10, Result.BYPASSED, "24 sets it apart", id="24"),
        pytest.param("20610", 10, Result.FAIL, "add 58 if planned or staged, 78", id="a procedure"),
        pytest.param("20610-79", 10, Result.BYPASSED, "79 sets it apart", id="79"),
        pytest.param("99213", 90, Result.FAIL, "90 days after 27447", id="the last day"),
        pytest.param("99213", 91, Result.PASS, "no global period", id="the day after"),
        pytest.param("99213", -1, Result.FAIL, "add 57 to 99213", id="the day before"),
        pytest.param("71046", 10, Result.PASS, "no global period", id="a test"),
        pytest.param("99213-25", 10, Result.FAIL, "add 24 to 99213", id="25 is for a procedure of its own day"),
        pytest.param("99213-57", -1, Result.BYPASSED, "57 sets it apart", id="57 the day before"),
        pytest.param("27447-RT-55", 10, Result.PASS, "no global period", id="the later care of the operation"),
    ],
)
def test_global_period(kb: KnowledgeBase, code: str, day: int, result: Result, said: str) -> None:
    on = date.fromordinal(SURGERY.toordinal() + day)
    with Scrubber(kb, Policy(), today=TODAY) as scrubber:
        (finding,) = of_rule(scrubber.check(claim(code, on=on), [claim("27447-RT")]), "global-period")
    assert finding.result is result and said in f"{finding.why}; {finding.fix}"


def test_a_return_to_the_operating_room_opens_no_period(kb: KnowledgeBase) -> None:
    with Scrubber(kb, Policy(), today=TODAY) as scrubber:
        earlier = claim("27447-RT-78")
        (finding,) = of_rule(scrubber.check(claim("99213", on=date(2025, 11, 6)), [earlier]), "global-period")
    assert finding.result is Result.PASS


def test_left_and_right_of_a_bilateral_code_are_one_unit(kb: KnowledgeBase) -> None:
    with Scrubber(kb, Policy(), today=TODAY) as scrubber:
        found = of_rule(scrubber.check(claim("27447-RT", "27447-LT")), "mue")
    assert [finding.fix for finding in found] == ["both sides are one unit: report one line with 50 and 1 unit"]


@pytest.mark.parametrize(
    ("codes", "result"),
    [
        pytest.param(("E0114",), Result.PASS, id="a supplier's claim has the suppliers' limit"),
        pytest.param(("99213", "E0114"), Result.FAIL, id="beside a visit it is the practitioner's: 0"),
    ],
)
def test_items_of_suppliers(kb: KnowledgeBase, codes: tuple[str, ...], result: Result) -> None:
    with Scrubber(kb, Policy(), today=date(2024, 9, 1)) as scrubber:
        found = of_rule(scrubber.check(claim(*codes, on=date(2024, 8, 15))), "mue")
    assert {finding.result for finding in found if len(codes) in finding.lines} == {result}


@pytest.mark.parametrize(
    ("code", "modifiers", "fix"),
    [
        ("97110", ("GP",), ""),
        ("97161", (), "add GP"),
        ("97165", ("GP",), "put GO in its place"),
        ("92523", ("GN", "GO"), "keep GN"),
    ],
)
def test_the_plan_of_care_of_therapy(code: str, modifiers: tuple[str, ...], fix: str) -> None:
    assert wrong_plan(code, modifiers)[1] == fix


def test_without_a_history_nobody_knows(kb: KnowledgeBase) -> None:
    with Scrubber(kb, Policy(), today=TODAY) as scrubber:
        (finding,) = of_rule(scrubber.check(claim("99213")), "global-period")
        assert finding.result is Result.NO_DATA and finding.severity is Severity.NOTE
        (finding,) = of_rule(scrubber.check(claim("99213"), ()), "global-period")
        assert finding.result is Result.PASS


def test_another_practice_has_its_own_period(kb: KnowledgeBase) -> None:
    other = claim("27447-RT", billing=Provider("1245319599"))
    with Scrubber(kb, Policy(), today=TODAY) as scrubber:
        answer = scrubber.check(claim("99213", on=date(2025, 10, 20)), [other])
    assert [finding.result for finding in of_rule(answer, "global-period")] == [Result.PASS]


def test_a_line_that_was_billed_before(kb: KnowledgeBase) -> None:
    with Scrubber(kb, Policy(), today=TODAY) as scrubber:
        (finding,) = of_rule(scrubber.check(claim("93000"), [claim("93000")]), "duplicate-line")
        assert finding.result is Result.FAIL and "repeats an earlier claim" in finding.why
        replaced = scrubber.check(claim("93000", frequency="7"), [claim("93000")])
    assert [each.result for each in of_rule(replaced, "duplicate-line")] == [Result.PASS]


def test_the_payer_chooses_rules_and_severity(kb: KnowledgeBase) -> None:
    pair = claim("82310", "82331", on=date(2024, 8, 15))
    gentle = Policy(id="gentle", severity={"ptp": Severity.NOTE}, off=frozenset({"mue"}), medicare_rules=False)
    with Scrubber(kb, gentle, today=date(2024, 9, 1)) as scrubber:
        answer = scrubber.check(pair)
        rules = {rule.id for rule in scrubber.rules_for(pair)}
    assert answer.payer == "gentle"
    assert [f.severity for f in of_rule(answer, "ptp") if f.result is Result.FAIL] == [Severity.NOTE]
    assert "ptp" in rules and not rules & {"mue", "fee-status", "zip-locality", "medical-necessity"}
    none = Policy(ncci=False, on=frozenset({"mue"}))
    with Scrubber(kb, none) as scrubber:
        assert {rule.id for rule in scrubber.rules_for(pair)} & {"ptp", "mue", "add-on"} == {"mue"}


def test_stale_days_let_an_older_release_clear_a_line(kb: KnowledgeBase) -> None:
    one = claim("85025", on=date(2024, 11, 1))
    for days, result in ((0, Result.NO_DATA), (31, Result.NO_DATA), (32, Result.PASS)):
        with Scrubber(kb, Policy(stale_days=days), today=TODAY) as scrubber:
            (finding,) = of_rule(scrubber.check(one), "mue")
        assert finding.result is result, days
        assert finding.citation is not None and finding.citation.stale_days == 32


def test_a_claim_is_clean_when_all_checks_pass(kb: KnowledgeBase) -> None:
    with Scrubber(kb, Policy(off=frozenset({"zip-locality"})), today=TODAY) as scrubber:
        answer = scrubber.check(claim("71046"))
    assert answer.result is Result.NO_DATA and {finding.result for finding in troubles(answer)} == {Result.NO_DATA}
    assert answer.usd_at_risk == 0


def test_a_rule_name_that_does_not_exist(kb: KnowledgeBase) -> None:
    with pytest.raises(UsageError, match="names a rule 'muee' that does not exist"):
        Scrubber(kb, Policy(off=frozenset({"muee"})))


@pytest.mark.parametrize(
    ("filing", "payer_id", "policy"),
    [("MB", "", "medicare"), ("MC", "", "medicaid"), ("CI", "", "commercial"), ("", "", "medicare"), ("ZZ", "", "commercial"),
     ("MB", "60054", "aetna")],
)  # fmt: skip
def test_a_claim_finds_its_policy(filing: str, payer_id: str, policy: str, tmp_path: Path) -> None:
    (tmp_path / "aetna.toml").write_text('id = "aetna"\npayers = ["60054"]\ntimely_filing = { days = 120 }\n')
    policies = load_policies([tmp_path])
    assert policies.of(claim("99213", filing=filing, payer_id=payer_id)).id == policy
    assert policies.named("aetna").timely_filing.last_day(date(2026, 1, 1)) == date(2026, 5, 1)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id = ", "no TOML"),
        ("title = 'x'", "has no id"),
        ("id = 'x'\nncci = 1", "ncci is neither true nor false"),
        ("id = 'x'\nofff = []", "unknown key 'offf'"),
        ("id = 'x'\noff = 'mue'", "off is no list of texts"),
        ("id = 'x'\nstale_days = -1", "stale_days is no number of 0 or more"),
        ("id = 'x'\ntimely_filing = { weeks = 3 }", "timely_filing is neither"),
        ("id = 'x'\n[severity]\nmue = 'hard'", "severity of mue is 'hard'"),
    ],
)
def test_a_policy_that_is_wrong(text: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / "payer.toml"
    file.write_text(text)
    with pytest.raises(BadInput, match=f"payer.toml: {said}"):
        read_policy(file)


def test_unknown_policy() -> None:
    with pytest.raises(UsageError, match="no policy 'x'"):
        Policies((Policy(),)).named("x")


@pytest.mark.parametrize(
    ("served", "limit", "last"),
    [
        (date(2025, 1, 31), TimelyFiling(months=12), date(2026, 1, 31)),
        (date(2024, 2, 29), TimelyFiling(months=12), date(2025, 2, 28)),
        (date(2025, 8, 31), TimelyFiling(months=6), date(2026, 2, 28)),
        (date(2025, 1, 1), TimelyFiling(days=90), date(2025, 4, 1)),
        (date(2025, 1, 1), TimelyFiling(), None),
    ],
)
def test_last_day_to_file(served: date, limit: TimelyFiling, last: date | None) -> None:
    assert limit.last_day(served) == last


@pytest.mark.parametrize("number", ["1234567893", "1245319599", "1003000126"])
def test_valid_npi(number: str) -> None:
    assert valid_npi(number)
    assert not any(valid_npi(number[:9] + str(digit)) for digit in range(10) if str(digit) != number[9])


@pytest.mark.parametrize("number", ["", "123456789", "12345678933", "3234567893", "١٢٣٤٥٦٧٨٩٣", "12345 7893"])
def test_no_npi(number: str) -> None:
    assert not valid_npi(number)


def test_eight_minute_rule() -> None:
    assert [allowed_units(Decimal(n)) for n in (0, 7, 8, 22, 23, 37, 38, 52, 53, 68)] == [0, 0, 1, 1, 2, 2, 3, 3, 4, 5]


@pytest.mark.parametrize(
    ("text", "holds", "not_these"),
    [
        ("parathyroid disorders (E20-E21)", ["E200", "E213", "E21"], ["E22", "E19"]),
        ("Marfan syndrome (Q87.4-)", ["Q874", "Q8740"], ["Q875"]),
        (
            "poisoning (T36-T65 with fifth or sixth character 1-4)",
            ["T360X1A", "T391X4A", "T4011XA"],
            ["T360X5A", "T66"],
        ),
        ("aphasia (I69. with final characters -20)", ["I6920", "I69320"], ["I6921"]),
        ("concussion (S06.0X- with seventh character A)", ["S060X0A"], ["S060X0D"]),
        ("disorders (K74.6- with .52)", [], ["K7460"]),
        ("a range over categories (E70.0-E73.9)", ["E711", "E7000", "E739"], ["E740"]),
        ("see categories elsewhere", [], ["E20"]),
        ("cord injury (S14.0, S14.1-)", ["S140", "S14101A"], ["S142"]),
    ],
)
def test_codes_that_a_note_names(text: str, holds: list[str], not_these: list[str]) -> None:
    found = icd_references(text)
    assert [code for code in holds if any(each.holds(code) for each in found)] == holds
    assert not [code for code in not_these if any(each.holds(code) for each in found)]
