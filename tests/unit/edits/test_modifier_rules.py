"""The rules of modifiers on hand-made indicators: one row of the fee file, one MUE, a few pair edits."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from superbill.edits.indicators import Indicators
from superbill.edits.modifier_rules import RULES
from superbill.edits.pairs import Partners
from superbill.edits.visits import in_section, is_visit
from superbill.model.citation import Citation, Fact
from superbill.model.edits import ModifierUse, PairEdit, Setting, UnitsAnswer, Use
from superbill.pricing.clfs import ClfsRate
from superbill.pricing.rvu import RvuRow

YES, WHEN, NO = Use.APPLIES, Use.WHEN, Use.DOES_NOT_APPLY
DAY = date(2025, 11, 22)
CITE = Citation("s", "t", "CMS", "r", "f", "row 1", DAY)
ROW = RvuRow(
    "", "", "A", Decimal(1), Decimal(1), False, Decimal(1), False, Decimal(1), Decimal(3), Decimal(3), "0", "XXX",
    Decimal(0), Decimal(0), Decimal(0), "0", "0", "0", "0", "0", "", Decimal(32), "", "", Decimal(0), Decimal(0),
    Decimal(0), CITE,
)  # fmt: skip
LAB = (ClfsRate("", DAY, "N", Decimal(9), CITE),)
EDIT = PairEdit("20610", "29075", 1, None, None, "", CITE)


def indicators(
    code: str,
    *,
    mue: tuple[int, int] | None = None,
    n_other: int = 0,
    n_em: int = 0,
    status: str = "A",
    pctc: str = "0",
) -> Indicators:
    value, mai = mue or (None, None)
    units = UnitsAnswer(code, Setting.PRACTITIONER, DAY, value, mai, "limit", "", CITE)
    partners = Partners((), (), 5, 5, n_other, n_em, (EDIT,) * min(n_other, 1), CITE)
    row = replace(ROW, hcpcs=code, status=status, pctc=pctc)
    return Indicators(code, Setting.PRACTITIONER, row, None, {}, (), units, partners)


def use_of(found: Indicators, modifier: str) -> ModifierUse | None:
    uses = [use for rule in RULES for use in rule(found) if modifier in use.modifiers]
    assert len(uses) <= 1
    return uses[0] if uses else None


def said(found: Indicators, modifier: str) -> tuple[Use | None, str] | None:
    use = use_of(found, modifier)
    if use is None:
        return None
    return use.use, use.why.value if isinstance(use.why, Fact) else use.why.not_available


@pytest.mark.parametrize(
    ("found", "modifier", "use", "why"),
    [
        (indicators("99213", n_other=3), "59", NO, "not for visits"),
        (indicators("99213", n_other=3), "25", WHEN, "000, 010 or XXX"),
        (indicators("99454", n_other=3), "59", None, "59 is not for evaluation and management"),
        (indicators("20610", n_other=3), "59", WHEN, "indicator 1 with 29075 and 2 more"),
        (indicators("20610", n_em=3), "59", NO, "25 on the visit"),
        (indicators("20610"), "59", NO, "has indicator 0"),
        (indicators("94002", mue=(1, 2)), "76", NO, "MUE 1, MAI 2"),
        (indicators("94002", mue=(1, 2)), "77", WHEN, "each practitioner apart"),
        (indicators("20610", mue=(2, 2)), "76", WHEN, "no modifier brings more than 2"),
        (indicators("20610", mue=(2, 3)), "76", WHEN, "MUE 2, MAI 3"),
        (indicators("E0114", mue=(0, 3)), "76", NO, "MUE 0"),
    ],
    ids=lambda value: value.code if isinstance(value, Indicators) else None,
)  # fmt: skip
def test_a_rule(found: Indicators, modifier: str, use: Use | None, why: str) -> None:
    verdict = said(found, modifier)
    assert verdict is not None
    assert verdict[0] is use and why in verdict[1]


@pytest.mark.parametrize(
    ("code", "modifier", "use", "why"),
    [
        ("82310", "91", WHEN, "same test again"),
        ("36415", "91", None, ""),
        ("36415", "QW", None, ""),
        ("82310", "QW", NO, "list of waived tests is not loaded"),
        ("81002", "QW", NO, "billed without QW"),
    ],
)
def test_tests_and_what_is_no_test_on_the_laboratory_schedule(
    code: str, modifier: str, use: Use | None, why: str
) -> None:
    verdict = said(replace(indicators(code, status="X", pctc="9"), lab=LAB), modifier)
    assert verdict is None if use is None else verdict is not None and verdict[0] is use and why in verdict[1]


def test_the_interpretation_row_tells_that_26_applies_to_a_laboratory_test() -> None:
    found = replace(indicators("84165", pctc="9"), lab=LAB, variants={"26": replace(ROW, modifier="26", pctc="6")})
    assert said(found, "26") == (
        YES,
        "PC/TC indicator 6: a lab test with a physician interpretation that may be billed",
    )
    assert said(found, "TC") == (NO, "PC/TC indicator 6: the test itself is paid on the laboratory fee schedule")


@pytest.mark.parametrize("modifier", ["24", "25", "57", "91", "QW"])
def test_a_modifier_that_was_asked_for_is_refused_where_it_has_no_place(modifier: str) -> None:
    found = indicators("20610")
    assert said(found, modifier) is None
    verdict = said(replace(found, asked=frozenset({modifier})), modifier)
    assert verdict is not None and verdict[0] is NO


@pytest.mark.parametrize(
    ("code", "visit", "section"),
    [
        ("99213", True, True), ("99292", True, True), ("92014", True, True), ("G0463", True, True), ("G0439", True, True),
        ("99454", False, True), ("99406", False, True), ("99473", False, True), ("99497", False, True),
        ("20610", False, False), ("99500", False, False), ("G0101", False, False),
    ],
)  # fmt: skip
def test_visits_and_the_section(code: str, visit: bool, section: bool) -> None:
    assert (is_visit(code), in_section(code)) == (visit, section)


def test_hospital_claims_have_no_57_and_24() -> None:
    found = replace(indicators("99213"), setting=Setting.OUTPATIENT)
    assert use_of(found, "25") is not None and use_of(found, "57") is None and use_of(indicators("G0463"), "24") is None


def test_therapy_and_anesthesia_say_under_whom() -> None:
    therapy = indicators("97110", pctc="7")
    assert therapy.row is not None
    ranked = replace(therapy, row=replace(therapy.row, multiple_procedure="5"))
    assert (said(ranked, "GP") or ("", ""))[0] is YES and said(therapy, "GP") is None
    assert (said(indicators("00142", status="J", pctc="9"), "QK") or ("", ""))[0] is YES
