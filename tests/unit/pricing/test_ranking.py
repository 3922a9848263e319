"""Several procedures of a day, by the examples of the manuals."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from superbill.pricing.ranking import (
    BilledPart,
    Procedure,
    TherapyLine,
    dearest_part,
    dearest_therapy,
    part_rule,
    rank_surgery,
)

USD = Decimal


def amounts(*procedures: Procedure) -> list[str]:
    return [str(answer.amount) for answer in rank_surgery(procedures).values()]


def test_colonoscopies_of_the_manual() -> None:
    """Claims Processing Manual, chapter 12, section 40.6: 45378 $255.40, 45380 $285.98, 45385 $374.56 give $405.14."""
    ranked = rank_surgery(
        [
            Procedure(1, "45380", USD("285.98"), base="45378", base_amount=USD("255.40")),
            Procedure(2, "45385", USD("374.56"), base="45378", base_amount=USD("255.40")),
        ]
    )
    assert {line: answer.amount for line, answer in ranked.items()} == {1: USD("30.58"), 2: USD("374.56")}
    assert ranked[1].notes == ["same endoscopy family: $285.98 - base 45378 $255.40 = $30.58"]


def test_an_endoscopy_with_its_base_pays_the_endoscopy_only() -> None:
    pair = (
        Procedure(1, "45378", USD("255.40")),
        Procedure(2, "45385", USD("374.56"), base="45378", base_amount=USD("255.40")),
    )
    assert amounts(*pair) == ["0", "374.56"]


def test_the_standard_example_ranks_by_fee() -> None:
    """A contractor's example: $1,043.48 in full, $1,010.60 and $922.90 at half, whatever the order on the claim."""
    found = amounts(
        Procedure(1, "35301", USD("1043.48")),
        Procedure(2, "35201", USD("922.90")),
        Procedure(3, "35261", USD("1010.60")),
    )
    assert found == ["1043.48", "461.450", "505.300"]


def test_a_family_counts_as_one_service_among_others() -> None:
    """Two related endoscopies and a third procedure: the family first, then the ranks (section 40.6)."""
    found = amounts(
        Procedure(1, "45385", USD("374.56"), base="45378", base_amount=USD("255.40")),
        Procedure(2, "45380", USD("285.98"), base="45378", base_amount=USD("255.40")),
        Procedure(3, "11042", USD("400")),
    )
    assert found == ["374.56", "30.58", "200.0"]


def test_two_unrelated_endoscopies_follow_the_usual_rule() -> None:
    found = amounts(
        Procedure(1, "46606", USD("100"), base="46600", base_amount=USD("60")),
        Procedure(2, "43217", USD("300"), base="43200", base_amount=USD("150")),
    )
    assert found == ["50.0", "300"]


def test_equal_fees_rank_by_charge() -> None:
    found = amounts(Procedure(1, "A", USD(100), charge=USD(150)), Procedure(2, "B", USD(100), charge=USD(200)))
    assert found == ["50.0", "100"]


def test_the_sixth_procedure_is_by_report() -> None:
    ranked = rank_surgery([Procedure(number, str(number), USD(100 - number)) for number in range(1, 8)])
    assert [answer.by_report for answer in ranked.values()] == [False] * 5 + [True] * 2


def test_units_rank_one_by_one() -> None:
    assert amounts(Procedure(1, "11102", USD(100), units=3)) == ["200.0"]


def test_an_unknown_base_is_said() -> None:
    ranked = rank_surgery([Procedure(1, "X1", USD(90), base="X0"), Procedure(2, "X2", USD(80), base="X0")])
    assert [answer.no_base for answer in ranked.values()] == [False, True]


@pytest.mark.parametrize(
    ("indicator", "part", "on", "percent"),
    [
        ("4", "TC", date(2025, 1, 1), 50),
        ("4", "26", date(2025, 1, 1), 95),
        ("4", "26", date(2016, 12, 31), 75),
        ("4", "26", date(2011, 12, 31), None),
        ("6", "TC", date(2025, 1, 1), 75),
        ("6", "26", date(2025, 1, 1), None),
        ("7", "TC", date(2025, 1, 1), 80),
        ("7", "TC", date(2012, 12, 31), None),
    ],
)
def test_reductions_of_parts_by_date(indicator: str, part: str, on: date, percent: int | None) -> None:
    rule = part_rule(indicator, part, on)
    assert (rule and int(rule.percent)) == percent
    assert rule is None or rule.authority.effective_from <= on


def test_the_dearest_part_and_therapy() -> None:
    assert dearest_part([]) is None
    assert dearest_part([BilledPart(1, USD(10)), BilledPart(2, USD(12)), BilledPart(3, USD(12))]) == 2
    ties = [TherapyLine(1, USD("0.43"), USD("28.79")), TherapyLine(2, USD("0.43"), USD("29"))]
    assert dearest_therapy(ties) == 2
