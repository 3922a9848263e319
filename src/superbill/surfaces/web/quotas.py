"""Pages of a site that use up some of a person's daily quota."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from superbill.surfaces.http.desk import desk
from superbill.surfaces.http.metered import use_quota
from superbill.surfaces.http.person import person
from superbill.surfaces.http.problems import Problem
from superbill.surfaces.web.access import Handler

QUESTIONS = "assistant_questions"


def questions(handler: Handler) -> Handler:
    """A page that asks the assistant when it is posted, or when its address holds a question."""

    async def counted(request: Request) -> Response:
        if request.method == "POST" or "q" in request.query_params:
            await _use(request, QUESTIONS)
        return await handler(request)

    return counted


async def _use(request: Request, kind: str) -> None:
    at_desk, who = desk(request), person(request)
    enough, limit = await at_desk.write(use_quota, at_desk, who, at_desk.bucket(request.scope), kind)
    if enough:
        return
    if not limit and who.is_guest:
        raise Problem(401, "The assistant of this site needs an account.", "Log in or register.").raised()
    hint = "The count begins anew at 00:00 UTC. See the plans."
    raise Problem(429, f"Your plan has {limit} questions a day, and they are used up.", hint).raised()
