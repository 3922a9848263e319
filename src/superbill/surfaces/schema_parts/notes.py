"""Coded notes."""

from __future__ import annotations

from superbill.surfaces.schema_parts.basic import COUNT, DAY, TEXT, YES_NO, Answer, list_of, object_of, or_null

SPANS = list_of({"type": "array", "items": COUNT, "minItems": 2, "maxItems": 2})
SUGGESTION = object_of(
    system=TEXT, code=TEXT, display=TEXT, probability={"type": "number", "minimum": 0, "maximum": 1}, calibrated=YES_NO,
    band={"enum": ["accept", "review", "idea"]}, first_listed=YES_NO, spans=SPANS, section=TEXT, why=TEXT,
    missing=list_of(object_of(what=TEXT, document=TEXT, code=TEXT, display=TEXT)), unspecified=TEXT,
    conflicts=list_of(object_of(kind=TEXT, text=TEXT, other=TEXT)),
)  # fmt: skip
VISIT_ELEMENTS = list_of(
    object_of(id=TEXT, level=COUNT, found=list_of(object_of(id=TEXT, text=TEXT, level=COUNT, spans=SPANS)))
)
VISIT = object_of(
    family=TEXT, code=or_null(TEXT), level=TEXT, basis=TEXT, minutes=or_null(COUNT), raise_by=TEXT, lower_by=TEXT,
    alternatives=list_of(TEXT), spans=SPANS, elements=VISIT_ELEMENTS,
)  # fmt: skip
CODED_NOTE = object_of(
    note=TEXT, on=DAY, codes=list_of(SUGGESTION), services=list_of(SUGGESTION),
    not_coded=list_of(object_of(text=TEXT, code=TEXT, reason=TEXT, spans=SPANS)), em=or_null(VISIT),
    patient=object_of(age_years=or_null({"type": "number"}), sex=TEXT), reason=TEXT, stamp=TEXT,
)  # fmt: skip

ANSWERS: dict[str, Answer] = {
    "note": ("`superbill code`", {"anyOf": [CODED_NOTE, {"type": "object", "required": ["resourceType"]}]}),
}  # fmt: skip
"""What is answered, by name."""
