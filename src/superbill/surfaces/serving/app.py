"""The application: REST, pages, health and metrics under one roof.

The contract with the pages (`superbill.surfaces.web`), which this module finds by their module name:

    superbill/surfaces/web/pages.py
        def pages() -> list[BaseRoute]
            Routes and mounts, static files among them (a `Mount("/static", StaticFiles(packages=[...]))`). Everything
            but `/api/`, `/healthz`, `/readyz` and `/metrics` is theirs; Starlette takes the first route that matches.
        def error_page(request: Request, problem: Problem) -> Response
            The page for an error outside `/api/`: `problem.status`, `.title`, `.detail`, `.hint`, and `.answer`, the
            typed answer (`Unknown` with near misses, `NotLoadedHere`) where there is one. Plain function, no awaiting.
            Without it, the problem goes out as JSON.
        def close(app: Starlette) -> None
            May be left out. Called once when the server ends, to give back what hangs on `app.state`.

A page handler is `async def page(request: Request) -> Response` and asks `superbill.surfaces.http`:

    context.workbench(request) -> Workbench   the knowledge base leased to this request: the same one until the response
                                              has been sent, even when a newer one is swapped in meanwhile
    context.apart(request, question) -> T     awaits `question(workbench)` on a thread, with a workbench of its own: for
                                              calls that take more than a few milliseconds, such as whole releases compared
    context.settings(request)  -> Settings
    context.today(request)     -> date        the server's day; never `date.today()`
    context.day(request)       -> date        `?on=`, else today; raises `UsageError` for what is no date
    context.asked_day(request) -> date | None `?on=`, None when left out
    caching.not_modified(request, *, dated) -> Response | None
                                              304 when the browser has this very page: call it first and return what it
                                              gives. `dated` when the page depends on today because `on` was left out.
    caching.stamp(request, response, *, dated) -> Response
                                              puts ETag and Cache-Control on. Not for pages that show an operator's own
                                              data (lists, notes): send those with `Cache-Control: no-store`.
    problems.Problem(...).raised()            an error of one's own; else raise any `SuperbillError`: `UsageError` becomes
                                              400, `NotLoaded` 404, a missing knowledge base 503

Rules: call the workbench from the event loop, on the handler's own task (one SQLite connection belongs to it; calls take
well under a millisecond, a report less than ten). Work without the workbench that takes longer, such as a PDF, goes to
`asyncio.to_thread`. No inline script or style (`style=""` too): the Content-Security-Policy forbids them, and there is no
`unsafe-eval`. POST, PUT, PATCH and DELETE from another web site are refused before they reach a handler. Bodies beyond
`Settings.max_body` and queries beyond `Settings.max_query` never arrive; a form is read with `await request.form()`. Nothing
that a person typed may go into a log; the access log names the route (`/code/{code}`), not the address. HEAD comes with
every GET; responses are compressed and get their security headers on the way out, so handlers set neither.
"""

from __future__ import annotations

import asyncio
import gc
import importlib
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from importlib.util import find_spec
from types import ModuleType

from starlette.applications import Starlette
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from superbill.surfaces.http.context import STATE, Lease
from superbill.surfaces.http.holder import Holder
from superbill.surfaces.http.settings import Settings
from superbill.surfaces.rest.routes import routes as rest_routes
from superbill.surfaces.serving.compress import Compression
from superbill.surfaces.serving.errors import exception_handlers
from superbill.surfaces.serving.guard import Guard
from superbill.surfaces.serving.headers import SecurityHeaders
from superbill.surfaces.serving.health import routes as health_routes
from superbill.surfaces.serving.metrics import Metrics
from superbill.surfaces.serving.observe import Observer

PAGES = "superbill.surfaces.web.pages"
SITE_PAGES = "superbill.surfaces.web.site_pages"
SITE_PARTS = "superbill.surfaces.serving.site_parts"
"""Of a site with accounts; they need more libraries, which one person's own installation does without."""

COLLECT_AFTER = (20_000, 20, 50)
"""Objects made before the youngest are looked through; how often that makes the next older ones due."""


class Application:
    """An ASGI application with its knowledge base. From outside to inside: observe, add security headers, guard, compress,
    lease, route."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.holder = Holder(settings)
        metrics = Metrics(self.holder)
        self._pages = _pages(PAGES if settings.site is None else SITE_PAGES)
        self._site = None if settings.site is None else importlib.import_module(SITE_PARTS).SiteParts(settings.site)
        routed = Starlette(
            routes=list(_routes(settings, metrics, self._pages)),
            lifespan=self._lifespan,
            middleware=self._site.middleware if self._site else [],
            exception_handlers=exception_handlers(
                getattr(self._pages, "error_page", None), self._site.note_defect if self._site else None
            ),
        )
        routed.router.redirect_slashes = False
        compressed = Compression(_Leasing(routed, self.holder, settings))
        self._app: ASGIApp = Observer(SecurityHeaders(Guard(compressed, settings)), metrics)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See the ASGI specification."""
        await self._app(scope, receive, send)

    @asynccontextmanager
    async def _lifespan(self, app: Starlette) -> AsyncIterator[None]:
        settle_memory()
        self.holder.open()
        chores = [
            asyncio.create_task(each) for each in (self.holder.watch(), *(self._site.chores() if self._site else ()))
        ]
        try:
            yield
        finally:
            for chore in chores:
                chore.cancel()
            await asyncio.gather(*chores, return_exceptions=True)
            self.holder.close()
            if self._pages is not None and hasattr(self._pages, "close"):
                self._pages.close(app)
            if self._site is not None:
                self._site.close()


class _Leasing:
    """ASGI middleware: every request gets a lease on the knowledge base, which ends with its response."""

    def __init__(self, app: ASGIApp, holder: Holder, settings: Settings) -> None:
        self._app = app
        self._holder = holder
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        lease = scope[STATE] = Lease(self._holder, self._settings)
        try:
            await self._app(scope, receive, send)
        finally:
            lease.end()


def settle_memory() -> None:
    """Keep what has been imported out of the garbage collector's rounds, and make those rarer: a page is many small
    objects, nearly all freed without it, and a full round stops every request for tens of milliseconds."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)


def _pages(name: str) -> ModuleType | None:
    """The pages, where they are installed."""
    if find_spec(name.rpartition(".")[0]) is None or find_spec(name) is None:
        return None
    return importlib.import_module(name)


def _routes(settings: Settings, metrics: Metrics, pages: ModuleType | None) -> Iterator[BaseRoute]:
    yield from rest_routes()
    yield from health_routes(metrics, show_metrics=settings.metrics)
    if pages is not None:
        yield from pages.pages()


def create_app(settings: Settings | None = None) -> Application:
    """The application over a knowledge base that is opened when the server starts."""
    return Application(settings or Settings())
