"""Errors on their way out: a page for people, a problem document for programs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ExceptionHandler

from superbill.errors import SuperbillError
from superbill.surfaces.http.problems import Problem, Refusal, problem_of, problem_response
from superbill.surfaces.serving.guard import is_api

ErrorPage = Callable[[Request, Problem], Response]
NoteDefect = Callable[[Request, Exception], Awaitable[None]]

_DETAILS = {
    404: "There is nothing at that address.",
    405: "That address does not take this method.",
    500: "A defect in Superbill; what happened is in the server's log.",
}


def problem_for(error: Exception) -> Problem:
    """What an exception is to the outside."""
    match error:
        case Refusal(problem=problem):
            return problem
        case SuperbillError():
            return problem_of(error)
        case HTTPException():
            detail = _DETAILS.get(error.status_code, HTTPStatus(error.status_code).phrase)
            return Problem(error.status_code, detail, headers=tuple((error.headers or {}).items()))
        case ClientDisconnect():
            return Problem(400, "The request ended before it was complete.")
    return Problem(500, _DETAILS[500])


def exception_handlers(
    error_page: ErrorPage | None, note_defect: NoteDefect | None = None
) -> dict[int | type[Exception], ExceptionHandler]:
    """Handlers by kind of exception, for the application; a site notes its defects."""

    async def respond(request: Request, error: Exception) -> Response:
        problem = problem_for(error)
        if problem.status == 500 and note_defect is not None:
            await note_defect(request, error)
        if error_page is None or is_api(request):
            return problem_response(problem)
        return error_page(request, problem)

    return dict.fromkeys((SuperbillError, Refusal, HTTPException, ClientDisconnect, Exception), respond)
