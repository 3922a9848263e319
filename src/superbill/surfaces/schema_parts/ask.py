"""Answers to questions in words."""

from __future__ import annotations

from superbill.surfaces.schema_parts.basic import (
    CITATION,
    DAY,
    NOT_AVAILABLE,
    TEXT,
    Answer,
    Schema,
    list_of,
    object_of,
    or_null,
)

PIECE = object_of(text=TEXT, marks=list_of({"type": "integer", "minimum": 1}))
ANSWER_STATUS: Schema = {"enum": ["answered", "asked_back", "declined"]}
ANSWER_PART = object_of(
    question=TEXT, intent=TEXT, status=ANSWER_STATUS, said=TEXT, reason=TEXT, statements=list_of(object_of(text=TEXT, pieces=list_of(PIECE))),
    gaps=list_of(NOT_AVAILABLE), asks=list_of(object_of(slot=TEXT, question=TEXT, default=TEXT)), assumed=list_of(TEXT),
    not_checked=list_of(TEXT),
)  # fmt: skip
TURN = object_of(intent=TEXT, slots={"type": "object"}, asked=list_of(TEXT))
ANSWER = object_of(
    status=ANSWER_STATUS, intent=TEXT, question=TEXT, on=DAY, answer=TEXT, parts=list_of(ANSWER_PART), citations=list_of(CITATION),
    steps=list_of(TEXT), remarks=list_of(TEXT), notices=list_of(TEXT), turn=or_null(TURN), model=TEXT, sent=list_of(TEXT),
)  # fmt: skip

ANSWERS: dict[str, Answer] = {
    "answer": ("`superbill ask`", ANSWER),
}  # fmt: skip
"""What is answered, by name."""
