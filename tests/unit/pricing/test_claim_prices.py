"""Whole claims to the cent. Fees are national and of RVU25D: 99213 88.95, 27447 1257.63, 45385 435.38, 20610 63.40."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest

from superbill.kb.queries import load_queries
from superbill.kb.store import KnowledgeBase
from superbill.model.citation import Fact, NotAvailable
from superbill.model.claim import Claim, ClaimKind, ClaimLine, Provider
from superbill.model.claim_price import ClaimPrice, LinePrice, PriceOptions
from superbill.model.price import Locality
from superbill.pricing.anesthesia import time_units
from superbill.pricing.claim import price_claim

ON = date(2025, 11, 3)
NATIONAL = PriceOptions(national=True)


def line(number: int, code: str, *modifiers: str, units: str = "1", charge: str = "0", **more: Any) -> ClaimLine:
    return ClaimLine(number, code, more.pop("on", ON), modifiers, Decimal(units), Decimal(charge), **more)


def priced(kb: KnowledgeBase, *lines: ClaimLine, options: PriceOptions = NATIONAL, **claim: Any) -> ClaimPrice:
    kind = claim.pop("kind", ClaimKind.PROFESSIONAL)
    return price_claim(kb, Claim("C1", kind, lines, **{"place_of_service": "11", **claim}), options)


def usd(value: object) -> str:
    return str(value.value) if isinstance(value, Fact) else "none"


def allowed(price: ClaimPrice) -> list[str]:
    return [usd(found.allowed_usd) for found in price.lines]


def why(found: LinePrice) -> str:
    assert isinstance(found.allowed_usd, NotAvailable), found
    return found.allowed_usd.not_available


def test_statements_are_valid(prices_kb: KnowledgeBase) -> None:
    values = dict.fromkeys(("release", "code", "modifier", "mac", "locality", "indicator", "drg"), "")
    for statement in load_queries("superbill.pricing", "claim.sql").values():
        prices_kb.rows(statement, **values)


@pytest.mark.parametrize(
    ("modifiers", "units", "amount"),
    [
        ((), "1", "1257.63"),
        (("50",), "1", "1886.45"),
        (("80",), "1", "201.22"),
        (("82",), "1", "201.22"),
        (("AS",), "1", "171.04"),
        (("54",), "1", "993.53"),
        (("55",), "1", "264.10"),
        (("56",), "1", "125.76"),
        (("78",), "1", "867.76"),
        (("22",), "1", "1257.63"),
        (("50", "80"), "1", "301.83"),
    ],
    ids=str,
)
def test_modifiers_of_one_operation(
    prices_kb: KnowledgeBase, modifiers: tuple[str, ...], units: str, amount: str
) -> None:
    """27447 at $1,257.63: shares 0.10, 0.69 and 0.21; assistant 16 and 13.6 %; both sides 150 % (chapter 12, section 40)."""
    assert allowed(priced(prices_kb, line(1, "27447", *modifiers, units=units))) == [amount]


def test_two_surgeons(prices_kb: KnowledgeBase) -> None:
    """62.5 % each; indicator 1 asks for records, indicator 2 does not (section 40.8)."""
    with_records = replace(NATIONAL, records=True)
    assert allowed(priced(prices_kb, line(1, "27447", "62"), options=with_records)) == ["786.02"]
    assert why(priced(prices_kb, line(1, "27447", "62")).lines[0]).startswith("co-surgeon indicator 1")
    fee = Decimal(allowed(priced(prices_kb, line(1, "22551")))[0])
    assert allowed(priced(prices_kb, line(1, "22551", "62"))) == [
        str((fee * Decimal("0.625")).quantize(Decimal("0.01")))
    ]


@pytest.mark.parametrize(
    ("code", "modifiers", "reason"),
    [
        ("20610", ("80",), "assistant indicator 1: an assistant is never paid"),
        ("29881", ("80",), "assistant indicator 0: paid only with records"),
        ("20610", ("62",), "co-surgeon indicator 0"),
        ("20610", ("52",), "modifier 52: the contractor reduces the fee"),
        ("20610", ("53",), "has no row with 53"),
        ("20610", ("54",), "global period 000"),
        ("99213", ("26",), "PC/TC indicator 0"),
        ("71046", ("26", "TC"), "both parts on one line"),
        ("99999", (), "has no row 99999"),
        ("0633T", (), "status C (priced by the contractor)"),
    ],
    ids=str,
)
def test_lines_without_a_published_amount(
    prices_kb: KnowledgeBase, code: str, modifiers: tuple[str, ...], reason: str
) -> None:
    price = priced(prices_kb, line(1, code, *modifiers), line(2, "99213"))
    assert reason in why(price.lines[0])
    assert price.unpriced == (1,) and price.allowed_usd == Decimal("88.95")


def test_the_contractors_own_decision(prices_kb: KnowledgeBase) -> None:
    options = replace(NATIONAL, contractor_percent={"52": Decimal(50), "22": Decimal(120), "53": Decimal(25)})
    found = priced(prices_kb, line(1, "99213", "52"), line(2, "27447", "22"), line(3, "97110", "53"), options=options)
    assert allowed(found) == ["44.48", "1509.16", "7.20"]


@pytest.mark.parametrize(
    ("code", "first", "second", "charges", "amounts"),
    [
        ("20610", ("LT",), ("RT",), ("0", "0"), ["95.10", "0.00"]),
        ("45378", ("LT",), ("RT",), ("200", "200"), ["327.67", "0.00"]),
        ("31231", ("LT",), ("RT",), ("50", "50"), ["100", "0.00"]),
        ("20610", ("LT",), ("LT", "59"), ("0", "0"), ["63.40", "31.70"]),
    ],
    ids=["indicator 1", "indicator 0", "indicator 2, charges lower", "same side"],
)
def test_two_sides_on_two_lines(
    prices_kb: KnowledgeBase,
    code: str,
    first: tuple[str, ...],
    second: tuple[str, ...],
    charges: tuple[str, str],
    amounts: list[str],
) -> None:
    """RVU documentation, bilateral surgery: the lower of the total charge for both sides and 150 % (or 100 %) of the fee."""
    lines = (line(1, code, *first, charge=charges[0]), line(2, code, *second, charge=charges[1]))
    assert allowed(priced(prices_kb, *lines)) == amounts


def test_both_sides_before_the_rank(prices_kb: KnowledgeBase) -> None:
    """20610-50 is $95.10 and ranks before 17000 (its fee lies between $63.40 and $95.10) (section 40.6)."""
    fee = Decimal(allowed(priced(prices_kb, line(1, "17000")))[0])
    assert Decimal("63.40") < fee < Decimal("95.10")
    half = (fee / 2).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    assert allowed(priced(prices_kb, line(1, "17000"), line(2, "20610", "50"))) == [str(half), "95.10"]


def test_endoscopies_and_surgery_of_one_day(prices_kb: KnowledgeBase) -> None:
    price = priced(
        prices_kb,
        line(1, "45378"),
        line(2, "45380", "59"),
        line(3, "45385"),
        line(4, "43239"),
        line(5, "99213", "25"),
        line(6, "45380", on=date(2025, 11, 4)),
    )
    assert allowed(price) == ["0.00", "87.01", "435.38", "178.56", "88.95", "414.68"]
    texts = [step.value for step in price.lines[1].steps]
    assert "same endoscopy family: $414.68 - base 45378 $327.67 = $87.01" in texts
    assert all(step.citation for found in price.lines for step in found.steps)


def test_assistants_rank_among_themselves(prices_kb: KnowledgeBase) -> None:
    lines = (line(1, "27447"), line(2, "27447", "AS"))
    assert allowed(priced(prices_kb, *lines)) == ["1257.63", "171.04"]


def test_imaging_parts(prices_kb: KnowledgeBase) -> None:
    """TC at half and PC at 95 % for all but the dearest of each; the global line is the sum of its parts."""
    fees = {
        name: [Decimal(allowed(priced(prices_kb, line(1, code, name)))[0]) for code in ("71260", "74177")]
        for name in ("26", "TC")
    }
    expected = (fees["26"][0] * Decimal("0.95")).quantize(Decimal("0.01")) + fees["TC"][0] / 2
    price = priced(prices_kb, line(1, "71260"), line(2, "74177"))
    assert allowed(price) == [str(expected.quantize(Decimal("0.01"))), str(sum(fees[name][1] for name in fees))]
    separate = priced(prices_kb, line(1, "71260", "59"), line(2, "74177"))
    assert Decimal(allowed(separate)[0]) == Decimal(allowed(priced(prices_kb, line(1, "71260")))[0])


def test_cardiology_with_a_global_only_code(prices_kb: KnowledgeBase) -> None:
    """93000 beside 93306: the technical part of 93000 is 93005 ($6.15), 25 % off it."""
    assert allowed(priced(prices_kb, line(1, "93306"), line(2, "93000"))) == ["187.93", "12.37"]


def test_the_cap_is_compared_after_the_reduction(prices_kb: KnowledgeBase) -> None:
    """Half of the uncapped fee is what counts against the cap."""
    price = priced(prices_kb, line(1, "76700", "TC"), line(2, "74177", "TC"))
    assert allowed(price)[0] == "37.52"


def test_therapy_units(prices_kb: KnowledgeBase) -> None:
    """97112 has the highest practice expense: one unit in full, all others at half of it (chapter 5, section 10.7)."""
    price = priced(prices_kb, line(1, "97110", units="2"), line(2, "97112"), line(3, "97140"))
    assert allowed(price) == ["43.66", "32.02", "20.70"]


@pytest.mark.parametrize(
    ("minutes", "units"), [(95, "6.3"), (129, "8.6"), (17, "1.1"), (15, "1.0"), (0, "0.0")], ids=str
)
def test_time_units(minutes: int, units: str) -> None:
    """95 minutes are 6.3 units: a contractor's own example (chapter 12, section 50)."""
    assert str(time_units(Decimal(minutes))) == units


@pytest.mark.parametrize(
    ("modifier", "amount"),
    [("AA", "314.82"), ("QZ", "314.82"), ("QK", "157.41"), ("QX", "157.41"), ("QY", "157.41"), ("AD", "83.58")],
)
def test_anesthesia(prices_kb: KnowledgeBase, modifier: str, amount: str) -> None:
    """00100 in Alaska: (5 base + 95/15 = 6.3 time units) x 27.86; supervision is 3 units."""
    options = PriceOptions(locality=Locality("02102", "01"))
    price = priced(prices_kb, line(1, "00100", modifier, minutes=Decimal(95)), options=options)
    assert (allowed(price), price.lines[0].schedule) == ([amount], "anesthesia")


def test_anesthesia_of_several_procedures(prices_kb: KnowledgeBase) -> None:
    """The highest base with all the time; national factor 20.3178."""
    price = priced(prices_kb, line(1, "00100", "AA", minutes=Decimal(30)), line(2, "00567", "AA", minutes=Decimal(60)))
    assert allowed(price) == ["0.00", str((Decimal("20.3178") * 24).quantize(Decimal("0.01")))]
    assert why(priced(prices_kb, line(1, "00100", "AA")).lines[0]) == "anesthesia without minutes"


def test_sequester_and_deductible(prices_kb: KnowledgeBase) -> None:
    """The contractor's example: $100 approved, $50 deductible, $40 payment, $39.20 after the sequester."""
    options = replace(NATIONAL, sequestration=True, deductible_usd=Decimal(50))
    found = priced(prices_kb, line(1, "27447", charge="100"), options=options).lines[0]
    assert [usd(found.allowed_usd), usd(found.payment_usd), usd(found.patient_usd)] == ["100", "39.20", "60.00"]
    assert found.steps[-1].value == "sequester: 2 % of $40.00 = $0.80 less"
    suspended = priced(prices_kb, line(1, "27447", on=date(2025, 11, 3)), options=NATIONAL).lines[0]
    assert usd(suspended.payment_usd) == "1006.10"


def test_non_participants(prices_kb: KnowledgeBase) -> None:
    """95 % of the fee; unassigned, the patient owes up to 109.25 % less what Medicare pays."""
    found = priced(prices_kb, line(1, "99213"), participating=False).lines[0]
    assert (usd(found.allowed_usd), found.limiting_charge_usd) == ("84.50", None)
    options = replace(NATIONAL, assigned=False)
    found = priced(prices_kb, line(1, "99213"), participating=False, options=options).lines[0]
    assert [usd(found.limiting_charge_usd), usd(found.payment_usd), usd(found.patient_usd)] == [
        "97.18",
        "67.60",
        "29.58",
    ]


def test_practitioners_who_are_no_physicians(prices_kb: KnowledgeBase) -> None:
    options = replace(NATIONAL, practitioner_percent=Decimal(85))
    assert allowed(priced(prices_kb, line(1, "99213"), options=options)) == ["75.61"]


def test_preventive_services_have_no_coinsurance(prices_kb: KnowledgeBase) -> None:
    price = priced(prices_kb, line(1, "G0439"), line(2, "45385", "PT"), line(3, "99213", "33"))
    assert [usd(found.patient_usd) for found in price.lines] == ["0.00", "65.31", "0.00"]


def test_laboratory_and_drugs(prices_kb: KnowledgeBase) -> None:
    on = date(2026, 5, 4)
    lab = priced(prices_kb, line(1, "80053", on=on), line(2, "85025", "QW", units="2", on=on))
    assert [(found.schedule, usd(found.allowed_usd), usd(found.patient_usd)) for found in lab.lines] == [
        ("CLFS", "10.56", "0.00"),
        ("CLFS", "15.54", "0.00"),
    ]
    on = date(2025, 2, 3)
    drugs = priced(
        prices_kb,
        line(1, "J9035", "JZ", units="7", on=on),
        line(2, "J0897", units="60", on=on),
        line(3, "J1745", "JW", units="3", on=on, charge="50"),
    )
    assert [(usd(found.allowed_usd), usd(found.patient_usd)) for found in drugs.lines] == [
        ("512.33", "102.47"),
        ("1659.36", "302.62"),
        ("50", "10.00"),
    ]


def test_bundled_and_only_alone(prices_kb: KnowledgeBase) -> None:
    price = priced(prices_kb, line(1, "96523"), line(2, "A4550"), line(3, "99213"))
    assert allowed(price) == ["0.00", "0.00", "88.95"]
    assert allowed(priced(prices_kb, line(1, "96523"), line(2, "A4550"))) == ["23.29", "0.00"]


def test_facility_and_place(prices_kb: KnowledgeBase) -> None:
    assert allowed(priced(prices_kb, line(1, "99213", place_of_service="21"))) == ["63.72"]
    alaska = priced(prices_kb, line(1, "99213"), options=PriceOptions(), facility=Provider(zip_code="99501"))
    assert allowed(alaska) == ["112.20"] and isinstance(alaska.place, Locality) and alaska.place.id == "02102/01"
    nowhere = priced(prices_kb, line(1, "99213"), options=PriceOptions())
    assert why(nowhere.lines[0]) == "the claim has no ZIP code, so no locality"
    odd = priced(prices_kb, line(1, "99213"), options=PriceOptions(), facility=Provider(zip_code="XX"))
    assert why(odd.lines[0]) == "'XX' is no ZIP code"


def test_a_line_without_a_date(prices_kb: KnowledgeBase) -> None:
    price = priced(prices_kb, line(1, "99213", on=None), line(2, "99213"))
    assert why(price.lines[0]) == "the line has no date of service" and price.unpriced == (1,)


OUTPATIENT = {"kind": ClaimKind.INSTITUTIONAL, "bill_type": "0131"}


@pytest.mark.parametrize(
    ("lines", "amounts"),
    [
        ([("45378", (), "1"), ("20610", ("50",), "1")], ["911.71", "295.19"]),
        ([("20610", (), "3")], ["590.38"]),
        ([("45378", ("73",), "1")], ["455.86"]),
        (
            [("27447", (), "1"), ("20610", (), "1"), ("A4341", (), "1"), ("71271", (), "1")],
            ["12866.82", "0.00", "0.00", "106.34"],
        ),
        ([("71271", (), "1"), ("D0120", (), "1"), ("82331", (), "1")], ["106.34", "0.00", "0.00"]),
        ([("D0120", (), "2")], ["128.87"]),
        ([("71271", ("PN",), "1"), ("J1885", ("PN",), "10")], ["42.54", "6.82"]),
        ([("", (), "1"), ("71046", (), "1")], ["0.00", "88.05"]),
        ([("G0463", ("PO",), "1")], ["51.55"]),
    ],
    ids=["T discount", "T units", "stopped", "comprehensive", "Q1 and Q4 packaged", "Q1 alone", "PN", "no code", "PO"],
)
def test_hospital_outpatient(
    prices_kb: KnowledgeBase, lines: list[tuple[str, tuple[str, ...], str]], amounts: list[str]
) -> None:
    billed = [line(n, code, *modifiers, units=units) for n, (code, modifiers, units) in enumerate(lines, 1)]
    price = priced(prices_kb, *billed, **OUTPATIENT)
    assert allowed(price) == amounts
    assert "the wage index: the national rate is shown" in price.left_out


def test_outpatient_copayment_and_wage_index(prices_kb: KnowledgeBase) -> None:
    options = replace(NATIONAL, wage_index=Decimal("1.1"))
    found = priced(prices_kb, line(1, "45378"), line(2, "27447", on=ON), options=options, **OUTPATIENT).lines
    assert usd(found[1].allowed_usd) == "13638.83" and usd(found[1].patient_usd) == "1632.00"
    alone = priced(prices_kb, line(1, "45378"), options=options, **OUTPATIENT).lines[0]
    assert [usd(alone.allowed_usd), usd(alone.patient_usd)] == ["966.41", "193.29"]


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("99213", "OPPS status B"),
        ("50600", "OPPS status C"),
        ("C1600", "OPPS status H"),
        ("99998", "does not list 99998"),
    ],
)
def test_what_outpatient_does_not_pay(prices_kb: KnowledgeBase, code: str, reason: str) -> None:
    assert reason in why(priced(prices_kb, line(1, code), **OUTPATIENT).lines[0])


def test_surgery_centre(prices_kb: KnowledgeBase) -> None:
    on = date(2025, 2, 3)
    options = replace(NATIONAL, surgery_centre=True)
    price = priced(
        prices_kb,
        line(1, "20610", on=on),
        line(2, "27447", on=on),
        line(3, "0214T", on=on),
        line(4, "J9035", units="2", on=on),
        line(5, "45378", "73", on=on),
        options=options,
    )
    assert allowed(price) == ["16.82", "9255.60", "0.00", "146.38", "122.37"]
    assert why(priced(prices_kb, line(1, "99213", on=on), options=options).lines[0]).endswith("lists 99213")


STAY = {"kind": ClaimKind.INSTITUTIONAL, "bill_type": "0111", "drg": "470", "admitted": date(2025, 11, 1)}


@pytest.mark.parametrize(
    ("discharged", "status", "drg", "amount"),
    [
        (date(2025, 11, 2), "01", "470", "13502.30"),
        (date(2025, 11, 2), "03", "470", "13502.30"),
        (date(2025, 11, 3), "02", "280", "8216.12"),
        (date(2025, 11, 3), "06", "871", "8498.44"),
    ],
    ids=["home", "short mean stay: full", "another hospital", "home health"],
)
def test_inpatient_stays(prices_kb: KnowledgeBase, discharged: date, status: str, drg: str, amount: str) -> None:
    options = PriceOptions(base_rate_usd=Decimal(7000))
    claim = {**STAY, "drg": drg, "discharged": discharged, "discharge_status": status}
    price = priced(prices_kb, options=options, **claim)
    assert allowed(price) == [amount] and price.lines[0].schedule == "MS-DRG"


def test_a_stay_without_base_rate_or_group(prices_kb: KnowledgeBase) -> None:
    assert why(priced(prices_kb, **STAY, discharged=ON).lines[0]) == "the hospital's base rate is not given"
    assert why(priced(prices_kb, **{**STAY, "drg": ""}, discharged=ON).lines[0]) == "the claim names no MS-DRG"


def test_lines_that_share_a_number_and_lines_without_units(prices_kb: KnowledgeBase) -> None:
    price = priced(prices_kb, line(1, "45385"), line(1, "45380"), line(2, "99213", units="0"))
    assert allowed(price) == ["435.38", "87.01", "none"]
    assert [found.number for found in price.lines] == [1, 1, 2] and price.unpriced == (2,)
    assert why(price.lines[2]) == "the line has no units"


def test_steps_have_receipts_and_lead_to_the_amount(prices_kb: KnowledgeBase) -> None:
    found = priced(prices_kb, line(1, "27447", "50", "80")).lines[0]
    assert [step.value for step in found.steps] == [
        "non-facility: (work 19.60 + PE 15.30 + MP 3.98) x CF 32.3465 = $1257.63",
        "non-facility: marked NA, rarely or never done in this setting",
        "both sides (50), bilateral indicator 1: 150 % = $1886.445",
        "assistant at surgery (80): 16 % = $301.8312",
        "rounded to the cent = $301.83",
        "Medicare pays 80 % of $301.83 = $241.46",
    ]
    assert [step.citations[-1].locator for step in found.steps[2:4]] == ["section 40.7", "section 20.4.3"]
    assert isinstance(found.allowed_usd, Fact) and found.allowed_usd.citation.release == "RVU25D"


@pytest.mark.parametrize("modifier", ["GY", "GZ"])
def test_lines_billed_as_not_payable(prices_kb: KnowledgeBase, modifier: str) -> None:
    assert why(priced(prices_kb, line(1, "99213", modifier)).lines[0]).endswith("Medicare pays nothing")


def test_a_zip_code_that_spans_localities_is_said(prices_kb: KnowledgeBase) -> None:
    price = priced(prices_kb, line(1, "99213"), options=PriceOptions(), billing=Provider(zip_code="35958"))
    assert price.left_out[0] == "ZIP 35958 spans localities: CMS needs the ZIP+4, this is the main one"
