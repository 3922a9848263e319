"""835 to remittances: every element that is taken, balances, and faults that leave the other claims alone."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from superbill.claims import read_remittances
from superbill.errors import BadInput
from superbill.model.claim import Refused, Spot
from superbill.model.remittance import Adjustment, Imbalance, ProviderAdjustment, Remittance


@pytest.fixture
def payments(fixtures: Path) -> str:
    return (fixtures / "claims" / "payments.835").read_text().replace("\n", "")


def read(text: str) -> list[Remittance | Refused]:
    return list(read_remittances(io.BytesIO(text.encode())))


def remittance(text: str) -> Remittance:
    (found,) = [one for one in read(text) if isinstance(one, Remittance)]
    return found


def refusals(text: str) -> list[Refused]:
    return [one for one in read(text) if isinstance(one, Refused)]


def test_the_payment(payments: str) -> None:
    found = remittance(payments)
    assert (found.trace, found.paid, found.credit, found.method) == ("EFT0001", Decimal("130.05"), True, "ACH")
    assert (found.on, found.produced) == (date(2026, 7, 3), date(2026, 7, 1))
    assert (found.payer_name, found.payer_id, found.payee) == ("GRANITE HEALTH", "12345", "1234567893")
    assert found.spot == Spot(3, payments.index("ST*"), "ST")
    assert refusals(payments) == []


def test_a_claim_of_it(payments: str) -> None:
    claim = remittance(payments).claims[0]
    assert (claim.id, claim.status, claim.charge, claim.paid, claim.patient_responsibility) == (
        "C1",
        "1",
        Decimal("269.60"),
        Decimal("140.05"),
        Decimal("22.90"),
    )
    assert (claim.filing, claim.payer_control, claim.facility, claim.frequency) == ("MB", "ICN0001", "11", "1")
    assert (claim.statement_from, claim.statement_through, claim.received) == (
        date(2026, 2, 13),
        date(2026, 2, 15),
        date(2026, 6, 2),
    )
    assert (claim.remarks, claim.amounts, claim.rendering) == (
        ("MA01", "MA18"),
        (("AU", Decimal("162.95")),),
        "1003000126",
    )


def test_a_line_with_its_adjustments(payments: str) -> None:
    line = remittance(payments).claims[0].lines[0]
    assert (line.code, line.modifiers, line.charge, line.paid, line.on) == (
        "99213",
        ("25",),
        Decimal("92.05"),
        Decimal("70.15"),
        date(2026, 2, 13),
    )
    assert line.adjustments == (
        Adjustment("CO", "45", Decimal("4.36"), None, Spot(25, payments.index("CAS*CO*45*4.36"), "CAS")),
        Adjustment("PR", "2", Decimal("17.54"), None, Spot(26, payments.index("CAS*PR*2"), "CAS")),
    )
    assert (line.control, line.allowed, line.remarks) == ("1A", Decimal("87.69"), ("N130",))


def test_one_segment_with_several_reasons(payments: str) -> None:
    line = remittance(payments).claims[0].lines[1]
    assert [(one.group, one.reason, one.amount, one.quantity) for one in line.adjustments] == [
        ("CO", "97", Decimal("10.00"), Decimal(2)),
        ("CO", "B15", Decimal("2.55"), Decimal(1)),
    ]
    assert (line.through, line.units, line.original_units, line.remarks) == (
        date(2026, 2, 15),
        Decimal(0),
        Decimal(3),
        ("M15", "N19"),
    )


def test_a_changed_code_keeps_what_was_billed(payments: str) -> None:
    line = remittance(payments).claims[0].lines[2]
    assert (line.code, line.original_code, line.original_modifiers, line.original_units) == (
        "00142",
        "00140",
        ("AA",),
        Decimal(45),
    )


def test_a_reversal_and_provider_adjustments(payments: str) -> None:
    found = remittance(payments)
    assert (found.claims[1].status, found.claims[1].paid, found.claims[1].adjusted) == (
        "22",
        Decimal("-10.00"),
        Decimal("-5.40"),
    )
    spot = Spot(43, payments.index("PLB*"), "PLB")
    assert found.adjustments == (
        ProviderAdjustment("1234567893", date(2026, 12, 31), "WO", "ICN0002", Decimal("5.00"), spot),
        ProviderAdjustment("1234567893", date(2026, 12, 31), "L6", "", Decimal("-5.00"), spot),
    )


def test_a_revenue_code_line(payments: str) -> None:
    line = remittance(payments.replace("SVC*HC:J1885:JZ*12.55*0**0**3", "SVC*NU:510*12.55*0**0")).claims[0].lines[1]
    assert (line.code, line.revenue_code, line.qualifier) == ("", "0510", "NU")


IMBALANCES = {
    "line": ("CAS*CO*45*4.36", "CAS*CO*45*4.35", ["line", "claim"]),
    "claim": ("CAS*OA*23*-5.40", "CAS*OA*23*-5.39", ["claim"]),
    "payment": ("BPR*I*130.05", "BPR*I*130.04", ["payment"]),
    "provider adjustment": ("L6*-5.00", "L6*-5.01", ["payment"]),
    "debit": ("130.05*C*", "130.05*D*", ["payment"]),
}


@pytest.mark.parametrize(("was", "becomes", "levels"), IMBALANCES.values(), ids=IMBALANCES)
def test_sums_that_do_not_come_out(payments: str, was: str, becomes: str, levels: list[str]) -> None:
    assert remittance(payments).imbalances == ()
    assert [one.level for one in remittance(payments.replace(was, becomes)).imbalances] == levels


def test_an_imbalance_says_both_sums(payments: str) -> None:
    found = remittance(payments.replace("CAS*OA*23*-5.40", "CAS*OA*23*-5.39"))
    spot = Spot(40, payments.index("CLP*C2"), "CLP")
    assert found.imbalances == (Imbalance("claim", Decimal("-10.00"), Decimal("-10.01"), "C2", 0, spot),)


FAULTS = {
    "unknown segment": ("LQ*HE*N130", "ZZZ*1", "C1", "segment id"),
    "group code": ("CAS*CO*45*4.36", "CAS*XX*45*4.36", "C1", "CAS01"),
    "reason missing": ("CAS*CO*45*4.36", "CAS*CO**4.36", "C1", "CAS02"),
    "amount of the second reason": ("*B15*2.55", "*B15*", "C1", "CAS06"),
    "amount that is none": ("140.05*22.90", "14O.05*22.90", "C1", "CLP04"),
    "no status": ("CLP*C2*22", "CLP*C2*", "C2", "CLP02"),
    "no date": ("DTM*232*20260213", "DTM*232*20261313", "C1", "DTM02"),
    "components split by another sign": ("HC:99213:25", "HC>99213>25", "C1", "SVC01"),
}


@pytest.mark.parametrize(("was", "becomes", "claim", "element"), FAULTS.values(), ids=FAULTS)
def test_a_fault_refuses_one_claim(payments: str, was: str, becomes: str, claim: str, element: str) -> None:
    text = payments.replace(was, becomes)
    (refused,) = refusals(text)
    assert (refused.id, refused.element, refused.claims) == (claim, element, 1)
    found = remittance(text)
    assert [one.id for one in found.claims] == [{"C1": "C2", "C2": "C1"}[claim]]
    assert found.refused == 1
    assert "payment" not in [one.level for one in found.imbalances]


def test_a_lost_clp_refuses_both_claims(payments: str) -> None:
    (refused,) = [one for one in refusals(payments.replace("CLP*C2", "CLX*C2")) if one.claims]
    assert (refused.id, refused.claims) == ("C1", 2)


def test_a_lost_first_clp(payments: str) -> None:
    found = refusals(payments.replace("CLP*C1", "CLX*C1"))
    assert [(one.element, one.claims) for one in found][:2] == [("segment id", 0), ("CLP", 1)]


@pytest.mark.parametrize("tag", ["BPR", "TRN"])
def test_without_its_payment_a_remittance_is_refused_with_its_claims(payments: str, tag: str) -> None:
    text = payments.replace(f"~{tag}*", "~REF*", 1).replace("REF*I*130.05*C*ACH*CCP*01", "REF*I*130.05")
    found = [one for one in read(text) if isinstance(one, Refused)]
    assert (tag, 2) in [(one.element, one.claims) for one in found]


def test_a_wrong_payment_date_is_a_remark(payments: str) -> None:
    text = payments.replace("*20260703~", "*20262003~")
    (remark,) = refusals(text)
    assert (remark.element, remark.claims, remark.segment) == ("BPR16", 0, 4)
    assert remittance(text).on is None


def test_a_cut_file_gives_the_whole_claims(payments: str) -> None:
    text = payments[: payments.index("CAS*OA")]
    found = remittance(text)
    assert [one.id for one in found.claims] == ["C1"]
    assert found.refused == 2
    assert [(one.id, one.element, one.claims) for one in refusals(text)][:2] == [("C2", "CLP", 1), ("", "SE", 0)]


def test_an_837_is_no_remittance(fixtures: Path) -> None:
    found = list(read_remittances(fixtures / "claims" / "office.837"))
    assert [one.element for one in found if isinstance(one, Refused)] == ["ST01"]


def test_another_version_is_refused(payments: str) -> None:
    found = refusals(payments.replace("005010X221A1", "004010X091A1"))
    assert ("GS08", 0) in [(one.element, one.claims) for one in found]
    assert sum(one.claims for one in found) == 2


def test_csv_is_no_remittance() -> None:
    with pytest.raises(BadInput, match="is no X12 file"):
        read("a;b\n1;2\n")
