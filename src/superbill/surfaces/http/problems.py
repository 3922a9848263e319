"""Errors as problem details (RFC 9457): one shape for the API, and what an error page is made of."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from starlette.responses import Response

from superbill.errors import NoKnowledgeBase, SuperbillError, WrongFormat
from superbill.model.lookup import NotLoadedHere, Unknown
from superbill.surfaces.answers import lookup_data, to_json

MEDIA_TYPE = "application/problem+json"
KINDS = {
    400: "wrong-call",
    401: "who-asks",
    403: "cross-site",
    404: "not-found",
    405: "method-not-allowed",
    406: "not-acceptable",
    413: "too-large",
    414: "too-long",
    415: "media-type",
    421: "wrong-host",
    422: "bad-input",
    429: "too-often",
    431: "headers-too-large",
    500: "defect",
    503: "no-knowledge-base",
}
"""The last part of a problem's `type`, which is an anchor of the documentation page."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong. `answer` is the typed answer about a code that is not there; `headers` go out with it."""

    status: int
    detail: str
    hint: str = ""
    answer: Unknown | NotLoadedHere | None = None
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def title(self) -> str:
        """The name of the status."""
        return HTTPStatus(self.status).phrase

    @property
    def type(self) -> str:
        """The address of its explanation."""
        return f"/api/docs#problem-{KINDS[self.status]}" if self.status in KINDS else "about:blank"

    def raised(self) -> Refusal:
        """As an exception."""
        return Refusal(self)

    def data(self) -> dict[str, Any]:
        """The members of the problem document."""
        found: dict[str, Any] = {
            "type": self.type, "title": self.title, "status": self.status, "detail": self.detail,
        }  # fmt: skip
        if self.hint:
            found["hint"] = self.hint
        if self.answer is not None:
            found["answer"] = lookup_data(self.answer)
        return found


class Refusal(Exception):
    """A problem on its way out of a handler."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.title)
        self.problem = problem


def problem_of(error: SuperbillError) -> Problem:
    """The problem that an error of Superbill is. Where the server keeps its files stays in its log."""
    if isinstance(error, NoKnowledgeBase | WrongFormat):
        return Problem(error.http_status, "There is no knowledge base to answer from.", error.hint)
    return Problem(error.http_status, error.message, error.hint)


def not_found(answer: Unknown | NotLoadedHere) -> Problem:
    """A code that is not there: 404, with near misses or with what would have to be loaded."""
    if isinstance(answer, NotLoadedHere):
        return Problem(
            404, _sentence(answer.reason.not_available), f"It would come from: {answer.reason.would_come_from}", answer
        )
    if not answer.systems:
        hint = "To find codes by words, search."
        return Problem(404, f"{answer.code or 'Nothing'} has the shape of no code.", hint, answer)
    near = ", ".join(line.display for line in answer.near[:5])
    hint = f"Near misses: {near}." if near else ""
    return Problem(404, f"{answer.display} is in no release loaded for {answer.on}.", hint, answer)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:].rstrip('.')}."


def problem_response(problem: Problem) -> Response:
    """As `application/problem+json`, never to be kept."""
    headers = {"cache-control": "no-store", **dict(problem.headers)}
    return Response(to_json(problem.data(), indent=0), problem.status, headers, MEDIA_TYPE)
