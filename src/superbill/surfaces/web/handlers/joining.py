"""Register, confirm, reset: what somebody does who is not logged in. No answer tells whether an address has an account."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from superbill.errors import SuperbillError
from superbill.office.accounts import actions
from superbill.surfaces.web.acting import act, page
from superbill.surfaces.web.forms import checked_form


async def show_register(request: Request) -> Response:
    """`/register`."""
    return await page(request, "register.html.j2", email="")


async def register(request: Request) -> Response:
    """`POST /register`."""
    form = await checked_form(request)
    email = str(form.get("email", ""))
    try:
        await act(request, actions.register, email, str(form.get("password", "")))
    except SuperbillError as error:
        return await page(request, "register.html.j2", error=error, email=email)
    return await page(request, "message.html.j2", heading="Look into your mail", message=SENT)


async def show_confirm(request: Request) -> Response:
    """`/confirm?token=`: a button, because programs that check mail open links too."""
    token = request.query_params.get("token", "")[:100]
    return await page(request, "confirm.html.j2", token=token)


async def confirm(request: Request) -> Response:
    """`POST /confirm`."""
    form = await checked_form(request)
    try:
        await act(request, actions.confirm, str(form.get("token", "")))
    except SuperbillError as error:
        return await page(request, "confirm.html.j2", error=error, token="")
    return await page(request, "message.html.j2", heading="Confirmed", message="The address is yours. You can log in.")


async def show_reset(request: Request) -> Response:
    """`/reset`."""
    return await page(request, "reset.html.j2", email="")


async def ask_reset(request: Request) -> Response:
    """`POST /reset`."""
    form = await checked_form(request)
    email = str(form.get("email", ""))
    try:
        await act(request, actions.ask_reset, email)
    except SuperbillError as error:
        return await page(request, "reset.html.j2", error=error, email=email)
    return await page(request, "message.html.j2", heading="Look into your mail", message=SENT_RESET)


async def show_choose(request: Request) -> Response:
    """`/reset/choose?token=`."""
    return await page(request, "reset_choose.html.j2", token=request.query_params.get("token", "")[:100])


async def choose(request: Request) -> Response:
    """`POST /reset/choose`."""
    form = await checked_form(request)
    token = str(form.get("token", ""))
    try:
        await act(request, actions.reset, token, str(form.get("password", "")))
    except SuperbillError as error:
        return await page(request, "reset_choose.html.j2", error=error, token=token)
    return await page(request, "message.html.j2", heading="Password set", message="Log in with the new password.")


SENT = "We have sent a letter to that address. It says how to go on; the link in it works once, within 24 hours."
SENT_RESET = "If that address has an account, a letter is on its way. The link in it works once, within an hour."
