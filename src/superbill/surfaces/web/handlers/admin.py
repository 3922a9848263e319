"""The administration: people, meters, releases, the audit log, defects."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from superbill.errors import SuperbillError, UsageError
from superbill.office.accounts import actions, queries
from superbill.office.accounts.actions import Setting
from superbill.office.accounts.roles import ASSIGNABLE, Role
from superbill.office.audit import queries as audit
from superbill.office.audit.actions import record
from superbill.office.defects import actions as defect_actions
from superbill.office.defects import queries as defects
from superbill.office.metering import actions as meters
from superbill.office.metering import queries as metering
from superbill.office.metering.periods import period_of
from superbill.office.payments.queries import of_account
from superbill.office.texts import queries as texts
from superbill.surfaces.http.context import workbench
from superbill.surfaces.http.desk import desk, now
from superbill.surfaces.http.person import person
from superbill.surfaces.web.acting import act, page
from superbill.surfaces.web.forms import checked_form

UserAct = Callable[[Session, Setting, str, str, str], None]


async def overview(request: Request) -> Response:
    """`/admin`."""
    at_desk = desk(request)
    return await page(
        request,
        "admin.html.j2",
        totals=await at_desk.read(queries.totals),
        drafts=len(await at_desk.read(texts.waiting)),
        defects=len(await at_desk.read(defects.latest)),
        latest=(await at_desk.read(audit.entries))[:10],
    )


async def users(request: Request) -> Response:
    """`/admin/users?q=&after=`."""
    params = request.query_params
    text, after = params.get("q", "")[:100], params.get("after", "")[:254]
    found = await desk(request).read(queries.found, text, after)
    more = found[-1].email if len(found) == queries.PAGE else ""
    return await page(request, "admin_users.html.j2", users=found, text=text, more=more)


async def user(request: Request) -> Response:
    """`/admin/users/{id}`."""
    return await _user_page(request, request.path_params["id"])


async def change_user(request: Request) -> Response:
    """`POST /admin/users/{id}`: `act` is role, shut, open, second-factor, logout or meter."""
    form, id = await checked_form(request), request.path_params["id"]
    change = USER_ACTS.get(str(form.get("act", "")))
    if change is None:
        raise UsageError("There is no such act.")
    try:
        await act(request, change, person(request).id, id, str(form.get("role", "")))
    except SuperbillError as error:
        return await _user_page(request, id, error)
    return RedirectResponse(f"/admin/users/{id}", 303)


async def show_meters(request: Request) -> Response:
    """`/admin/meters`: who has used most in this period, and today."""
    at_desk = desk(request)
    period, day = period_of(at_desk.site.period, now()), period_of("day", now())
    lines = await at_desk.read(metering.largest, period)
    return await page(
        request, "admin_meters.html.j2", period=period, lines=lines, day=day,
        today_lines=await at_desk.read(metering.largest, day) if day != period else (),
    )  # fmt: skip


async def releases(request: Request) -> Response:
    """`/admin/releases`: what the knowledge base holds."""
    bench = workbench(request)
    ordered = sorted(bench.releases, key=lambda release: (release.title.casefold(), release.period.start))
    lines = [(each, each.period.days_after(now().date())) for each in ordered]
    return await page(request, "admin_releases.html.j2", lines=lines)


async def audit_log(request: Request) -> Response:
    """`/admin/audit?before=`."""
    before = request.query_params.get("before", "")
    lines = await desk(request).read(audit.entries, int(before) if before.isdecimal() and len(before) < 10 else None)
    more = lines[-1].id if len(lines) == audit.PAGE else None
    return await page(request, "admin_audit.html.j2", lines=lines, more=more)


async def show_defects(request: Request) -> Response:
    """`/admin/errors`."""
    return await page(request, "admin_errors.html.j2", lines=await desk(request).read(defects.latest))


async def dismiss_defect(request: Request) -> Response:
    """`POST /admin/errors/dismiss`."""
    form = await checked_form(request)
    await act(request, _dismiss, person(request).id, str(form.get("key", "")))
    return RedirectResponse("/admin/errors", 303)


async def _user_page(request: Request, id: str, error: SuperbillError | None = None) -> Response:
    at_desk = desk(request)
    found = await at_desk.read(queries.profile, id)
    if found is None:
        raise HTTPException(404)
    return await page(
        request,
        "admin_user.html.j2",
        error=error,
        user=found,
        roles=ASSIGNABLE,
        meters=await at_desk.read(metering.of_subject, id),
        log=await at_desk.read(audit.entries, None, id),
        subscriptions=await at_desk.read(of_account, id),
    )


def _role(session: Session, setting: Setting, actor: str, id: str, role: str) -> None:
    if role not in {each.value for each in ASSIGNABLE}:
        raise UsageError("There is no such role.")
    actions.set_role(session, setting, actor, id, Role(role))


def _reset_meter(session: Session, setting: Setting, actor: str, id: str, _: str) -> None:
    meters.reset(session, id)
    record(session, setting.at, actor, "meter reset", id)


def _log_out(session: Session, setting: Setting, actor: str, id: str, _: str) -> None:
    actions.log_out_everywhere(session, id)
    record(session, setting.at, actor, "logged out everywhere", id)


def _dismiss(session: Session, setting: Setting, actor: str, key: str) -> None:
    defect_actions.dismiss(session, key)
    record(session, setting.at, actor, "defect dismissed", key)


def _without_role(action: Any, *args: object) -> UserAct:
    def acting(session: Session, setting: Setting, actor: str, id: str, _: str) -> None:
        action(session, setting, actor, id, *args)

    return acting


USER_ACTS: dict[str, UserAct] = {
    "role": _role,
    "shut": _without_role(actions.set_disabled, True),
    "open": _without_role(actions.set_disabled, False),
    "second-factor": _without_role(actions.drop_second_factor),
    "logout": _log_out,
    "meter": _reset_meter,
}
