"""JSON Schemas (2020-12) of what the commands print with `--format json`: stable contracts."""

from __future__ import annotations

from typing import Any

from superbill.report.render.json import report_schema

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
TEXT: Schema = {"type": "string"}
DAY: Schema = {"type": "string", "format": "date"}
COUNT: Schema = {"type": "integer", "minimum": 0}
YES_NO: Schema = {"type": "boolean"}


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _list(of: Schema) -> Schema:
    return {"type": "array", "items": of}


def _object(optional: tuple[str, ...] = (), /, **properties: Schema) -> Schema:
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


CITATION = _object(
    source=TEXT, title=TEXT, publisher=TEXT, release=TEXT, file=TEXT, locator=TEXT, effective_from=DAY,
    effective_to=_or_null(DAY), stale_days=_or_null({"type": "integer", "minimum": 1}), excerpt=YES_NO, series=TEXT,
)  # fmt: skip
NOT_AVAILABLE = _object(not_available=TEXT, would_come_from=TEXT)


def leaf(value: Schema) -> Schema:
    """A value with its receipts, or why it is not available."""
    return {"anyOf": [_object(("also",), value=value, citation=CITATION, also=_list(CITATION)), NOT_AVAILABLE]}


LINE = _object(system=TEXT, code=TEXT, display=TEXT, text=TEXT, billable=YES_NO)
STATUSES = ["valid", "not billable", "deleted", "not yet valid", "not confirmed"]
KNOWN = _object(
    ("children", "total", "since", "last_day", "first_day", "lacking"),
    code=TEXT, on=DAY, status={"enum": STATUSES}, system=TEXT, display=TEXT,
    modifiers=_list(TEXT), title=leaf(TEXT), description=leaf(TEXT), evidence=CITATION, children=_list(LINE),
    total=COUNT, since=_or_null(DAY), last_day=_or_null(DAY), first_day=_or_null(DAY), lacking=_or_null(CITATION),
)  # fmt: skip
UNKNOWN = _object(
    ("reason", "searched"),
    code=TEXT, on=DAY, status={"enum": ["unknown", "not available"]}, systems=_list(TEXT), near=_list(LINE),
    reason=NOT_AVAILABLE, searched=_list(CITATION),
)  # fmt: skip
HIT = _object(
    ("standing",), system=TEXT, code=TEXT, display=TEXT, match=TEXT, billable=YES_NO, ended=YES_NO, standing=TEXT
)
PRICE = _object(
    code=TEXT, modifiers=_list(TEXT), on=DAY, locality=_or_null(TEXT), units=COUNT,
    schedule={"enum": ["MPFS", "CLFS", "ASP", "none"]}, non_facility_usd=leaf({"type": "number"}),
    facility_usd=leaf({"type": "number"}), steps=_list(leaf(TEXT)), remarks=_list(TEXT),
)  # fmt: skip
EDIT_FIELDS: dict[str, Schema] = {
    "column1": _or_null(TEXT),
    "column2": _or_null(TEXT),
    "modifier_indicator": _or_null({"enum": [0, 1, 9]}),
    "effective_date": _or_null(DAY),
    "deletion_date": _or_null(DAY),
    "rationale": TEXT,
    "citation": _or_null(CITATION),
}
PAIR = _object(
    ("rationale", "not_available", "would_come_from"),
    codes=_list(TEXT), setting=TEXT, on=DAY,
    result={"enum": ["never together", "with a modifier", "no edit found", "not available"]},
    ended=_list(_object(**EDIT_FIELDS)), not_available=TEXT, would_come_from=TEXT, **EDIT_FIELDS,
)  # fmt: skip
UNITS = _object(
    ("not_available", "would_come_from"),
    code=TEXT, setting=TEXT, on=DAY, mue=_or_null(COUNT), mai=_or_null({"enum": [1, 2, 3]}), result=TEXT, rationale=TEXT,
    citation=_or_null(CITATION), not_available=TEXT, would_come_from=TEXT,
)  # fmt: skip
RELEASE = {
    **_object(
        name=TEXT, source=TEXT, series=TEXT, edition=TEXT, title=TEXT, publisher=TEXT, page=TEXT, licence=TEXT, to=_or_null(DAY),
        published=_or_null(DAY), complete=YES_NO, rows=COUNT, files=_list(_object(name=TEXT, sha256=TEXT, rows=COUNT)),
        notes=_list(TEXT), **{"from": DAY},
    )
}  # fmt: skip
EVENT = _object(when=DAY, what=TEXT, detail=TEXT, citation=CITATION)
NODE = _object(
    system=TEXT, code=TEXT, display=TEXT, parent=_or_null(TEXT), billable=YES_NO, text=TEXT, citation=CITATION
)  # fmt: skip
LOCALITY = _object(mac=TEXT, locality=TEXT, name=TEXT, state=TEXT, citation=_or_null(CITATION))
GPCI = _object(
    locality=LOCALITY, work={"type": "number"}, pe={"type": "number"}, mp={"type": "number"}, citation=CITATION
)  # fmt: skip
POLICY = _object(
    kind={"enum": ["article", "lcd", "ncd"]}, id=TEXT, version=COUNT, type=TEXT, title=TEXT, effective_date=_or_null(DAY),
    end_date=_or_null(DAY), contractors=_list(TEXT), states=_list(TEXT), url=TEXT, citation=CITATION,
)  # fmt: skip
COVERAGE_RESULT: Schema = {
    "enum": [
        "covered", "covered with conditions", "not covered", "policy lists no diagnoses", "no policy loaded", "not available",
    ]
}  # fmt: skip
DIAGNOSIS_GROUP = _object(
    number=COUNT, covered=YES_NO, paragraph=TEXT, note=TEXT, names=_list(TEXT), citation=CITATION
)  # fmt: skip
FINDING = _object(
    policy=POLICY, result=COVERAGE_RESULT, why=TEXT, groups=_list(DIAGNOSIS_GROUP), code_groups=_list(COUNT),
    covered_diagnoses=COUNT, related=_list(POLICY), citation=CITATION,
)  # fmt: skip
COVERAGE = _object(
    ("not_available", "would_come_from"),
    code=TEXT, dx=TEXT, state=TEXT, on=DAY, result=COVERAGE_RESULT, why=TEXT, documents=_list(FINDING), later=_list(POLICY),
    remarks=_list(TEXT), citation=_or_null(CITATION), not_available=TEXT, would_come_from=TEXT,
)  # fmt: skip
CHANGE = _object(
    code=TEXT, source=TEXT, title=TEXT, series=TEXT, when=DAY, subject=TEXT,
    what={"enum": ["added", "gone", "revised", "raised", "lowered", "changed"]}, before=TEXT, after=TEXT,
    citation_before=_or_null(CITATION), citation_after=_or_null(CITATION),
)  # fmt: skip
DOCUMENT = _object(
    id=COUNT, title=TEXT, publisher=TEXT, payer=TEXT, effective=DAY, until=_or_null(DAY), file=TEXT, sha256=TEXT, pages=COUNT,
    passages=COUNT, imported=DAY,
)  # fmt: skip
PASSAGE = _object(
    text=TEXT, payer=TEXT, document=TEXT, effective=DAY, heading=_list(TEXT), page=TEXT, names=_or_null(TEXT),
    citation=CITATION,
)  # fmt: skip
PASSAGE_CHANGE = _object(
    change={"enum": ["added", "removed", "reworded"]}, before=_or_null(PASSAGE), after=_or_null(PASSAGE)
)  # fmt: skip
PROBLEM = _object(
    ("hint", "answer"),
    type=TEXT, title=TEXT, status={"type": "integer"}, detail=TEXT, hint=TEXT, answer=UNKNOWN,
)  # fmt: skip
DOLLARS = _or_null({"type": "number"})
COUNT_OR_NULL = _or_null(COUNT)
LEFT_OUT: Schema = {"type": "object", "additionalProperties": COUNT}
GHOSTS: Schema = {
    "anyOf": [
        NOT_AVAILABLE, {"type": "null"}, _object(removed=COUNT, of=COUNT, median_with=DOLLARS, median_without=DOLLARS),
    ]
}  # fmt: skip
RATE_ROW = _object(
    payer=TEXT, kind=TEXT, code=TEXT, billing_class={"enum": ["professional", "institutional", "both", "other"]},
    n_rates=COUNT, n_providers=COUNT_OR_NULL, n_groups=COUNT_OR_NULL, p10=DOLLARS, p25=DOLLARS, median=DOLLARS, p75=DOLLARS,
    p90=DOLLARS, mean=DOLLARS, mode=DOLLARS, mode_n=COUNT_OR_NULL, lowest=DOLLARS, highest=DOLLARS,
    percent_of_medicare=DOLLARS, medicare={"anyOf": [leaf({"type": "number"}), {"type": "null"}]}, left_out=LEFT_OUT,
    ghosts=GHOSTS, n_outliers=COUNT, outliers=_list(_object(usd={"type": "number"}, n=COUNT, file=TEXT)),
    suppressed=_or_null(TEXT), names=_list(TEXT), files=_list(TEXT), dates=_list(TEXT),
)  # fmt: skip
RATE_QUESTION = _object(
    codes=_list(TEXT), on=DAY, payers=_list(TEXT), state=_or_null(TEXT), zip3=_or_null(TEXT), cbsa=_or_null(TEXT),
    pos=_or_null(TEXT), modifiers=_list(TEXT), specialty=_or_null(TEXT), raw=YES_NO, min_cell=COUNT,
    **{"class": _or_null(TEXT)},
)  # fmt: skip
RATE_STATE = _object(state=TEXT, code=TEXT, n_rates=COUNT, n_providers=COUNT, median=DOLLARS)
RATES_FILE = _object(
    file=TEXT, path=TEXT, kind={"enum": ["in_network", "allowed_amounts", "hospital_charges"]}, sha256=TEXT, size=COUNT,
    unpacked=COUNT, modified_ns=COUNT, items=COUNT, entries=COUNT, prices=COUNT, sum_cents={"type": "integer"},
    sum_exact=TEXT, quarantined=COUNT, flags=LEFT_OUT, problem=TEXT, references=COUNT, edges=COUNT, groups=COUNT, npis=COUNT,
    unresolved=_list(TEXT), heading={"type": "object"}, rows=LEFT_OUT, complete=YES_NO,
)  # fmt: skip
NAMED: dict[str, Schema] = {
    "citation": CITATION, "not-available": NOT_AVAILABLE, "line": LINE, "hit": HIT, "one-price": PRICE, "pair": PAIR,
    "release": RELEASE, "event": EVENT, "node": NODE, "locality": LOCALITY, "gpci": GPCI, "known": KNOWN, "unknown": UNKNOWN,
    "problem": PROBLEM, "policy": POLICY, "diagnosis-group": DIAGNOSIS_GROUP, "finding": FINDING, "change": CHANGE,
    "document": DOCUMENT, "passage": PASSAGE, "rate-row": RATE_ROW,
}  # fmt: skip
"""The parts by name, for documents that refer to them."""

_SCHEMAS: dict[str, tuple[str, Schema]] = {
    "lookup-not-found": ("`superbill lookup` of a code that is not there", UNKNOWN),
    "code": ("what a code is", {"anyOf": [KNOWN, UNKNOWN]}),
    "search": (
        "`superbill search`",
        _object(
            results=_list(HIT), total=COUNT, facets={"type": "object", "additionalProperties": COUNT},
            corrected=_or_null(TEXT),
        ),
    ),
    "price": (
        "`superbill price`",
        _object(("refused",), prices=_list(PRICE), refused=_list(_object(("line",), asked=TEXT, reason=TEXT, line=COUNT))),
    ),
    "pairs": ("`superbill pairs`", _object(pairs=_list(PAIR))),
    "suggest": ("codes as they are typed", _object(results=_list(HIT))),
    "codes": ("what several codes are", _object(codes=_list({"anyOf": [KNOWN, UNKNOWN]}))),
    "code-list": ("the codes of a system", _object(system=TEXT, on=DAY, codes=_list(LINE))),
    "children": ("what stands directly below a code, block or chapter",
                 _object(system=TEXT, code=TEXT, on=DAY, children=_list(NODE))),
    "ancestors": ("from the chapter down to the parent of a code",
                  _object(system=TEXT, code=TEXT, on=DAY, ancestors=_list(NODE))),
    "localities": ("`superbill localities`", _object(localities=_list(GPCI))),
    "clinical-table": (
        "NLM Clinical Table Search: total, codes, extra fields, display fields",
        {
            "type": "array", "minItems": 4, "maxItems": 4, "items": False,
            "prefixItems": [
                COUNT,
                _list(TEXT),
                _or_null({"type": "object", "additionalProperties": _list(_or_null(TEXT))}),
                _list(_list(TEXT)),
            ],
        },
    ),
    "coverage": ("`superbill coverage --dx`", COVERAGE),
    "policies": (
        "`superbill coverage` without a diagnosis",
        _object(
            ("not_available", "would_come_from"),
            code=TEXT, state=_or_null(TEXT), on=DAY, policies=_list(POLICY), not_available=TEXT, would_come_from=TEXT,
        ),
    ),
    "changes": ("`superbill changes`", _object(changes=_list(CHANGE))),
    "documents": ("`superbill documents list`", _object(documents=_list(DOCUMENT))),
    "passages": ("`superbill documents passages` and `search`", _object(passages=_list(PASSAGE))),
    "passage-changes": ("`superbill documents changes`", _object(code=TEXT, changes=_list(PASSAGE_CHANGE))),
    "problem": ("an error of the REST API (RFC 9457)", PROBLEM),
    "units": ("`superbill units`", UNITS),
    "rates": (
        "`superbill rates benchmark`",
        _object(
            ("states", "not_available", "would_come_from"), question=RATE_QUESTION, rows=_list(RATE_ROW),
            states=_list(RATE_STATE), remarks=_list(TEXT), not_available=TEXT, would_come_from=TEXT,
        ),
    ),
    "rates-manifest": (
        "`superbill rates ingest`",
        _object(files=_list(RATES_FILE), refused=_list(_object(path=TEXT, reason=TEXT, hint=TEXT))),
    ),
    "releases": ("`superbill releases`", _object(stamp=TEXT, releases=_list(RELEASE))),
    "history": ("`superbill history`", _object(code=TEXT, events=_list(EVENT))),
}  # fmt: skip


def schemas() -> dict[str, Schema]:
    """Every schema by name; `report` is that of `superbill lookup`."""
    named = {name: {"$schema": DIALECT, "title": title, **schema} for name, (title, schema) in _SCHEMAS.items()}
    return {"report": report_schema(), **named}
