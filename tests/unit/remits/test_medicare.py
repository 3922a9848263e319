"""Medicare claims against the fee schedules of 2025 in Chicago (06102/16)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from superbill.model.citation import NotAvailable
from superbill.model.claim_price import PriceOptions
from superbill.remits import ItemKind, RemitAnswer, RemitOptions, WorkItem
from superbill.remits.deadlines import Deadline
from superbill.workbench import Workbench


def of_claim(answer: RemitAnswer, claim: str) -> list[WorkItem]:
    return [item for item in answer.items if item.claim == claim]


def test_a_claim_paid_by_the_schedule_less_sequestration_is_no_work(medicare: RemitAnswer) -> None:
    outcome = next(each for each in medicare.claims if each.id == "M1")
    assert of_claim(medicare, "M1") == []
    assert (outcome.allowed, outcome.expected) == (Decimal("162.17"), Decimal("162.17"))
    assert outcome.paid == Decimal("127.13")


def test_an_underpayment_names_amounts_steps_and_the_last_day(medicare: RemitAnswer) -> None:
    (item,) = of_claim(medicare, "M2")
    assert item.kind is ItemKind.UNDERPAYMENT
    assert item.usd == Decimal("21.40")
    assert item.why == "allowed $110.49, expected $131.89 (Medicare physician fee schedule)"
    assert item.steps == (
        "non-facility: (work 1.92 x 1.007 + PE 1.80 x 1.023 + MP 0.15 x 2.018) x CF 32.3465 = $131.89",
    )
    assert isinstance(item.deadline, Deadline)
    assert item.deadline.day == date(2026, 3, 19)
    assert item.deadline.citation.title == "42 CFR 405.942(a)"


@pytest.mark.parametrize(
    ("claim", "why", "usd", "route", "letter", "day"),
    [
        pytest.param("M3", "$700.00 denied, CO-97: counted into another service", "186.71", "appeal", "bundling",
                     date(2026, 3, 19), id="second endoscopy at half its fee"),
        pytest.param("M5", "$400.00 denied, CO-29: filed too late", "193.75", "appeal", "timely-filing",
                     date(2026, 3, 19), id="timely filing"),
        pytest.param("M6", "$2,400.00 denied, CO-16: claim incomplete or in error", "1404.51", "correct", "",
                     date(2026, 10, 15), id="not processable: no appeal"),
        pytest.param("M9", "$90.00 denied, CO-50: not medically necessary", "33.95", "appeal", "necessity",
                     date(2026, 3, 19), id="medical necessity"),
    ],
)  # fmt: skip
def test_denials(medicare: RemitAnswer, claim: str, why: str, usd: str, route: str, letter: str, day: date) -> None:
    (item,) = of_claim(medicare, claim)
    assert (item.kind, item.why, item.usd) == (ItemKind.DENIAL, why, Decimal(usd))
    assert (item.route, item.letter) == (route, letter)
    assert isinstance(item.deadline, Deadline) and item.deadline.day == day


def test_the_payers_own_date_of_receipt_speaks_for_timely_filing(medicare: RemitAnswer) -> None:
    (item,) = of_claim(medicare, "M5")
    (fact,) = item.evidence
    assert fact.favours
    assert fact.text.startswith("By its own remittance the payer received the claim on 2025-11-05, 21 days after")


def test_an_ended_release_decides_nothing(medicare: RemitAnswer) -> None:
    (item,) = of_claim(medicare, "M4")
    assert [each.favours for each in item.evidence] == [None]
    assert "by a release that had ended 380 days before" in item.evidence[0].text


def test_without_a_fee_the_amount_is_that_of_the_charge(medicare: RemitAnswer) -> None:
    (item,) = of_claim(medicare, "M4")
    assert item.at_charge and item.usd == Decimal(15)


def test_a_reversal_with_its_correction_is_one_claim(medicare: RemitAnswer) -> None:
    outcome = next(each for each in medicare.claims if each.id == "M7")
    assert outcome.statuses == ("22", "1")
    assert outcome.notes == ("replaces $70.00 paid on an earlier remittance",)
    assert of_claim(medicare, "M7") == []


def test_a_reversal_alone_is_a_takeback(medicare: RemitAnswer) -> None:
    (item,) = of_claim(medicare, "M8")
    assert (item.kind, item.usd) == (ItemKind.TAKEBACK, Decimal("15.00"))


def test_items_are_ordered_by_money_and_summed(medicare: RemitAnswer) -> None:
    assert [item.claim for item in medicare.items] == ["M6", "M5", "M3", "M9", "M2", "M4", "M8"]
    assert medicare.usd_at_stake == Decimal("1870.32")
    assert medicare.claims_without_payment == 1
    assert all(payment.balanced for payment in medicare.payments)


def test_totals_by_group_and_reason(medicare: RemitAnswer) -> None:
    by_reason = {"-".join(row.key): (row.count, row.usd) for row in medicare.by_reason}
    assert by_reason["CO-253"] == (5, Decimal("13.60"))
    assert by_reason["PR-2"] == (5, Decimal("169.92"))
    assert {row.key[0] for row in medicare.by_group} == {"CO", "PR"}


def test_too_much_sequestration_is_named(bench: Workbench, fixtures: Path, tmp_path: Path) -> None:
    text = (fixtures / "claims" / "remit-medicare.835").read_text()
    changed = tmp_path / "more.835"
    changed.write_text(text.replace("*250*86.62*", "*250*80.62*").replace("250*86.62**", "250*80.62**")
                       .replace("CAS*CO*253*1.77", "CAS*CO*253*7.77").replace("BPR*I*577.85", "BPR*I*571.85"))  # fmt: skip
    answer = bench.remit(changed, fixtures / "claims" / "remit-medicare.837")
    (item,) = [item for item in answer.items if item.kind is ItemKind.SEQUESTRATION]
    assert item.usd == Decimal("6.00")
    assert item.why == "$7.77 is withheld as sequestration; 2 % of the payment of $88.39 is $1.77"


def test_sums_that_do_not_come_out_are_named(bench: Workbench, fixtures: Path, tmp_path: Path) -> None:
    changed = tmp_path / "off.835"
    changed.write_text((fixtures / "claims" / "remit-medicare.835").read_text().replace("BPR*I*577.85", "BPR*I*600.00"))
    answer = bench.remit(changed)
    (item,) = [item for item in answer.items if item.kind is ItemKind.IMBALANCE]
    assert item.why == "the payment is $600.00, and its claims and provider adjustments add up to $577.85"


def test_without_the_claim_file_a_place_is_needed(bench: Workbench, fixtures: Path) -> None:
    file = fixtures / "claims" / "remit-medicare.835"
    alone = bench.remit(file)
    first = next(each for each in alone.claims if each.id == "M2")
    assert isinstance(first.why_not, NotAvailable)
    assert first.why_not.not_available == "the claim has no ZIP code, so no locality"
    place = bench.place(date(2025, 10, 15), zip_code="60601")
    assert place is not None and not isinstance(place, NotAvailable)
    placed = bench.remit(file, None, RemitOptions(price=PriceOptions(locality=place)))
    assert [item.usd for item in placed.items if item.claim == "M2"] == [Decimal("21.40")]


def test_a_tolerance_leaves_small_differences_out(bench: Workbench, fixtures: Path) -> None:
    folder = fixtures / "claims"
    options = replace(RemitOptions(), tolerance_usd=Decimal(25))
    answer = bench.remit(folder / "remit-medicare.835", folder / "remit-medicare.837", options)
    assert of_claim(answer, "M2") == []
