"""Claims from CSV and JSON."""

from __future__ import annotations

import io
import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from superbill.claims import read_claims
from superbill.errors import BadInput
from superbill.model.claim import Claim, ClaimKind, Refused, Spot

TODAY = date(2026, 12, 1)
HEAD = "claim_id,date,code,modifiers,units,charge,diagnoses,pointers\n"
ROW = "A1,2026-02-13,99213,25,1,92.05,E1165,1\n"


def read(text: str) -> list[Claim | Refused]:
    return list(read_claims(io.BytesIO(text.encode()), today=TODAY))


def test_csv_with_semicolons_and_headings_as_people_write_them(fixtures: Path) -> None:
    first, second = read_claims(fixtures / "claims" / "lines.csv", today=TODAY)
    assert isinstance(first, Claim)
    assert isinstance(second, Claim)
    assert [(line.code, line.modifiers, line.on, line.pointers) for line in first.lines] == [
        ("99213", ("25",), date(2026, 2, 13), (1, 2)),
        ("85025", (), date(2026, 2, 13), (1,)),
    ]
    assert [one.code for one in first.diagnoses] == ["E1165", "I10"]
    assert (first.charge, first.filing, first.sex, first.billing.state) == (Decimal("107.45"), "MB", "F", "PA")
    assert second.lines[0].charge == Decimal("1021.00")
    assert second.lines[0].spot == Spot(4, 238, "row")


def test_json_of_both_kinds(fixtures: Path) -> None:
    office, hospital = read_claims(fixtures / "claims" / "claims.json", today=TODAY)
    assert isinstance(office, Claim)
    assert isinstance(hospital, Claim)
    assert (office.kind, office.lines[0].modifiers, office.lines[0].charge) == (
        ClaimKind.PROFESSIONAL,
        ("25", "57"),
        Decimal("92.05"),
    )
    assert (hospital.kind, hospital.bill_type, hospital.frequency) == (ClaimKind.INSTITUTIONAL, "0131", "1")
    assert (hospital.lines[0].revenue_code, hospital.lines[0].on) == ("0510", date(2026, 2, 10))


def test_json_lines_go_on_after_a_bad_one(fixtures: Path) -> None:
    one, two = json.loads((fixtures / "claims" / "claims.json").read_text())["claims"]
    text = f"{json.dumps(one)}\n{{oops\n\n{json.dumps(two)}\n"
    found = read(text)
    assert [type(claim) for claim in found] == [Claim, Refused, Claim]
    assert found[1] == Refused("", 2, "line", len(json.dumps(one)) + 1, "is no JSON", 1, "input")


@pytest.mark.parametrize("wrap", ["{}", "[{}]", '{{"claims": [{}]}}'], ids=["object", "list", "claims"])
def test_json_forms(wrap: str) -> None:
    claim = {"claim_id": "J1", "lines": [{"code": "99213", "date": "2026-02-13"}]}
    (found,) = read(wrap.format(json.dumps(claim, indent=1)))
    assert isinstance(found, Claim)
    assert found.id == "J1"


@pytest.mark.parametrize("text", [HEAD + ROW, '{"claim_id": "A1", "lines": [{"code": "99213", "date": "20260213"}]}'])
def test_a_byte_order_mark_is_passed_over(text: str) -> None:
    (found,) = read("\ufeff" + text)
    assert found.id == "A1"


CSV_FAULTS = {
    "zero units": ("25,1,92", "25,0,92", "units", "units are zero"),
    "negative units": ("25,1,92", "25,-1,92", "units", "below zero"),
    "future": ("2026-02-13", "2026-12-02", "date", "in the future"),
    "no date": ("2026-02-13", "", "date", "no date of service"),
    "no such date": ("2026-02-13", "2026-02-30", "date", "is no date"),
    "code": ("99213", "9921", "code", "five letters and digits"),
    "diagnosis": ("E1165", "99213", "diagnoses", "ICD-10-CM"),
    "pointer": ("E1165,1", "E1165,B", "pointers", "the claim has 1"),
    "charge": ("92.05", "much", "charge", "is no amount"),
    "modifier": (",25,", ",2,", "modifiers", "two letters or digits"),
    "no id": ("A1", "", "claim_id", "is missing"),
}


@pytest.mark.parametrize(("was", "becomes", "field", "why"), CSV_FAULTS.values(), ids=CSV_FAULTS)
def test_a_bad_row_refuses_its_claim_only(was: str, becomes: str, field: str, why: str) -> None:
    other = ROW.replace("A1", "B2")
    refused, claim = read(HEAD + ROW.replace(was, becomes) + other)
    assert isinstance(refused, Refused)
    assert isinstance(claim, Claim)
    assert (refused.element, refused.segment, refused.offset) == (field, 2, len(HEAD))
    assert why in refused.why


def test_a_row_with_too_few_cells() -> None:
    refused, claim = read(HEAD + "A1,2026\n" + ROW)
    assert isinstance(claim, Claim)
    assert refused == Refused("", 2, "row", len(HEAD), "has 2 cells, the headings 8", 1, "input")


def test_rows_of_a_claim_must_agree() -> None:
    refused = read(HEAD + ROW + ROW.replace("E1165", "I10"))[0]
    assert isinstance(refused, Refused)
    assert (refused.element, refused.segment) == ("diagnoses", 3)


@pytest.mark.parametrize(
    ("heading", "message"),
    [
        ("claim_id,code,modifyer\n", "line 1, column 3: the heading is not known"),
        ("claim_id,code,CPT\n", "line 1, column 3: a second heading for code"),
        ("claim_id,units\n", "line 1: no column code"),
        ("SMITH,JOHN,1951\n", "line 1, column 1: the heading is not known"),
    ],
    ids=["misspelt", "twice", "missing", "no headings"],
)
def test_headings_that_are_not_known_stop_the_file(heading: str, message: str) -> None:
    with pytest.raises(BadInput, match=message) as error:
        read(heading)
    assert "SMITH" not in str(error.value)


JSON_FAULTS = {
    "no object": ('["x"]', "claim", "is no object"),
    "no lines": ('[{"claim_id": "1"}]', "lines", "is no list"),
    "empty lines": ('[{"claim_id": "1", "lines": []}]', "lines", "no service line"),
    "unknown field": ('[{"claim_id": "1", "colour": 1, "lines": []}]', "field", "is not known"),
    "object as a value": ('[{"claim_id": {"a": 1}, "lines": []}]', "claim_id", "neither text, number nor list"),
    "line that is a number": ('[{"claim_id": "1", "lines": [1]}]', "lines", "is no object"),
    "dental": ('[{"claim_id": "1", "kind": "dental", "lines": []}]', "kind", "dental claims are not read"),
}


@pytest.mark.parametrize(("text", "field", "why"), JSON_FAULTS.values(), ids=JSON_FAULTS)
def test_bad_json_claims(text: str, field: str, why: str) -> None:
    (refused,) = read(text)
    assert isinstance(refused, Refused)
    assert refused.element == field
    assert why in refused.why


def test_broken_json() -> None:
    with pytest.raises(BadInput, match="is no JSON"):
        read('[{"claim_id": ')
