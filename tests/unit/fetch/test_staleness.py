"""What is loaded, against what is due and against what the pages offer."""

from __future__ import annotations

from datetime import date

import pytest

from superbill.fetch.catalogue import Cadence, Catalogue, Download, Licence
from superbill.fetch.issues import UNDATED, Issue, quarter_issue
from superbill.fetch.manifest import Record
from superbill.fetch.pages import Published
from superbill.fetch.run import Planned
from superbill.fetch.staleness import State, checked, standings
from superbill.model.citation import Release
from superbill.model.periods import Period

ON = date(2026, 11, 22)


def release(start: date, end: date | None, source: str = "s", series: str = "", *, complete: bool = True) -> Release:
    return Release(1, source, series, f"from {start}", "S", "CMS", "p", "l", Period(start, end), complete)


def entry(cadence: Cadence = Cadence.QUARTERLY, series: str = "") -> Download:
    return Download("d", "D", "https://x.gov", "public", cadence, ("s",), series, link="x")


def catalogue(*downloads: Download) -> Catalogue:
    return Catalogue({"public": Licence("public")}, downloads)


Q3, Q4 = Period(date(2026, 7, 1), date(2026, 9, 30)), Period(date(2026, 10, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("cadence", "loaded", "state", "days", "due"),
    [
        (Cadence.QUARTERLY, [], State.MISSING, 0, "2026Q4"),
        (Cadence.QUARTERLY, [release(Q3.start, Q3.end)], State.STALE, 52, "2026Q4"),
        (Cadence.QUARTERLY, [release(Q3.start, Q3.end), release(Q4.start, Q4.end)], State.CURRENT, 0, "2026Q4"),
        (Cadence.QUARTERLY, [release(Q4.start, Q4.end, complete=False)], State.EXCERPT, 0, "2026Q4"),
        (Cadence.QUARTERLY, [release(date(2026, 1, 1), date(2026, 12, 31))], State.CURRENT, 0, "2026Q4"),
        (Cadence.QUARTERLY, [release(date(2026, 1, 1), None)], State.STALE, 52, "2026Q4"),
        (Cadence.QUARTERLY, [release(Q4.start, Q4.end, series="other")], State.CURRENT, 0, "2026Q4"),
        (Cadence.QUARTERLY, [release(date(2027, 1, 1), None)], State.MISSING, 0, "2026Q4"),
        (Cadence.FISCAL, [release(date(2026, 4, 1), date(2026, 9, 30))], State.STALE, 52, "FY2027"),
        (Cadence.WEEKLY, [release(date(2026, 11, 10), None)], State.CURRENT, 0, "2026-11-10"),
        (Cadence.WEEKLY, [release(date(2026, 11, 1), None)], State.STALE, 7, "2026-11-15"),
        (Cadence.REVISED, [release(date(2020, 1, 1), None)], State.UNDATED, 0, None),
    ],
    ids=["missing", "stale", "current", "excerpt", "yearly figures", "open end", "series", "not begun", "fiscal",
         "this week", "weeks ago", "no date"],
)  # fmt: skip
def test_standings(cadence: Cadence, loaded: list[Release], state: State, days: int, due: str | None) -> None:
    (found,) = standings(catalogue(entry(cadence)), loaded, ON)
    assert (found.state, found.days, found.due.label if found.due else None) == (state, days, due)


def test_an_october_release_does_not_cover_its_april_update() -> None:
    october = release(date(2025, 10, 1), date(2026, 9, 30))
    (found,) = standings(catalogue(entry(Cadence.FISCAL)), [october], date(2026, 5, 1))
    assert (found.state, found.due.label if found.due else "") == (State.STALE, "FY2026 April")


def test_a_series_counts_for_its_own_download() -> None:
    both = catalogue(entry(series="practitioner"), entry(series="outpatient"))
    found = standings(both, [release(Q4.start, Q4.end, series="practitioner")], ON)
    assert [each.state for each in found] == [State.CURRENT, State.MISSING]


@pytest.mark.parametrize(
    ("issue", "loaded", "downloaded", "state", "newer"),
    [
        (quarter_issue(2026, 4), [release(Q4.start, Q4.end)], "", "current", False),
        (quarter_issue(2026, 4), [release(Q3.start, Q3.end)], "", "to be fetched", True),
        (quarter_issue(2026, 4), [release(Q3.start, Q3.end)], "2026Q4", "downloaded, to be built", True),
        (quarter_issue(2026, 4), [], "2026Q3", "to be fetched", True),
        (UNDATED, [release(Q3.start, None)], "current", "fetch asks whether it changed", False),
    ],
)
def test_against_the_pages(issue: Issue, loaded: list[Release], downloaded: str, state: str, newer: bool) -> None:
    planned = Planned(entry(), Published(issue, (), "https://x.gov"), ())
    records = [Record("d", downloaded, "/f.zip", "u", 1, "0", "2026-10-01")] if downloaded else []
    (found,) = checked([planned], loaded, records, ON)
    assert (found.state, found.newer, found.downloaded) == (state, newer, downloaded)
