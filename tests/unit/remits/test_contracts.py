"""Contracts: what they expect, and files that are refused."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from superbill.errors import BadInput
from superbill.remits import ItemKind, RemitAnswer, contracts_of, read_contracts


def _items(answer: RemitAnswer, claim: str) -> list[tuple[ItemKind, int, Decimal]]:
    return [(item.kind, item.line, item.usd) for item in answer.items if item.claim == claim]


def test_a_percentage_of_medicare_and_a_carve_out(commercial: RemitAnswer) -> None:
    assert _items(commercial, "K4") == [(ItemKind.UNDERPAYMENT, 1, Decimal("100.00"))]
    assert _items(commercial, "K5") == [(ItemKind.DENIAL, 1, Decimal("164.86"))]


def test_parts_of_a_split_claim_are_one_claim(commercial: RemitAnswer) -> None:
    outcome = next(each for each in commercial.claims if each.id == "K1")
    assert outcome.notes == ("split into 2 parts by the payer",)
    assert (outcome.charge, outcome.paid) == (Decimal(390), Decimal("235.00"))


def test_a_line_paid_in_two_parts_is_one_line(commercial: RemitAnswer) -> None:
    (item,) = [item for item in commercial.items if item.claim == "K2"]
    assert (item.kind, item.charge, item.letter) == (ItemKind.DENIAL, Decimal(200), "units")


def test_bundled_lines_are_compared_by_their_sum(commercial: RemitAnswer) -> None:
    (item,) = [item for item in commercial.items if item.claim == "K3"]
    assert item.kind is ItemKind.OVERPAYMENT
    assert item.why.startswith("93005, 93010 put together as 93000: allowed $20.00, expected $18.49")


def test_a_line_without_an_answer(commercial: RemitAnswer) -> None:
    found = [item for item in commercial.items if item.claim == "K6" and item.kind is ItemKind.UNANSWERED]
    assert [(item.line, item.code) for item in found] == [(2, "36415")]


def test_an_authorization_on_the_claim_speaks_for_it(commercial: RemitAnswer) -> None:
    (item,) = [item for item in commercial.items if item.claim == "K5"]
    assert [each.text for each in item.evidence] == ["The claim carried an authorization number when it was filed"]
    assert "AUTH88" not in repr(commercial)


def test_an_unknown_reason_that_takes_all_is_a_denial(commercial: RemitAnswer) -> None:
    (item,) = [item for item in commercial.items if item.claim == "K8"]
    assert (item.kind, item.why, item.letter) == (ItemKind.DENIAL, "$220.00 denied, CO-P14", "denial")


def test_the_payers_own_days(commercial: RemitAnswer) -> None:
    days = {item.claim: getattr(item.deadline, "day", None) for item in commercial.items}
    assert (days["K5"], days["K7"]) == (date(2026, 5, 13), date(2026, 2, 12))


def test_periods_and_closeness(fixtures: Path) -> None:
    (contract,) = read_contracts(fixtures / "claims" / "remit-contract.csv")
    before, after = (contract.term("97110", (), day) for day in (date(2025, 6, 30), date(2025, 7, 1)))
    assert before is not None and after is not None
    assert (before.value, after.value) == (Decimal("40.00"), Decimal("42.50"))
    fee = contract.term("93306", (), date(2025, 10, 15))
    assert fee is not None and fee.words == "a fee of $300.00 a unit"
    assert contract.term("99213", (), date(2026, 1, 1)) is None
    rate = contract.case_rate((), "470", date(2025, 10, 15))
    assert rate is not None and rate.value == Decimal(18000)
    assert (contract.appeal_days, contract.corrected_days) == (180, 90)


HEAD = "code,basis,value"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        pytest.param("c.csv", b"", "c.csv: has no terms", id="empty"),
        pytest.param("c.csv", b"\xff\xfe\x00", "c.csv: is no text in UTF-8", id="binary"),
        pytest.param("c.csv", b"code,basis\n", "c.csv, line 1: has no heading 'value'", id="heading missing"),
        pytest.param("c.csv", b"code,basis,value,rate\n", "c.csv, line 1: unknown heading 'rate'", id="heading unknown"),
        pytest.param("c.csv", f"{HEAD}\n9921,per visit,3\n".encode(), "c.csv, line 2, column basis: 'per visit' is no basis",
                     id="basis"),
        pytest.param("c.csv", f"{HEAD}\n99213x!,fee,3\n".encode(), "c.csv, line 2, column code: '99213x!' is no code for fee",
                     id="code"),
        pytest.param("c.csv", f"{HEAD}\n99213,fee,-3\n".encode(), "c.csv, line 2, column value: '-3' is no amount",
                     id="negative"),
        pytest.param("c.csv", f"{HEAD}\n99213,fee,NaN\n".encode(), "c.csv, line 2, column value: 'NaN' is no amount",
                     id="not a number"),
        pytest.param("c.csv", f"{HEAD}\n*,case rate,3\n".encode(), "c.csv, line 2, column code: '*' is no code for case rate",
                     id="case rate of all"),
        pytest.param("c.csv", f"{HEAD}\n99213,fee,3\n99213,fee,4\n".encode(),
                     "c.csv: line 3 and line 2 both hold for 99213 on the same days", id="clash"),
        pytest.param("c.csv", f"{HEAD},from,to\n99213,fee,3,2026-01-01,2025-01-01\n".encode(),
                     "c.csv, line 2, column to: ends on 2025-01-01, before it begins on 2026-01-01", id="period"),
        pytest.param("c.csv", f"{HEAD},from\n99213,fee,3,soon\n".encode(), "c.csv, line 2, column from: 'soon' is no date",
                     id="date"),
        pytest.param("c.toml", b"terms = 3", "c.toml: has no [[terms]]", id="toml without terms"),
        pytest.param("c.toml", b"x = ", "c.toml: no TOML", id="no toml"),
        pytest.param("c.toml", b"rate = 3", "c.toml: unknown key 'rate'", id="toml key"),
        pytest.param("c.toml", b'[[terms]]\ncode = "99213"\nbasis = "fee"\nvalue = "x"', "c.toml: term 1, value: 'x' is no amount",
                     id="toml value"),
    ],
)  # fmt: skip
def test_bad_contracts_are_refused(name: str, content: bytes, said: str) -> None:
    with pytest.raises(BadInput) as caught:
        contracts_of(content, name)
    assert said in str(caught.value)
