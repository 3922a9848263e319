"""The code page: the report on a code, its pickers, its files."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date

from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from superbill.model.citation import NotAvailable
from superbill.model.codes import CodeRef, System, normalise_code, parse_code
from superbill.model.edits import Setting
from superbill.model.lookup import KnownAnswer, NotLoadedHere, Unknown
from superbill.model.price import Locality
from superbill.model.report import Report
from superbill.report.render.deliver import FORMATS, MEDIA_TYPES, render
from superbill.report.render.layout import lay_out
from superbill.report.render.pieces import Pieces
from superbill.report.render.view import ReportView
from superbill.report.section import PROCEDURES
from superbill.surfaces.http.caching import not_modified, stamp
from superbill.surfaces.http.context import lease, workbench
from superbill.surfaces.http.person import person
from superbill.surfaces.http.problems import not_found
from superbill.surfaces.web.asking import Asked, asked, code_url, page_url, system_of
from superbill.surfaces.web.office import office_of
from superbill.surfaces.web.page_cache import Kept, coding_of, kept_response, page_cache
from superbill.surfaces.web.templating import render_page
from superbill.workbench import Workbench

FORMAT_NAMES = {"pdf": "PDF", "html": "HTML", "md": "Markdown", "json": "JSON"}
OPTION = Markup('<option value="{}">{}, {}</option>')
MOST_PLACE_LISTS = 32
Found = Report | Unknown | NotLoadedHere
Locked = Sequence[tuple[str, str, str]]
"""Id, title, and what a section holds, in words."""


async def any_system(request: Request) -> Response:
    """`/code/{code}`: on to the page in the system that knows the code."""
    question = asked(request)
    typed = request.path_params["code"]
    answer = workbench(request).lookup(typed, question.on)
    if isinstance(answer, KnownAnswer):
        return RedirectResponse(page_url(answer.system, answer.code, question.query()), 302)
    raise not_found(answer).raised()


async def code_page(request: Request) -> Response:
    """`/code/{system}/{code}?on=&where=&setting=`."""
    system, code, question = asked_code(request)
    canonical = page_url(system, code)
    if request.url.path != canonical:
        return RedirectResponse(canonical + question.query(), 302)
    fresh = not_modified(request, dated=question.dated)
    if fresh is None:
        fresh = kept_response(request, await kept_page(request, system, code, question))
        if question.wrong:
            fresh.status_code = 400
        fresh = stamp(request, fresh, dated=question.dated)
    office_of(request).visited(person(request).id, CodeRef(system, code))
    return fresh


async def kept_page(request: Request, system: System, code: str, question: Asked) -> Kept:
    """The page, at hand from before or made now. Raises the problem 404 for a code that is not there."""
    terms = (question.on, question.dated, question.where, question.setting, tuple(question.wrong))
    key = (lease(request.scope).held.tag, system, code, *terms)
    return page_cache(request).get(key) or await _in_turn(request, key, system, code, question)


async def _in_turn(request: Request, key: tuple[object, ...], system: System, code: str, question: Asked) -> Kept:
    """Make a page when it is its turn: one in each round of the event loop, so that what is quick never waits for more
    than one page, and new connections are taken meanwhile."""
    state = request.app.state
    if not hasattr(state, "page_turn"):
        state.page_turn = asyncio.Lock()
    async with state.page_turn:
        kept = page_cache(request).get(key) or _made(request, key, system, code, question)
        await asyncio.sleep(0)
        return kept


async def report_file(request: Request) -> Response:
    """`/code/{system}/{code}/report.{format}`: the report as a file."""
    system, code, question = asked_code(request)
    fmt = request.path_params["format"]
    if fmt not in FORMATS:
        raise HTTPException(404)
    for error in question.wrong.values():
        raise error
    fresh = not_modified(request, dated=question.dated)
    if fresh is not None:
        return fresh
    report = _report(workbench(request), system, code, question)
    if not isinstance(report, Report):
        raise not_found(report).raised()
    content = await asyncio.to_thread(render, report, fmt) if fmt == "pdf" else render(report, fmt)
    response = Response(content, media_type=MEDIA_TYPES[fmt])
    kind = "inline" if fmt in ("pdf", "json") else "attachment"
    name = f"superbill-{normalise_code(code)}-{question.on}.{fmt}"
    response.headers["content-disposition"] = f'{kind}; filename="{name}"'
    return stamp(request, response, dated=question.dated)


def asked_code(request: Request) -> tuple[System, str, Asked]:
    """What the address asks for; 404 for an unknown system."""
    system = system_of(request.path_params["system"])
    if system is None:
        raise HTTPException(404)
    return system, parse_code(request.path_params["code"]).code[:16] or "-", asked(request)


def _made(request: Request, key: tuple[object, ...], system: System, code: str, question: Asked) -> Kept:
    """Work a page out and keep it."""
    text = page_text(request, system, code, question, laid_out(request, system, code, question))
    return page_cache(request).put(key, text, coding_of(request))


def laid_out(request: Request, system: System, code: str, question: Asked) -> ReportView:
    """The report as it is drawn; the problem 404 for a code that is not there."""
    report = _report(workbench(request), system, code, question)
    if not isinstance(report, Report):
        raise not_found(report).raised()
    return lay_out(report)


def page_text(
    request: Request, system: System, code: str, question: Asked, view: ReportView, locked: Locked = ()
) -> str:
    """The page around a report. `locked` sections are told of, not shown."""
    where, wrong = _where(workbench(request), question)
    query = question.query()
    return render_page(
        request,
        "code.html.j2",
        asked=question,
        typed=view.code,
        report=view,
        system=system,
        bare_code=code,
        here=page_url(system, code),
        draw=Pieces(lambda part: code_url(part, query)),
        procedures=system in PROCEDURES,
        settings=tuple(Setting),
        places=_places(request, question.on) if system in PROCEDURES else "",
        where_says=where,
        where_wrong=wrong,
        changed=_changed(view),
        has_updates=any(section.id == "updates" and section.hint not in ("", "–") for section in view.sections),
        formats=FORMAT_NAMES.items(),
        locked=locked,
        slots=True,
    )


def _report(bench: Workbench, system: System, code: str, question: Asked) -> Found:
    return bench.report(
        code, question.on, system=system, setting=question.setting,
        locality=question.locality, zip_code=question.zip_code,
    )  # fmt: skip


def _where(bench: Workbench, question: Asked) -> tuple[str, str]:
    """What is said below the pickers: the place by its name, or why there is none."""
    if "where" in question.wrong:
        error = question.wrong["where"]
        return "", f"{error.message}. {error.hint} National amounts are shown."
    match bench.place(question.on, locality=question.locality, zip_code=question.zip_code):
        case Locality() as place:
            return f"{place.name or place.id} ({place.id})", ""
        case NotAvailable() as place:
            return "", f"Not available: {place.not_available}. It would come from: {place.would_come_from}."
    return "", ""


def _places(request: Request, on: date) -> Markup:
    """The options of the place field, the same on every page of one day: kept, for they take longer than a page."""
    held, state = lease(request.scope).held, request.app.state
    if not hasattr(state, "places"):
        state.places = {}
    kept: dict[tuple[str, date], Markup] = state.places
    if (held.tag, on) not in kept:
        while len(kept) >= MOST_PLACE_LISTS:
            del kept[next(iter(kept))]
        found = held.bench.localities(on)
        known = () if isinstance(found, NotAvailable) else found
        kept[held.tag, on] = Markup("").join(
            OPTION.format(each.locality.id, each.locality.name, each.locality.state) for each in known
        )
    return kept[held.tag, on]


def _changed(view: ReportView) -> str:
    """The gist of the updates section, for the side column."""
    section = next((each for each in view.sections if each.id == "updates"), None)
    if section is None or section.hint == "–":
        return "No two releases of one data set are loaded to compare."
    if not section.hint:
        return "The releases in force changed nothing for this code."
    return f"{section.hint} change{'' if section.hint == '1' else 's'} in the releases in force."
