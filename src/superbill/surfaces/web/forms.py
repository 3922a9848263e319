"""Forms that change something: a token that only a page of this server can know.

A browser gets a random, HttpOnly cookie; the token in a form is its HMAC under the key of the installation. Another web site
can neither read the token nor make one for a cookie it has planted.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import secrets

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from superbill.surfaces.http.person import DATABASE, person
from superbill.surfaces.http.problems import Problem
from superbill.surfaces.web.office import office_of

COOKIE = "superbill_form"
NONCE_BYTES = 24
KEPT_SECONDS = 400 * 24 * 3600


class FormToken:
    """The token for one browser; `new` tells that the cookie must be set with the response."""

    def __init__(self, nonce: str, value: str, *, new: bool) -> None:
        self.nonce = nonce
        self.value = value
        self.new = new

    def keep(self, request: Request, response: Response) -> Response:
        """The response, with the cookie if the browser has none yet."""
        if self.new:
            response.set_cookie(
                COOKIE, self.nonce, max_age=KEPT_SECONDS, httponly=True, samesite="lax", path="/",
                secure=request.url.scheme == "https",
            )  # fmt: skip
        return response


async def form_token(request: Request) -> FormToken:
    """The token that the forms of this page carry."""
    key = await asyncio.to_thread(lambda: office_of(request).form_key)
    nonce = request.cookies.get(COOKIE, "")
    new = not _is_nonce(nonce)
    nonce = secrets.token_urlsafe(NONCE_BYTES) if new else nonce
    return FormToken(nonce, _token(key, nonce, person(request).session), new=new)


async def checked_form(request: Request) -> FormData:
    """The fields of a posted form. A missing or wrong token is a problem 403."""
    form = await request.form(max_files=0, max_fields=20)
    if DATABASE in request.scope and any("\x00" in str(value) for value in form.values()):
        raise Problem(400, "The form holds a character that no text has.").raised()
    key = await asyncio.to_thread(lambda: office_of(request).form_key)
    nonce, given = request.cookies.get(COOKIE, ""), str(form.get("csrf", ""))
    if not _is_nonce(nonce) or not hmac.compare_digest(
        _token(key, nonce, person(request).session).encode(), given.encode("utf-8", "surrogatepass")
    ):
        raise Problem(403, "The form has no valid token.", "Go back, reload the page and send it again.").raised()
    return form


def _is_nonce(text: str) -> bool:
    return 20 <= len(text) <= 64 and text.isascii()


def _token(key: bytes, nonce: str, session: str) -> str:
    """Of a site, a token is for one log-in: one from before it, or after it, is worth nothing."""
    return hmac.new(key, f"form:{nonce}{session}".encode(), hashlib.sha256).hexdigest()
