"""The code page of a site: the same report, counted, with how many views are left; locked sections say what they hold.

A finished page has two slots, for the account and for the meter, which are filled for each person.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Iterator
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from superbill.model.codes import CodeRef, System
from superbill.report.render.deliver import FORMATS
from superbill.report.render.view import Figures, Grid, Ordered, Prose, Rows, SectionView
from superbill.surfaces.http import cookies
from superbill.surfaces.http.caching import not_modified, stamp
from superbill.surfaces.http.context import lease
from superbill.surfaces.http.desk import desk
from superbill.surfaces.http.metered import Views, open_code
from superbill.surfaces.http.person import VARIANT, person
from superbill.surfaces.http.problems import Problem
from superbill.surfaces.web.asking import Asked, page_url
from superbill.surfaces.web.handlers import code as plain
from superbill.surfaces.web.office import office_of
from superbill.surfaces.web.page_cache import Kept
from superbill.surfaces.web.spliced import Spliced
from superbill.surfaces.web.templating import ACCOUNT_SLOT, METER_SLOT, account_links, render

MOST_NAMED = 8
MOST_PAGES = 1_500
"""Of about 10 KB each."""


async def code_page(request: Request) -> Response:
    """`/code/{system}/{code}`: counted once per code and period. An unknown code is not counted."""
    system, code, question = plain.asked_code(request)
    canonical = page_url(system, code)
    if request.url.path != canonical:
        return RedirectResponse(canonical + question.query(), 302)
    base = await plain.kept_page(request, system, code, question)
    views = await open_code(request, f"{system.value}:{code}")
    request.scope[VARIANT] = f"{views.allowed} {views.used} {views.limit}"
    fresh = not_modified(request, dated=question.dated)
    if fresh is None:
        fresh = _for_person(request, base, views, system, code, question)
        if question.wrong:
            fresh.status_code = 400
        fresh = stamp(request, fresh, dated=question.dated)
    if views.guest:
        cookies.keep(fresh, desk(request).site, cookies.GUEST, views.guest)
    if views.allowed and not person(request).is_guest:
        office_of(request).visited(person(request).id, CodeRef(system, code))
    return fresh


async def report_file(request: Request) -> Response:
    """`/code/{system}/{code}/report.{format}`: the same view as the page."""
    system, code, question = plain.asked_code(request)
    if request.path_params["format"] in FORMATS:
        await plain.kept_page(request, system, code, question)
        views = await open_code(request, f"{system.value}:{code}")
        if not views.allowed:
            hint = "Register for more." if person(request).is_guest else "See the plans."
            raise Problem(403, f"Your views of code pages are used up: {views.limit} of {views.limit}.", hint).raised()
    return await plain.report_file(request)


def _for_person(request: Request, base: Kept, views: Views, system: System, code: str, question: Asked) -> Response:
    """The page as this person sees it: kept in pieces, with what is this person's own put between."""
    site, who = desk(request).site, person(request)
    meter = render("meter.html.j2", views=views, who=who, site=site, here=request.url.path)
    terms = (question.on, question.dated, question.where, question.setting, tuple(question.wrong))
    key = (lease(request.scope).held.tag, system, code, *terms, views.allowed)
    pages = _spliced_pages(request)
    made = pages.get(key)
    if made is None:
        text = base.body(None).decode() if views.allowed else _locked(request, system, code, question)
        made = pages[key] = Spliced(text.replace(METER_SLOT, ACCOUNT_SLOT, 1).split(ACCOUNT_SLOT, 2))
        while len(pages) > MOST_PAGES:
            pages.popitem(last=False)
    pages.move_to_end(key)
    own = [account_links(request), meter]
    packed = "gzip" in request.headers.get("accept-encoding", "") and request.method != "HEAD"
    response = Response(made.gzip(own) if packed else made.plain(own), media_type="text/html; charset=utf-8")
    response.headers["vary"] = "accept-encoding"
    if packed:
        response.headers["content-encoding"] = "gzip"
    return response


def _spliced_pages(request: Request) -> OrderedDict[Hashable, Spliced]:
    state = request.app.state
    if not hasattr(state, "spliced_pages"):
        state.spliced_pages = OrderedDict()
    found: OrderedDict[Hashable, Spliced] = state.spliced_pages
    return found


def _locked(request: Request, system: System, code: str, question: Asked) -> str:
    """The page with the open sections, and of the others what they hold."""
    view = plain.laid_out(request, system, code, question)
    open_ids = desk(request).site.open_sections
    shown = tuple(section for section in view.sections if section.id in open_ids or section.sources)
    locked = [(each.id, each.title, holdings(each)) for each in view.sections if each not in shown]
    return plain.page_text(request, system, code, question, replace(view, sections=shown), locked)


def holdings(section: SectionView) -> str:
    """What a section holds, in words: `MUE, MAI, table of 12 rows`."""
    named = list(dict.fromkeys(_named(section)))
    more = f" and {len(named) - MOST_NAMED} more" if len(named) > MOST_NAMED else ""
    return (", ".join(named[:MOST_NAMED]) or "text") + more


def _named(section: SectionView) -> Iterator[str]:
    for block in section.blocks:
        match block:
            case Figures() | Grid():
                yield from (item.label for item in block.items)
            case Rows():
                yield f"{block.title or 'table'} ({block.total:,} row{'s' * (block.total != 1)})"
            case Ordered():
                yield block.title or f"{len(block.cells)} steps"
            case Prose():
                yield block.label or "text"
