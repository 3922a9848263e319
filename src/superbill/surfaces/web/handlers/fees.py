"""Fees: a list of codes by places, as table, chart, CSV and Excel."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from superbill.errors import UsageError
from superbill.model.citation import Fact, NotAvailable
from superbill.model.price import Locality, Price
from superbill.report.render.format import format_usd
from superbill.surfaces.http.caching import not_modified, stamp
from superbill.surfaces.http.context import workbench
from superbill.surfaces.web.asking import Asked, asked, code_url, typed_lines
from superbill.surfaces.web.charts import Bar, chart_size, fee_chart
from superbill.surfaces.web.downloads import as_csv, as_xlsx
from superbill.surfaces.web.handlers.pairs import name_of
from superbill.surfaces.web.templating import show
from superbill.workbench import Workbench

MOST_CODES = 50
MOST_PLACES = 20
NATIONAL = "national"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class FeeQuery:
    """Codes with modifiers, and places as typed (`national`, ZIP codes, MAC/localities)."""

    lines: tuple[tuple[str, tuple[str, ...]], ...]
    places: tuple[str, ...]
    asked: Asked

    @property
    def query(self) -> str:
        """The same as a query string."""
        codes = " ".join("-".join((code, *modifiers)) for code, modifiers in self.lines)
        terms = {"codes": codes, "places": " ".join(self.places) if self.places != (NATIONAL,) else ""}
        return urlencode({**{name: value for name, value in terms.items() if value}, **self.asked.terms()})


@dataclass(frozen=True, slots=True)
class FeeRow:
    """One code at one place: the price, and how it compares with the national amount."""

    line: str
    code: str
    name: str
    place: str
    price: Price
    national: Price
    first: bool
    url: str | None

    @property
    def reason(self) -> str:
        """Why there is no amount, or nothing."""
        amount = self.price.non_facility_usd
        return amount.not_available if isinstance(amount, NotAvailable) and not self._facility else ""

    @property
    def would(self) -> str:
        """What would bring it."""
        amount = self.price.non_facility_usd
        return amount.would_come_from if isinstance(amount, NotAvailable) else ""

    @property
    def _facility(self) -> Decimal | None:
        return _value(self.price.facility_usd)

    @property
    def non_facility(self) -> str:
        """Dollars as shown."""
        return _usd(_value(self.price.non_facility_usd))

    @property
    def facility(self) -> str:
        """Dollars as shown."""
        return _usd(self._facility)

    @property
    def share(self) -> str:
        """Percent of the national amount; nothing for the national row."""
        here, national = _value(self.price.non_facility_usd), _value(self.national.non_facility_usd)
        if here is None or not national or self.price.line.locality is None:
            return ""
        return f"{here / national:.1%}"

    @property
    def schedule(self) -> str:
        """The schedule that pays it."""
        return self.price.schedule

    @property
    def receipt(self) -> str:
        """The leading receipt."""
        fact = self._fact()
        return f"{fact.citation.release}, {fact.citation.locator}" if fact else ""

    @property
    def cited(self) -> str:
        """The leading receipt in full."""
        fact = self._fact()
        return str(fact.citation) if fact else ""

    def _fact(self) -> Fact[Decimal] | None:
        amounts = (self.price.non_facility_usd, self.price.facility_usd)
        return next((amount for amount in amounts if isinstance(amount, Fact)), None)


async def fees(request: Request) -> Response:
    """`/fees?codes=&places=&on=`."""
    question = asked(request)
    fresh = not_modified(request, dated=question.dated)
    if fresh is not None:
        return fresh
    asks, wrong = _asked(request, question)
    rows, more = _rows(workbench(request), asks) if asks.lines else ([], [])
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
    """`/fees/chart.svg?codes=&places=&on=&scheme=`."""
    question = asked(request)
    fresh = not_modified(request, dated=question.dated)
    if fresh is not None:
        return fresh
    rows = _priced(request, question)
    scheme = "dark" if request.query_params.get("scheme") == "dark" else "light"
    svg = await asyncio.to_thread(fee_chart, tuple(_bars(rows)), scheme)
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
    asks, wrong = _asked(request, question)
    if not asks.lines:
        raise UsageError("no code is given", hint="Write codes=99213 in the address.")
    rows, more = _rows(workbench(request), asks)
    for error in (*wrong, *more):
        raise error
    return rows


def _asked(request: Request, question: Asked) -> tuple[FeeQuery, list[UsageError]]:
    params = request.query_params
    lines = typed_lines(" ".join(params.getlist("codes")))
    typed = [place for text in (*params.getlist("places"), *params.getlist("place")) for place in _places(text)]
    places = list(dict.fromkeys(typed or ([question.where] if question.where else [NATIONAL])))
    wrong = list(question.wrong.values())
    if len(lines) > MOST_CODES:
        wrong.append(UsageError(f"{len(lines)} codes are too many at once", hint=f"The first {MOST_CODES} are shown."))
    if len(places) > MOST_PLACES:
        wrong.append(UsageError(f"{len(places)} places are too many", hint=f"The first {MOST_PLACES} are shown."))
    return FeeQuery(tuple(lines[:MOST_CODES]), tuple(places[:MOST_PLACES]), question), wrong


def _places(text: str) -> list[str]:
    return [part[:40].lower() for part in text.replace(",", " ").replace(";", " ").split()]


def _rows(bench: Workbench, asks: FeeQuery) -> tuple[list[FeeRow], list[UsageError]]:
    """Every code at every place; a place or a code that cannot be read is left out, and said."""
    on = asks.asked.on
    wrong: list[UsageError] = []
    places: dict[str, Locality | NotAvailable | None] = {}
    for typed in asks.places:
        try:
            places[typed] = None if typed == NATIONAL else _place(bench, typed, on)
        except UsageError as error:
            wrong.append(error)
    rows: list[FeeRow] = []
    for code, modifiers in asks.lines:
        try:
            national = bench.price(code, on, modifiers=modifiers)
        except UsageError as error:
            wrong.append(error)
            continue
        rows += _of_code(bench, (code, modifiers), national, places, on)
    return rows, wrong


def _of_code(
    bench: Workbench, line: tuple[str, Sequence[str]], national: Price,
    places: dict[str, Locality | NotAvailable | None], on: date,
) -> list[FeeRow]:  # fmt: skip
    code, modifiers = line
    name, shown = name_of(bench, code, on), "-".join((code, *modifiers))
    rows: list[FeeRow] = []
    for typed, place in places.items():
        if isinstance(place, NotAvailable):
            price, label = Price(national.line, "none", place, place), typed
        elif place is None:
            price, label = national, NATIONAL
        else:
            price = bench.price(code, on, modifiers=modifiers, locality=place.id)
            label = f"{place.name} ({place.id})" if place.name else place.id
        rows.append(FeeRow(shown, code, name, label, price, national, not rows, code_url(code, f"?on={on}")))
    return rows


def _place(bench: Workbench, typed: str, on: date) -> Locality | NotAvailable | None:
    is_zip = typed.replace("-", "").isdigit() and len(typed) in (5, 9, 10) and "/" not in typed
    return bench.place(on, zip_code=typed) if is_zip else bench.place(on, locality=typed)


def _ended(rows: list[FeeRow]) -> list[tuple[str, int]]:
    """The releases behind the amounts that had ended before the date of service, with how many days."""
    amounts = [amount for row in rows for amount in (row.price.non_facility_usd, row.price.facility_usd)]
    cited = dict.fromkeys(citation for amount in amounts if isinstance(amount, Fact) for citation in amount.citations)
    found = {f"{each.title} {each.release}": each.stale_days for each in cited if each.stale_days}
    return list(found.items())


def _bars(rows: list[FeeRow]) -> list[Bar]:
    found = [(row, _value(row.price.non_facility_usd)) for row in rows]
    return [Bar(row.line, _short(row.place), float(usd)) for row, usd in found if usd is not None][:60]


def _short(place: str) -> str:
    """A place for a chart: long names are cut before their id."""
    name, paren, id = place.rpartition(" (")
    return f"{name[:40]}…{paren}{id}" if len(name) > 44 else place


def _table(rows: list[FeeRow]) -> tuple[list[str], list[list[str | Decimal | None]]]:
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
            _value(row.price.non_facility_usd), _value(row.price.facility_usd), row.reason, row.cited,
        ]
        for row in rows
    ]  # fmt: skip


def _value(amount: Fact[Decimal] | NotAvailable) -> Decimal | None:
    return amount.value if isinstance(amount, Fact) else None


def _usd(amount: Decimal | None) -> str:
    return "" if amount is None else format_usd(amount)
