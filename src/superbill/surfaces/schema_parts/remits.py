"""Worked remittances."""

from __future__ import annotations

from superbill.remits.actions import LISTS, Kind, Route
from superbill.remits.answer import ItemKind
from superbill.surfaces.schema_parts.basic import (
    AMOUNT,
    CITATION,
    COUNT,
    DAY,
    DOLLARS,
    NOT_AVAILABLE,
    TEXT,
    YES_NO,
    Answer,
    Schema,
    leaf,
    list_of,
    object_of,
    or_null,
)
from superbill.surfaces.schema_parts.claims import REFUSED

DEADLINE: Schema = {"anyOf": [object_of(day=DAY, what=TEXT, citation=CITATION), NOT_AVAILABLE, {"type": "null"}]}
REASON = object_of(group=TEXT, reason=TEXT, usd=AMOUNT, title=TEXT)
EVIDENCE = object_of(text=TEXT, favours=or_null(YES_NO), citation=CITATION)
WORK_ITEM = object_of(
    kind={"enum": [kind.value for kind in ItemKind]}, claim=TEXT, line=or_null({"type": "integer", "minimum": 1}), code=TEXT,
    modifiers=list_of(TEXT), on=or_null(DAY), usd=AMOUNT, at_charge=YES_NO, charge_usd=AMOUNT, paid_usd=AMOUNT,
    allowed_usd=AMOUNT, expected_usd=DOLLARS, why=TEXT, reasons=list_of(REASON), remarks=list_of(TEXT), do=list_of(TEXT),
    route={"enum": [route.value for route in Route]}, deadline=DEADLINE, letter=TEXT, basis=TEXT, steps=list_of(TEXT),
    citations=list_of(CITATION), evidence=list_of(EVIDENCE),
)  # fmt: skip
PAYMENT = object_of(
    trace=TEXT, payer=TEXT, payer_id=TEXT, paid_usd=AMOUNT, on=or_null(DAY), claims=COUNT, refused=COUNT, balanced=YES_NO,
)  # fmt: skip
PAID_CLAIM = object_of(
    id=TEXT, payer_claim_number=TEXT, payer=TEXT, trace=TEXT, statuses=list_of(TEXT), to=or_null(DAY), charge_usd=AMOUNT,
    paid_usd=AMOUNT, allowed_usd=AMOUNT, patient_usd=AMOUNT, expected_usd=DOLLARS, basis=TEXT,
    not_compared=or_null(NOT_AVAILABLE), matched=YES_NO, unmatched_lines=COUNT, notes=list_of(TEXT), **{"from": or_null(DAY)},
)  # fmt: skip
EXPLAINED = object_of(
    list={"enum": list(LISTS)}, code=TEXT, count=COUNT, official=leaf(TEXT), title=TEXT,
    kind=or_null({"enum": [kind.value for kind in Kind]}), means=TEXT, check=list_of(TEXT), do=list_of(TEXT),
    review=or_null(TEXT),
)  # fmt: skip
SUMS: dict[str, Schema] = {"count": COUNT, "usd": AMOUNT, "title": TEXT}

PARTS: dict[str, Schema] = {"work-item": WORK_ITEM, "paid-claim": PAID_CLAIM, "explained": EXPLAINED}
"""The parts with a name of their own."""

ANSWERS: dict[str, Answer] = {
    "remit": (
        "`superbill remit`",
        object_of(
            payments=list_of(PAYMENT), usd_at_stake=AMOUNT, tolerance_usd=AMOUNT, items=list_of(WORK_ITEM),
            claims=list_of(PAID_CLAIM), by_group=list_of(object_of(group=TEXT, **SUMS)),
            by_reason=list_of(object_of(group=TEXT, reason=TEXT, **SUMS)),
            by_payer=list_of(object_of(payer=TEXT, kind=TEXT, **SUMS)), codes=list_of(EXPLAINED),
            provider_adjustments=list_of(object_of(trace=TEXT, reason=TEXT, reference=TEXT, usd=AMOUNT)),
            claims_without_payment=COUNT, refused=list_of(REFUSED),
        ),
    ),
}  # fmt: skip
"""What is answered, by name."""
