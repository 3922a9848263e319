"""Log-in in one or two steps, by password or passkey; log-out."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from superbill.errors import SuperbillError, UsageError
from superbill.office.accounts import logins, passkeys
from superbill.office.accounts.logins import Begun
from superbill.surfaces.http import cookies
from superbill.surfaces.http.desk import desk
from superbill.surfaces.http.person import person
from superbill.surfaces.web.access import local_path
from superbill.surfaces.web.acting import act, browser_of, page
from superbill.surfaces.web.forms import checked_form

WRONG_CODE = UsageError("The code is wrong, or was used before.", hint="Wait for the next one.")


async def show_login(request: Request) -> Response:
    """`/login?next=`."""
    return await page(request, "login.html.j2", next=local_path(request.query_params.get("next", "")), email="")


async def log_in(request: Request) -> Response:
    """`POST /login`."""
    form = await checked_form(request)
    next, email = local_path(str(form.get("next", ""))), str(form.get("email", ""))
    at_desk = desk(request)
    known = at_desk.signed("device", cookies.cookie(request, at_desk.site, cookies.DEVICE)) or ""
    try:
        begun = await act(request, logins.log_in, email, str(form.get("password", "")), browser_of(request), known)
        if begun is None:
            raise logins.WRONG
    except SuperbillError as error:
        return await page(request, "login.html.j2", error=error, next=next, email=email)
    if begun.half:
        response = await page(request, "second.html.j2", next=next)
        cookies.keep(response, at_desk.site, cookies.HALF, begun.token)
        return response
    return await _entered(request, begun, next)


async def second_step(request: Request) -> Response:
    """`POST /login/second`."""
    form, site = await checked_form(request), desk(request).site
    next, half = local_path(str(form.get("next", ""))), cookies.cookie(request, site, cookies.HALF)
    try:
        begun = await act(request, logins.finish_log_in, half, str(form.get("code", ""))[:40], browser_of(request))
        if begun is None:
            raise WRONG_CODE
    except SuperbillError as error:
        return await page(request, "second.html.j2", error=error, next=next)
    return await _entered(request, begun, next)


async def passkey_options(request: Request) -> Response:
    """`POST /login/passkey/options`."""
    await checked_form(request)
    return _json(await act(request, passkeys.ask_log_in))


async def passkey_log_in(request: Request) -> Response:
    """`POST /login/passkey`: the browser's answer in `credential`."""
    form = await checked_form(request)
    begun = await act(request, passkeys.log_in, str(form.get("credential", "")), browser_of(request))
    return await _entered(request, begun, local_path(str(form.get("next", ""))))


async def log_out(request: Request) -> Response:
    """`POST /account/logout`."""
    await checked_form(request)
    await end_session(request)
    response = RedirectResponse("/", 303)
    cookies.drop(response, desk(request).site, cookies.SESSION)
    return response


async def end_session(request: Request) -> None:
    """The session that this browser has had ends."""
    at_desk = desk(request)
    token = cookies.cookie(request, at_desk.site, cookies.SESSION)
    who = await at_desk.ask(logins.who_is, at_desk.setting(request.scope), token) if token else None
    if who is not None:
        await at_desk.write(logins.log_out, who)


async def _entered(request: Request, begun: Begun, next: str) -> Response:
    """On to where the person wanted to go, with a new session; the browser is known from now on."""
    at_desk = desk(request)
    if not person(request).is_guest:
        await end_session(request)
    response = RedirectResponse(next, 303)
    cookies.keep(response, at_desk.site, cookies.SESSION, begun.token)
    cookies.keep(response, at_desk.site, cookies.DEVICE, at_desk.sign("device", begun.account))
    cookies.drop(response, at_desk.site, cookies.HALF)
    return response


def _json(text: str) -> Response:
    return Response(text, media_type="application/json", headers={"cache-control": "no-store"})
