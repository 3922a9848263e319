"""Home: the search box, recent codes, favourites, and what is loaded and stale."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from starlette.requests import Request
from starlette.responses import Response

from superbill.errors import SuperbillError
from superbill.model.citation import Release
from superbill.model.codes import CodeRef
from superbill.model.lookup import CodeLine
from superbill.office.lists.queries import favourites, visits
from superbill.surfaces.http.context import today, workbench
from superbill.surfaces.web.asking import asked
from superbill.surfaces.web.office import ask, office_of
from superbill.surfaces.web.templating import show
from superbill.workbench import Workbench

SHOWN = 10


async def home(request: Request) -> Response:
    """`/`."""
    bench, on = workbench(request), today(request)
    recent, mine = await _of_person(request)
    current = _by_title(in_force(bench.releases, on))
    return show(
        request,
        "home.html.j2",
        asked=asked(request),
        private=True,
        recent=lines(bench, recent, on),
        favourites=lines(bench, mine, on),
        totals=bench.totals(on),
        current=current,
        stale=[line for line in current if line.days],
        n_releases=len(bench.releases),
    )


async def _of_person(request: Request) -> tuple[list[CodeRef], list[CodeRef]]:
    """Recent codes and favourites; none when the application database cannot be opened: the rest of the page still can."""
    try:
        await asyncio.to_thread(office_of(request).flush)
        seen = await ask(request, visits, SHOWN)
        kept = await ask(request, favourites)
    except SuperbillError:
        return [], []
    return [line.ref for line in seen], [line.ref for line in kept[:SHOWN]]


@dataclass(frozen=True, slots=True)
class LoadedLine:
    """A data set on the home page: its newest edition in force, how many days ago that ended, whether it is an excerpt."""

    title: str
    edition: str
    days: int
    excerpt: bool


def _by_title(current: list[tuple[Release, int]]) -> list[LoadedLine]:
    """One line for each data set; of several series the one that ended last speaks for all."""
    lines: dict[str, LoadedLine] = {}
    for release, days in sorted(current, key=lambda pair: (pair[0].title.casefold(), pair[1])):
        if release.source != "superbill-plain":
            lines.setdefault(release.title, LoadedLine(release.title, release.edition, days, not release.complete))
    return list(lines.values())


def lines(bench: Workbench, refs: Iterable[CodeRef], on: date) -> list[CodeLine]:
    """Codes with what they are called; a code that is not known that day stands without a text."""
    return [bench.line(ref.system, ref.code, on) or CodeLine(ref.system, ref.code, "", False) for ref in refs]


def in_force(releases: Iterable[Release], on: date) -> list[tuple[Release, int]]:
    """The newest release begun of every data set and series, with how many days ago it ended (0: it has not)."""
    newest: dict[tuple[str, str], Release] = {}
    for release in releases:
        key = (release.source, release.series)
        if release.period.start <= on and (key not in newest or newest[key].period.start <= release.period.start):
            newest[key] = release
    return [(release, release.period.days_after(on)) for release in newest.values()]
