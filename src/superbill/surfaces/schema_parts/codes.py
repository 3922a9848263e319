"""What codes are, where they stand, how they changed; the releases that say so."""

from __future__ import annotations

from superbill.surfaces.schema_parts.basic import (
    CITATION,
    COUNT,
    DAY,
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

LINE = object_of(system=TEXT, code=TEXT, display=TEXT, text=TEXT, billable=YES_NO)
STATUSES = ["valid", "not billable", "deleted", "not yet valid", "not confirmed"]
KNOWN = object_of(
    ("children", "total", "since", "last_day", "first_day", "lacking", "other_readings"),
    code=TEXT, on=DAY, status={"enum": STATUSES}, system=TEXT, display=TEXT,
    modifiers=list_of(TEXT), title=leaf(TEXT), description=leaf(TEXT), evidence=CITATION, children=list_of(LINE),
    total=COUNT, since=or_null(DAY), last_day=or_null(DAY), first_day=or_null(DAY), lacking=or_null(CITATION),
    other_readings=list_of(object_of(system=TEXT, code=TEXT, display=TEXT, status=TEXT, title=leaf(TEXT))),
)  # fmt: skip
UNKNOWN = object_of(
    ("reason", "searched"),
    code=TEXT, on=DAY, status={"enum": ["unknown", "not available"]}, systems=list_of(TEXT), near=list_of(LINE),
    reason=NOT_AVAILABLE, searched=list_of(CITATION),
)  # fmt: skip
HIT = object_of(
    ("standing",), system=TEXT, code=TEXT, display=TEXT, match=TEXT, billable=YES_NO, ended=YES_NO, standing=TEXT
)
RELEASE = {
    **object_of(
        name=TEXT, source=TEXT, series=TEXT, edition=TEXT, title=TEXT, publisher=TEXT, page=TEXT, licence=TEXT, to=or_null(DAY),
        published=or_null(DAY), complete=YES_NO, rows=COUNT, files=list_of(object_of(name=TEXT, sha256=TEXT, rows=COUNT)),
        notes=list_of(TEXT), **{"from": DAY},
    )
}  # fmt: skip
EVENT = object_of(when=DAY, what=TEXT, detail=TEXT, citation=CITATION)
NODE = object_of(
    system=TEXT, code=TEXT, display=TEXT, parent=or_null(TEXT), billable=YES_NO, text=TEXT, citation=CITATION
)  # fmt: skip
CHANGE = object_of(
    code=TEXT, source=TEXT, title=TEXT, series=TEXT, when=DAY, subject=TEXT,
    what={"enum": ["added", "gone", "revised", "raised", "lowered", "changed"]}, before=TEXT, after=TEXT,
    citation_before=or_null(CITATION), citation_after=or_null(CITATION),
)  # fmt: skip
PROBLEM = object_of(
    ("hint", "answer"),
    type=TEXT, title=TEXT, status={"type": "integer"}, detail=TEXT, hint=TEXT, answer=UNKNOWN,
)  # fmt: skip

PARTS: dict[str, Schema] = {
    "line": LINE, "hit": HIT, "release": RELEASE, "event": EVENT, "node": NODE, "known": KNOWN, "unknown": UNKNOWN, "problem": PROBLEM, "change": CHANGE,
}  # fmt: skip
"""The parts with a name of their own."""

ANSWERS: dict[str, Answer] = {
    "lookup-not-found": ("`superbill lookup` of a code that is not there", UNKNOWN),
    "code": ("what a code is", {"anyOf": [KNOWN, UNKNOWN]}),
    "search": (
        "`superbill search`",
        object_of(
            results=list_of(HIT), total=COUNT, facets={"type": "object", "additionalProperties": COUNT},
            corrected=or_null(TEXT),
        ),
    ),
    "suggest": ("codes as they are typed", object_of(results=list_of(HIT))),
    "codes": ("what several codes are", object_of(codes=list_of({"anyOf": [KNOWN, UNKNOWN]}))),
    "code-list": ("the codes of a system", object_of(system=TEXT, on=DAY, codes=list_of(LINE))),
    "children": ("what stands directly below a code, block or chapter",
                 object_of(system=TEXT, code=TEXT, on=DAY, children=list_of(NODE))),
    "ancestors": ("from the chapter down to the parent of a code",
                  object_of(system=TEXT, code=TEXT, on=DAY, ancestors=list_of(NODE))),
    "clinical-table": (
        "NLM Clinical Table Search: total, codes, extra fields, display fields",
        {
            "type": "array", "minItems": 4, "maxItems": 4, "items": False,
            "prefixItems": [
                COUNT,
                list_of(TEXT),
                or_null({"type": "object", "additionalProperties": list_of(or_null(TEXT))}),
                list_of(list_of(TEXT)),
            ],
        },
    ),
    "changes": ("`superbill changes`", object_of(changes=list_of(CHANGE))),
    "releases": ("`superbill releases`", object_of(stamp=TEXT, releases=list_of(RELEASE))),
    "history": ("`superbill history`", object_of(code=TEXT, events=list_of(EVENT))),
    "problem": ("an error of the REST API (RFC 9457)", PROBLEM),
}  # fmt: skip
"""What is answered, by name."""
