"""The application: REST, pages, health and metrics under one roof.

The contract with the pages (`superbill.surfaces.web`), which this module finds by their module name:

    superbill/surfaces/web/pages.py
        def pages() -> list[BaseRoute]
            Routes and mounts, static files among them (a `Mount("/static", StaticFiles(packages=[...]))`). Everything
            but `/api/`, `/healthz`, `/readyz` and `/metrics` is theirs; Starlette takes the first route that matches.
        def error_page(request: Request, problem: Problem) -> Response
            The page for an error outside `/api/`: `problem.status`, `.title`, `.detail`, `.hint`, and `.answer`, the
            typed answer (`Unknown` with near misses, `NotLoadedHere`) where there is one. Plain function, no awaiting.
            Without it, or before the application stands, the problem goes out as JSON.

A page handler is `async def page(request: Request) -> Response` and asks `superbill.surfaces.http`:

    context.workbench(request) -> Workbench   the knowledge base leased to this request: the same one until the response
                                              has been sent, even when a newer one is swapped in meanwhile
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
