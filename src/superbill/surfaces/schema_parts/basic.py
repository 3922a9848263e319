"""What all schemas are built of: texts, days, amounts, lists, objects without further members, receipts."""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]
Answer = tuple[str, Schema]
"""What is answered, and its schema."""


def or_null(schema: Schema) -> Schema:
    """That, or nothing."""
    return {"anyOf": [schema, {"type": "null"}]}


def list_of(of: Schema) -> Schema:
    """Any number of them."""
    return {"type": "array", "items": of}


def object_of(optional: tuple[str, ...] = (), /, **properties: Schema) -> Schema:
    """These members and no others; all but the `optional` are always there."""
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


TEXT: Schema = {"type": "string"}
DAY: Schema = {"type": "string", "format": "date"}
COUNT: Schema = {"type": "integer", "minimum": 0}
YES_NO: Schema = {"type": "boolean"}
AMOUNT: Schema = {"type": "number"}
DOLLARS = or_null({"type": "number"})
COUNT_OR_NULL = or_null(COUNT)
COUNTS: Schema = {"type": "object", "additionalProperties": COUNT}
CITATION = object_of(
    source=TEXT, title=TEXT, publisher=TEXT, release=TEXT, file=TEXT, locator=TEXT, effective_from=DAY,
    effective_to=or_null(DAY), stale_days=or_null({"type": "integer", "minimum": 1}), excerpt=YES_NO, series=TEXT,
)  # fmt: skip
NOT_AVAILABLE = object_of(not_available=TEXT, would_come_from=TEXT)


def leaf(value: Schema) -> Schema:
    """A value with its receipts, or why it is not available."""
    return {"anyOf": [object_of(("also",), value=value, citation=CITATION, also=list_of(CITATION)), NOT_AVAILABLE]}


PARTS: dict[str, Schema] = {"citation": CITATION, "not-available": NOT_AVAILABLE}
"""The parts with a name of their own."""
