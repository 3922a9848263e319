"""What payers pay: negotiated rates as distributions."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Any

from superbill.surfaces.rate_answers import RATES, benchmark_data, rate_question, row_data
from superbill.surfaces.rest.calls import Asked, Call, Data, Example, Listing, Parameter
from superbill.surfaces.rest.parameters import CODES, LOCALITY, ON, ZIP, number, short, whole

MOST_CELL = 1_000_000
LONGEST = 100
TEXT = {"type": "string", "maxLength": LONGEST}


def _flag(name: str, description: str) -> Parameter:
    return Parameter(name, whole(0, 1, 0), description, read=number(0, 1), default=0)


def _text(name: str, description: str, argument: str = "") -> Parameter:
    return Parameter(name, TEXT, description, read=short(LONGEST), default="", argument=argument)


FILTERS = (
    _text("payer", "Families or words of payers' names, separated by commas."),
    _text("state", "State of the providers' practices, two letters."),
    _text("zip3", "First three digits of their ZIP codes."),
    _text("cbsa", "Their core-based statistical area, five digits."),
    _text("class", "`professional` or `institutional`.", "billing_class"),
    _text("pos", "Place of service code."),
    _text("modifier", "Rates with these modifiers, or `any`; left out: rates without."),
    _text("specialty", "First characters of the primary taxonomy."),
    Parameter(
        "min_cell", whole(0, MOST_CELL, 0), "Suppress cells of fewer providers.", read=number(0, MOST_CELL), default=0
    ),
    _flag("raw", "1: keep expired, zero and ghost rates in."),
    _flag("by_state", "1: medians by state as well."),
)


async def rates(
    asked: Asked, codes: list[str], on: date, locality: str | None, zip_code: str | None, **filters: Any
) -> Data | Listing:
    """The distributions of the codes."""
    texts = {name: str(value) for name, value in filters.items() if name not in ("raw", "by_state")}
    typed = {"code": ",".join(codes), **texts, "class": texts.get("billing_class", "")}
    question = rate_question(typed, on, raw=bool(filters["raw"]), by_state=bool(filters["by_state"]))
    asked.bench.place(on, locality=locality, zip_code=zip_code)
    found = await asyncio.to_thread(asked.bench.lake.benchmark, question)
    found = asked.bench.beside_medicare(found, locality=locality, zip_code=zip_code)
    if asked.format == "json":
        return benchmark_data(found)
    return Listing("rows", found.rows, row_data, RATES)


CALLS = (
    Call(
        "GET", "/api/v1/rates", "rates", "What payers pay for codes",
        "The distribution of the negotiated rates of each code by payer and billing class, from the payers' price-transparency "
        "files in the lake, with Medicare's amount at a place beside it. Rates that are expired, zero, of percentages or per "
        "diems, or ghosts are left out and counted. Without a lake the answer says so.",
        rates, "rates", Example(query={"codes": "99213", "on": "2026-11-22"}), (CODES, ON, LOCALITY, ZIP, *FILTERS),
        formats=("json", "csv", "ndjson"),
    ),
)  # fmt: skip
