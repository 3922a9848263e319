"""Search: results by system, page by page; and the suggestions of the search box."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from superbill.errors import UsageError
from superbill.model.codes import System, parse_code
from superbill.surfaces.http.caching import not_modified
from superbill.surfaces.http.context import lease, workbench
from superbill.surfaces.http.kept import KeptAnswers
from superbill.surfaces.web.asking import asked, page_url, system_of, typed_codes
from superbill.surfaces.web.templating import render, show
from superbill.terminology.search import SearchResult
from superbill.workbench import Workbench

PAGE = 25
DEEPEST = 9_975
SUGGESTED = 10
LONGEST = 300


async def search(request: Request) -> Response:
    """`/search?q=&system=&page=`. An exact code goes to its page, several codes to the pairs, unless `all` is asked for."""
    question = asked(request)
    fresh = not_modified(request, dated=question.dated)
    if fresh is not None:
        return fresh
    params = request.query_params
    text, system = params.get("q", "")[:LONGEST].strip(), system_of(params.get("system", ""))
    offset = min(max(0, _number(params.get("offset", ""))), DEEPEST)
    direct = _direct(request, text) if text and not system and not offset and "all" not in params else None
    if direct:
        return RedirectResponse(direct, 303)
    result, wrong = _result(request, text, system, offset) if text else (None, None)
    shown = offset + len(result.hits) if result else 0
    everywhere = urlencode({"q": text, "all": 1})
    return show(
        request,
        "search.html.j2",
        asked=question,
        status=400 if wrong else 200,
        typed=text,
        system=system,
        result=result,
        wrong=wrong,
        everywhere=everywhere,
        facets=[(each, n, _query(text, each, 0)) for each, n in result.facets.items()] if result else [],
        first=offset + 1,
        last=shown,
        previous=_query(text, system, max(0, offset - PAGE)) if offset else None,
        next=_query(text, system, shown) if result and shown < min(result.total, DEEPEST) else None,
    )


async def suggest(request: Request) -> Response:
    """`/suggest?q=`: the options of the search box, as a fragment. Kept, for what people type begins alike."""
    text = request.query_params.get("q", "")[:LONGEST]
    state, held = request.app.state, lease(request.scope).held
    if not hasattr(state, "suggestions"):
        state.suggestions = KeptAnswers()
    body = state.suggestions.get((held.tag, text))
    if body is None:
        body = _suggestions(held.bench, text)
        state.suggestions.put((held.tag, text), body)
    headers = {"cache-control": "private, max-age=60"}
    return Response(body, media_type="text/html; charset=utf-8", headers=headers)


def _suggestions(bench: Workbench, text: str) -> bytes:
    try:
        hits = bench.suggest(text, SUGGESTED) if text.strip() else []
    except UsageError:
        hits = []
    return render("suggest.html.j2", hits=hits).encode()


def _direct(request: Request, text: str) -> str | None:
    """Where an exact code, or several, lead at once."""
    bench = workbench(request)
    codes = typed_codes(text)
    if len(codes) > 1 and all(any(ch.isdigit() for ch in code) and parse_code(code).systems for code in codes):
        if all(bench.search(code, limit=1).hits[:1] and _exact(request, code) for code in codes):
            return f"/pairs?{urlencode({'codes': ' '.join(codes)})}"
        return None
    hit = _exact(request, text)
    return page_url(*hit) if hit else None


def _exact(request: Request, text: str) -> tuple[System, str] | None:
    if not any(character.isdigit() for character in text):
        return None
    hits = workbench(request).search(text, limit=1).hits
    return (hits[0].system, hits[0].code) if hits and hits[0].match == "code" else None


def _result(
    request: Request, text: str, system: System | None, offset: int
) -> tuple[SearchResult | None, UsageError | None]:
    try:
        return workbench(request).search(text, {system} if system else (), PAGE, offset), None
    except UsageError as error:
        return None, error


def _query(text: str, system: System | None, offset: int) -> str:
    terms = {"q": text, "all": 1, "system": system.value if system else "", "offset": offset}
    return urlencode({name: value for name, value in terms.items() if value})


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0
