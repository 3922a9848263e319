"""Dates of service and the periods that releases and rows are in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from superbill.errors import UsageError


@dataclass(frozen=True, slots=True)
class Period:
    """From `start` to `end`, both days included; `end` None means still in force."""

    start: date
    end: date | None = None

    def holds(self, on: date) -> bool:
        """Whether `on` lies inside."""
        return self.start <= on and (self.end is None or on <= self.end)

    def days_after(self, on: date) -> int:
        """Days that `on` lies after the end; 0 inside or before."""
        return 0 if self.end is None else max(0, (on - self.end).days)

    def __str__(self) -> str:
        return f"{self.start} to {self.end}" if self.end else f"from {self.start}"


def day_number(day: date | None) -> int | None:
    """A date as the integer yyyymmdd that the knowledge base stores."""
    return None if day is None else day.year * 10000 + day.month * 100 + day.day


def from_day_number(number: int | None) -> date | None:
    """The inverse of `day_number`."""
    return None if number is None else date(number // 10000, number // 100 % 100, number % 100)


def parse_day(text: str) -> date:
    """`2026-11-22`, `20261122` or `11/22/2026` as a date; anything else is a `UsageError`. A year has four digits: `11/22/26`
    could be meant for a birth in 1926."""
    text = text.strip()
    try:
        if "/" in text:
            month, day, year = text.split("/")
            if len(year) != 4:
                raise UsageError(
                    f"{text!r} has no year of four digits", hint="Dates are written 2026-11-22 or 11/22/2026."
                )
            return date(int(year), int(month), int(day))
        if len(text) == 8 and text.isdigit():
            return date(int(text[:4]), int(text[4:6]), int(text[6:]))
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{text!r} is no date", hint="Dates are written 2026-11-22.") from None
