"""Other fee schedules: hospital outpatient (OPPS), surgery centre (ASC), Part B drugs (ASP), anesthesia, DMEPOS."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from superbill.kb.queries import load_queries
from superbill.kb.store import Found
from superbill.model.citation import Fact, NotAvailable
from superbill.model.price import Locality, ZipPlace
from superbill.model.report import Column, Field, Item, Kind, Leaf, Table, Value
from superbill.report.section import PROCEDURES, Built, Context, ReportSection, items

SQL = load_queries("superbill.pricing", "facility.sql")
SHOWN_PACKAGES = 20
NDC_COLUMNS = (
    Column("ndc", "NDC (11 digits)", Kind.CODE),
    Column("drug", "Drug"),
    Column("labeler", "Labeler"),
    Column("units", "Billing units a package", Kind.NUMBER),
)
DMEPOS_COLUMNS = (
    Column("modifier", "Modifiers", Kind.CODE),
    Column("category", "Category"),
    Column("ceiling", "Ceiling", Kind.USD),
    Column("floor", "Floor", Kind.USD),
)
DMEPOS_FEE_COLUMNS = (
    Column("modifier", "Modifiers", Kind.CODE),
    Column("area", "Area"),
    Column("amount", "Amount", Kind.USD),
)


class Schedules(ReportSection):
    """What schedules beside the physician and laboratory ones say of the code; only those that are loaded and list it."""

    id = "schedules"
    title = "Other fee schedules"
    order = 65
    systems = PROCEDURES
    authority = "CMS, OPPS addenda A, B, D1; ASC addenda AA, BB, DD1; ASP; DMEPOS; Claims Processing Manual, chapter 12"

    def build(self, context: Context) -> Built:
        """Fields and tables, schedule by schedule."""
        return Built(items(*(list(part(context)) for part in PARTS)))


def _find(context: Context, statement: str, source: str, series: str = "", **parameters: Any) -> Found | None:
    found = context.kb.find(SQL[statement], source=source, series=series, on=context.on, **parameters)
    return found if isinstance(found, Found) else None


def _outpatient(context: Context) -> Iterator[Item]:
    found = _find(context, "opps_code", "cms-opps", "addendum-b", code=context.code)
    if found is None:
        return
    row = found.rows[0]
    meaning = _find(context, "opps_meaning", "cms-opps-indicators", "addendum-d1", indicator=row[0])
    text = f"{row[0]}: {meaning.rows[0][1] or meaning.rows[0][0]}" if meaning else row[0]
    also = (meaning.cite(meaning.rows[0]),) if meaning else ()
    yield Field("OPPS status indicator", Fact(text, found.cite(row), also))
    if row[1]:
        group = _find(context, "opps_apc", "cms-opps", "addendum-a", apc=row[1])
        title = f"{row[1]} {group.rows[0][0]}" if group else row[1]
        yield Field(
            "OPPS payment group (APC)", Fact(title, found.cite(row), (group.cite(group.rows[0]),) if group else ())
        )
    yield Field("OPPS rate, national", _usd(found, row, 3, "the addendum sets no separate rate"), Kind.USD)
    if row[4] is not None:
        yield Field("OPPS copayment", _usd(found, row, 4, ""), Kind.USD)


def _surgery_centre(context: Context) -> Iterator[Item]:
    for series in ("addendum-aa", "addendum-bb"):
        found = _find(context, "asc_code", "cms-asc", series, code=context.code)
        if found is None:
            continue
        row = found.rows[0]
        meaning = _find(context, "asc_meaning", "cms-asc", "addendum-dd1", indicator=row[0])
        text = f"{row[0]}: {meaning.rows[0][0]}" if meaning else row[0]
        yield Field(
            "ASC payment indicator", Fact(text, found.cite(row), (meaning.cite(meaning.rows[0]),) if meaning else ())
        )
        yield Field("ASC rate, national", _usd(found, row, 2, "the addendum sets no separate rate"), Kind.USD)
        if row[1] == "Y":
            yield Field("ASC multiple procedures", found.fact("discounted beside a dearer procedure", row))


def _drug(context: Context) -> Iterator[Item]:
    found = _find(context, "asp", "cms-asp", code=context.code)
    if found is not None:
        row = found.rows[0]
        yield Field(f"Part B limit for {row[0]}", _usd(found, row, 1, "published as N/A"), Kind.USD)
        if row[2] is not None:
            yield Field("Coinsurance, percent", found.fact(Decimal(row[2]), row), Kind.NUMBER)
        if row[3]:
            yield Field("Note of the limit file", found.fact(row[3], row), Kind.PROSE)
    for series in ("asp", "awp", "opps"):
        packages = _find(context, "ndc", "cms-asp-ndc", series, code=context.code, limit=SHOWN_PACKAGES)
        if packages is not None:
            rows = tuple(
                tuple(packages.fact(value, row) for value in (row[1] or row[0], row[3], row[2], row[4]))
                for row in packages.rows
            )
            yield Table(f"Packages billed under it ({series.upper()} crosswalk)", NDC_COLUMNS, rows, len(rows))


def _anesthesia(context: Context) -> Iterator[Item]:
    found = _find(context, "anesthesia", "cms-anesthesia", code=context.code)
    if found is None:
        return
    yield Field("Anesthesia base units", found.fact(found.rows[0][0], found.rows[0]), Kind.NUMBER)
    place = context.locality
    if isinstance(place, Locality):
        local = _find(context, "anesthesia_cf", "cms-anesthesia-cf", mac=place.mac, locality=place.locality)
        if local is not None:
            yield Field(
                f"Anesthesia conversion factor, {place.id}",
                local.fact(Decimal(local.rows[0][0]), local.rows[0]),
                Kind.USD,
            )
    national = _find(context, "anesthesia_national", "cms-anesthesia-cf")
    if national is not None:
        factor = Decimal(national.rows[0][0])
        yield Field("Anesthesia conversion factor, national", national.fact(factor, national.rows[0]), Kind.NUMBER)
        yield Field("Payment", national.fact("(base units + minutes / 15) x conversion factor", national.rows[0]))


def _equipment(context: Context) -> Iterator[Item]:
    for series, title in (("", "DMEPOS"), ("pen", "Parenteral and enteral nutrition")):
        found = _find(context, "dmepos", "cms-dmepos", series, code=context.code)
        if found is None:
            continue
        rows = tuple(
            (
                found.fact(_modifiers(row), row),
                found.fact(row[2] or "", row),
                _usd(found, row, 3, "no ceiling"),
                _usd(found, row, 4, "no floor"),
            )
            for row in found.rows
        )
        if series:
            yield Field(f"{title} schedule", found.fact("listed; the fees are by state, without limits", found.rows[0]))
        else:
            yield Table(f"{title} schedule", DMEPOS_COLUMNS, rows, len(rows))
        yield from _state_fees(context, series, title)


def _state_fees(context: Context, series: str, title: str) -> Iterator[Item]:
    """What the schedule pays in the state of the place asked for."""
    place = context.locality
    if not isinstance(place, Locality):
        return
    state = place.zip_state if isinstance(place, ZipPlace) else place.state
    fees = _find(context, "dmepos_fees", "cms-dmepos", series, code=context.code, state=state)
    if fees is None:
        return
    rows = tuple(
        (
            fees.fact(_modifiers(row), row),
            fees.fact("rural ZIP codes" if row[3] else "not rural", row),
            _usd(fees, row, 4, "no fee"),
        )
        for row in fees.rows
    )
    yield Table(f"{title} fee in {state}", DMEPOS_FEE_COLUMNS, rows, len(rows))


def _modifiers(row: tuple[Value, ...]) -> str:
    return " ".join(str(part) for part in row[:2] if part)


def _usd(found: Found, row: tuple[Value, ...], place: int, missing: str) -> Leaf:
    value = row[place]
    if value is None:
        return NotAvailable(missing, "no release: CMS publishes none")
    return found.fact(Decimal(str(value)), row)


PARTS: tuple[Callable[[Context], Iterator[Item]], ...] = (_outpatient, _surgery_centre, _drug, _anesthesia, _equipment)

SECTION = Schedules()
