"""Days that a question names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_MONTH = "|".join(f"{name[:3]}(?:{name[3:]})?" if len(name) > 3 else name for name in MONTHS)
_MONTH = _MONTH.replace("sep(?:tember)?", "sept?(?:ember)?")
_PATTERNS = (
    re.compile(r"\b(?P<y>(?:19|20)\d\d)-(?P<m>\d\d?)-(?P<d>\d\d?)\b"),
    re.compile(r"\b(?P<m>\d\d?)/(?P<d>\d\d?)/(?P<y>(?:19|20)\d\d)\b"),
    re.compile(rf"\b(?P<month>{_MONTH})\.? (?P<d>\d\d?)(?:st|nd|rd|th)?,? (?P<y>(?:19|20)\d\d)\b", re.IGNORECASE),
    re.compile(
        rf"\b(?P<d>\d\d?)(?:st|nd|rd|th)? (?:of )?(?P<month>{_MONTH})\.?,? (?P<y>(?:19|20)\d\d)\b", re.IGNORECASE
    ),
    re.compile(r"\b(?P<y>(?:19|20)\d\d) ?q(?P<q>[1-4])\b", re.IGNORECASE),
    re.compile(r"\bq(?P<q>[1-4])(?: of)? (?P<y>(?:19|20)\d\d)\b", re.IGNORECASE),
    re.compile(rf"\b(?P<month>{_MONTH})\.?,? (?P<y>(?:19|20)\d\d)\b", re.IGNORECASE),
    re.compile(r"\bfy ?(?P<fy>20\d\d)\b", re.IGNORECASE),
    re.compile(r"(?<![-/.\w$])(?:cy ?)?(?P<y>(?:19|20)\d\d)(?![-/.]?\d|\w)", re.IGNORECASE),
)
_RELATIVE = re.compile(r"\b(today|yesterday|tomorrow|last year|this year|next year)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NamedDay:
    """A day with where it stands in the text. `whole`: a year, quarter or month was named, and its first day is taken."""

    start: int
    end: int
    day: date
    whole: bool = False


def named_days(text: str, today: date) -> list[NamedDay]:
    """The days of a text in its order; what is no day of the calendar is left out.

    >>> [found.day.isoformat() for found in named_days("on 8/1/2024, in FY2025 and 2023Q3", date(2026, 1, 1))]
    ['2024-08-01', '2024-10-01', '2023-07-01']
    """
    found: list[NamedDay] = []
    for candidate in _candidates(text, today):
        if all(candidate.end <= other.start or candidate.start >= other.end for other in found):
            found.append(candidate)
    return sorted(found, key=lambda each: each.start)


def _candidates(text: str, today: date) -> Iterator[NamedDay]:
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            day = _day(match.groupdict())
            if day is not None:
                yield NamedDay(match.start(), match.end(), day, "d" not in match.groupdict())
    for match in _RELATIVE.finditer(text):
        word = match[1].lower()
        if word.endswith("year"):
            year = today.year + {"last": -1, "this": 0, "next": 1}[word.split()[0]]
            yield NamedDay(match.start(), match.end(), date(year, 1, 1), True)
        else:
            shift = {"yesterday": -1, "today": 0, "tomorrow": 1}[word]
            yield NamedDay(match.start(), match.end(), today + timedelta(days=shift))


def _day(parts: dict[str, str | None]) -> date | None:
    if parts.get("fy"):
        return date(int(parts["fy"] or 0) - 1, 10, 1)
    year = int(parts["y"] or 0)
    if parts.get("q"):
        return date(year, 3 * int(parts["q"] or 1) - 2, 1)
    month = 1
    if parts.get("month"):
        month = next(n for n, name in enumerate(MONTHS, 1) if name.startswith((parts["month"] or "").lower()[:3]))
    elif parts.get("m"):
        month = int(parts["m"] or 0)
    try:
        return date(year, month, int(parts.get("d") or 1))
    except ValueError:
        return None
