"""The meter of a site, as requests meet it: which meters count for whom, and what there is to show afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection
from sqlalchemy.orm import Session
from starlette.requests import Request

from superbill.office.accounts.roles import Role
from superbill.office.metering.actions import CODE_PAGES, Admission, Meter, admit, spend, standing
from superbill.office.metering.periods import WORDS, next_period, period_of
from superbill.office.payments.queries import plan_of
from superbill.office.site.policy import Plan, Site
from superbill.surfaces.http import cookies
from superbill.surfaces.http.desk import Desk, desk, is_engine, now
from superbill.surfaces.http.person import Person, person


@dataclass(frozen=True, slots=True)
class Views:
    """Where a person stands with code pages. `limit` None is no limit, `counted` False for whom nothing is counted.
    `guest` is the cookie to set for a guest who had none."""

    allowed: bool
    used: int
    limit: int | None
    counted: bool
    words: str
    renews: date | None
    guest: str = ""

    @property
    def left(self) -> int | None:
        """Views left; None for no limit."""
        return None if self.limit is None else max(0, self.limit - self.used)


def plan_for(session: Session, site: Site, who: Person, at: datetime) -> Plan | None:
    """The plan of an account; None for guests."""
    return None if who.is_guest else plan_of(session, site, who.id, at)


def limit_of(session: Session, site: Site, who: Person, kind: str, at: datetime) -> int | None:
    """How much of a kind a person may use; None for no limit, which editors and administrators have on pages."""
    if kind == CODE_PAGES and who.role in (Role.EDITOR, Role.ADMIN):
        return None
    plan = plan_for(session, site, who, at)
    return (plan.limits if plan is not None else site.guests).of(kind)


async def open_code(request: Request, item: str) -> Views:
    """Ask to read a code page: counted once per code and period. Search engines by the site's policy; HEAD counts nothing."""
    at_desk, who = desk(request), person(request)
    site = at_desk.site
    if who.is_guest and site.engines != "guest" and is_engine(request.scope, site):
        return Views(site.engines == "full", 0, None, False, "", None)
    return await at_desk.on_thread(lambda: _open(at_desk, request, who, item))


def _open(at_desk: Desk, request: Request, who: Person, item: str) -> Views:
    site, at = at_desk.site, now()
    period, fresh = period_of(site.period, at), ""
    limit = _limit(at_desk, who, at)
    if who.is_guest:
        network = at_desk.bucket(request.scope)
        known = at_desk.signed("guest", cookies.cookie(request, site, cookies.GUEST))
        fresh = "" if known else at_desk.guest_name(network, period, item)
        meters = [Meter(f"b:{network}", site.guests_per_address), Meter(f"g:{known or fresh}", limit)]
    else:
        meters = [Meter(who.id, limit)]
    with at_desk.database.asking() as connection:
        used, seen = standing(connection, meters[-1], period, item)
        full = limit is not None and not seen and any(_full(connection, meter, period, item) for meter in meters)
    if seen or request.method == "HEAD":
        found = Admission(seen, used)
    elif full:
        found = Admission(False, used)
    else:
        with at_desk.database.writing() as session:
            found = admit(session, meters if limit is not None else meters[-1:], period, item, at)
    guest = at_desk.sign("guest", fresh) if fresh and found.allowed else ""
    return Views(found.allowed, found.used, limit, True, WORDS[site.period], next_period(site.period, at), guest)


def _full(connection: Connection, meter: Meter, period: str, item: str) -> bool:
    """Whether there is no room for an item: most requests that are refused are refused without writing."""
    used, seen = standing(connection, meter, period, item)
    return meter.limit is not None and used >= meter.limit and not seen


def _limit(at_desk: Desk, who: Person, at: datetime) -> int | None:
    """The limit of code pages; the database is asked only where there are plans to pay for."""
    site = at_desk.site
    if who.role in (Role.EDITOR, Role.ADMIN):
        return None
    if who.is_guest or not site.payments:
        return (site.guests if who.is_guest else site.free.limits).code_pages
    with at_desk.database.reading() as session:
        return limit_of(session, site, who, CODE_PAGES, at)


def use_quota(
    session: Session, at_desk: Desk, who: Person, bucket: str, kind: str, amount: int = 1
) -> tuple[bool, int | None]:
    """Use up some of a daily quota: whether there was enough, and the limit. Guests share that of their address."""
    at = now()
    limit = limit_of(session, at_desk.site, who, kind, at)
    if limit is None:
        return True, None
    subject = f"b:{bucket}" if who.is_guest else who.id
    return bool(limit) and spend(session, Meter(subject, limit), kind, period_of("day", at), amount), limit
