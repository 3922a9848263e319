"""What a request must be before anything else looks at it: asked of an allowed host, not too long, not sent by another site.

Cross-site requests: a browser says where a request comes from (`Sec-Fetch-Site`, else `Origin`); one that would change
something must come from here. Reading across sites needs an allowed origin (`Settings.origins`), else the browser keeps the
answer from the other site's page.
"""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from superbill.surfaces.http.problems import Problem, problem_response
from superbill.surfaces.http.settings import Settings

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
PROBES = frozenset({"/healthz", "/readyz"})
"""Asked by address rather than by name, and they tell nothing."""


class Guard:
    """ASGI middleware."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._settings = settings
        self._hosts = frozenset(host.lower() for host in settings.hosts)
        self._origins = frozenset(origin.lower().rstrip("/") for origin in settings.origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or pass on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        origin = headers.get("origin", "")
        if origin and scope["path"].startswith("/api/") and self._may_read(origin):
            send = _readable(send, origin)
        problem = self._refused(scope, headers, origin)
        if problem is not None:
            await problem_response(problem)(scope, receive, send)
        elif scope["method"] in SAFE:
            await self._app(scope, receive, send)
        else:
            await self._app(scope, _limited(receive, self._settings.max_body), send)

    def _refused(self, scope: Scope, headers: Headers, origin: str) -> Problem | None:
        settings = self._settings
        if not self._known_host(headers.get("host", "")) and scope["path"] not in PROBES:
            return Problem(
                421, "This server does not answer for that host.", "Allow it: superbill serve --allow-host NAME"
            )
        if len(scope["query_string"]) > settings.max_query:
            return Problem(414, f"The query is longer than {settings.max_query} bytes.")
        if scope["method"] in SAFE:
            return None
        if not self._from_here(headers, origin):
            return Problem(403, "That was sent by another web site.")
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > settings.max_body:
            return too_large(settings.max_body)
        return None

    def _known_host(self, host: str) -> bool:
        return "*" in self._hosts or host_name(host) in self._hosts

    def _may_read(self, origin: str) -> bool:
        return "*" in self._origins or origin.lower() in self._origins

    def _from_here(self, headers: Headers, origin: str) -> bool:
        site = headers.get("sec-fetch-site", "")
        if site in ("same-origin", "none") or (origin and self._may_read(origin)):
            return True
        if site:
            return False
        return not origin or origin.partition("://")[2].lower() == headers.get("host", "").lower()


def host_name(host: str) -> str:
    """A `Host` header without its port: `[::1]:8417` gives `[::1]`."""
    name, colon, port = host.rpartition(":")
    return (name if colon and port.isdecimal() else host).lower()


def too_large(limit: int) -> Problem:
    """A body beyond the limit; the connection is not used again."""
    return Problem(413, f"The body is longer than {limit} bytes.", headers=(("connection", "close"),))


def _limited(receive: Receive, limit: int) -> Receive:
    """Counts a body whose length was not declared."""
    taken = 0

    async def counted() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > limit:
            raise too_large(limit).raised()
        return message

    return counted


def _readable(send: Send, origin: str) -> Send:
    """Lets the page of an allowed origin read the answer."""

    async def with_origin(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["access-control-allow-origin"] = origin
            headers["access-control-allow-methods"] = "GET, HEAD, POST, OPTIONS"
            headers["access-control-allow-headers"] = "authorization, content-type, if-none-match"
            headers["access-control-expose-headers"] = "etag, link"
            headers.add_vary_header("origin")
        await send(message)

    return with_origin


def is_api(request: Request) -> bool:
    """Whether an error goes out as a problem document rather than as a page."""
    path = request.url.path
    return path.startswith("/api/") or path in PROBES or path == "/metrics"
