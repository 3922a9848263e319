"""Claims as they are handed in, and as they come back checked."""

from __future__ import annotations

from collections.abc import Iterable

from superbill.claims.columns import CLAIM_FIELDS, LINE_FIELDS
from superbill.surfaces.schema_parts.basic import (
    AMOUNT,
    CITATION,
    COUNT,
    DAY,
    TEXT,
    Answer,
    Schema,
    leaf,
    list_of,
    object_of,
    or_null,
)

RESULT: Schema = {"enum": ["pass", "fail", "bypassed", "no_data"]}
CHECK = object_of(
    rule=TEXT, result=RESULT, severity={"enum": ["deny", "review", "note"]}, why=TEXT, fix=TEXT, lines=list_of(COUNT),
    codes=list_of(TEXT), usd_at_risk=AMOUNT, citation=or_null(CITATION),
)  # fmt: skip
LINE_PRICE = object_of(
    schedule=TEXT, allowed_usd=leaf(AMOUNT), payment_usd=leaf(AMOUNT), patient_usd=leaf(AMOUNT),
    limiting_charge_usd=or_null(leaf(AMOUNT)), steps=list_of(leaf(TEXT)), remarks=list_of(TEXT),
)  # fmt: skip
CLAIM_PRICE = object_of(
    allowed_usd=AMOUNT, payment_usd=AMOUNT, patient_usd=AMOUNT, unpriced=list_of(COUNT), locality=or_null(TEXT),
    stay=or_null(LINE_PRICE), left_out=list_of(TEXT),
)  # fmt: skip
CHECKED_LINE = object_of(
    line=COUNT, code=TEXT, modifiers=list_of(TEXT), on=or_null(DAY), units=AMOUNT, charge_usd=AMOUNT, result=RESULT,
    checks=list_of(CHECK), price=or_null(LINE_PRICE),
)  # fmt: skip
CHECKED_CLAIM = object_of(
    id=TEXT, kind={"enum": ["professional", "institutional", "dental"]}, on=or_null(DAY), payer=TEXT, result=RESULT,
    charge_usd=AMOUNT, usd_at_risk=AMOUNT, checks=list_of(CHECK), lines=list_of(CHECKED_LINE), price=or_null(CLAIM_PRICE),
)  # fmt: skip
REFUSED = object_of(id=TEXT, file=TEXT, segment=COUNT, element=TEXT, offset=COUNT, why=TEXT, claims=COUNT)
QUEUED = object_of(
    id=TEXT, payer=TEXT, usd_at_risk=AMOUNT, charge_usd=AMOUNT, rules=list_of(TEXT), line=or_null(COUNT), codes=list_of(TEXT),
    why=TEXT, fix=TEXT,
)  # fmt: skip
TOTALS = object_of(
    claims=COUNT, refused=COUNT, results={"type": "object", "additionalProperties": COUNT}, charge_usd=AMOUNT,
    usd_at_risk=AMOUNT, allowed_usd=AMOUNT, payment_usd=AMOUNT, patient_usd=AMOUNT, lines_priced=COUNT,
    lines_unpriced=COUNT,
    rules=list_of(object_of(rule=TEXT, claims=COUNT, failed=COUNT, no_data=COUNT, usd_at_risk=AMOUNT)),
    payers=list_of(object_of(payer=TEXT, claims=COUNT, failed=COUNT, usd_at_risk=AMOUNT)),
)  # fmt: skip
SCALAR: Schema = {"type": ["string", "number", "boolean", "null"]}
"""A field of a claim that is handed in; lists may be lists or texts."""
SCALARS: Schema = {"anyOf": [SCALAR, list_of(SCALAR)]}
LISTED = frozenset({"diagnoses", "procedures", "modifiers", "pointers"})


def _fields(names: Iterable[str]) -> dict[str, Schema]:
    return {name: SCALARS if name in LISTED else SCALAR for name in sorted(names)}


LINE_IN: Schema = {
    "type": "object", "properties": _fields(LINE_FIELDS), "required": ["code"], "additionalProperties": False,
}  # fmt: skip
CLAIM_IN: Schema = {
    "type": "object", "properties": {**_fields(CLAIM_FIELDS), "lines": list_of(LINE_IN)},
    "required": ["claim_id", "lines"], "additionalProperties": False,
}  # fmt: skip

PARTS: dict[str, Schema] = {
    "check": CHECK, "checked-line": CHECKED_LINE, "checked-claim": CHECKED_CLAIM, "claim-in": CLAIM_IN,
}  # fmt: skip
"""The parts with a name of their own."""

ANSWERS: dict[str, Answer] = {
    "scrub": (
        "`superbill scrub`",
        object_of(
            ("queue",),
            claims=list_of(CHECKED_CLAIM), queue=list_of(QUEUED), refused=list_of(REFUSED), totals=TOTALS,
        ),
    ),
    "claims-in": (
        "claims handed in as JSON: one, a list, or `claims`",
        {"anyOf": [object_of(claims=list_of(CLAIM_IN)), CLAIM_IN, list_of(CLAIM_IN)]},
    ),
}  # fmt: skip
"""What is answered, by name."""
