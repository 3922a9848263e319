"""Fees: a list of codes by places, as table, chart, CSV and Excel."""

from __future__ import annotations

import asyncio
from decimal import Decimal

from starlette.requests import Request
from starlette.responses import Response

from superbill.errors import UsageError
from superbill.model.citation import Fact
from superbill.report.render.format import format_usd
from superbill.surfaces.http.caching import not_modified, stamp
from superbill.surfaces.http.context import workbench
from superbill.surfaces.web.asking import Asked, asked
from superbill.surfaces.web.charts import NARROW, WIDTH, Bar, chart_size, fee_chart
from superbill.surfaces.web.downloads import Table, as_csv, as_xlsx
from superbill.surfaces.web.fee_rows import (
    MOST_CODES,
    MOST_PLACES,
    NATIONAL,
    FeeRow,
    amount_of,
    fee_query,
    fee_rows,
)
from superbill.surfaces.web.templating import show

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_BARS = 60


async def fees(request: Request) -> Response:
    """`/fees?codes=&places=&on=`."""
    question = asked(request)
    fresh = not_modified(request, dated=question.dated)
    if fresh is not None:
        return fresh
    asks, wrong = fee_query(request, question)
    rows, more = fee_rows(workbench(request), asks) if asks.lines else ([], [])
    wrong = [*wrong, *more]
    bars = _bars(rows)
    width, height = chart_size(bars)
    localities = workbench(request).localities(question.on)
    return show(
        request,
        "fees.html.j2",
        asked=question,
        status=400 if wrong else 200,
        typed_lines="\n".join(" ".join(("-".join((code, *modifiers)),)) for code, modifiers in asks.lines),
        typed_places="\n".join(asks.places) if asks.places != (NATIONAL,) else "",
        most_codes=MOST_CODES,
        most_places=MOST_PLACES,
        localities=localities if isinstance(localities, tuple) else (),
        wrong=wrong,
        rows=rows,
        n_places=sum(1 for row in rows if row.line == rows[0].line) if rows else 0,
        query=asks.query,
        charted=len(bars) > 1,
        chart_cut=len(bars) if len(bars) < sum(1 for row in rows if not row.reason) else 0,
        chart_words="; ".join(f"{bar.line} {bar.place} {format_usd(Decimal(str(bar.usd)))}" for bar in bars[:6]),
        ended=_ended(rows),
        chart_width=width,
        chart_height=height,
    )


async def chart(request: Request) -> Response:
    """`/fees/chart.svg?codes=&places=&on=&scheme=&narrow=`: what can be priced, whatever else was typed."""
    question = asked(request)
    fresh = not_modified(request, dated=question.dated)
    if fresh is not None:
        return fresh
    asks, _ = fee_query(request, question)
    rows, _ = fee_rows(workbench(request), asks) if asks.lines else ([], [])
    scheme = "dark" if request.query_params.get("scheme") == "dark" else "light"
    width = NARROW if "narrow" in request.query_params else WIDTH
    svg = await asyncio.to_thread(fee_chart, tuple(_bars(rows)), scheme, width)
    return stamp(request, Response(svg, media_type="image/svg+xml"), dated=question.dated)


async def csv_file(request: Request) -> Response:
    """`/fees.csv`."""
    question = asked(request)
    return _file(request, question, as_csv(_table(_priced(request, question))), "text/csv; charset=utf-8", "csv")


async def xlsx_file(request: Request) -> Response:
    """`/fees.xlsx`."""
    question = asked(request)
    content = await asyncio.to_thread(as_xlsx, _table(_priced(request, question)), "Fees")
    return _file(request, question, content, XLSX, "xlsx")


def _file(request: Request, question: Asked, content: bytes, media_type: str, suffix: str) -> Response:
    response = Response(content, media_type=media_type)
    response.headers["content-disposition"] = f'attachment; filename="superbill-fees-{question.on}.{suffix}"'
    return stamp(request, response, dated=question.dated)


def _priced(request: Request, question: Asked) -> list[FeeRow]:
    """The rows for a file; here anything wrong is an error, as a file has no place to say it."""
    asks, wrong = fee_query(request, question)
    if not asks.lines:
        raise UsageError("no code is given", hint="Write codes=99213 in the address.")
    rows, more = fee_rows(workbench(request), asks)
    for error in (*wrong, *more):
        raise error
    return rows


def _ended(rows: list[FeeRow]) -> list[tuple[str, int]]:
    """The releases behind the amounts that had ended before the date of service, with how many days."""
    amounts = [amount for row in rows for amount in (row.price.non_facility_usd, row.price.facility_usd)]
    cited = dict.fromkeys(citation for amount in amounts if isinstance(amount, Fact) for citation in amount.citations)
    found = {f"{each.title} {each.release}": each.stale_days for each in cited if each.stale_days}
    return list(found.items())


def _bars(rows: list[FeeRow]) -> list[Bar]:
    found = [(row, amount_of(row.price.non_facility_usd)) for row in rows]
    return [Bar(row.line, _short(row.place), float(usd)) for row, usd in found if usd is not None][:MOST_BARS]


def _short(place: str) -> str:
    """A place for a chart: long names are cut before their id."""
    name, paren, id = place.rpartition(" (")
    return f"{name[:40]}…{paren}{id}" if len(name) > 44 else place


def _table(rows: list[FeeRow]) -> Table:
    headings = [
        "code",
        "what",
        "where",
        "on",
        "schedule",
        "non_facility_usd",
        "facility_usd",
        "not_available",
        "receipt",
    ]
    return headings, [
        [
            row.line, row.name, row.place, row.price.line.on.isoformat(), row.schedule,
            amount_of(row.price.non_facility_usd), amount_of(row.price.facility_usd), row.reason, row.cited,
        ]
        for row in rows
    ]  # fmt: skip
