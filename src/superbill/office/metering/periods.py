"""The span of time a limit is for, as a short text: what is counted in one does not count in the next."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from superbill.office.site.policy import Period

WORDS: dict[Period, str] = {"day": "today", "week": "this week", "month": "this month", "year": "this year", "ever": ""}


def period_of(period: Period, at: datetime) -> str:
    """`2026-11-22`, `2026-W47`, `2026-11`, `2026` or `ever`, in UTC."""
    day = at.astimezone(UTC).date()
    match period:
        case "day":
            return day.isoformat()
        case "week":
            year, week, _ = day.isocalendar()
            return f"{year}-W{week:02}"
        case "month":
            return f"{day:%Y-%m}"
        case "year":
            return str(day.year)
    return "ever"


def next_period(period: Period, at: datetime) -> date | None:
    """The day on which counting starts anew; None for never."""
    day = at.astimezone(UTC).date()
    match period:
        case "day":
            return day + timedelta(days=1)
        case "week":
            return day + timedelta(days=7 - day.weekday())
        case "month":
            return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
        case "year":
            return date(day.year + 1, 1, 1)
    return None
