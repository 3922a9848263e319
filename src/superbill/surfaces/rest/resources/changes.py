"""What changed between releases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from superbill.errors import UsageError
from superbill.model.changes import Change
from superbill.model.codes import parse_code
from superbill.surfaces.answers import change_data
from superbill.surfaces.rest.calls import Asked, Call, Example, Listing, Parameter
from superbill.surfaces.rest.parameters import CODES, OFFSET, ON, limit, number, short, whole
from superbill.surfaces.rest.writing import address
from superbill.surfaces.sheets import CHANGES

MOST_CHANGES = 10_000
DEEPEST = 999_999
RELEASE = {"type": "string", "pattern": "^[^@]+@.+$", "maxLength": 200}

BEFORE = Parameter(
    "from", RELEASE, "The earlier release: `cms-hcpcs@2026Q2`, or with a series, `cms-ncci-mue/outpatient@2024Q3`.",
    read=short(200), argument="before",
)  # fmt: skip
AFTER = Parameter("to", RELEASE, "The later release of the same data set.", read=short(200), argument="after")


async def changes(
    asked: Asked, before: str | None, after: str | None, codes: list[str], on: date, limit: int, offset: int
) -> Listing:
    """Changes between two releases, or of every data set for some codes."""
    if bool(before) != bool(after) or not (before or codes):
        raise UsageError("give two releases, from and to, or codes", hint="See what is loaded: /api/v1/releases")
    normal = tuple(_normal(code) for code in codes)
    found: list[Change] = await asked.apart(lambda bench: bench.changes(before, after, normal, on))
    page = found[offset : offset + limit]
    links = {"next": address(asked, offset=offset + limit)} if offset + limit < len(found) else {}
    return Listing("changes", page, change_data, CHANGES, links=links)


def _normal(code: str) -> str:
    typed = parse_code(code)
    if not typed.systems:
        raise UsageError(f"{code!r} is no code")
    return typed.code


CALLS = (
    Call(
        "GET", "/api/v1/changes", "changes", "What changed?",
        "Codes added, gone or revised; rates and indicators; limits and pairs. Between two named releases of one data set, of "
        "all codes or of some; without names, of every data set for the codes given: the release in force against the one "
        "before it.",
        changes, "changes", Example(query={"from": "cms-hcpcs@2026Q2", "to": "cms-hcpcs@2026Q3", "limit": "2"}),
        (
            BEFORE, AFTER, replace(CODES, description="Only these codes.", required=False), ON, limit(1_000, MOST_CHANGES),
            replace(OFFSET, schema=whole(0, DEEPEST, 0), read=number(0, DEEPEST)),
        ),
        formats=("json", "csv", "ndjson"),
    ),
)  # fmt: skip
