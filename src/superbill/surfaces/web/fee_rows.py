"""Fees: what an address asks for, and the price of every code at every place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

from starlette.requests import Request

from superbill.errors import UsageError
from superbill.model.citation import Fact, NotAvailable
from superbill.model.price import Locality, Price, ZipPlace
from superbill.report.render.format import format_usd
from superbill.surfaces.web.asking import Asked, code_url, typed_lines
from superbill.surfaces.web.handlers.pairs import name_of
from superbill.workbench import Workbench

MOST_CODES = 50
MOST_PLACES = 20
NATIONAL = "national"


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
        return amount_of(self.price.facility_usd)

    @property
    def non_facility(self) -> str:
        """Dollars as shown."""
        return _usd(amount_of(self.price.non_facility_usd))

    @property
    def facility(self) -> str:
        """Dollars as shown."""
        return _usd(self._facility)

    @property
    def share(self) -> str:
        """Percent of the national amount; nothing for the national row."""
        here, national = amount_of(self.price.non_facility_usd), amount_of(self.national.non_facility_usd)
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


def fee_query(request: Request, question: Asked) -> tuple[FeeQuery, list[UsageError]]:
    """What is asked, and what of it is too much."""
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


def fee_rows(bench: Workbench, asks: FeeQuery) -> tuple[list[FeeRow], list[UsageError]]:
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
            by_zip = place.zip_code if isinstance(place, ZipPlace) else None
            price = bench.price(code, on, modifiers=modifiers, locality=None if by_zip else place.id, zip_code=by_zip)
            label = f"{place.short_name} ({place.id})" if place.name else place.id
        rows.append(FeeRow(shown, code, name, label, price, national, not rows, code_url(code, f"?on={on}")))
    return rows


def _place(bench: Workbench, typed: str, on: date) -> Locality | NotAvailable | None:
    is_zip = typed.replace("-", "").isdigit() and len(typed) in (5, 9, 10) and "/" not in typed
    return bench.place(on, zip_code=typed) if is_zip else bench.place(on, locality=typed)


def amount_of(amount: Fact[Decimal] | NotAvailable) -> Decimal | None:
    """The amount itself, None where there is none."""
    return amount.value if isinstance(amount, Fact) else None


def _usd(amount: Decimal | None) -> str:
    return "" if amount is None else format_usd(amount)
