"""The OpenAPI 3.1 document, made from the declared calls, the published schemas, and real answers as examples."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import version
from typing import Any

import msgspec

from superbill.surfaces.http.problems import MEDIA_TYPE as PROBLEM_TYPE
from superbill.surfaces.rest.calls import MEDIA_TYPES, Call, Data, Parameter
from superbill.surfaces.rest.examples import Shown
from superbill.surfaces.rest.reading import format_parameter
from superbill.surfaces.rest.registry import calls
from superbill.surfaces.schema_parts.basic import TEXT, Schema
from superbill.surfaces.schemas import NAMED, schemas

COMPONENTS = "#/components/schemas/"
DESCRIPTION = """\
What a code is, whether it may be billed like this, what it pays, and who says so: every value with its receipt, on the date
of service `on` (left out: today). Nothing needs an account, and nothing leaves the server.

A value is `{"value", "citation"}` or `{"not_available", "would_come_from"}`. Errors are problem details (RFC 9457). Every
answer to a GET has an `ETag`; send it back as `If-None-Match` and an unchanged answer costs nothing."""


def document(examples: Mapping[str, Shown]) -> Data:
    """The whole document; `examples` by the names of calls."""
    paths: dict[str, Data] = {}
    for call in calls():
        paths.setdefault(call.path, {})[call.method.lower()] = _operation(call, examples.get(call.name))
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Superbill",
            "version": version("superbill"),
            "summary": "US medical codes, edits and Medicare prices, with receipts.",
            "description": DESCRIPTION,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/", "description": "This server"}],
        "paths": paths,
        "components": {"schemas": components(), "responses": {"problem": _problem()}},
    }


def _operation(call: Call, shown: Shown | None) -> Data:
    found: Data = {
        "operationId": call.name,
        "summary": call.summary,
        "description": call.description,
        "parameters": [_parameter(call, parameter) for parameter in documented(call)],
        "responses": _responses(call, shown),
    }
    if call.body is not None:
        content: Data = {"schema": {"$ref": f"{COMPONENTS}{call.body.__name__}"}}
        if call.example.body is not None:
            content["example"] = call.example.body
        found["requestBody"] = {"required": True, "content": {MEDIA_TYPES["json"]: content}}
    elif call.takes:
        content = {
            name: {"schema": {"$ref": f"{COMPONENTS}{schema}"} if schema else TEXT} for name, schema in call.takes
        }
        content[MEDIA_TYPES["json"]]["example"] = call.example.body
        found["requestBody"] = {"required": True, "content": content}
    return found


def documented(call: Call) -> Iterator[Parameter]:
    """The parameters of a call, `format` among them where there is a choice."""
    yield from call.parameters
    if len(call.formats) > 1:
        yield format_parameter(call)


def _parameter(call: Call, parameter: Parameter) -> Data:
    in_path = f"{{{parameter.name}}}" in call.path
    found: Data = {
        "name": parameter.name,
        "in": "path" if in_path else "query",
        "required": in_path or parameter.required,
        "description": parameter.description,
        "schema": {"type": "array", "items": parameter.schema} if parameter.many else parameter.schema,
    }
    if parameter.many:
        found |= {"style": "form", "explode": False}
    asked = call.example.path if in_path else call.example.query
    if parameter.name in asked:
        found["example"] = asked[parameter.name].split(",") if parameter.many else _typed(parameter, asked)
    return found


def _typed(parameter: Parameter, asked: Mapping[str, str]) -> str | int:
    text = asked[parameter.name]
    return int(text) if parameter.schema.get("type") == "integer" else text


def _responses(call: Call, shown: Shown | None) -> dict[str, Data]:
    content: dict[str, Data] = {
        MEDIA_TYPES[fmt]: {"schema": {"type": "string"}} for fmt in call.formats if fmt != "json"
    }  # fmt: skip
    answer: Data = {"schema": {"$ref": f"{COMPONENTS}{call.answer}"}}
    if shown is not None and shown.status == 200:
        answer["example"] = shown.data
    headers = {
        "ETag": _header("The version of this answer."),
        "Cache-Control": _header("`no-cache`: ask before reuse."),
    }
    if call.method == "POST":
        headers = {"Cache-Control": _header("`no-store`.")}
    found: dict[str, Data] = {
        "200": {"description": call.summary, "headers": headers, "content": {MEDIA_TYPES["json"]: answer, **content}}
    }
    if call.method == "GET":
        found["304"] = {"description": "What `If-None-Match` named is still the answer."}
    body, missing = call.body is not None or bool(call.takes), call.missing or "{" in call.path
    statuses = {
        "400": True,
        "404": missing,
        "413": body,
        "414": True,
        "415": body,
        "422": bool(call.takes) or call.files,
        "503": True,
    }
    return found | {status: {"$ref": "#/components/responses/problem"} for status, said in statuses.items() if said}


def _header(description: str) -> Data:
    return {"description": description, "schema": {"type": "string"}}


def _problem() -> Data:
    return {
        "description": "What is wrong with the call, or what is missing. `answer` holds near misses of an unknown code.",
        "content": {PROBLEM_TYPE: {"schema": {"$ref": f"{COMPONENTS}problem"}}},
    }


@cache
def components() -> dict[str, Schema]:
    """Every schema by name, each part that has a name of its own referred to by it."""
    found = {name: _referring(schema, itself=True) for name, schema in NAMED.items()}
    for name, schema in schemas().items():
        if name in found:
            continue
        for part, definition in schema.get("$defs", {}).items():
            found[f"{name}-{part}"] = _referring(definition, prefix=f"{name}-")
        found[name] = _referring(
            {key: value for key, value in schema.items() if key not in ("$schema", "$defs")}, prefix=f"{name}-"
        )
    bodies = [call.body for call in calls() if call.body is not None]
    _, named = msgspec.json.schema_components(bodies, ref_template=COMPONENTS + "{name}")
    return dict(sorted((found | named).items()))


def _referring(schema: Any, *, itself: bool = False, prefix: str = "") -> Any:
    if isinstance(schema, list):
        return [_referring(part, prefix=prefix) for part in schema]
    if not isinstance(schema, dict):
        return schema
    name = None if itself else next((name for name, known in NAMED.items() if known == schema), None)
    if name is not None:
        return {"$ref": COMPONENTS + name}
    found = {key: _referring(value, prefix=prefix) for key, value in schema.items()}
    if str(found.get("$ref", "")).startswith("#/$defs/"):
        found["$ref"] = f"{COMPONENTS}{prefix}{found['$ref'].removeprefix('#/$defs/')}"
    return found
