"""The account page: plan and meter, password, address, second factor, passkeys, sessions, API keys, export, deletion."""

from __future__ import annotations

from typing import Any

import segno
from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from superbill.errors import SuperbillError
from superbill.office.accounts import actions, api_keys, logins, passkeys, queries, second_factor
from superbill.office.accounts.actions import Setting
from superbill.office.accounts.models import Account
from superbill.office.metering.actions import CODE_PAGES, used
from superbill.office.metering.periods import period_of
from superbill.office.payments.queries import plan_of
from superbill.office.site.policy import KINDS
from superbill.surfaces.answers import to_json
from superbill.surfaces.http import cookies
from superbill.surfaces.http.desk import desk
from superbill.surfaces.http.metered import limit_of
from superbill.surfaces.http.person import Person, person
from superbill.surfaces.web.acting import act, page
from superbill.surfaces.web.forms import checked_form

KIND_NAMES = {
    "code_pages": "Code pages", "api_calls": "API calls", "assistant_questions": "Questions to the assistant",
    "emails": "E-mails to the consultant",
}  # fmt: skip
NOT_THERE = HTTPException(404)


async def show_account(request: Request) -> Response:
    """`/account`."""
    return await _account_page(request)


async def change_password(request: Request) -> Response:
    """`POST /account/password`."""
    form, who = await checked_form(request), person(request)
    old, new = str(form.get("old", "")), str(form.get("new", ""))
    return await _done(request, actions.change_password, who.id, old, new, who.session, said="The password is changed.")


async def change_email(request: Request) -> Response:
    """`POST /account/email`."""
    form = await checked_form(request)
    typed = str(form.get("password", "")), str(form.get("email", ""))
    return await _done(request, actions.ask_change, person(request).id, *typed, said="A letter is on its way there.")


async def log_out_everywhere(request: Request) -> Response:
    """`POST /account/logout-everywhere`."""
    await checked_form(request)
    await desk(request).write(actions.log_out_everywhere, person(request).id)
    response = RedirectResponse("/login", 303)
    cookies.drop(response, desk(request).site, cookies.SESSION)
    return response


async def revoke_session(request: Request) -> Response:
    """`POST /account/sessions/revoke`."""
    form = await checked_form(request)
    if not await desk(request).write(logins.revoke, person(request).id, str(form.get("key", ""))):
        raise NOT_THERE
    return RedirectResponse("/account#sessions", 303)


async def prepare_totp(request: Request) -> Response:
    """`POST /account/totp`: the secret as a picture and as text."""
    form = await checked_form(request)
    try:
        secret, address = await act(request, _prepare, person(request).id, str(form.get("password", "")))
    except SuperbillError as error:
        return await _account_page(request, error=error)
    return await _totp_page(request, secret, address)


async def turn_on_totp(request: Request) -> Response:
    """`POST /account/totp/on`: the first code; the recovery codes are shown once."""
    form, who = await checked_form(request), person(request)
    try:
        codes = await act(request, _turn_on, who, str(form.get("code", ""))[:20])
    except SuperbillError as error:
        return await _account_page(request, error=error)
    return await page(request, "recovery_codes.html.j2", codes=codes)


async def turn_off_totp(request: Request) -> Response:
    """`POST /account/totp/off`."""
    form = await checked_form(request)
    password = str(form.get("password", ""))
    return await _done(request, _turn_off, person(request).id, password, said="The second factor is off.")


async def passkey_options(request: Request) -> Response:
    """`POST /account/passkeys/options`: needs the password."""
    form = await checked_form(request)
    options = await act(request, _passkey_options, person(request).id, str(form.get("password", "")))
    return Response(options, media_type="application/json", headers={"cache-control": "no-store"})


async def add_passkey(request: Request) -> Response:
    """`POST /account/passkeys`."""
    form = await checked_form(request)
    typed = str(form.get("credential", "")), str(form.get("name", ""))
    return await _done(request, passkeys.add, person(request).id, *typed, said="The passkey is added.")


async def remove_passkey(request: Request) -> Response:
    """`POST /account/passkeys/remove`."""
    form = await checked_form(request)
    if not await desk(request).write(passkeys.remove, person(request).id, str(form.get("id", ""))):
        raise NOT_THERE
    return RedirectResponse("/account#passkeys", 303)


async def make_key(request: Request) -> Response:
    """`POST /account/keys`: the key is shown once."""
    form = await checked_form(request)
    scopes = [str(scope) for scope in form.getlist("scope")]
    try:
        key = await act(request, api_keys.make, person(request).id, str(form.get("name", "")), scopes)
    except SuperbillError as error:
        return await _account_page(request, error=error)
    return await page(request, "api_key.html.j2", key=key)


async def revoke_key(request: Request) -> Response:
    """`POST /account/keys/revoke`."""
    form = await checked_form(request)
    if not await act(request, api_keys.revoke, person(request).id, str(form.get("id", ""))):
        raise NOT_THERE
    return RedirectResponse("/account#keys", 303)


async def export(request: Request) -> Response:
    """`/account/export.json`: all that is one's own."""
    data = await desk(request).read(queries.export, person(request).id)
    headers = {"content-disposition": 'attachment; filename="superbill-account.json"', "cache-control": "no-store"}
    return Response(to_json(_plain(data)), media_type="application/json", headers=headers)


async def delete(request: Request) -> Response:
    """`POST /account/delete`."""
    form = await checked_form(request)
    try:
        await act(request, actions.remove, person(request).id, str(form.get("password", "")))
    except SuperbillError as error:
        return await _account_page(request, error=error)
    response = RedirectResponse("/", 303)
    cookies.drop(response, desk(request).site, cookies.SESSION)
    return response


async def _done(request: Request, action: Any, *args: object, said: str) -> Response:
    """Carry an action out; the account page says that it is done, or why not."""
    try:
        await act(request, action, *args)
    except SuperbillError as error:
        return await _account_page(request, error=error)
    return await _account_page(request, said=said)


async def _account_page(request: Request, *, error: SuperbillError | None = None, said: str = "") -> Response:
    own, quotas, plan = await act(request, _own, person(request))
    return await page(
        request,
        "account.html.j2",
        error=error,
        said=said,
        own=own,
        quotas=quotas,
        plan=plan,
        here=person(request).session,
        scopes=api_keys.SCOPES,
    )


def _own(session: Session, setting: Setting, who: Person) -> tuple[object, list[tuple[str, int, int | None]], object]:
    own = queries.profile(session, who.id)
    if own is None:
        raise NOT_THERE
    quotas = []
    for kind in KINDS:
        period = period_of(setting.site.period if kind == CODE_PAGES else "day", setting.at)
        limit = limit_of(session, setting.site, who, kind, setting.at)
        quotas.append((KIND_NAMES[kind], used(session, who.id, kind, period), limit))
    return own, quotas, plan_of(session, setting.site, who.id, setting.at)


async def _totp_page(request: Request, secret: str, address: str) -> Response:
    picture = segno.make(address, error="m").svg_data_uri(scale=4, border=3, light="#fff", dark="#000")
    return await page(request, "totp.html.j2", secret=secret, picture=picture)


def _prepare(session: Session, setting: Setting, id: str, password: str) -> tuple[str, str]:
    return second_factor.prepare(session, actions.authorised(session, setting, id, password), setting.site.name)


def _turn_on(session: Session, setting: Setting, who: Person, code: str) -> list[str]:
    codes = second_factor.turn_on(session, session.get_one(Account, who.id), code, setting.at)
    logins.strengthen(session, who.session)
    actions.log_out_everywhere(session, who.id, keep=who.session)
    return codes


def _turn_off(session: Session, setting: Setting, id: str, password: str) -> None:
    second_factor.turn_off(session, actions.authorised(session, setting, id, password))


def _passkey_options(session: Session, setting: Setting, id: str, password: str) -> str:
    actions.authorised(session, setting, id, password)
    return passkeys.ask_new(session, setting, id)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value.isoformat() if hasattr(value, "isoformat") else value
