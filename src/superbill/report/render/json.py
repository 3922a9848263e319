"""A report as JSON, after the contract of `superbill lookup --format json`, and the JSON Schema of that contract.

A leaf is `{"value", "citation"}`, with `"also"` when further receipts stand behind it, or `{"not_available",
"would_come_from"}`. Numbers keep the digits they were published with; dates are ISO 8601.
"""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import msgspec

from superbill.model.citation import Citation, NotAvailable
from superbill.model.codes import System
from superbill.model.report import Column, Field, Item, Kind, Leaf, Report, Section, Steps, Table

Json = dict[str, Any]

_CITATION = tuple(field.name for field in fields(Citation))
_ENCODER = msgspec.json.Encoder(decimal_format="number")
_TEXT: Json = {"type": "string"}
_DAY: Json = {"type": "string", "format": "date"}


def report_json(report: Report) -> bytes:
    """The report as one line of UTF-8 JSON."""
    return _ENCODER.encode(report_object(report))


def report_object(report: Report) -> Json:
    """The same as nested dictionaries, with dates and decimals left as they are, for surfaces that wrap it."""
    return {
        "code": report.code,
        "system": report.system.value,
        "on": report.on,
        "display": report.display,
        "title": _leaf(report.title),
        "status": report.status,
        "tags": list(report.tags),
        "scope": dict(report.scope),
        "sections": [_section(section) for section in report.sections],
        "notices": list(report.notices),
    }


def _section(section: Section) -> Json:
    items = [_item(item) for item in section.items]
    return {"id": section.id, "title": section.title, "note": section.note, "items": items}


def _item(item: Item) -> Json:
    match item:
        case Field():
            return {"kind": "field", "label": item.label, "format": item.kind.value, **_leaf(item.leaf)}
        case Table():
            return {
                "kind": "table",
                "title": item.title,
                "columns": [_column(column) for column in item.columns],
                "rows": [_row(item.columns, row) for row in item.rows],
                "total": item.total,
                "more": item.more,
            }
        case Steps():
            steps = [_leaf(step) for step in item.steps]
            return {"kind": "steps", "title": item.title, "ordered": item.ordered, "steps": steps}


def _column(column: Column) -> Json:
    return {"id": column.id, "heading": column.heading, "format": column.kind.value}


def _row(columns: tuple[Column, ...], row: tuple[Leaf, ...]) -> Json:
    return {column.id: _leaf(leaf) for column, leaf in zip(columns, row, strict=True)}


def _leaf(leaf: Leaf) -> Json:
    if isinstance(leaf, NotAvailable):
        return {"not_available": leaf.not_available, "would_come_from": leaf.would_come_from}
    found: Json = {"value": leaf.value, "citation": _citation(leaf.citation)}
    if leaf.also:
        found["also"] = [_citation(citation) for citation in leaf.also]
    return found


def _citation(citation: Citation) -> Json:
    return {name: getattr(citation, name) for name in _CITATION}


def report_schema() -> Json:
    """The JSON Schema (2020-12) that every report validates against."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Superbill code report",
        "description": "Everything known about one code on one date of service; every value with its receipt.",
        **_closed(
            _object(
                code=_TEXT | {"description": "normalised: capitals, no dot"},
                system={"enum": [system.value for system in System]},
                on=_DAY | {"description": "the date of service"},
                display=_TEXT | {"description": "the code as the publisher prints it"},
                title=_closed(_ref("leaf")),
                status=_TEXT,
                tags=_list(_TEXT),
                scope={"type": "object", "additionalProperties": _TEXT},
                sections=_list(_ref("section")),
                notices=_list(_TEXT) | {"description": "legal lines that must be shown"},
            )
        ),
        "$defs": _definitions(),
    }


def _definitions() -> Json:
    kind_and_label = _object(kind={"const": "field"}, label=_TEXT, format=_ref("format"))
    fact = _object(value={"type": ["string", "number", "boolean", "null"]}, citation=_ref("citation"))
    fact["properties"]["also"] = _list(_ref("citation")) | {"minItems": 1, "description": "further receipts"}
    return {
        "section": _closed(
            _object(
                id=_TEXT,
                title=_TEXT,
                note=_TEXT,
                items=_list({"oneOf": [_ref("field"), _ref("table"), _ref("steps")]}),
            )
        ),
        "field": _closed({**kind_and_label, "allOf": [_ref("leaf")]}),
        "table": _closed(
            _object(
                kind={"const": "table"},
                title=_TEXT,
                columns=_list(_closed(_object(id=_TEXT, heading=_TEXT, format=_ref("format")))),
                rows=_list({"type": "object", "additionalProperties": _closed(_ref("leaf"))}),
                total={"type": "integer", "minimum": 0, "description": "rows there are, shown or not"},
                more=_TEXT | {"description": "how to get the rows beyond these"},
            )
        ),
        "steps": _closed(
            _object(
                kind={"const": "steps"},
                title=_TEXT,
                ordered={"type": "boolean"},
                steps=_list(_closed(_ref("leaf"))),
            )
        ),
        "format": {"enum": [kind.value for kind in Kind], "description": "how a surface shows the value"},
        "leaf": {"oneOf": [_ref("fact"), _ref("not_available")]},
        "fact": fact,
        "not_available": _object(not_available=_TEXT, would_come_from=_TEXT),
        "citation": _closed(
            _object(
                source=_TEXT | {"description": "id of the data set"},
                title=_TEXT,
                publisher=_TEXT,
                release=_TEXT,
                file=_TEXT,
                locator=_TEXT | {"description": "row, page or section in the file"},
                effective_from=_DAY,
                effective_to={"type": ["string", "null"], "format": "date"},
                stale_days={
                    "type": ["integer", "null"],
                    "description": "days that the release had ended before the date of service; null when in force",
                },
                excerpt={"type": "boolean", "description": "the release holds only some codes"},
                series=_TEXT
                | {"description": "the setting or part, where a data set is published in several; else empty"},
            )
        ),
    }


def _object(**properties: Json) -> Json:
    """An object that has all of these members."""
    return {"type": "object", "required": list(properties), "properties": properties}


def _closed(schema: Json) -> Json:
    """No members beyond those that the schema names."""
    return {**schema, "unevaluatedProperties": False}


def _list(schema: Json) -> Json:
    return {"type": "array", "items": schema}


def _ref(name: str) -> Json:
    return {"$ref": f"#/$defs/{name}"}
