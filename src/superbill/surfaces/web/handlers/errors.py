"""The page for what went wrong: plain words, near misses of an unknown code, what would have to be loaded."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from superbill.model.lookup import Unknown
from superbill.surfaces.http.problems import Problem
from superbill.surfaces.web.asking import asked
from superbill.surfaces.web.templating import NO_STORE, render_page

HEADINGS = {
    400: "That cannot be read",
    401: "Please log in",
    403: "Refused",
    404: "Not found",
    405: "Not here",
    413: "Too much",
    414: "Too long",
    429: "Too often",
    500: "A defect",
    503: "No knowledge base yet",
}


def error_page(request: Request, problem: Problem) -> Response:
    """The page of a problem; see `superbill.surfaces.serving.app`."""
    answer = problem.answer
    text = render_page(
        request,
        "error.html.j2",
        asked=asked(request),
        typed=answer.display if answer else "",
        problem=problem,
        heading=f"{answer.display}: {problem.title.lower()}" if answer else HEADINGS.get(problem.status, problem.title),
        near=answer.near if answer else (),
        searched=answer.searched if isinstance(answer, Unknown) else (),
    )
    return HTMLResponse(text, problem.status, {**dict(problem.headers), "cache-control": NO_STORE})
