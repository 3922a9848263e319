"""What codes are: one, many, or all of a system."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Annotated

import msgspec

from superbill.errors import NotLoaded
from superbill.model.citation import NotAvailable
from superbill.model.codes import System
from superbill.model.lookup import CodeLine, KnownAnswer
from superbill.surfaces.answers import line_data, lookup_data
from superbill.surfaces.http.problems import not_found
from superbill.surfaces.rest.calls import Asked, Call, Data, Example, Listing, Parameter
from superbill.surfaces.rest.parameters import AFTER, CODE, LONGEST_CODE, ON, SYSTEM, number, whole
from superbill.surfaces.rest.writing import address
from superbill.surfaces.sheets import LINES, LOOKUPS

MOST_CODES = 1_000
PAGE = 100

LIMIT = Parameter(
    "limit",
    whole(1, MOST_CODES),
    f"How many at most. Left out: {PAGE} as JSON, all of them as CSV or NDJSON.",
    read=number(1, MOST_CODES),
)


class Codes(msgspec.Struct, forbid_unknown_fields=True):
    """Codes to look up on one date of service (left out: today), in one system or in any."""

    codes: Annotated[
        list[Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST_CODE)]],
        msgspec.Meta(min_length=1, max_length=MOST_CODES),
    ]
    on: date | None = None
    system: System | None = None


def look_up(asked: Asked, code: str, on: date, system: System | None) -> Data:
    """What a code is; 404 with near misses when no release lists it."""
    answer = asked.bench.lookup(code, on, system)
    if not isinstance(answer, KnownAnswer):
        raise not_found(answer).raised()
    return lookup_data(answer)


def look_up_many(asked: Asked, body: Codes) -> Listing:
    """The same for each, in the order given; a code that is not there is an answer among the others."""
    on = body.on or asked.today
    rows = (asked.bench.lookup(code, on, body.system) for code in body.codes)
    return Listing("codes", rows, lookup_data, LOOKUPS)


def list_codes(asked: Asked, system: System, on: date, after: str, limit: int | None) -> Listing:
    """The codes of a system in force, in order."""
    whole_list = limit is None and asked.format != "json"
    first = _page(asked, system, on, after, limit or (MOST_CODES if whole_list else PAGE))
    more = not whole_list and len(first) == (limit or PAGE)
    return Listing(
        "codes", _all_from(asked, system, on, first) if whole_list else first, line_data, LINES,
        head={"system": system, "on": on}, stream=whole_list,
        links={"next": address(asked, after=first[-1].code)} if more else {},
    )  # fmt: skip


def _page(asked: Asked, system: System, on: date, after: str, limit: int) -> Sequence[CodeLine]:
    found = asked.bench.code_lines(system, on, after=after, limit=limit)
    if isinstance(found, NotAvailable):
        raise NotLoaded(found.not_available, hint=found.would_come_from)
    return found


def _all_from(asked: Asked, system: System, on: date, page: Sequence[CodeLine]) -> Iterator[CodeLine]:
    while page:
        yield from page
        page = _page(asked, system, on, page[-1].code, MOST_CODES)


CALLS = (
    Call(
        "GET", "/api/v1/codes/{code}", "code", "What a code is",
        "Valid, not billable, deleted or not yet valid on the date of service; its text, each with its receipt. An unknown "
        "code is answered with 404 and near misses.",
        look_up, "code", Example({"code": "E83.52"}, {"on": "2026-11-22"}), (CODE, ON, SYSTEM), missing=True,
    ),
    Call(
        "POST", "/api/v1/codes", "codes", "What many codes are",
        f"Up to {MOST_CODES:,} codes at once, answered in the order given.",
        look_up_many, "codes", Example(body={"codes": ["82331", "E83.52", "E83.53"], "on": "2026-11-22"}),
        body=Codes, formats=("json", "csv", "ndjson"),
    ),
    Call(
        "GET", "/api/v1/codes", "code-list", "The codes of a system",
        "In order, in pages (`Link` leads to the next), or all of them as CSV or NDJSON.",
        list_codes, "code-list", Example(query={"system": "icd10cm", "on": "2026-11-22", "limit": "3"}),
        (replace(SYSTEM, description="The code system.", required=True), ON, AFTER, LIMIT),
        formats=("json", "csv", "ndjson"), missing=True,
    ),
)  # fmt: skip
