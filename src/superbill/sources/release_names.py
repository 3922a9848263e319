"""What the names of federal downloads say of their release: the quarter, the year, and the day of publication.

Names state what content leaves out (`2026 July Web Addendum B.07.13.26.csv`), and are believed only as far as content does
not contradict them.
"""

from __future__ import annotations

import re
from datetime import date

from superbill.sources.base import SourceFile
from superbill.sources.layout import last_name

QUARTER_OF_MONTH = {"jan": 1, "apr": 2, "jul": 3, "oct": 4}
"""The months that federal releases begin in."""

_MONTH = re.compile(r"(?<![a-z])(jan(?:uary)?|apr(?:il)?|july?|oct(?:ober)?)(?![a-z])", re.IGNORECASE)
_YEAR = re.compile(r"(?<![0-9])(20[0-9]{2})(?![0-9])")
_YEAR_QUARTER = re.compile(r"(?<![0-9])(20[0-9]{2})[ _-]?q([1-4])(?![0-9])", re.IGNORECASE)
_PUBLISHED = re.compile(r"[ ._-]([01][0-9])\.?([0-3][0-9])\.?(20[0-9]{2}|[0-9]{2})(?=\.[a-z]{3,4}$)", re.IGNORECASE)


def quarter_in_name(file: SourceFile) -> int | None:
    """The quarter of the one month that the file's own name states; None for none, or for two that differ."""
    found = {QUARTER_OF_MONTH[month[:3].lower()] for month in _MONTH.findall(last_name(file))}
    return found.pop() if len(found) == 1 else None


def year_in_name(file: SourceFile) -> int | None:
    """The year that the file's own name states; None for none, or for two that differ."""
    found = set(_YEAR.findall(last_name(file)))
    return int(found.pop()) if len(found) == 1 else None


def year_quarter_in_path(file: SourceFile) -> tuple[int, int] | None:
    """Year and quarter as `2026Q3`, in the file's own name or else in the folder or archive nearest to it."""
    for part in reversed(file.name.split("/")):
        found = _YEAR_QUARTER.search(part)
        if found is not None:
            return int(found[1]), int(found[2])
    return None


def published_in_name(file: SourceFile) -> date | None:
    """The day at the end of a name: `.11122024.txt`, `.07.13.26.csv`, ` 091626.csv`; None for none."""
    found = _PUBLISHED.search(last_name(file))
    if found is None:
        return None
    month, day, year = (int(part) for part in found.groups())
    try:
        return date(year if year > 99 else 2000 + year, month, day)
    except ValueError:
        return None


def dated(name: str, published: date | None) -> str:
    """The name of an edition, told apart from an earlier or corrected one by the day it was published."""
    return name if published is None else f"{name} of {published}"
