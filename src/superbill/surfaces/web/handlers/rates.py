"""Rates: what payers pay for a code, as charts and tables, against Medicare."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from superbill.errors import UsageError
from superbill.model.citation import NotAvailable
from superbill.rates.answer import Benchmark, StateRates
from superbill.surfaces.http.caching import not_modified, stamp
from superbill.surfaces.http.context import workbench
from superbill.surfaces.rate_answers import RATES, rate_question
from superbill.surfaces.sheets import csv_lines
from superbill.surfaces.web.asking import Asked, asked
from superbill.surfaces.web.rate_charts import Strip, map_size, state_map, strip_chart, strip_size, strips_of
from superbill.surfaces.web.templating import show

FIELDS = ("code", "payer", "state", "zip3", "class", "pos", "modifier", "specialty", "min_cell")
LONGEST = 100
MOST_STRIPS = 24


async def rates(request: Request) -> Response:
    """`/rates?code=&payer=&state=&zip3=&class=&pos=&modifier=&specialty=&min_cell=&raw=&on=&where=`."""
    question = asked(request)
    fresh = not_modified(request, dated=question.dated)
    if fresh is not None:
        return fresh
    typed = _typed(request)
    found: Benchmark | None = None
    wrong = list(question.wrong.values())
    if typed["code"]:
        try:
            found = await _found(request, question)
        except UsageError as error:
            wrong.append(error)
    strips = _strips(found)
    return show(
        request,
        "rates.html.j2",
        asked=question,
        status=400 if wrong else 200,
        typed_fields=typed,
        raw=_raw(request),
        wrong=wrong,
        found=found,
        states=_states(found),
        query=_query(request, question),
        strips=strips,
        size=strip_size(strips),
        map_size=map_size(),
        chart_words="; ".join(f"{one.label}: median ${one.median:,.2f}" for one in strips[:6]),
    )


async def chart(request: Request) -> Response:
    """`/rates/chart.svg?...&scheme=`."""
    strips = _strips(await _found(request, asked(request)))
    if not strips:
        raise UsageError("there is no rate to draw")
    return await _svg(request, strip_chart, strips)


async def state_chart(request: Request) -> Response:
    """`/rates/map.svg?...&scheme=`."""
    states = tuple(row for row in _states(await _found(request, asked(request))) if row.median is not None)
    if not states:
        raise UsageError("there is no state to draw")
    return await _svg(request, state_map, states)


async def csv_file(request: Request) -> Response:
    """`/rates.csv?...`."""
    question = asked(request)
    found = await _found(request, question)
    response = Response("".join(csv_lines(RATES, found.rows)), media_type="text/csv; charset=utf-8")
    response.headers["content-disposition"] = f'attachment; filename="superbill-rates-{question.on}.csv"'
    return stamp(request, response, dated=question.dated)


async def _svg(request: Request, draw: Callable[[Any, str], bytes], what: object) -> Response:
    question = asked(request)
    scheme = "dark" if request.query_params.get("scheme") == "dark" else "light"
    svg = await asyncio.to_thread(draw, what, scheme)
    return stamp(request, Response(svg, media_type="image/svg+xml"), dated=question.dated)


async def _found(request: Request, question: Asked) -> Benchmark:
    """The answer; the lake is asked on a thread. States come along where NPPES is loaded."""
    bench, typed = workbench(request), _typed(request)
    lake = bench.lake
    asks = rate_question(typed, question.on, raw=_raw(request), by_state=(lake.path / "_providers").is_dir())
    bench.place(question.on, locality=question.locality, zip_code=question.zip_code)
    found = await asyncio.to_thread(lake.benchmark, asks)
    return bench.beside_medicare(found, locality=question.locality, zip_code=question.zip_code)


def _typed(request: Request) -> dict[str, str]:
    return {name: request.query_params.get(name, "").strip()[:LONGEST] for name in FIELDS}


def _raw(request: Request) -> bool:
    return request.query_params.get("raw", "") == "1"


def _query(request: Request, question: Asked) -> str:
    terms = {name: text for name, text in _typed(request).items() if text}
    return urlencode({**terms, **({"raw": "1"} if _raw(request) else {}), **question.terms()})


def _strips(found: Benchmark | None) -> tuple[Strip, ...]:
    """Of the first code: dollars of several codes make no common axis."""
    if found is None or not found.rows:
        return ()
    first = found.question.codes[0].code
    return strips_of(tuple(row for row in found.rows if row.code == first))[:MOST_STRIPS]


def _states(found: Benchmark | None) -> Sequence[StateRates]:
    if found is None or isinstance(found.states, NotAvailable):
        return ()
    first = found.question.codes[0].code
    return [row for row in found.states if row.code == first]
