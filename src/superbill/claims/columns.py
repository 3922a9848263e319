"""A claim from named texts, as CSV rows and JSON objects give them. Fields, headings and their spellings.

The schema, one entry a heading; case, blanks, `_` and `-` do not matter. A claim in CSV is a run of rows with one `claim_id`,
a row a line; what belongs to the claim stands in its first row (or in all, alike). JSON has the claim's fields in an object and
the lines as its `lines`.

Claim: `claim_id`, `kind` (professional, institutional), `diagnoses` (separated by blanks; the first is the principal),
`payer_id`, `payer_name`, `filing`, `bill_type`, `frequency`, `place_of_service`, `birth_date`, `sex`, `billing_npi`,
`billing_taxonomy`, `billing_state`, `billing_zip`, `rendering_npi`, `facility_npi`, `facility_state`, `facility_zip`,
`statement_from`, `statement_through`, `admission_date`, `discharge_date`, `discharge_status`, `drg`, `procedures`
(ICD-10-PCS, separated by blanks; the first is the principal), `participating` (yes, no), `received`, `original_reference`.
Line: `code`, `modifiers` (separated by blanks), `date`, `through`, `units`, `minutes`, `charge`, `place_of_service`,
`pointers` (numbers or letters: `1 2`, `A B`), `revenue_code`, `ndc`, `line_rendering_npi`, `line_control`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from superbill.claims import values
from superbill.claims.faults import Fault
from superbill.model.claim import Claim, ClaimKind, ClaimLine, Diagnosis, DiagnosisRole, Procedure, Spot
from superbill.model.codes import System

Fields: TypeAlias = Mapping[str, str]

CLAIM_FIELDS = frozenset(
    [
        "claim_id",
        "kind",
        "diagnoses",
        "payer_id",
        "payer_name",
        "filing",
        "bill_type",
        "frequency",
        "place_of_service",
        "birth_date",
        "sex",
        "billing_npi",
        "billing_taxonomy",
        "billing_state",
        "billing_zip",
        "rendering_npi",
        "facility_npi",
        "facility_state",
        "facility_zip",
        "statement_from",
        "statement_through",
        "admission_date",
        "discharge_date",
        "discharge_status",
        "drg",
        "procedures",
        "participating",
        "received",
        "original_reference",
    ]
)
LINE_FIELDS = frozenset(
    [
        "code",
        "modifiers",
        "date",
        "through",
        "units",
        "minutes",
        "charge",
        "place_of_service",
        "pointers",
        "revenue_code",
        "ndc",
        "line_rendering_npi",
        "line_control",
    ]
)
_SPELLINGS = {
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
    "quantity": "units",
}
_YES = frozenset({"", "yes", "y", "true", "1"})
_NO = frozenset({"no", "n", "false", "0"})
_LIST = re.compile(r"[\s,;|]+")
_POINTER_LETTERS = "ABCDEFGHIJKL"


def field_name(heading: str) -> str:
    """The field of a heading as people write it: `Date of Service` is `date`; unknown ones come back in the same form."""
    plain = re.sub(r"[\s_-]+", "_", heading.strip().lower())
    return _SPELLINGS.get(plain, plain)


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
