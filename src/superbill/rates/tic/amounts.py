"""Rates as numbers, exactly: millionths of a dollar (or of a percent) in 64 bits, the text kept where that is not all.

`"12.5"` in quotes is a number too. What is none (`"N/A"`, null) has no amount, and its text is kept.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Any, NamedTuple

from superbill.rates.tic.members import as_text

MICRO = Decimal(1_000_000)
LIMIT = 10**18
MOST_TEXT = 200
MOST_EXPONENT = 30
EXACT = Context(prec=1_000)

_NUMBER = re.compile(r"-?\d{1,400}(?:\.\d{0,400})?(?:[eE][+-]?\d{1,3})?")


class Amount(NamedTuple):
    """`micro` is the amount in millionths, None where there is none within 12 digits; `text` is what stood there, None
    where `micro` says it all; `flag` counts oddities, empty for none."""

    micro: int | None
    text: str | None
    flag: str = ""

    @property
    def decimal(self) -> Decimal | None:
        """The amount as the lake holds it, with six decimals."""
        return None if self.micro is None else EXACT.divide(Decimal(self.micro), MICRO)

    @property
    def exact(self) -> Decimal:
        """The amount with all its digits; zero where there is none."""
        if self.micro is None:
            return Decimal(0)
        return self.decimal or Decimal(0) if self.text is None else Decimal(self.text)


def amount_of(value: Any) -> Amount:
    """The amount of a JSON value as `members.read_value` gives it."""
    if value is None:
        return Amount(None, None, "rate_missing")
    return read_amount(value if isinstance(value, str) else as_text(value))


def read_amount(text: str) -> Amount:
    """A number as it stands in a file, without quotes."""
    if not _NUMBER.fullmatch(text):
        return Amount(None, text[:MOST_TEXT], "rate_not_a_number")
    value = Decimal(text)
    if abs(value.adjusted()) > MOST_EXPONENT and value != 0:
        return Amount(None, text[:MOST_TEXT], "rate_out_of_range")
    scaled = EXACT.multiply(value, MICRO)
    micro = int(scaled.to_integral_value(ROUND_HALF_EVEN, EXACT))
    if abs(micro) >= LIMIT:
        return Amount(None, text[:MOST_TEXT], "rate_out_of_range")
    flag = "negative_rate" if micro < 0 else "rate_rounded" if micro != scaled else ""
    return Amount(micro, None if micro == scaled else text, flag)
