"""What Medicare pays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated

import msgspec

from superbill.errors import UsageError
from superbill.model.price import Price
from superbill.surfaces.answers import price_data
from superbill.surfaces.rest.calls import Asked, Call, Example, Listing, Parameter
from superbill.surfaces.rest.parameters import CODES, LOCALITY, LONGEST_CODE, ON, ZIP, number, whole
from superbill.surfaces.sheets import PRICES

MOST_LINES = 1_000
MOST_UNITS = 9_999

UNITS = Parameter("units", whole(1, MOST_UNITS, 1), "Units of each.", read=number(1, MOST_UNITS), default=1)
Short = Annotated[str, msgspec.Meta(max_length=LONGEST_CODE)]


class FeeLine(msgspec.Struct, forbid_unknown_fields=True):
    """A code with its modifiers, a date of service (left out: today), units, and a locality or a ZIP code (left out: the
    national amount)."""

    code: Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST_CODE)]
    modifiers: Annotated[list[Short], msgspec.Meta(max_length=4)] = []
    on: date | None = None
    units: Annotated[int, msgspec.Meta(ge=1, le=MOST_UNITS)] = 1
    locality: Short | None = None
    zip: Short | None = None


class FeeLines(msgspec.Struct, forbid_unknown_fields=True):
    """Lines to price."""

    lines: Annotated[list[FeeLine], msgspec.Meta(min_length=1, max_length=MOST_LINES)]


def fees(asked: Asked, codes: list[str], on: date, locality: str | None, zip_code: str | None, units: int) -> Listing:
    """The amount of each code."""
    rows = (asked.bench.price(code, on, units=units, locality=locality, zip_code=zip_code) for code in codes)
    return Listing("prices", rows, price_data, PRICES)


def fee_lines(asked: Asked, body: FeeLines) -> Listing:
    """The amount of each line."""
    return Listing("prices", _prices(asked, body.lines), price_data, PRICES)


def _prices(asked: Asked, lines: list[FeeLine]) -> Iterator[Price]:
    for place, line in enumerate(lines, start=1):
        try:
            yield asked.bench.price(
                line.code, line.on or asked.today, modifiers=line.modifiers, units=line.units,
                locality=line.locality, zip_code=line.zip,
            )  # fmt: skip
        except UsageError as error:
            raise UsageError(f"line {place}: {error.message}", hint=error.hint) from None


CALLS = (
    Call(
        "GET", "/api/v1/fees", "fees", "What Medicare pays for codes",
        "The amount of each code, with modifiers if typed with it (`71046-26`), in a locality, at a ZIP code, or nationally; the "
        "arithmetic step by step.",
        fees, "price", Example(query={"codes": "99213,82331", "on": "2026-05-01"}),
        (CODES, ON, LOCALITY, ZIP, UNITS), formats=("json", "csv", "ndjson"),
    ),
    Call(
        "POST", "/api/v1/fees", "fee-lines", "What Medicare pays for lines",
        f"Up to {MOST_LINES:,} lines, each with its own date, place, modifiers and units.",
        fee_lines, "price",
        Example(body={"lines": [{"code": "71046", "modifiers": ["26"], "on": "2025-11-22", "units": 2}]}),
        body=FeeLines, formats=("json", "csv", "ndjson"),
    ),
)  # fmt: skip
