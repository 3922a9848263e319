"""My lists: favourites, notes, history. Reading is a page, changing a posted form; only `office` actions write."""

from __future__ import annotations

import asyncio

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from superbill.errors import UsageError
from superbill.model.codes import CodeRef, parse_code
from superbill.model.lookup import KnownAnswer
from superbill.office.lists import actions, queries
from superbill.surfaces.http.context import today, workbench
from superbill.surfaces.http.person import person
from superbill.surfaces.http.problems import not_found
from superbill.surfaces.web.asking import asked, system_of
from superbill.surfaces.web.forms import FormToken, checked_form, form_token
from superbill.surfaces.web.handlers.home import lines
from superbill.surfaces.web.office import ask, do, now, office_of
from superbill.surfaces.web.templating import NO_STORE, render, show

SHOWN_VISITS = 100


async def lists(request: Request) -> Response:
    """`/lists`."""
    bench, on = workbench(request), today(request)
    token = await form_token(request)
    await asyncio.to_thread(office_of(request).flush)
    kept = await ask(request, queries.favourites)
    visits = await ask(request, queries.visits, SHOWN_VISITS)
    shown = lines(bench, [line.ref for line in kept], on)
    response = show(
        request,
        "lists.html.j2",
        asked=asked(request),
        private=True,
        csrf=token.value,
        favourites=shown,
        together="+".join(line.code for line in shown[:50]),
        notes=await ask(request, queries.notes),
        visits=list(zip(lines(bench, [visit.ref for visit in visits], on), visits, strict=True)),
    )
    return token.keep(request, response)


async def mine(request: Request) -> Response:
    """`/lists/{system}/{code}`: what I have on one code, as a page."""
    ref, token = _ref(request.path_params["system"], request.path_params["code"]), await form_token(request)
    line = lines(workbench(request), [ref], today(request))[0]
    response = show(
        request,
        "mine.html.j2",
        asked=asked(request),
        private=True,
        ref=ref,
        mine=await ask(request, queries.mine, ref),
        csrf=token.value,
        text=line.text,
    )
    return token.keep(request, response)


async def card(request: Request) -> Response:
    """`/lists/card/{system}/{code}`: the same as a fragment for the side of the code page."""
    if person(request).is_guest:
        return HTMLResponse(render("card_guest.html.j2"), headers={"cache-control": NO_STORE})
    ref = _ref(request.path_params["system"], request.path_params["code"])
    return await _card(request, ref, await form_token(request))


async def change_favourites(request: Request) -> Response:
    """`POST /lists/favourites`: `do` is `add` or `remove`, `code` with its `system`, or as typed."""
    form = await checked_form(request)
    ref = _posted(request, str(form.get("system", "")), str(form.get("code", "")))
    if form.get("do") == "add":
        await do(request, actions.add_favourite, ref, now())
    else:
        await do(request, actions.remove_favourite, ref)
    return await _done(request, ref, to_lists=True)


async def write_note(request: Request) -> Response:
    """`POST /lists/notes`: an empty text removes the note."""
    form = await checked_form(request)
    ref = _posted(request, str(form.get("system", "")), str(form.get("code", "")))
    await do(request, actions.write_note, ref, str(form.get("text", "")), now())
    return await _done(request, ref, to_lists=False)


async def forget_history(request: Request) -> Response:
    """`POST /lists/history`."""
    await checked_form(request)
    await asyncio.to_thread(office_of(request).flush)
    await do(request, actions.forget_visits)
    return RedirectResponse("/lists#history", 303)


async def _done(request: Request, ref: CodeRef, *, to_lists: bool) -> Response:
    """Back to a page, or the new card where the form stood in one."""
    if request.headers.get("hx-request") == "true":
        return await _card(request, ref, await form_token(request))
    return RedirectResponse("/lists" if to_lists else f"/lists/{ref.system.value}/{ref.code}", 303)


async def _card(request: Request, ref: CodeRef, token: FormToken) -> Response:
    found = await ask(request, queries.mine, ref)
    response = HTMLResponse(render("card.html.j2", ref=ref, mine=found, csrf=token.value))
    response.headers["cache-control"] = NO_STORE
    return token.keep(request, response)


def _ref(system: str, code: str) -> CodeRef:
    known, normal = system_of(system), parse_code(code).code
    if known is None or not normal or len(normal) > 12:
        raise HTTPException(404)
    return CodeRef(known, normal)


def _posted(request: Request, system: str, code: str) -> CodeRef:
    """The code that a form names; it must be known today, unless its system is said."""
    if system:
        return _ref(system, code)
    if not code.strip():
        raise UsageError("no code is given", hint="Type one, such as 82331.")
    answer = workbench(request).lookup(code[:40], today(request))
    if not isinstance(answer, KnownAnswer):
        raise not_found(answer).raised()
    return CodeRef(answer.system, answer.code)
