"""A claim from named texts, as CSV rows and JSON objects give them. Fields, headings and their spellings.

The schema, one entry a heading; case, blanks, `_` and `-` do not matter. A claim in CSV is a run of rows with one `claim_id`,
a row a line; what belongs to the claim stands in its first row (or in all, alike). JSON has the claim's fields in an object and
the lines as its `lines`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from superbill.claims import values
from superbill.claims.faults import Fault
from superbill.claims.patients import patient_key
from superbill.model.claim import Claim, ClaimKind, ClaimLine, Diagnosis, DiagnosisRole, Procedure, Spot
from superbill.model.codes import System

Fields: TypeAlias = Mapping[str, str]

CLAIM_ABOUT = {
    "claim_id": "The claim's own number (CLM01); needed. Rows that follow each other with one number are one claim.",
    "kind": "`professional` or `institutional`; left out: institutional when there is a `bill_type`.",
    "diagnoses": "ICD-10-CM codes, with or without dot; the first is the first-listed or principal one.",
    "payer_id": "The payer's number; finds a policy that names it.",
    "payer_name": "The payer's name.",
    "filing": "Claim filing indicator (SBR09): `MB`, `MA`, `MC`, `CI`, `BL` ...; finds the payer's policy.",
    "bill_type": "Type of bill of a hospital's claim: `131`, `0111`.",
    "frequency": "`1` original, `7` replacement, `8` void; left out: the last digit of `bill_type`, else `1`.",
    "place_of_service": "Two digits; of a line, where it is another than the claim's.",
    "birth_date": "The patient's birth date.",
    "sex": "`F`, `M` or `U`.",
    "billing_npi": "NPI of the billing provider.",
    "billing_taxonomy": "Its taxonomy code.",
    "billing_state": "Its state.",
    "billing_zip": "Its ZIP code: the place that is priced, unless `facility_zip` is given.",
    "rendering_npi": "NPI of who gave the service.",
    "facility_npi": "NPI of the place of service.",
    "facility_state": "Its state.",
    "facility_zip": "Its ZIP code.",
    "statement_from": "First day of the statement.",
    "statement_through": "Last day of the statement.",
    "admission_date": "Day of admission.",
    "discharge_date": "Day of discharge.",
    "discharge_status": "Discharge status, two digits.",
    "drg": "MS-DRG, when the claim tells one.",
    "procedures": "ICD-10-PCS codes; the first is the principal one.",
    "participating": "Whether the provider takes part in Medicare: `yes` (left out) or `no`.",
    "received": "The day on which the claim is, or was, filed.",
    "original_reference": "The payer's number of the claim that this one replaces.",
    "patient_id": "Your own number of the patient: finds the patient's earlier claims (`--history`). Not kept.",
}
"""The claim's fields, each with what it holds."""
LINE_ABOUT = {
    "code": "CPT or HCPCS code; needed, unless a `revenue_code` stands alone.",
    "modifiers": "Modifiers, in their order.",
    "date": "Date of service: `2026-11-22`, `20261122`, `11/22/2026`.",
    "through": "Its last day, when it spans several.",
    "units": "Units; left out: 1.",
    "minutes": "Minutes of anesthesia or therapy.",
    "charge": "What is charged for the line, in US dollars.",
    "place_of_service": "Where it is another than the claim's.",
    "pointers": "The diagnoses that the line stands on, by number or letter: `1 2`, `A B`.",
    "revenue_code": "Revenue code of a hospital's line.",
    "ndc": "National drug code.",
    "line_rendering_npi": "NPI of who gave this service, where it is another than the claim's.",
    "line_control": "Your own number of the line (REF 6R); comes back on the remittance.",
}
"""The line's fields."""
CLAIM_FIELDS = frozenset(CLAIM_ABOUT)
LINE_FIELDS = frozenset(LINE_ABOUT)
SPELLINGS = {
    "claim": "claim_id",
    "id": "claim_id",
    "diagnosis": "diagnoses",
    "dx": "diagnoses",
    "icd10": "diagnoses",
    "cpt": "code",
    "hcpcs": "code",
    "procedure_code": "code",
    "modifier": "modifiers",
    "mod": "modifiers",
    "on": "date",
    "dos": "date",
    "date_of_service": "date",
    "service_date": "date",
    "from": "date",
    "to": "through",
    "pos": "place_of_service",
    "place": "place_of_service",
    "pointer": "pointers",
    "charges": "charge",
    "npi": "billing_npi",
    "zip": "billing_zip",
    "state": "billing_state",
    "payer": "payer_name",
    "dob": "birth_date",
    "born": "birth_date",
    "gender": "sex",
    "type_of_bill": "bill_type",
    "rev": "revenue_code",
    "patient": "patient_id",
    "quantity": "units",
}
"""Other headings that people use, with the field that they mean."""
_YES = frozenset({"", "yes", "y", "true", "1"})
_NO = frozenset({"no", "n", "false", "0"})
_LIST = re.compile(r"[\s,;|]+")
_POINTER_LETTERS = "ABCDEFGHIJKL"


def field_name(heading: str) -> str:
    """The field of a heading as people write it: `Date of Service` is `date`; unknown ones come back in the same form."""
    plain = re.sub(r"[\s_-]+", "_", heading.strip().lower())
    return SPELLINGS.get(plain, plain)


def claim_of(fields: Fields, lines: Sequence[tuple[Fields, Spot]], spot: Spot, today: date) -> Claim:
    """A claim of named texts. Raises `Fault` with the field, and with the line's place where a line is at fault."""
    kind = _kind(fields)
    diagnoses = _diagnoses(fields.get("diagnoses", ""))
    limit = values.MOST_INSTITUTIONAL_LINES if kind is ClaimKind.INSTITUTIONAL else values.MOST_PROFESSIONAL_LINES
    if not lines:
        raise Fault("lines", "the claim has no service line")
    if len(lines) > limit:
        raise Fault("lines", f"a {kind.value} claim takes {limit} lines")
    begin, end = _day(fields, "statement_from", today), _any_day(fields, "statement_through")
    if begin and end and end < begin:
        raise Fault("statement_through", "is before statement_from")
    one_day = begin if begin == end else None
    built = []
    for number, (line, at) in enumerate(lines, 1):
        try:
            built.append(_line(number, line, at, (kind, len(diagnoses), one_day), today))
        except Fault as fault:
            fault.segment = (at.segment, at.offset)
            raise
    return Claim(
        id=values.claim_id(fields.get("claim_id", ""), "claim_id"),
        kind=kind,
        lines=tuple(built),
        diagnoses=diagnoses,
        procedures=_procedures(fields.get("procedures", "")),
        charge=sum((line.charge for line in built), Decimal(0)),
        payer_id=fields.get("payer_id", ""),
        payer_name=fields.get("payer_name", ""),
        filing=fields.get("filing", "").upper(),
        place_of_service=_place(fields.get("place_of_service", "")),
        bill_type=_bill_type(fields, kind),
        frequency=fields.get("frequency", "") or _bill_type(fields, kind)[3:] or "1",
        born=_day(fields, "birth_date", today),
        sex=values.sex(fields.get("sex", "").upper()[:1], "sex"),
        billing=values.provider(*(fields.get(f"billing_{part}", "") for part in ("npi", "taxonomy", "state", "zip"))),
        rendering=values.provider(fields.get("rendering_npi", "")),
        facility=values.provider(
            fields.get("facility_npi", ""), "", fields.get("facility_state", ""), fields.get("facility_zip", "")
        ),
        statement_from=begin,
        statement_through=end,
        admitted=_day(fields, "admission_date", today),
        discharged=_day(fields, "discharge_date", today),
        discharge_status=fields.get("discharge_status", ""),
        drg=fields.get("drg", ""),
        participating=_yes(fields.get("participating", ""), "participating"),
        received=_any_day(fields, "received"),
        original_reference=fields.get("original_reference", ""),
        spot=spot,
        patient=patient_key(fields.get("patient_id", "")),
    )


def _line(number: int, fields: Fields, spot: Spot, of: tuple[ClaimKind, int, date | None], today: date) -> ClaimLine:
    """A line of a claim of a kind, with so many diagnoses, and the day that stands for a missing date."""
    kind, diagnoses, one_day = of
    on = _day(fields, "date", today) or (one_day if kind is ClaimKind.INSTITUTIONAL else None)
    if on is None and kind is ClaimKind.PROFESSIONAL:
        raise Fault("date", "the line has no date of service")
    through = _any_day(fields, "through")
    if on and through and through < on:
        raise Fault("through", "is before the date of service")
    revenue = fields.get("revenue_code", "")
    code = fields.get("code", "")
    minutes, units = fields.get("minutes", ""), fields.get("units", "")
    rendering = fields.get("line_rendering_npi", "")
    return ClaimLine(
        number=number,
        code="" if not code and revenue else values.procedure(code, "code"),
        on=on,
        modifiers=values.modifiers(_LIST.split(fields.get("modifiers", "").strip()), "modifiers"),
        units=values.units(units, "units") if units else Decimal(1),
        charge=_charge(fields.get("charge", "")),
        through=through if through != on else None,
        place_of_service=_place(fields.get("place_of_service", "")),
        pointers=tuple(_pointer(one, diagnoses) for one in _LIST.split(fields.get("pointers", "")) if one),
        minutes=values.units(minutes, "minutes") if minutes else None,
        revenue_code=revenue.zfill(4) if revenue else "",
        ndc=fields.get("ndc", "").replace("-", ""),
        rendering=values.provider(rendering) if rendering else None,
        spot=spot,
        control=fields.get("line_control", ""),
    )


def _kind(fields: Fields) -> ClaimKind:
    text = fields.get("kind", "").lower()
    if not text:
        return ClaimKind.INSTITUTIONAL if fields.get("bill_type") else ClaimKind.PROFESSIONAL
    try:
        kind = ClaimKind(text)
    except ValueError:
        raise Fault("kind", "is neither professional nor institutional") from None
    if kind is ClaimKind.DENTAL:
        raise Fault("kind", "dental claims are not read")
    return kind


def _charge(text: str) -> Decimal:
    return values.charge(text.replace("$", "").replace(",", ""), "charge") if text else Decimal(0)


def _place(text: str) -> str:
    return text.zfill(2) if text else ""


def _bill_type(fields: Fields, kind: ClaimKind) -> str:
    text = fields.get("bill_type", "")
    if not text or kind is not ClaimKind.INSTITUTIONAL:
        return ""
    if not text.isalnum() or not 3 <= len(text) <= 4:
        raise Fault("bill_type", "has three or four characters, such as 0111")
    return text.zfill(4)


def _diagnoses(text: str) -> tuple[Diagnosis, ...]:
    found: list[Diagnosis] = []
    for code in filter(None, _LIST.split(text)):
        role = DiagnosisRole.OTHER if found else DiagnosisRole.PRINCIPAL
        one = values.diagnosis(code, role, System.ICD10CM, "")
        if one is None:
            raise Fault("diagnoses", "one has not the shape of an ICD-10-CM code")
        found.append(one)
    return tuple(found)


def _procedures(text: str) -> tuple[Procedure, ...]:
    codes = [code.upper() for code in _LIST.split(text) if code]
    if not all(values.has_shape(code, System.ICD10PCS) for code in codes):
        raise Fault("procedures", "one has not the shape of an ICD-10-PCS code")
    return tuple(Procedure(code, None, place == 0) for place, code in enumerate(codes))


def _pointer(text: str, count: int) -> int:
    upper = text.upper()
    place = _POINTER_LETTERS.find(upper) + 1 if len(upper) == 1 and upper.isalpha() else 0
    if not place and text.isascii() and text.isdecimal():
        place = int(text[:3])
    if not 0 < place <= count:
        raise Fault("pointers", f"points to no diagnosis: the claim has {count}")
    return place


def _day(fields: Fields, name: str, today: date) -> date | None:
    text = fields.get(name, "")
    return values.service_day(text, name, today) if text else None


def _any_day(fields: Fields, name: str) -> date | None:
    text = fields.get(name, "")
    return values.day(text, name) if text else None


def _yes(text: str, name: str) -> bool:
    if text.lower() in _NO:
        return False
    if text.lower() not in _YES:
        raise Fault(name, "is neither yes nor no")
    return True
