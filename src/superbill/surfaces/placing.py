"""Where the services of claims were given, as a call says it."""

from __future__ import annotations

from datetime import date

from superbill.errors import UsageError
from superbill.model.citation import NotAvailable
from superbill.model.claim_price import PriceOptions
from superbill.workbench import Workbench


def prices_at(
    bench: Workbench,
    on: date | None,
    *,
    locality: str | None = None,
    zip_code: str | None = None,
    national: bool = False,
) -> PriceOptions:
    """Prices of a locality, of that of a ZIP code, national ones, or of the claim's own place. `UsageError` for two places, and for one
    that is not known."""
    if national and (locality or zip_code):
        raise UsageError("give a place or national, not both")
    place = bench.place(on, locality=locality, zip_code=zip_code)
    if isinstance(place, NotAvailable):
        raise UsageError(place.not_available, hint=f"It would come from: {place.would_come_from}.")
    return PriceOptions(locality=place, national=national)
