"""Coded notes as plain data: the JSON, CSV and FHIR that command line, REST and pages share. Spans are [start, end) offsets in
characters into the text that was given; the text itself is never repeated but for the words not coded."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import NAMESPACE_URL, uuid5

from superbill.model.codes import System, display_code
from superbill.model.note import Band, CodedText, Element, Missing, NotCoded, Suggestion, Visit
from superbill.surfaces.answers import Data
from superbill.surfaces.sheets import Cells, Sheet

FHIR_SYSTEMS = {
    System.ICD10CM: "http://hl7.org/fhir/sid/icd-10-cm",
    System.CPT: "http://www.ama-assn.org/go/cpt",
    System.HCPCS: "http://terminology.hl7.org/CodeSystem/HCPCS",
}
NOT_CONFIRMED = "unconfirmed"
"""A suggestion is for a person to confirm."""


def note_data(name: str, coded: CodedText) -> Data:
    """The whole answer about the note called `name`."""
    return {
        "note": name,
        "on": coded.on,
        "codes": [_suggestion(each) for each in coded.codes],
        "services": [_suggestion(each) for each in coded.services],
        "not_coded": [_not_coded(each) for each in coded.not_coded],
        "em": _visit(coded.visit) if coded.visit else None,
        "patient": {"age_years": coded.patient.age_years, "sex": coded.patient.sex},
        "reason": coded.reason,
        "stamp": coded.stamp,
    }


def fhir_bundle(name: str, coded: CodedText, bands: Iterable[Band] = (Band.ACCEPT, Band.REVIEW)) -> Data:
    """A FHIR R4 Bundle (collection) of unconfirmed Conditions, one for each diagnosis of the wanted bands, with a placeholder
    for the patient: the note says who that is, this answer does not."""
    wanted = frozenset(bands)
    found = [each for each in coded.codes if each.band in wanted]
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [_condition(name, each, coded) for each in found],
    }


def _condition(name: str, found: Suggestion, coded: CodedText) -> Data:
    mark = uuid5(NAMESPACE_URL, f"{name} {coded.on} {found.system} {found.code}")
    return {
        "fullUrl": f"urn:uuid:{mark}",
        "resource": {
            "resourceType": "Condition",
            "id": str(mark),
            "verificationStatus": {
                "coding": [
                    {
                        "system": "http://terminology.hl7.org/CodeSystem/condition-ver-status",
                        "code": NOT_CONFIRMED,
                    }
                ]
            },
            "code": {
                "coding": [{"system": FHIR_SYSTEMS[found.system], "code": found.display, "display": found.text}],
            },
            "subject": {"display": "patient of the note"},
            "note": [{"text": f"Suggested, {found.band}, probability {found.probability:.2f}: {found.why}"}],
        },
    }


def _suggestion(found: Suggestion) -> Data:
    return {
        "system": found.system,
        "code": found.display,
        "display": found.text,
        "probability": round(found.probability, 4),
        "calibrated": found.calibrated,
        "band": found.band,
        "first_listed": found.first_listed,
        "spans": [list(span) for span in found.spans],
        "section": found.section,
        "why": found.why,
        "missing": [_missing(each) for each in found.missing],
        "unspecified": found.unspecified,
        "conflicts": [{"kind": each.kind, "text": each.text, "other": each.other} for each in found.conflicts],
    }


def _missing(found: Missing) -> Data:
    return {
        "what": found.what,
        "document": found.document,
        "code": display_code(System.ICD10CM, found.code),
        "display": found.text,
    }


def _not_coded(found: NotCoded) -> Data:
    return {
        "text": found.text,
        "code": found.display,
        "reason": found.reason,
        "spans": [list(span) for span in found.spans],
    }


def _visit(visit: Visit) -> Data:
    return {
        "family": visit.family,
        "code": visit.code or None,
        "level": visit.level,
        "basis": visit.basis,
        "minutes": visit.minutes,
        "raise_by": visit.raise_by,
        "lower_by": visit.lower_by,
        "alternatives": list(visit.alternatives),
        "spans": [list(span) for span in visit.spans],
        "elements": [
            {"id": column.id, "level": column.level, "found": [_element(each) for each in column.elements]}
            for column in visit.columns
        ],
    }


def _element(found: Element) -> Data:
    return {
        "id": found.id,
        "text": found.text,
        "level": found.level,
        "spans": [list(span) for span in found.spans],
    }


def _cells(row: tuple[str, Suggestion]) -> Cells:
    name, found = row
    spans = " ".join(f"{start}-{end}" for start, end in found.spans)
    wanted = "; ".join(f"{each.document}: {display_code(System.ICD10CM, each.code)}" for each in found.missing)
    return (
        name, found.system.value, found.display, found.text, f"{found.probability:.4f}", found.band.value, spans, found.why,
        wanted,
    )  # fmt: skip


CODED: Sheet[tuple[str, Suggestion]] = Sheet(
    ("note", "system", "code", "display", "probability", "band", "spans", "why", "missing"), _cells
)
"""One row for each suggestion: the note's name with it."""
