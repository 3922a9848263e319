"""Who may open which page of a site. Every route is declared with the role it needs; there is no page without one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from superbill.office.accounts.roles import Role
from superbill.surfaces.http.desk import desk
from superbill.surfaces.http.person import person
from superbill.surfaces.http.problems import Problem

Handler = Callable[[Request], Awaitable[Response]]
TOOLS = "tools"
LONGEST_PATH = 500


@dataclass(frozen=True, slots=True)
class Page:
    """A page and the role it needs. `tools` pages are open to guests where the site's policy says so; `strong` ones need a
    second factor where it says so."""

    path: str
    handler: Handler
    role: Role
    method: str = "GET"
    tools: bool = False
    strong: bool = False

    def route(self) -> Route:
        """As a route that refuses whoever may not."""
        return Route(self.path, self._checked, methods=[self.method], name=f"{self.method} {self.path}")

    async def _checked(self, request: Request) -> Response:
        site, who = desk(request).site, person(request)
        if not who.role.may(self.role) and not (self.tools and site.tools_for_guests):
            if who.is_guest and request.method in ("GET", "HEAD"):
                return RedirectResponse(f"/login?next={quote(_here(request))}", 303)
            raise Problem(
                401 if who.is_guest else 403, "That is not open to you.", "Log in with another account."
            ).raised()
        if self.strong and site.admin_second_factor and not who.strong:
            hint = "Turn it on, on your account page, then log in again."
            raise Problem(403, "This page needs a log-in with a second factor or a passkey.", hint).raised()
        return await self.handler(request)


def _here(request: Request) -> str:
    query = request.url.query
    return request.url.path + (f"?{query}" if query else "")


def local_path(text: str) -> str:
    """An address on this site to go on to; the account page for anything else, such as another site's address."""
    good = text.startswith("/") and not text.startswith("//") and len(text) <= LONGEST_PATH
    return text if good and text.isascii() and text.isprintable() and "\\" not in text else "/account"
