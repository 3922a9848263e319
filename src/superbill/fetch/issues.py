"""Which release a file is, told from its name, and which one is due on a day.

Quarters are calendar quarters; fiscal years begin on October 1 of the year before, with an update on April 1 (45 CFR 162.1002
and the ICD-10 Coordination and Maintenance Committee's schedule).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from superbill.fetch.catalogue import Cadence

MONTHS = {"january": 1, "april": 2, "july": 3, "october": 4}
"""Month that begins a quarter to the quarter."""
CURRENT = "current"

_DATE = re.compile(r"(\d{2})\D?(\d{2})\D?(\d{4})")


@dataclass(frozen=True, slots=True, order=True)
class Issue:
    """A release by the day it is in force from and its label: `2026Q3`, `2026`, `FY2027`, `FY2026 April`, `current`."""

    start: date
    label: str

    def is_called(self, name: str) -> bool:
        """Whether a user means this one; blanks, hyphens and case do not count."""
        return _plain(name) == _plain(self.label)


UNDATED = Issue(date.min, CURRENT)
"""A file under an address that never changes."""


def named_issue(name: str, groups: Mapping[str, str | None], cadence: Cadence) -> Issue | None:
    """The release a file name tells by the groups of its pattern; None when it tells none or an impossible one."""
    day = groups.get("date") or groups.get("posted")
    if day:
        return _dated(day, following=bool(groups.get("posted")))
    if not groups.get("year"):
        return None
    year = _year(str(groups["year"]))
    if cadence in (Cadence.FISCAL, Cadence.FISCAL_YEARLY):
        return april_issue(year) if "april" in name.lower() else fiscal_issue(year)
    if cadence is Cadence.QUARTERLY:
        return quarter_issue(year, _quarter(groups))
    return Issue(date(year, 1, 1), str(year))


def quarter_issue(year: int, quarter: int) -> Issue:
    """A calendar quarter 1-4."""
    return Issue(date(year, 3 * quarter - 2, 1), f"{year}Q{quarter}")


def fiscal_issue(year: int) -> Issue:
    """A federal fiscal year."""
    return Issue(date(year - 1, 10, 1), f"FY{year}")


def april_issue(year: int) -> Issue:
    """The April update of a fiscal year."""
    return Issue(date(year, 4, 1), f"FY{year} April")


def due_issues(cadence: Cadence, on: date) -> Iterator[Issue]:
    """The releases that should be out on a day, the newest first, going back a year; none without fixed dates."""
    if cadence is Cadence.QUARTERLY:
        for back in range(4):
            months = on.year * 4 + (on.month - 1) // 3 - back
            yield quarter_issue(months // 4, months % 4 + 1)
    elif cadence is Cadence.YEARLY:
        yield Issue(date(on.year, 1, 1), str(on.year))
        yield Issue(date(on.year - 1, 1, 1), str(on.year - 1))
    elif cadence in (Cadence.FISCAL, Cadence.FISCAL_YEARLY):
        begun = [fiscal_issue(on.year + 1), fiscal_issue(on.year)]
        if cadence is Cadence.FISCAL:
            begun.insert(1, april_issue(on.year))
        yield from (issue for issue in begun if issue.start <= on)


def direct_fields(issue: Issue) -> dict[str, str]:
    """What an address is filled with for a release. The year is the one in its label."""
    year = int(re.sub(r"\D.*", "", issue.label.removeprefix("FY")) or 0)
    quarter = (issue.start.month + 2) // 3
    month = next(name for name, number in MONTHS.items() if number == quarter)
    return {
        "year": str(year), "yy": f"{year % 100:02d}", "quarter": str(quarter), "letter": "abcd"[quarter - 1],
        "month": month,
    }  # fmt: skip


def _quarter(groups: Mapping[str, str | None]) -> int:
    if groups.get("quarter"):
        return int(str(groups["quarter"]))
    if groups.get("month"):
        return MONTHS[str(groups["month"]).lower()]
    return "abcd".index(str(groups.get("letter") or "a").lower()) + 1


def _dated(text: str, *, following: bool) -> Issue | None:
    found = _DATE.fullmatch(text)
    try:
        day = date(int(found[3]), int(found[1]), int(found[2])) if found else None
    except ValueError:
        return None
    if day is None:
        return None
    if following:
        day = date(day.year, 3 * ((day.month + 2) // 3), 28) + timedelta(days=10)
    return quarter_issue(day.year, (day.month + 2) // 3)


def _year(text: str) -> int:
    return int(text) + 2000 if len(text) == 2 else int(text)


def _plain(text: str) -> str:
    return re.sub(r"[\s_-]", "", text).casefold()
