"""Pair edits and unit edits."""

from __future__ import annotations

from superbill.surfaces.schema_parts.basic import (
    CITATION,
    COUNT,
    DAY,
    TEXT,
    Answer,
    Schema,
    list_of,
    object_of,
    or_null,
)

EDIT_FIELDS: dict[str, Schema] = {
    "column1": or_null(TEXT),
    "column2": or_null(TEXT),
    "modifier_indicator": or_null({"enum": [0, 1, 9]}),
    "effective_date": or_null(DAY),
    "deletion_date": or_null(DAY),
    "rationale": TEXT,
    "citation": or_null(CITATION),
}
PAIR = object_of(
    ("rationale", "not_available", "would_come_from"),
    codes=list_of(TEXT), setting=TEXT, on=DAY,
    result={"enum": ["never together", "with a modifier", "no edit found", "not available"]},
    ended=list_of(object_of(**EDIT_FIELDS)), not_available=TEXT, would_come_from=TEXT, **EDIT_FIELDS,
)  # fmt: skip
UNITS = object_of(
    ("not_available", "would_come_from"),
    code=TEXT, setting=TEXT, on=DAY, mue=or_null(COUNT), mai=or_null({"enum": [1, 2, 3]}), result=TEXT, rationale=TEXT,
    citation=or_null(CITATION), not_available=TEXT, would_come_from=TEXT,
)  # fmt: skip

PARTS: dict[str, Schema] = {"pair": PAIR}
"""The parts with a name of their own."""

ANSWERS: dict[str, Answer] = {
    "pairs": ("`superbill pairs`", object_of(pairs=list_of(PAIR))),
    "units": ("`superbill units`", UNITS),
}  # fmt: skip
"""What is answered, by name."""
