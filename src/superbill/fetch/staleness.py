"""What the knowledge base has, against the newest release that the cadence implies (needs no network), and against what the
official pages offer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from superbill.fetch.catalogue import Cadence, Catalogue, Download
from superbill.fetch.issues import UNDATED, Issue, due_issues
from superbill.fetch.manifest import Record
from superbill.fetch.run import Planned
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


@dataclass(frozen=True, slots=True)
class Verdict:
    """A download: the newest edition that is loaded, the newest that was downloaded, the newest on the page. Labels are empty
    for none. `newer` says that the page has a release that is not loaded."""

    download: Download
    loaded: str
    downloaded: str
    published: str
    state: str
    newer: bool


def checked(
    planned: Iterable[Planned], releases: Iterable[Release], records: Iterable[Record], on: date
) -> list[Verdict]:
    """Every download whose page was read, against what is loaded and what was downloaded."""
    loaded, brought = list(releases), list(records)
    return [_verdict(each, loaded, brought, on) for each in planned]


def _verdict(planned: Planned, releases: list[Release], records: list[Record], on: date) -> Verdict:
    download, issue = planned.download, planned.published.issue
    own = [r for r in releases if r.source in download.sources and _of_series(download, r) and r.complete]
    newest = max(own, key=lambda release: release.period.start, default=None)
    mine = [record for record in records if record.download == download.id]
    last = max(mine, key=lambda record: record.fetched_at, default=None)
    here = any(record.release == issue.label for record in mine)
    newer = newest is None or (newest.period.start < issue.start and not _covers(download, newest, on))
    if newest is not None and issue == UNDATED:
        state = "fetch asks whether it changed"
    elif not newer:
        state = "current"
    else:
        state = "downloaded, to be built" if here else "to be fetched"
    label = newest.edition if newest else ""
    return Verdict(download, label, last.release if last else "", issue.label, state, newer)
