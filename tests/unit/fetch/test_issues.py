"""Releases by name and by calendar."""

from __future__ import annotations

from datetime import date

import pytest

from superbill.fetch.catalogue import Cadence
from superbill.fetch.issues import due_issues, named_issue, quarter_issue


@pytest.mark.parametrize(
    ("cadence", "on", "labels"),
    [
        (Cadence.QUARTERLY, date(2026, 1, 1), ["2026Q1", "2025Q4", "2025Q3", "2025Q2"]),
        (Cadence.QUARTERLY, date(2026, 12, 31), ["2026Q4", "2026Q3", "2026Q2", "2026Q1"]),
        (Cadence.YEARLY, date(2026, 6, 1), ["2026", "2025"]),
        (Cadence.FISCAL, date(2026, 3, 31), ["FY2026"]),
        (Cadence.FISCAL, date(2026, 4, 1), ["FY2026 April", "FY2026"]),
        (Cadence.FISCAL, date(2026, 10, 1), ["FY2027", "FY2026 April", "FY2026"]),
        (Cadence.FISCAL_YEARLY, date(2026, 4, 1), ["FY2026"]),
        (Cadence.WEEKLY, date(2026, 4, 1), []),
        (Cadence.REVISED, date(2026, 4, 1), []),
    ],
)
def test_what_is_due(cadence: Cadence, on: date, labels: list[str]) -> None:
    assert [issue.label for issue in due_issues(cadence, on)] == labels


@pytest.mark.parametrize("groups", [{"date": "13012026"}, {"posted": "02/30/2026"}, {"year": None}, {}])
def test_names_that_tell_no_release(groups: dict[str, str | None]) -> None:
    assert named_issue("x.zip", groups, Cadence.QUARTERLY) is None


def test_a_posted_date_serves_the_next_quarter() -> None:
    issue = named_issue("x.zip", {"posted": "11-20-2026"}, Cadence.QUARTERLY)
    assert issue == quarter_issue(2027, 1)


@pytest.mark.parametrize("name", ["2026Q3", "2026q3", "2026-Q3", "2026 q3"])
def test_a_release_is_called_in_several_ways(name: str) -> None:
    assert quarter_issue(2026, 3).is_called(name)
    assert not quarter_issue(2026, 2).is_called(name)
