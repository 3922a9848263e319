"""Medicare payment localities."""

from __future__ import annotations

from datetime import date

from superbill.errors import NotLoaded
from superbill.model.citation import NotAvailable
from superbill.surfaces.answers import plain
from superbill.surfaces.rest.calls import Asked, Call, Example, Listing
from superbill.surfaces.rest.parameters import ON, STATE
from superbill.surfaces.sheets import LOCALITIES


def localities(asked: Asked, on: date, state: str | None) -> Listing:
    """Every locality with its indices."""
    found = asked.bench.localities(on)
    if isinstance(found, NotAvailable):
        raise NotLoaded(found.not_available, hint=found.would_come_from)
    rows = [row for row in found if state is None or row.locality.state == state.upper()]
    return Listing("localities", rows, plain, LOCALITIES)


CALLS = (
    Call(
        "GET", "/api/v1/localities", "localities", "Medicare payment localities",
        "Every locality with its work, practice-expense and malpractice index (GPCI).",
        localities, "localities", Example(query={"state": "AK", "on": "2025-11-22"}), (ON, STATE),
        formats=("json", "csv", "ndjson"), missing=True,
    ),
)  # fmt: skip
