"""Dollars to the cent, as CMS rounds them."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


def round_cents(amount: Decimal) -> Decimal:
    """Half a cent goes up: the rounding that reproduces the official payment amounts (RVU documentation)."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)
