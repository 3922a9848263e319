"""How the pages of a site act: one transaction, with the policy and the moment, off the event loop; forms that are shown again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from starlette.requests import Request
from starlette.responses import Response

from superbill.errors import SuperbillError
from superbill.surfaces.http.desk import desk
from superbill.surfaces.web.asking import asked
from superbill.surfaces.web.forms import form_token
from superbill.surfaces.web.templating import show

T = TypeVar("T")


async def act(request: Request, action: Callable[..., T], *args: object) -> T:
    """Carry out an action that takes (session, setting, ...)."""
    at_desk = desk(request)
    return await at_desk.write(action, at_desk.setting(request.scope), *args)


async def page(
    request: Request, template: str, *, error: SuperbillError | None = None, status: int = 200, **context: object
) -> Response:
    """A page with forms: private, with a token, and with what was wrong the last time."""
    token = await form_token(request)
    response = show(
        request,
        template,
        asked=asked(request),
        private=True,
        status=error.http_status if error is not None else status,
        csrf=token.value,
        error=error,
        site=desk(request).site,
        **context,
    )
    return token.keep(request, response)


def browser_of(request: Request) -> str:
    """What a browser says it is, shortened."""
    return " ".join(request.headers.get("user-agent", "").split())[:80]
