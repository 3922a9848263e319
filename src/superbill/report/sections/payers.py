"""Payers side by side: Medicare from its schedules, the others from price-transparency files."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from superbill.kb.store import Absent
from superbill.model.citation import Citation, Fact, NotAvailable
from superbill.model.price import Locality, PriceLine, ZipPlace
from superbill.model.report import Column, Field, Item, Kind, Leaf, Table
from superbill.pricing.price import price
from superbill.pricing.volumes import Volume, volumes
from superbill.rates.access import NO_LAKE
from superbill.rates.answer import PayerLine
from superbill.report.section import PROCEDURES, Built, Context, ReportSection, items

PAYERS = ("Aetna", "Blue Cross Blue Shield", "Cigna", "UnitedHealthcare")
SCHEDULES = {"ASP": "Medicare (Part B drug limit, one unit)", "CLFS": "Medicare (laboratory rate)"}
VOLUME_COLUMNS = (
    Column("where", "Where"),
    Column("place", "Place of service"),
    Column("services", "Services", Kind.NUMBER),
    Column("beneficiaries", "Patients", Kind.NUMBER),
    Column("charge", "Average charge", Kind.USD),
    Column("allowed", "Average allowed", Kind.USD),
)
RATE_COLUMNS = (
    Column("payer", "Payer"),
    Column("rates", "Rates", Kind.NUMBER),
    Column("p25", "25th percentile", Kind.USD),
    Column("median", "Median", Kind.USD),
    Column("p75", "75th percentile", Kind.USD),
    Column("percent_of_medicare", "Of Medicare"),
)
MOST_PAYERS = 25
NO_PERCENT = NotAvailable("Medicare's amount is zero", "no amount to compare with")
NO_COUNT = NotAvailable("CMS leaves the count out", "no release: CMS publishes none")


class Payers(ReportSection):
    """Medicare's amount and volume, and the distribution of each payer's rates in the lake; what is not loaded is said."""

    id = "payers"
    title = "Payers"
    order = 70
    systems = PROCEDURES
    authority = (
        "CMS fee schedules; Medicare Physician & Other Practitioners; Transparency in Coverage rule, 45 CFR 147.212"
    )

    def build(self, context: Context) -> Built:
        """One field a payer, then how often Medicare pays it."""
        return Built(items(_amounts(context), _negotiated(context), _billed(context)))


def _amounts(context: Context) -> Iterator[Item]:
    locality = context.locality if isinstance(context.locality, Locality) else None
    medicare = price(context.kb, PriceLine(context.code, context.on, locality=locality))
    yield Field(SCHEDULES.get(medicare.schedule, "Medicare"), medicare.non_facility_usd, Kind.USD)
    lines = _lines(context)
    for payer in PAYERS:
        found = lines.get(payer) if isinstance(lines, dict) else None
        if found is not None:
            yield Field(payer, Fact(found.median, _cite(found, context)), Kind.USD)
            continue
        missing = NotAvailable(
            f"no negotiated rates of {payer} are loaded", "the payer's price-transparency file (in-network rates)"
        )
        if isinstance(lines, dict) and lines:
            missing = NotAvailable(f"the lake has no rates of {payer} for {context.code}", missing.would_come_from)
        yield Field(payer, missing, Kind.USD)


def _lines(context: Context) -> dict[str, PayerLine] | NotAvailable:
    """The lake's payers by name, asked once."""
    if "payer_lines" not in context.shared:
        lines = NO_LAKE if context.rates is None else context.rates.payer_lines(context.code, context.on)
        context.shared["payer_lines"] = (
            lines if isinstance(lines, NotAvailable) else {line.payer: line for line in lines}
        )
    found: dict[str, PayerLine] | NotAvailable = context.shared["payer_lines"]
    return found


def _negotiated(context: Context) -> Iterator[Item]:
    """Every payer of the lake, those of the rule's four largest first."""
    lines = _lines(context)
    if isinstance(lines, NotAvailable) or not lines:
        return
    place = context.locality if isinstance(context.locality, Locality) else None
    medicare = price(context.kb, PriceLine(context.code, context.on, locality=place)).non_facility_usd
    order = sorted(lines.values(), key=lambda line: (line.payer not in PAYERS, line.payer))
    rows = tuple(_rate_row(line, medicare, context) for line in order[:MOST_PAYERS])
    title = "Negotiated rates, professional, without modifier, in force; the median stands above"
    yield Table(title, RATE_COLUMNS, rows, len(order), f"superbill rates benchmark --code {context.code}")


def _rate_row(line: PayerLine, medicare: Fact[Decimal] | NotAvailable, context: Context) -> tuple[Leaf, ...]:
    cite = _cite(line, context)
    percent: Leaf = medicare if isinstance(medicare, NotAvailable) else NO_PERCENT
    if isinstance(medicare, Fact) and medicare.value:
        share = (line.median / medicare.value * 100).quantize(Decimal(1))
        percent = Fact(f"{share} %", cite, medicare.citations)
    values = (line.payer, line.n_rates, line.p25, line.median, line.p75)
    return (*(Fact(value, cite) for value in values), percent)


def _cite(line: PayerLine, context: Context) -> Citation:
    """The payer's files, by the day that they were last updated."""
    first = line.files[0].rpartition("/")[2]
    file = first if len(line.files) == 1 else f"{first} and {len(line.files) - 1} more"
    dates = line.published or (context.on,)
    when = str(dates[-1]) if len(dates) == 1 else f"{dates[0]} to {dates[-1]}"
    return Citation(
        "payer-rates", "Transparency in Coverage, in-network rates", ", ".join(line.names[:3]), when, file,
        f"{line.n_rates:,} rates", dates[0],
    )  # fmt: skip


def _billed(context: Context) -> Iterator[Item]:
    """Services of a year, national and, where a place was asked for, of its state."""
    state = _state(context.locality)
    found = volumes(context.kb, context.code, context.on, state)
    if isinstance(found, NotAvailable):
        yield Field("Services paid by Medicare", found)
        return
    if isinstance(found, Absent):
        text = "not listed; CMS leaves out what fewer than 11 patients had, and what practitioners do not bill"
        yield Field("Services paid by Medicare", Fact(text, found.citation))
        return
    cite = found[0].citation
    rows = tuple(_row(volume) for volume in found)
    yield Table(f"Services paid by Medicare, {cite.release.partition(' ')[0]}", VOLUME_COLUMNS, rows, len(rows))
    if state and not cite.excerpt and all(volume.national for volume in found):
        yield Field(f"In {state}", Fact("not listed; CMS leaves out what fewer than 11 patients had", cite))


def _state(place: Locality | NotAvailable | None) -> str:
    if isinstance(place, ZipPlace):
        return place.zip_state
    return place.state if isinstance(place, Locality) else ""


def _row(volume: Volume) -> tuple[Leaf, ...]:
    cite = volume.citation
    patients: Leaf = Fact(volume.beneficiaries, cite) if volume.beneficiaries is not None else NO_COUNT
    values = (volume.where, volume.place, volume.services)
    dollars = (volume.average_charge_usd, volume.average_allowed_usd)
    return (*(Fact(value, cite) for value in values), patients, *(Fact(value, cite) for value in dollars))


SECTION = Payers()
