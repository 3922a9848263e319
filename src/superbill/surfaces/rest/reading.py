"""Reads a request by the declaration of its call: parameters, wanted format, body."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, get_args
from urllib.parse import parse_qsl

import msgspec
from starlette.requests import Request

from superbill.errors import UsageError
from superbill.surfaces.http.problems import Problem
from superbill.surfaces.rest.calls import MEDIA_TYPES, Call, Format, Parameter

FORMAT = "format"
MOST_FIELDS = 200
MOST_VALUES = 100


Pairs = tuple[tuple[str, str], ...]
"""The query as (name, text), in its order."""


def read_query(query: str) -> Pairs:
    """The pairs of a query. `UsageError` when it is not percent-encoded UTF-8 or has too many fields."""
    if not query:
        return ()
    try:
        return tuple(parse_qsl(query, keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS))
    except ValueError as error:
        raise UsageError(
            "the query is not readable", hint=f"Percent-encoded UTF-8, at most {MOST_FIELDS} fields."
        ) from error


def read_parameters(call: Call, path: Mapping[str, str], query: Pairs, today: date) -> tuple[dict[str, Any], bool]:
    """The handler's keywords, and whether today stands in for a date that was left out.

    Raises `UsageError` naming the parameter: unknown, missing, given twice, or not a value of its kind."""
    given: dict[str, list[str]] = {}
    for name, text in query:
        given.setdefault(name, []).append(text)
    values: dict[str, Any] = {}
    for parameter in call.parameters:
        texts = [path[parameter.name]] if parameter.name in path else given.pop(parameter.name, [])
        values[parameter.keyword] = _value(parameter, texts[-1:] if call.lenient and not parameter.many else texts)
    given.pop(FORMAT, None)
    if given and not call.lenient:
        known = ", ".join(parameter.name for parameter in call.parameters)
        raise UsageError(f"unknown parameter {next(iter(given))!r}", hint=f"Parameters: {known}." if known else "")
    undated = call.dated and values["on"] is None
    if undated:
        values["on"] = today
    return values, undated


def _value(parameter: Parameter, texts: list[str]) -> Any:
    if parameter.many:
        texts = [part.strip() for text in texts for part in text.split(",") if part.strip()]
    if not texts or (texts == [""] and not parameter.blank):
        if parameter.required:
            raise UsageError(f"{parameter.name} is missing", hint=parameter.description)
        return [] if parameter.many else parameter.default
    if len(texts) > (MOST_VALUES if parameter.many else 1):
        raise UsageError(f"{parameter.name} is given {len(texts)} times")
    try:
        read = [parameter.read(text) for text in texts]
    except UsageError as error:
        raise UsageError(f"{parameter.name}: {error.message}", hint=error.hint) from None
    return read if parameter.many else read[0]


def wanted_format(call: Call, query: Pairs, accept: str) -> Format:
    """`?format=`, else the first media type of `Accept` that the call has, else its first."""
    if call.lenient:
        return call.formats[0]
    named = [text for name, text in query if name == FORMAT and text]
    if named:
        for known in call.formats:
            if named == [known]:
                return known
        raise UsageError(f"{named[-1]!r} is no format of this call", hint=f"Formats: {', '.join(call.formats)}.")
    if len(call.formats) > 1:
        for part in accept.split(","):
            for known in call.formats:
                if part.partition(";")[0].strip().lower() == MEDIA_TYPES[known].partition(";")[0]:
                    return known
    return call.formats[0]


CLAIM_TYPES = (
    ("application/json", "claims-in"), ("application/x-ndjson", ""), ("text/csv", ""), ("application/edi-x12", ""),
    ("text/plain", ""), ("application/octet-stream", ""),
)  # fmt: skip
"""Media types of claims; the first with the name of its schema."""


async def read_bytes(request: Request, takes: Iterable[tuple[str, str]]) -> bytes:
    """The body as it is. Another media type is refused with 415."""
    known = [name for name, _ in takes]
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() not in known:
        raise Problem(415, f"The body must be one of {', '.join(known)}.").raised()
    return await request.body()


async def read_body(request: Request, body: type[msgspec.Struct]) -> msgspec.Struct:
    """The JSON body. `UsageError` says where it differs from its schema; another media type is refused with 415."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise Problem(415, "The body must be application/json.").raised()
    try:
        return msgspec.json.decode(await request.body(), type=body)
    except msgspec.DecodeError as error:
        raise UsageError(f"the body is not as documented: {error}") from error
    except UnicodeDecodeError as error:
        raise UsageError("the body is not UTF-8") from error


def format_parameter(call: Call) -> Parameter:
    """How `format` shows in the documentation."""
    return Parameter(
        FORMAT,
        {"type": "string", "enum": [name for name in get_args(Format) if name in call.formats]},
        f"How to answer; `Accept` does the same. Left out: {call.formats[0]}.",
    )
