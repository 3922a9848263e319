"""The cookies of a site. Over https their names begin with `__Host-`, so no other host of the domain can plant them."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from superbill.office.site.policy import Site

SESSION, HALF, GUEST, DEVICE = "superbill_session", "superbill_half", "superbill_guest", "superbill_device"
DAY = 24 * 3600
KEPT = {HALF: 300, GUEST: 400 * DAY, DEVICE: 400 * DAY}
"""Seconds; a session's cookie lives as long as its session may."""


def name_of(site: Site, cookie: str) -> str:
    """The name under which it is kept."""
    return f"__Host-{cookie}" if site.secure else cookie


def cookie(request: Request, site: Site, name: str) -> str:
    """The value of a cookie; empty for none."""
    return request.cookies.get(name_of(site, name), "")


def keep(response: Response, site: Site, name: str, value: str) -> None:
    """Set a cookie: not for scripts, not for other sites."""
    seconds = KEPT.get(name, site.session_days * DAY)
    response.set_cookie(
        name_of(site, name), value, max_age=seconds, path="/", secure=site.secure, httponly=True, samesite="lax"
    )


def drop(response: Response, site: Site, name: str) -> None:
    """Take a cookie away."""
    response.delete_cookie(name_of(site, name), path="/", secure=site.secure, httponly=True, samesite="lax")
