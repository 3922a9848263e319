"""Coverage policies, and the documents of the operator."""

from __future__ import annotations

from superbill.surfaces.schema_parts.basic import (
    CITATION,
    COUNT,
    DAY,
    TEXT,
    YES_NO,
    Answer,
    Schema,
    list_of,
    object_of,
    or_null,
)

POLICY = object_of(
    kind={"enum": ["article", "lcd", "ncd"]}, id=TEXT, version=COUNT, type=TEXT, title=TEXT, effective_date=or_null(DAY),
    end_date=or_null(DAY), contractors=list_of(TEXT), states=list_of(TEXT), url=TEXT, citation=CITATION,
)  # fmt: skip
COVERAGE_RESULT: Schema = {
    "enum": [
        "covered", "covered with conditions", "not covered", "policy lists no diagnoses", "no policy loaded", "not available",
    ]
}  # fmt: skip
DIAGNOSIS_GROUP = object_of(
    number=COUNT, covered=YES_NO, paragraph=TEXT, note=TEXT, names=list_of(TEXT), citation=CITATION
)  # fmt: skip
FINDING = object_of(
    policy=POLICY, result=COVERAGE_RESULT, why=TEXT, groups=list_of(DIAGNOSIS_GROUP), code_groups=list_of(COUNT),
    covered_diagnoses=COUNT, related=list_of(POLICY), citation=CITATION,
)  # fmt: skip
COVERAGE = object_of(
    ("not_available", "would_come_from"),
    code=TEXT, dx=TEXT, state=TEXT, on=DAY, result=COVERAGE_RESULT, why=TEXT, documents=list_of(FINDING), later=list_of(POLICY),
    remarks=list_of(TEXT), citation=or_null(CITATION), not_available=TEXT, would_come_from=TEXT,
)  # fmt: skip
DOCUMENT = object_of(
    id=COUNT, title=TEXT, publisher=TEXT, payer=TEXT, effective=DAY, until=or_null(DAY), file=TEXT, sha256=TEXT, pages=COUNT,
    passages=COUNT, imported=DAY,
)  # fmt: skip
PASSAGE = object_of(
    text=TEXT, payer=TEXT, document=TEXT, effective=DAY, heading=list_of(TEXT), page=TEXT, names=or_null(TEXT),
    citation=CITATION,
)  # fmt: skip
PASSAGE_CHANGE = object_of(
    change={"enum": ["added", "removed", "reworded"]}, before=or_null(PASSAGE), after=or_null(PASSAGE)
)  # fmt: skip

PARTS: dict[str, Schema] = {
    "policy": POLICY, "diagnosis-group": DIAGNOSIS_GROUP, "finding": FINDING, "document": DOCUMENT, "passage": PASSAGE,
}  # fmt: skip
"""The parts with a name of their own."""

ANSWERS: dict[str, Answer] = {
    "coverage": ("`superbill coverage --dx`", COVERAGE),
    "policies": (
        "`superbill coverage` without a diagnosis",
        object_of(
            ("not_available", "would_come_from"),
            code=TEXT, state=or_null(TEXT), on=DAY, policies=list_of(POLICY), not_available=TEXT, would_come_from=TEXT,
        ),
    ),
    "documents": ("`superbill documents list`", object_of(documents=list_of(DOCUMENT))),
    "passages": ("`superbill documents passages` and `search`", object_of(passages=list_of(PASSAGE))),
    "passage-changes": ("`superbill documents changes`", object_of(code=TEXT, changes=list_of(PASSAGE_CHANGE))),
}  # fmt: skip
"""What is answered, by name."""
