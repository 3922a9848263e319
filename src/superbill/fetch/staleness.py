"""What the knowledge base has, against the newest release that the cadence implies. Needs no network."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from superbill.fetch.catalogue import Cadence, Catalogue, Download
from superbill.fetch.issues import Issue, due_issues
from superbill.model.citation import Release

WEEKLY_DAYS = 14
"""A weekly download is stale after twice its cadence."""


class State(StrEnum):
    """How a download stands."""

    CURRENT = "current"
    STALE = "stale"
    EXCERPT = "excerpt"
    MISSING = "missing"
    UNDATED = "no fixed date"


@dataclass(frozen=True, slots=True)
class Standing:
    """A source of a download: its newest loaded release (None for none), the release that is due (None without a fixed date),
    and for how many days it has been due."""

    download: Download
    source: str
    loaded: Release | None
    due: Issue | None
    state: State
    days: int = 0


def standings(catalogue: Catalogue, releases: Iterable[Release], on: date) -> list[Standing]:
    """Every source of every download, in the order of the catalogue. A source of several downloads (NCCI settings) stands
    once for each; where a download has a series, only its releases count."""
    loaded = list(releases)
    return [
        _standing(download, source, [r for r in loaded if r.source == source and _of_series(download, r)], on)
        for download in catalogue.download
        for source in download.sources
    ]


def _of_series(download: Download, release: Release) -> bool:
    return not download.series or release.series == download.series


def _standing(download: Download, source: str, releases: list[Release], on: date) -> Standing:
    begun = [release for release in releases if release.period.start <= on]
    newest = max(begun, key=lambda release: (release.complete, release.period.start), default=None)
    due = _due(download, newest, on)
    if newest is None:
        return Standing(download, source, None, due, State.MISSING)
    if not newest.complete:
        return Standing(download, source, newest, due, State.EXCERPT)
    if due is None:
        return Standing(download, source, newest, None, State.UNDATED)
    late = newest.period.start < due.start and not _covers(download, newest, on)
    return Standing(download, source, newest, due, State.STALE if late else State.CURRENT, (on - due.start).days * late)


def _covers(download: Download, release: Release, on: date) -> bool:
    """Whether a release that is older than the due one answers for the day all the same: yearly figures in a quarter's zip.
    A fiscal year does not cover its own April update."""
    return download.cadence is not Cadence.FISCAL and release.period.end is not None and release.period.end >= on


def _due(download: Download, newest: Release | None, on: date) -> Issue | None:
    if download.cadence is Cadence.WEEKLY and newest is not None:
        day = newest.period.start + timedelta(days=WEEKLY_DAYS)
        return Issue(day, str(day)) if day <= on else Issue(newest.period.start, str(newest.period.start))
    return next(due_issues(download.cadence, on), None)
