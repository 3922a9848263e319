"""837P and 837I to claims: every element that is taken, and every fault by its segment, element and offset."""

from __future__ import annotations

import gzip
import io
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from superbill.claims import read_claims
from superbill.errors import BadInput, UsageError
from superbill.model.claim import Claim, DiagnosisRole, Procedure, Provider, Refused, Spot
from superbill.model.codes import System

TODAY = date(2026, 12, 1)


@pytest.fixture
def office(fixtures: Path) -> str:
    return (fixtures / "claims" / "office.837").read_text().replace("\n", "")


@pytest.fixture
def hospital(fixtures: Path) -> str:
    return (fixtures / "claims" / "hospital.837").read_text().replace("\n", "")


def read(text: str | bytes) -> list[Claim | Refused]:
    raw = text.encode() if isinstance(text, str) else text
    return list(read_claims(io.BytesIO(raw), today=TODAY))


def claims(text: str) -> list[Claim]:
    return [one for one in read(text) if isinstance(one, Claim)]


def refusals(text: str) -> list[Refused]:
    return [one for one in read(text) if isinstance(one, Refused)]


def test_a_professional_claim(office: str) -> None:
    claim = claims(office)[0]
    assert (claim.id, claim.charge, claim.place_of_service, claim.frequency) == ("C1", Decimal("269.60"), "11", "1")
    assert [(one.code, one.role) for one in claim.diagnoses] == [
        ("E1165", DiagnosisRole.PRINCIPAL),
        ("I10", DiagnosisRole.OTHER),
    ]
    assert (claim.payer_name, claim.payer_id, claim.filing, claim.responsibility) == (
        "GRANITE HEALTH",
        "12345",
        "MB",
        "P",
    )
    assert (claim.born, claim.sex, claim.received) == (date(1951, 6, 10), "F", date(2026, 6, 1))
    assert (claim.original_reference, claim.prior_authorization, claim.clia) == ("ORIG99", "AUTH5", "39D0000001")
    assert claim.spot == Spot(24, office.index("CLM*C1"), "CLM")


def test_the_providers_of_a_claim(office: str) -> None:
    claim = claims(office)[0]
    assert claim.billing == Provider("1234567893", "207Q00000X", "PA", "191040001")
    assert claim.rendering == Provider("1003000126", "207RE0101X")
    assert claim.referring == Provider("1003000142")
    assert claim.facility == Provider("1003000134", "", "NJ", "08002")
    assert claim.lines[1].rendering == Provider("1003000118", "363L00000X")


def test_service_lines(office: str) -> None:
    visit, drug, anesthesia = claims(office)[0].lines
    assert (visit.code, visit.modifiers, visit.pointers, visit.control) == ("99213", ("25",), (1, 2), "1A")
    assert (drug.on, drug.through, drug.days) == (date(2026, 2, 13), date(2026, 2, 15), 3)
    assert (drug.ndc, drug.ndc_quantity, drug.ndc_unit, drug.place_of_service) == (
        "00409379501",
        Decimal("1.5"),
        "ML",
        "22",
    )
    assert (anesthesia.minutes, anesthesia.units) == (Decimal(45), Decimal(1))
    assert drug.spot == Spot(40, office.index("LX*2"), "LX")


def test_claims_of_one_subscriber_and_what_belongs_to_other_payers(office: str) -> None:
    second = claims(office)[1]
    assert (second.id, second.born, second.payer_id, second.filing) == ("C2", date(1951, 6, 10), "12345", "MB")
    assert second.original_reference == ""
    assert second.participating is False


def test_a_dependent_is_the_patient_and_the_subscriber_has_the_payer(office: str) -> None:
    third = claims(office)[2]
    assert (third.born, third.sex) == (date(2015, 1, 2), "M")
    assert (third.payer_id, third.filing, third.responsibility) == ("54321", "MC", "S")


def test_an_inpatient_claim(hospital: str) -> None:
    stay = claims(hospital)[0]
    assert (stay.bill_type, stay.inpatient, stay.place_of_service) == ("0111", True, "")
    assert (stay.statement_from, stay.statement_through) == (date(2026, 2, 5), date(2026, 2, 9))
    assert (stay.admitted, stay.discharged, stay.discharge_status, stay.drg) == (
        date(2026, 2, 5),
        date(2026, 2, 9),
        "01",
        "470",
    )
    assert [(one.code, one.role, one.poa) for one in stay.diagnoses] == [
        ("M1711", DiagnosisRole.PRINCIPAL, "Y"),
        ("M25561", DiagnosisRole.ADMITTING, ""),
        ("E1165", DiagnosisRole.OTHER, "Y"),
        ("I10", DiagnosisRole.OTHER, "N"),
        ("W19XXXA", DiagnosisRole.EXTERNAL, "Y"),
    ]
    assert stay.procedures == (
        Procedure("0SRC0J9", date(2026, 2, 5), True, System.ICD10PCS),
        Procedure("0SPC0JZ", date(2026, 2, 6), False, System.ICD10PCS),
    )
    assert (stay.attending.number, stay.condition_codes) == ("1003000126", ("09",))
    assert [(line.revenue_code, line.code, line.units) for line in stay.lines] == [
        ("0120", "", Decimal(4)),
        ("0360", "", Decimal(1)),
    ]


def test_an_outpatient_claim_of_one_day_dates_its_lines(hospital: str) -> None:
    visit = claims(hospital)[1]
    assert (visit.bill_type, visit.inpatient, visit.discharged) == ("0131", False, None)
    assert visit.lines[0].on == date(2026, 2, 10)
    assert visit.diagnoses[1].role is DiagnosisRole.REASON


FAULTS = {
    "unknown segment": ("REF*6R*1A~", "ZZZ*6R*1A~", "C1", "segment id", "unknown"),
    "segment of the other form": ("REF*6R*1A~", "SV2*0300~", "C1", "SV2", "does not belong in an 837P"),
    "two dates of service": ("REF*6R*1A~", "DTP*472*D8*20260214~", "C1", "DTP01", "a second date of service"),
    "no date of service": ("DTP*472*D8*20260214~", "", "C2", "DTP", "no date of service"),
    "no such day": ("DTP*472*D8*20260214~", "DTP*472*D8*20260230~", "C2", "DTP03", "is no date"),
    "future date": ("DTP*472*D8*20260214~", "DTP*472*D8*20261202~", "C2", "DTP03", "in the future"),
    "span the wrong way": ("20260213-20260215", "20260213-20260210", "C1", "DTP03", "before the from date"),
    "zero units": ("15.40*UN*1*", "15.40*UN*0*", "C2", "SV104", "units are zero"),
    "negative units": ("15.40*UN*1*", "15.40*UN*-2*", "C2", "SV104", "units are below zero"),
    "units that are no number": ("15.40*UN*1*", "15.40*UN*1E5*", "C2", "SV104", "is no amount"),
    "unknown unit": ("15.40*UN*1*", "15.40*KG*1*", "C2", "SV103", "no unit"),
    "negative charge": ("85025*15.40", "85025*-15.40", "C2", "SV102", "below zero"),
    "no charge": ("85025*15.40", "85025*", "C2", "SV102", "is missing"),
    "code of another length": ("HC:85025", "HC:E11659", "C2", "SV101-2", "no code of five"),
    "code of another list": ("HC:85025", "ZZ:85025", "C2", "SV101-1", "qualifier is not HC"),
    "bad modifier": ("99213:25", "99213:255", "C1", "SV101-3", "a modifier has two"),
    "pointer to nothing": ("15.40*UN*1***1~", "15.40*UN*1***2~", "C2", "SV107", "the claim has 1"),
    "CPT code as a diagnosis": ("HI*ABK:R079", "HI*ABK:99213", "C2", "HI01-2", "shape of an ICD-10-CM"),
    "ICD-10 under the qualifier of ICD-9": ("HI*ABK:R079", "HI*BK:R079", "C2", "HI01-2", "ICD-9-CM"),
    "two principal diagnoses": ("ABF:I10", "ABK:I10", "C1", "HI02-1", "a second principal"),
    "qualifier of the other form": ("ABF:I10", "ABJ:I10", "C1", "HI02-1", "not of an 837P"),
    "components split by another sign": ("81:B:7", "81>B>7", "C2", "CLM05", "separated by ':'"),
    "bill type in an 837P": ("81:B:7", "81:A:7", "C2", "CLM05-2", "is not B"),
    "no claim number": ("CLM*C2*", "CLM**", "", "CLM01", "is missing"),
    "a line number left out": ("LX*3~", "LX*4~", "C1", "LX01", "is not 3"),
    "a line without service": ("SV1*HC:85025*15.40*UN*1***1~", "", "C2", "SV1", "the line has no SV1"),
    "two services in a line": ("REF*6R*1A~", "SV1*HC:99213*1*UN*1~", "C1", "SV1", "comes twice"),
    "a swallowed segment": ("REF*6R*1A~", "REF*6R*1A*LX*2*X~", "C1", "REF", "swallowed"),
    "no lines": (
        "LX*1~SV1*HC:85025*15.40*UN*1***1~DTP*472*D8*20260214~",
        "",
        "C2",
        "LX",
        "no service line",
    ),
}


@pytest.mark.parametrize(("was", "becomes", "claim", "element", "why"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_named_and_the_other_claims_come_out(
    office: str, was: str, becomes: str, claim: str, element: str, why: str
) -> None:
    assert office.count(was) == 1
    text = office.replace(was, becomes)
    found = [one for one in refusals(text) if one.claims]
    assert [(one.id, one.element) for one in found] == [(claim, element)]
    assert why in found[0].why
    assert len(claims(text)) == 2
    assert text[found[0].offset - 1] == "~"


def test_a_fault_says_which_segment_and_byte(office: str) -> None:
    text = office.replace("15.40*UN*1*", "15.40*UN*0*")
    fault = next(one for one in refusals(text))
    assert (fault.segment, fault.offset) == (59, text.index("SV1*HC:85025"))
    assert text[: fault.offset].count("~") + 1 == fault.segment


LEVELS = {
    "birth date in the future": ("DMG*D8*20150102", "DMG*D8*20991231", {"C3"}, "DMG02"),
    "unknown segment in the subscriber's level": ("DMG*D8*19510610*F~", "ZZZ*1~", {"C1", "C2"}, "segment id"),
    "parent that is not there": ("HL*4*3*23", "HL*4*9*23", {"C3"}, "HL02"),
    "level code unknown": ("HL*3*1*22", "HL*3*1*99", {"C3"}, "HL03"),
    "HL of the subscriber lost": ("HL*3*1*22*1~", "", {"C2", "C3"}, "SBR"),
    "HL of the patient lost": ("HL*4*3*23*0~", "", {"C3"}, "NM101"),
    "HL of the billing provider lost": ("HL*1**20*1~", "", {"C1", "C2", "C3"}, "HL02"),
}


@pytest.mark.parametrize(("was", "becomes", "lost", "element"), LEVELS.values(), ids=LEVELS)
def test_claims_of_a_damaged_level_are_refused(
    office: str, was: str, becomes: str, lost: set[str], element: str
) -> None:
    text = office.replace(was, becomes)
    found = [one for one in refusals(text) if one.claims]
    assert {one.id for one in found} == lost
    assert element in {one.element for one in found}
    assert {one.id for one in claims(text)} == {"C1", "C2", "C3"} - lost


ENVELOPES = {
    "SE01": ("SE*74*", "SE*99*", "SE01", "the count is wrong: 74 are there"),
    "SE02": ("SE*74*0001", "SE*74*0002", "SE02", "is not the control number of ST"),
    "GE01": ("GE*1*", "GE*2*", "GE01", "the count is wrong: 1 are there"),
    "GE02": ("GE*1*1", "GE*1*7", "GE02", "is not the control number of GS"),
    "IEA01": ("IEA*1*", "IEA*X*", "IEA01", "the count is wrong"),
    "IEA02": ("IEA*1*000000001", "IEA*1*000000009", "IEA02", "is not the control number of ISA"),
    "no GE": ("GE*1*1~", "", "GS", "its trailer is missing"),
    "no IEA": ("IEA*1*000000001~", "", "ISA", "its trailer is missing"),
    "GE twice": ("GE*1*1~", "GE*1*1~GE*1*1~", "GE", "a trailer without its header (GS)"),
    "versions differ": ("ST*837*0001*005010X222A1", "ST*837*0001*005010X222", "ST03", "is not the version of GS08"),
}


@pytest.mark.parametrize(("was", "becomes", "element", "why"), ENVELOPES.values(), ids=ENVELOPES)
def test_a_wrong_envelope_is_a_remark_and_its_claims_come_out(
    office: str, was: str, becomes: str, element: str, why: str
) -> None:
    text = office.replace(was, becomes)
    assert len(claims(text)) == 3
    (remark,) = refusals(text)
    assert (remark.element, remark.claims, remark.id) == (element, 0, "")
    assert why in remark.why


def test_without_its_transaction_a_claim_is_refused(office: str) -> None:
    text = office.replace("ST*837*0001*005010X222A1~", "")
    assert [one.id for one in refusals(text) if one.claims] == ["C1", "C2", "C3"]


def test_an_older_version_is_refused_claim_by_claim(office: str) -> None:
    text = office.replace("005010X222A1", "004010X098A1")
    found = refusals(text)
    assert [(one.id, one.element, one.segment, one.offset) for one in found] == [
        (name, "GS08", 2, 106) for name in ("C1", "C2", "C3")
    ]
    assert "45 CFR 162.1102" in found[0].why


def test_a_lost_clm_refuses_both_claims_and_counts_them(office: str) -> None:
    text = office.replace("CLM*C2*", "CLN*C2*")
    (refused,) = [one for one in refusals(text) if one.claims]
    assert (refused.id, refused.element, refused.claims) == ("C1", "segment id", 2)
    assert [one.id for one in claims(text)] == ["C3"]


def test_a_lost_clm_of_the_first_claim(office: str) -> None:
    text = office.replace("CLM*C1*", "CLN*C1*")
    assert sum(one.claims for one in refusals(text)) == 2
    assert [one.id for one in claims(text)] == ["C3"]


@pytest.mark.parametrize("lines", [50, 51], ids=["as many as the guide takes", "one more"])
def test_an_837p_takes_50_lines(office: str, lines: int) -> None:
    line = "SV1*HC:85025*1*UN*1***1~DTP*472*D8*20260214~"
    many = "".join(f"LX*{number}~{line}" for number in range(1, lines + 1))
    text = office.replace("LX*1~SV1*HC:85025*15.40*UN*1***1~DTP*472*D8*20260214~", many)
    assert [one.element for one in refusals(text) if one.claims] == (["LX01"] if lines > 50 else [])


@pytest.mark.parametrize("lines", [999, 1000], ids=["as many as the guide takes", "one more"])
def test_an_837i_takes_999_lines(hospital: str, lines: int) -> None:
    many = "".join(f"LX*{number}~SV2*0510*HC:G0463*1*UN*1~" for number in range(1, lines + 1))
    text = hospital.replace("LX*1~SV2*0510*HC:G0463:25*155*UN*1~", many)
    assert [len(one.lines) for one in claims(text)][1:] == ([999] if lines == 999 else [])
    assert [(one.id, one.element) for one in refusals(text) if one.claims] == ([] if lines == 999 else [("H2", "LX01")])


def test_a_file_cut_in_the_middle_gives_what_is_whole(office: str) -> None:
    text = office[: office.index("LX*1~SV1*HC:80053") + 12]
    assert [one.id for one in claims(text)] == ["C1", "C2"]
    found = refusals(text)
    assert [(one.id, one.element, one.claims) for one in found] == [
        ("C3", "CLM", 1),
        ("", "end of file", 0),
        ("", "ST", 0),
        ("", "GS", 0),
        ("", "ISA", 0),
    ]


def test_several_transactions_and_interchanges(office: str, hospital: str) -> None:
    body = office[office.index("ST*") : office.index("GE*")]
    twice = office.replace(body, body + body.replace("0001*005010", "0002*005010").replace("SE*74*0001", "SE*74*0002"))
    twice = twice.replace("GE*1*", "GE*2*")
    text = twice + "\r\n" + hospital.replace("*", "|").replace("~", "\n")
    assert [one.id for one in claims(text)] == ["C1", "C2", "C3", "C1", "C2", "C3", "H1", "H2"]
    assert refusals(text) == []


def test_a_transaction_without_claims_is_named(fixtures: Path) -> None:
    found = list(read_claims(fixtures / "claims" / "payments.835", today=TODAY))
    assert [(one.element, one.claims, one.file) for one in found if isinstance(one, Refused)] == [
        ("ST01", 0, "payments.835")
    ]


@pytest.mark.parametrize("text", ["", "hello", "\x00\x01"], ids=["empty", "text", "binary"])
def test_a_file_of_no_known_format(text: str) -> None:
    with pytest.raises(BadInput, match="is no file of claims"):
        read(text)


def test_a_path_that_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is no file"):
        list(read_claims(tmp_path / "absent.837"))


def test_gzip_and_zip(office: str, hospital: str, tmp_path: Path) -> None:
    packed = tmp_path / "office.837.gz"
    packed.write_bytes(gzip.compress(office.encode()))
    zipped = tmp_path / "both.zip"
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.writestr("a/office.837", "\ufeff" + office)
        archive.writestr("hospital.837", hospital.replace("SE*47", "SE*9"))
    assert [one.id for one in read_claims(packed, today=TODAY)] == ["C1", "C2", "C3"]
    found = list(read_claims(zipped, today=TODAY))
    assert [one.id for one in found if isinstance(one, Claim)] == ["C1", "C2", "C3", "H1", "H2"]
    assert [one.file for one in found if isinstance(one, Refused)] == ["both.zip/hospital.837"]


def test_a_cut_gzip_gives_what_can_be_unpacked(office: str) -> None:
    start, end = office.index("HL*2"), office.index("SE*74")
    many = office[:start] + office[start:end] * 200 + office[end:]
    packed = gzip.compress(many.encode())
    found = read(packed[: len(packed) // 2])
    assert sum(isinstance(one, Claim) for one in found) > 10
    assert found[-1] == Refused(
        "", 0, "archive", 0, "the archive is damaged or cut off: what follows cannot be unpacked", 0, "input"
    )


def test_names_and_numbers_of_patients_are_in_no_message(office: str) -> None:
    """Each segment in turn is damaged in each of its elements; no message repeats what stands in the file."""
    secrets = ("ZYLBERQUIST", "WILHELMINA", "PERCIVAL", "MEMBERID", "SECRETSTREET", "1951", "RENDERSON", "20260213")
    pieces = office.split("~")
    for index in range(1, len(pieces)):
        for place in range(pieces[index].count("*") + 1):
            elements = pieces[index].split("*")
            elements[place] = "ZYLBERQUIST WILHELMINA 19510610"
            damaged = "~".join([*pieces[:index], "*".join(elements), *pieces[index + 1 :]])
            for one in refusals(damaged):
                if one.id.startswith("ZYLBERQUIST"):
                    continue  # the claim's own number, CLM01
                assert not any(secret in f"{one.element} {one.why} {one.file} {one.id}" for secret in secrets)


def test_strict_reads_what_the_models_accept(fixtures: Path, office: str) -> None:
    pytest.importorskip("x12sdk")
    for name, ids in (("office.837", ["C1", "C2", "C3"]), ("hospital.837", ["H1", "H2"])):
        found = read_claims(fixtures / "claims" / name, today=TODAY, strict=True)
        assert [one.id for one in found if isinstance(one, Claim)] == ids


def test_strict_refuses_one_claim_and_not_its_neighbours(office: str) -> None:
    pytest.importorskip("x12sdk")
    text = office.replace("NM1*82*1*OTHERSON*CY****XX*1003000118", "NM1*82*9*OTHERSON*CY****XX*1003000118")
    found = list(read_claims(io.BytesIO(text.encode()), today=TODAY, strict=True))
    assert [one.id for one in found if isinstance(one, Claim)] == ["C2", "C3"]
    (refused,) = [one for one in found if isinstance(one, Refused)]
    assert refused.id == "C1"
    assert "the validated model" in refused.why
    assert "OTHERSON" not in refused.why + refused.element
