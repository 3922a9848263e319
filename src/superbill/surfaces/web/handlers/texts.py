"""Editors write and sign plain-language texts, each version kept."""

from __future__ import annotations

from dataclasses import fields

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from superbill.errors import SuperbillError
from superbill.model.codes import CodeRef, parse_code
from superbill.office.texts import actions, queries
from superbill.office.texts.actions import Wording
from superbill.office.texts.files import shipped
from superbill.surfaces.http.context import today, workbench
from superbill.surfaces.http.desk import desk
from superbill.surfaces.http.person import person
from superbill.surfaces.web.acting import act, page
from superbill.surfaces.web.asking import system_of
from superbill.surfaces.web.forms import checked_form


async def waiting(request: Request) -> Response:
    """`/admin/texts`: drafts that wait for another editor."""
    return await page(request, "texts.html.j2", drafts=await desk(request).read(queries.waiting), who=person(request))


async def text(request: Request) -> Response:
    """`/admin/texts/{system}/{code}`: the newest version to go on from, and the history."""
    return await _text_page(request, _ref(request), None)


async def write(request: Request) -> Response:
    """`POST /admin/texts/{system}/{code}`."""
    form, ref = await checked_form(request), _ref(request)
    wording = Wording(*(str(form.get(each.name, "")) for each in fields(Wording)))
    try:
        await act(request, actions.write, person(request).id, ref, wording)
    except SuperbillError as error:
        return await _text_page(request, ref, wording, error)
    return RedirectResponse(f"/admin/texts/{ref.system.value}/{ref.code}", 303)


async def decide(request: Request) -> Response:
    """`POST /admin/texts/decide`: `do` is sign or reject."""
    form = await checked_form(request)
    id = str(form.get("id", ""))
    if not id.isdecimal() or len(id) > 9 or form.get("do") not in ("sign", "reject"):
        raise HTTPException(404)
    try:
        await act(request, actions.decide, person(request).id, int(id), form.get("do") == "sign")
    except SuperbillError as error:
        drafts = await desk(request).read(queries.waiting)
        return await page(request, "texts.html.j2", error=error, drafts=drafts, who=person(request))
    return RedirectResponse("/admin/texts", 303)


async def _text_page(
    request: Request, ref: CodeRef, typed: Wording | None, error: SuperbillError | None = None
) -> Response:
    history = await desk(request).read(queries.history, ref)
    newest = history[0] if history else None
    known = Wording(*(getattr(newest, each.name) for each in fields(Wording))) if newest else shipped(ref)
    line = workbench(request).line(ref.system, ref.code, today(request))
    return await page(
        request,
        "text.html.j2",
        error=error,
        ref=ref,
        wording=typed or known or Wording(),
        history=history,
        called=line.text if line else "",
    )


def _ref(request: Request) -> CodeRef:
    system, code = system_of(request.path_params["system"]), parse_code(request.path_params["code"]).code
    if system is None or not code or len(code) > 12:
        raise HTTPException(404)
    return CodeRef(system, code)
