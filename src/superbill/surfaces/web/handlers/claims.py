"""Claims: hand one in, or a file, and read line by line what would be denied, why, what mends it, and what it pays.

Nothing is stored: what is posted is checked in memory and gone with the answer.
"""

from __future__ import annotations

import asyncio
import io
from collections.abc import Mapping
from urllib.parse import urlencode

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from superbill.edits.batch import ScrubOptions
from superbill.edits.payers import load_policies
from superbill.edits.tally import Tally
from superbill.errors import SuperbillError, UsageError
from superbill.surfaces.claim_streams import Shown, csv_stream
from superbill.surfaces.claim_view import Results, laid_out
from superbill.surfaces.http.context import apart, settings, today
from superbill.surfaces.web.asking import asked
from superbill.surfaces.web.charts import NARROW
from superbill.surfaces.web.claim_form import MOST_FIELDS, TYPED, TYPED_LINES, Handed, fields_of, handed_in
from superbill.surfaces.web.count_charts import WIDE, Count, count_chart, count_size
from superbill.surfaces.web.templating import NO_STORE, show
from superbill.workbench import Workbench

MOST_BARS = 14
LONGEST_BARS = 600


async def claims(request: Request) -> Response:
    """`/claims`."""
    return _page(request, None, {}, "")


async def check(request: Request) -> Response:
    """`POST /claims`: the results above the form; `as=csv` gives them as a file."""
    async with request.form(max_files=1, max_fields=MOST_FIELDS, max_part_size=settings(request).max_body) as form:
        return await _checked(request, form)


async def _checked(request: Request, form: FormData) -> Response:
    fields, payer = fields_of(form), str(form.get("payer", ""))
    try:
        handed = await handed_in(form)
        options = _options(request, handed)
        if handed.wanted == "csv":
            return _as_file(await apart(request, lambda bench: _csv(bench, handed, options)))
        results = await apart(request, lambda bench: _results(bench, handed, options))
    except SuperbillError as error:
        return _page(request, None, fields, payer, error)
    return _page(request, results, fields, payer, typed=form.get("kind") == TYPED)


def prefilled(request: Request, fields: Mapping[str, str]) -> Response:
    """The page with one claim's fields filled in, to be completed and checked."""
    return _page(request, None, fields, "", typed=True)


async def chart(request: Request) -> Response:
    """`/claims/chart.svg?rules=ptp:3,mue:1`: claims by rule. The address holds counts, nothing of a claim."""
    counts = _counts(request.query_params.get("rules", ""))
    scheme = "dark" if request.query_params.get("scheme") == "dark" else "light"
    width = NARROW if "narrow" in request.query_params else WIDE
    svg = await asyncio.to_thread(count_chart, counts, scheme, width)
    return Response(svg, media_type="image/svg+xml", headers={"cache-control": NO_STORE})


def _counts(text: str) -> tuple[Count, ...]:
    found = []
    for part in filter(None, text[:LONGEST_BARS].split(",")):
        rule, _, number = part.partition(":")
        if not rule.replace("-", "").isalnum() or not (number.isascii() and number.isdecimal() and len(number) < 8):
            raise UsageError("the chart needs rules=RULE:COUNT,...")
        found.append(Count(rule, int(number)))
    return tuple(found[:MOST_BARS])


def _options(request: Request, handed: Handed) -> ScrubOptions:
    known = load_policies()
    chosen = known.named(handed.payer) if handed.payer else known
    return ScrubOptions(policies=chosen, today=today(request), name=handed.name)


def _results(bench: Workbench, handed: Handed, options: ScrubOptions) -> Results:
    return laid_out(bench.scrub(io.BytesIO(handed.data), options), Tally(), handed.name)


def _csv(bench: Workbench, handed: Handed, options: ScrubOptions) -> bytes:
    return b"".join(csv_stream(bench.scrub(io.BytesIO(handed.data), options), Shown(), Tally()))


def _as_file(content: bytes) -> Response:
    response = Response(b"\xef\xbb\xbf" + content, media_type="text/csv; charset=utf-8")
    response.headers["content-disposition"] = 'attachment; filename="superbill-claims.csv"'
    response.headers["cache-control"] = NO_STORE
    return response


def _page(
    request: Request,
    results: Results | None,
    fields: Mapping[str, str],
    payer: str,
    wrong: SuperbillError | None = None,
    *,
    typed: bool = False,
) -> Response:
    bars = [Count(rule, count.claims) for rule, _, count in results.rules[:MOST_BARS]] if results else []
    width, height = count_size(bars)
    return show(
        request,
        "claims.html.j2",
        asked=asked(request),
        private=True,
        status=wrong.http_status if wrong else 200,
        results=results,
        fields=fields,
        typed_form=typed or bool(fields),
        payer=payer,
        policies=load_policies().policies,
        n_lines=TYPED_LINES,
        limit_mb=settings(request).max_body / (1 << 20),
        wrong=wrong,
        bars=bars,
        chart_query=urlencode({"rules": ",".join(f"{bar.what}:{bar.number}" for bar in bars)}),
        chart_words=", ".join(f"{bar.what} {bar.number}" for bar in bars),
        chart_width=width,
        chart_height=height,
    )
