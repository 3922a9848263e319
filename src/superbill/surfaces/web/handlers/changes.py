"""Changes: what the releases in force changed for watched codes, and their history."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from superbill.errors import SuperbillError, UsageError
from superbill.office.lists.queries import favourites
from superbill.surfaces.http.context import workbench
from superbill.surfaces.web.asking import asked, typed_codes
from superbill.surfaces.web.office import ask
from superbill.surfaces.web.templating import show
from superbill.terminology.history import Event

MOST = 100


async def changes(request: Request) -> Response:
    """`/changes?codes=&on=`: of the codes given, else of the favourites."""
    question, bench = asked(request), workbench(request)
    typed = typed_codes(" ".join(request.query_params.getlist("codes")))
    try:
        watched = [line.ref for line in await ask(request, favourites)]
    except SuperbillError:
        watched = []
    codes = typed[:MOST] or [ref.code for ref in watched][:MOST]
    wrong: UsageError | None = next(iter(question.wrong.values()), None)
    if len(typed) > MOST:
        wrong = UsageError(f"{len(typed)} codes are too many at once.", hint=f"The first {MOST} are shown.")
    found = [change for code in codes for change in bench.updates(code, question.on)]
    events: list[tuple[str, Event]] = [(code, event) for code in codes for event in bench.history(code, question.on)]
    return show(
        request,
        "changes.html.j2",
        asked=question,
        private=True,
        status=400 if wrong else 200,
        typed_codes=" ".join(typed),
        codes=codes,
        n_favourites=len(watched),
        found=sorted(found, key=lambda change: (change.when, change.code), reverse=True),
        events=sorted(events, key=lambda pair: (pair[1].when, pair[0]), reverse=True),
        wrong=wrong,
    )
