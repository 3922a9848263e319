"""Finds out who asks a site: a session's cookie, an API key, or a guest; and counts calls of the API.

ASGI middleware inside the application. Without accounts it is not there at all.
"""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from superbill.office.accounts import api_keys, logins
from superbill.surfaces.http import cookies
from superbill.surfaces.http.desk import DESK, Desk, now
from superbill.surfaces.http.metered import use_quota
from superbill.surfaces.http.person import DATABASE, GUEST, PERSON, Person
from superbill.surfaces.http.problems import Problem, problem_response

UNSEEN = ("/static/", "/healthz", "/readyz", "/metrics")
CALLS = ("/api/v1/", "/api/clinicaltables/")
SCOPES = {"edits": ("pairs", "units", "coverage", "documents"), "fees": ("fees", "localities")}
ASKING = "/api/v1/ask"
"""Calls that are questions to the assistant, too."""

BEARER = "bearer "


class Visitors:
    """See the module."""

    def __init__(self, app: ASGIApp, at_desk: Desk) -> None:
        self._app = app
        self._desk = at_desk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Find out, count, pass on."""
        if scope["type"] != "http" or scope["path"].startswith(UNSEEN):
            await self._app(scope, receive, send)
            return
        if "\x00" in scope["path"] or b"%00" in scope["query_string"]:
            await problem_response(Problem(400, "That address holds a character that no text has."))(
                scope, receive, send
            )
            return
        scope[DESK], scope[DATABASE], scope[PERSON] = self._desk, self._desk.database, GUEST
        problem = await self._recognised(scope)
        if problem is not None:
            await problem_response(problem)(scope, receive, send)
        else:
            await self._app(scope, receive, _private(send))

    async def _recognised(self, scope: Scope) -> Problem | None:
        is_call = scope["path"].startswith(CALLS)
        given = Headers(scope=scope).get("authorization", "")
        if is_call and given.lower().startswith(BEARER):
            return await self._by_key(scope, given[len(BEARER) :].strip())
        token = cookies.cookie(Request(scope), self._desk.site, cookies.SESSION)
        if token:
            scope[PERSON] = await self._by_session(scope, token)
        return await self._counted(scope) if is_call and scope["method"] != "OPTIONS" else None

    async def _by_session(self, scope: Scope, token: str) -> Person:
        setting = self._desk.setting(scope)
        who = await self._desk.ask(logins.who_is, setting, token)
        if who is None:
            return GUEST
        if who.seen_at + logins.SEEN_EVERY <= setting.at:
            await self._desk.write(logins.seen, who, now())
        return Person(who.account, who.email, who.role, who.digest, who.strong)

    async def _by_key(self, scope: Scope, given: str) -> Problem | None:
        holder = await self._desk.write(api_keys.holder, self._desk.setting(scope), given)
        if holder is None:
            return Problem(401, "That API key is not valid.", "Make one on your account page.", headers=_ASK)
        needed = scope_of(scope["path"])
        if needed not in holder.scopes:
            return Problem(403, f"That API key is not for {needed}.", f"Make one with the scope {needed}.")
        scope[PERSON] = Person(holder.account, holder.email, holder.role)
        return await self._counted(scope)

    async def _counted(self, scope: Scope) -> Problem | None:
        who: Person = scope[PERSON]
        bucket, limit = self._desk.bucket(scope), None
        for kind in ("api_calls", *(("assistant_questions",) if scope["path"].startswith(ASKING) else ())):
            enough, limit = await self._desk.write(use_quota, self._desk, who, bucket, kind)
            if not enough:
                break
        else:
            return None
        if who.is_guest:
            return Problem(
                401, "The API of this site needs an account.", "Register, then make an API key.", headers=_ASK
            )
        return Problem(
            429, f"Your plan has {limit} of these calls a day, and they are used up.", "They begin anew at 00:00 UTC."
        )


_ASK = (("www-authenticate", 'Bearer realm="superbill"'),)


def scope_of(path: str) -> str:
    """The scope that a call needs: by the first part of its address."""
    part = path.removeprefix(CALLS[0]).partition("/")[0]
    return next((scope for scope, parts in SCOPES.items() if part in parts), "codes")


def _private(send: Send) -> Send:
    """What a site answers is for the one who asked: no cache between may give it to another."""

    async def marked(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            if headers.get("cache-control") == "no-cache":
                headers["cache-control"] = "private, no-cache"
            headers.add_vary_header("cookie")
        await send(message)

    return marked
