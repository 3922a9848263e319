"""Fees, and the places they are for."""

from __future__ import annotations

from superbill.surfaces.schema_parts.basic import (
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

PRICE = object_of(
    code=TEXT, modifiers=list_of(TEXT), on=DAY, locality=or_null(TEXT), units=COUNT,
    schedule={"enum": ["MPFS", "CLFS", "ASP", "none"]}, non_facility_usd=leaf({"type": "number"}),
    facility_usd=leaf({"type": "number"}), steps=list_of(leaf(TEXT)), remarks=list_of(TEXT),
)  # fmt: skip
LOCALITY = object_of(mac=TEXT, locality=TEXT, name=TEXT, state=TEXT, citation=or_null(CITATION))
GPCI = object_of(
    locality=LOCALITY, work={"type": "number"}, pe={"type": "number"}, mp={"type": "number"}, citation=CITATION
)  # fmt: skip

PARTS: dict[str, Schema] = {"one-price": PRICE, "locality": LOCALITY, "gpci": GPCI}
"""The parts with a name of their own."""

ANSWERS: dict[str, Answer] = {
    "price": (
        "`superbill price`",
        object_of(("refused",), prices=list_of(PRICE), refused=list_of(object_of(("line",), asked=TEXT, reason=TEXT, line=COUNT))),
    ),
    "localities": ("`superbill localities`", object_of(localities=list_of(GPCI))),
}  # fmt: skip
"""What is answered, by name."""
