"""How a call of the API is declared: address, parameters, what it answers, an example.

From the declaration follow the reading of the request, the errors about it, the OpenAPI document and the documentation page.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

import msgspec
from starlette.responses import Response

from superbill.surfaces.schema_parts.basic import Schema
from superbill.surfaces.sheets import Sheet
from superbill.workbench import Workbench

Data = dict[str, Any]
Apart = Callable[[Callable[[Workbench], Any]], Awaitable[Any]]
"""Awaits the answer to a question that takes long."""

Format = Literal["json", "csv", "ndjson", "md", "pdf"]

MEDIA_TYPES: dict[Format, str] = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "ndjson": "application/x-ndjson",
    "md": "text/markdown; charset=utf-8",
    "pdf": "application/pdf",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a handler is asked with: the workbench, a way to ask it long questions, the server's day, the wanted format, and
    the call's own address, its query as (name, text) pairs."""

    bench: Workbench
    apart: Apart
    today: date
    format: Format = "json"
    path: str = ""
    query: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value of the query or of the path. `read` turns text into the value and raises `UsageError`; `many` is given as a
    list, separated by commas or repeated; of `blank` an empty text counts as given. `argument` is the handler's keyword where
    it differs from the name."""

    name: str
    schema: Schema
    description: str
    read: Callable[[str], Any] = str
    default: Any = None
    required: bool = False
    many: bool = False
    blank: bool = False
    argument: str = ""

    @property
    def keyword(self) -> str:
        """The handler's argument."""
        return self.argument or self.name


@dataclass(frozen=True, slots=True)
class Listing:
    """A long answer. JSON: `head`, under `key` the `data` of each row, then `tail`. CSV and NDJSON: the rows alone.

    `links` are addresses by relation (`next`, `prev`). A `stream` is sent as it comes, so its rows must not fail; all rows of
    another are made before the answer begins."""

    key: str
    rows: Iterable[Any]
    data: Callable[[Any], Data]
    sheet: Sheet[Any]
    head: Data = field(default_factory=dict)
    tail: Data = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)
    stream: bool = False


Answer = Data | Listing | list[Any] | bytes | Response
"""JSON data, a listing, ready JSON bytes, or a whole response."""

Handler = Callable[..., Answer | Awaitable[Answer]]


@dataclass(frozen=True, slots=True)
class Example:
    """A question to show, and to ask in earnest for the documentation."""

    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    body: Data | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """One call. `answer` names a schema of `superbill.surfaces.schemas`; `missing` tells that a code may be not found.

    The handler gets `Asked` and the parameters as keywords, and `body`: an instance of the body's type, or with `takes` the bytes
    of a body of one of these media types, whose JSON follows the schema that the first of them names. `lenient` calls
    take parameters that they do not know; `kept` answers are small, JSON, and asked for again and again; `files` in
    the body may not be what they should be (422)."""

    method: Literal["GET", "POST"]
    path: str
    name: str
    summary: str
    description: str
    handler: Handler
    answer: str
    example: Example
    parameters: tuple[Parameter, ...] = ()
    body: type[msgspec.Struct] | None = None
    takes: tuple[tuple[str, str], ...] = ()
    formats: tuple[Format, ...] = ("json",)
    missing: bool = False
    lenient: bool = False
    kept: bool = False
    files: bool = False

    @property
    def dated(self) -> bool:
        """Whether the answer depends on the date of service."""
        return any(parameter.name == "on" for parameter in self.parameters)
