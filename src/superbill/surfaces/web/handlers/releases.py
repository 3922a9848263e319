"""Releases: what is loaded, what is stale, what is not loaded; and the help page with the licences."""

from __future__ import annotations

from itertools import groupby

from starlette.requests import Request
from starlette.responses import Response

from superbill.model.citation import Release
from superbill.surfaces.http.caching import not_modified
from superbill.surfaces.http.context import workbench
from superbill.surfaces.web.asking import asked
from superbill.surfaces.web.handlers.home import in_force
from superbill.surfaces.web.templating import show

Line = tuple[Release, int, bool]


async def releases(request: Request) -> Response:
    """`/releases`."""
    question, bench = asked(request), workbench(request)
    fresh = not_modified(request, dated=question.dated)
    if fresh is not None:
        return fresh
    current = {release.id for release, _ in in_force(bench.releases, question.on)}
    loaded = {release.source for release in bench.releases}
    newest_first = sorted(bench.releases, key=lambda release: release.period.start, reverse=True)
    ordered = sorted(newest_first, key=lambda release: (release.title.casefold(), release.source, release.series))
    lines: list[Line] = [(each, each.period.days_after(question.on), each.id in current) for each in ordered]
    return show(
        request,
        "releases.html.j2",
        asked=question,
        groups=[_group(title, list(group)) for title, group in groupby(lines, key=lambda line: line[0].title)],
        missing=sorted((title, id, hint) for id, (title, hint) in bench.sources.items() if id not in loaded),
    )


def _group(title: str, lines: list[Line]) -> tuple[str, list[Line], list[Line]]:
    """A data set with what is in force, and what is earlier or later."""
    return title, [line for line in lines if line[2]], [line for line in lines if not line[2]]


async def help_page(request: Request) -> Response:
    """`/help`."""
    question, bench = asked(request), workbench(request)
    fresh = not_modified(request, dated=question.dated)
    if fresh is not None:
        return fresh
    licences = dict.fromkeys((each.title, each.publisher, each.licence, each.page) for each in bench.releases)
    return show(request, "help.html.j2", asked=question, licences=sorted(licences))
