"""A service line of an 837 while its segments come in (loops 2400 to 2430)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from superbill.model.claim import ClaimLine, Provider, Spot

_ONE = Decimal(1)
_ZERO = Decimal(0)


class LineDraft:
    """What a line's segments have said so far; `served` once its SV1 or SV2 has come."""

    __slots__ = (
        "charge",
        "code",
        "control",
        "minutes",
        "modifiers",
        "ndc",
        "ndc_quantity",
        "ndc_unit",
        "number",
        "on",
        "place",
        "pointers",
        "rendering",
        "revenue_code",
        "served",
        "spot",
        "through",
        "units",
    )

    def __init__(self, number: int, spot: Spot) -> None:
        self.number = number
        self.spot = spot
        self.served = False
        self.code = self.place = self.revenue_code = self.ndc = self.ndc_unit = self.control = ""
        self.modifiers: tuple[str, ...] = ()
        self.pointers: tuple[int, ...] = ()
        self.charge = _ZERO
        self.units = _ONE
        self.minutes: Decimal | None = None
        self.ndc_quantity: Decimal | None = None
        self.on: date | None = None
        self.through: date | None = None
        self.rendering: Provider | None = None

    def built(self, on: date | None = None) -> ClaimLine:
        """The line; `on` stands for a date of service that it does not have."""
        return ClaimLine(
            self.number,
            self.code,
            self.on or on,
            self.modifiers,
            self.units,
            self.charge,
            self.through,
            self.place,
            self.pointers,
            self.minutes,
            self.revenue_code,
            self.ndc,
            self.rendering,
            self.spot,
            self.control,
            self.ndc_quantity,
            self.ndc_unit,
        )
