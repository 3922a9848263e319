"""Medicare fee: the laboratory rate, or the physician amount with its arithmetic, nationally and at a place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from superbill.model.citation import Fact, NotAvailable
from superbill.model.price import Locality, Price, PriceLine
from superbill.model.report import Column, Field, Item, Kind, Leaf, Steps, Table
from superbill.pricing.mpfs import price_mpfs
from superbill.pricing.price import price
from superbill.pricing.rvu import rvu_rows
from superbill.report.section import PROCEDURES, Built, Context, ReportSection, items

COLUMNS = (
    Column("modifier", "Modifier", Kind.CODE),
    Column("place", "Where"),
    Column("non_facility", "Non-facility", Kind.USD),
    Column("facility", "Facility", Kind.USD),
)
RVU_COLUMNS = (
    Column("modifier", "Modifier", Kind.CODE),
    Column("work", "Work RVU", Kind.NUMBER),
    Column("non_facility_pe", "PE, non-facility", Kind.NUMBER),
    Column("facility_pe", "PE, facility", Kind.NUMBER),
    Column("mp", "MP", Kind.NUMBER),
    Column("non_facility_total", "Total, non-facility", Kind.NUMBER),
    Column("facility_total", "Total, facility", Kind.NUMBER),
)


class Fee(ReportSection):
    """What Medicare pays, and how it comes to that."""

    id = "fee"
    title = "Medicare fee"
    order = 60
    systems = PROCEDURES
    authority = "CMS, RVU file documentation; CLFS"

    def build(self, context: Context) -> Built:
        """The amount, its steps, and the relative values behind it."""
        national = price(context.kb, PriceLine(context.code, context.on))
        if national.schedule == "CLFS":
            return Built(items(_laboratory(context, national)), "one national rate; no coinsurance, no locality")
        if national.schedule == "ASP":
            return Built(items(_drug(national)), "one limit for each billing unit, the same everywhere")
        if isinstance(national.non_facility_usd, NotAvailable):
            return Built((Field("Amount", national.non_facility_usd, Kind.USD),))
        return Built(items(_physician(context, national)))


def _laboratory(context: Context, national: Price) -> Iterator[Item]:
    yield Field("Laboratory rate (CLFS), national", national.non_facility_usd, Kind.USD)
    waived = price(context.kb, PriceLine(context.code, context.on, ("QW",)))
    if waived.schedule == "CLFS":
        yield Field("with modifier QW", waived.non_facility_usd, Kind.USD)
    read = price(context.kb, PriceLine(context.code, context.on, ("26",)))
    if read.schedule == "MPFS":
        yield Field("Interpretation (modifier 26), physician fee schedule", read.non_facility_usd, Kind.USD)
    physician = price_mpfs(context.kb, PriceLine(context.code, context.on))
    if isinstance(physician, NotAvailable):
        yield Field("Physician fee schedule", physician)


def _drug(national: Price) -> Iterator[Item]:
    yield Field("Part B drug limit, one unit", national.non_facility_usd, Kind.USD)
    yield Steps("Arithmetic", national.steps, ordered=False)


def _physician(context: Context, national: Price) -> Iterator[Item]:
    rvus = rvu_rows(context.kb, context.code, context.on)
    rows = rvus if isinstance(rvus, tuple) else ()
    places: list[Locality | None] = [None]
    if isinstance(context.locality, Locality):
        places.append(context.locality)
    amounts: list[tuple[Leaf, ...]] = []
    steps: list[Fact[str]] = []
    remarks: list[Fact[str]] = []
    for place in places:
        for row in rows:
            modifiers = (row.modifier,) if row.modifier else ()
            found = price_mpfs(context.kb, PriceLine(context.code, context.on, modifiers, locality=place))
            if isinstance(found, NotAvailable):
                amounts.append((Fact(row.modifier, row.citation), Fact(_name(place), row.citation), found, found))
                continue
            receipt = replace(found.steps[0], value=_name(place))
            amounts.append((replace(receipt, value=row.modifier), receipt, found.non_facility_usd, found.facility_usd))
            if not row.modifier:
                steps += [replace(step, value=f"{_name(place)}, {step.value}") for step in found.steps]
                remarks += [replace(receipt, value=remark) for remark in found.remarks]
    yield Table("", COLUMNS, tuple(amounts), len(amounts))
    if isinstance(context.locality, NotAvailable):
        yield Field("At the place asked for", context.locality, Kind.USD)
    yield Steps("Arithmetic", tuple(steps), ordered=False)
    yield from (Field("Remark", remark, Kind.TEXT) for remark in remarks)
    values = tuple(
        tuple(
            Fact(value, row.citation)
            for value in (
                row.modifier, row.work_rvu, row.non_facility_pe_rvu, row.facility_pe_rvu, row.mp_rvu,
                row.non_facility_total_rvu, row.facility_total_rvu,
            )
        )
        for row in rows
    )  # fmt: skip
    yield Table("Relative value units", RVU_COLUMNS, values, len(values))
    qpp = price_mpfs(context.kb, PriceLine(context.code, context.on), series="qpp")
    if isinstance(qpp, Price):
        yield Field(
            "with the conversion factor for qualifying APM participants, non-facility", qpp.non_facility_usd, Kind.USD
        )
        yield Field("with the conversion factor for qualifying APM participants, facility", qpp.facility_usd, Kind.USD)


def _name(place: Locality | None) -> str:
    if place is None:
        return "national"
    return f"{place.short_name} ({place.id})" if place.name else place.id


SECTION = Fee()
