"""Pair edits (NCCI PTP)."""

from __future__ import annotations

from datetime import date

from superbill.model.edits import Setting
from superbill.surfaces.answers import pair_data
from superbill.surfaces.rest.calls import Asked, Call, Example, Listing
from superbill.surfaces.rest.parameters import CODES, ON, SETTING
from superbill.surfaces.sheets import PAIRS


def pairs(asked: Asked, codes: list[str], on: date, setting: Setting) -> Listing:
    """Every two of the codes."""
    return Listing("pairs", asked.bench.pairs(codes, on, setting), pair_data, PAIRS)


CALLS = (
    Call(
        "GET", "/api/v1/pairs", "pairs", "May these codes be billed together?",
        "Every two of 2 to 50 codes: which is denied beside which, and whether a modifier may bypass the edit. `no edit found` "
        "says only that the release lists none; it is no permission.",
        pairs, "pairs", Example(query={"codes": "82331,82310", "on": "2024-08-01"}),
        (CODES, ON, SETTING), formats=("json", "csv", "ndjson"),
    ),
)  # fmt: skip
