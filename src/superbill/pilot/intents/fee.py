"""What does Medicare pay?"""

from __future__ import annotations

from collections.abc import Iterator

from superbill.model.answer import Piece, Step, Unchecked, gap, of, say
from superbill.model.citation import Fact
from superbill.model.price import Locality, Price, ZipPlace
from superbill.pilot.intent import Asked, Intent, Need, Said
from superbill.pilot.slots import Code, Slots

UNCHECKED = "Not checked: coverage, edits, the deductible and coinsurance, sequestration, and what other payers pay."
SCHEDULES = {
    "MPFS": "physician fee schedule", "CLFS": "clinical laboratory fee schedule", "ASP": "Part B drug limits, one billing unit",
}  # fmt: skip


class Fee(Intent):
    """The Medicare amount of a code, with modifiers, at a place."""

    id = "fee"
    title = "What Medicare pays"
    examples = (
        "what does medicare pay for <proc>", "fee for <proc>", "how much is <proc>", "medicare rate for <proc> in <place>", "price of <proc>",
        "what is the medicare allowable for <proc>", "reimbursement for <proc> <mod>", "how much does <proc> pay in <place>", "<proc> allowed amount",
        "what is the fee schedule amount for <proc>", "facility price of <proc>", "how much will i get for <proc> in the office", "cost of <proc>",
        "clfs rate for <proc>", "medicare payment for <proc> on <date>", "what would <proc> reimburse at <place>", "mpfs amount <proc> <mod>",
        "what is paid for <proc> <n> units", "national payment amount <proc>", "how much does medicare reimburse for <proc>", "what's <proc> worth",
        "dollar amount for <proc>", "payment rate <proc> <place>", "asp limit of <proc>",
    )  # fmt: skip
    cues = ((r"\b(?:fee|price|cost|pay|pays|paid|payment|payable amount|reimburse\w*|rate|allowable|allowed amount|worth|dollars?|much)\b", 0.9),
            (r"\bhow much\b", 0.8), (r"\bprices? (?:of|for)\b", 0.9), (r"\bseparately pa", -1.0), (r"<payer>|\bpayers?\b|negotiated", -1.5))  # fmt: skip
    needs = (Need("procedure", "The fee of which procedure code?"),)
    sources = ("cms-mpfs-rvu", "cms-mpfs-gpci", "cms-clfs", "cms-asp", "cms-zip-locality")
    refusal = "What a plan or contract pays, beyond the published rates that are loaded."

    def answer(self, asked: Asked) -> Iterator[Said]:
        """Non-facility and facility amounts, the place, and remarks."""
        for code in asked.slots.procedures[:10]:
            found = priced(asked, code)
            yield Step(f"pricing {code.typed} on {asked.on}{_at(asked.slots)}")
            yield from amounts(asked, code, found)
        if not asked.slots.locality and not asked.slots.zip_code:
            yield Unchecked("Place: the national amount; name a ZIP code or a locality (MAC/locality) for a local one.")
        yield Unchecked(UNCHECKED)

    def fits(self, slots: Slots) -> float:
        """A place of payment speaks for it."""
        return (0.5 if slots.zip_code or slots.locality else 0.0) - (0.6 if slots.payer else 0.0)


def priced(asked: Asked, code: Code) -> Price:
    """The price of a code with the modifiers, units and place that were named."""
    slots = asked.slots
    return asked.desk.calls.price(
        code.code, asked.on, modifiers=slots.all_modifiers(code), units=slots.units or 1,
        locality=slots.locality or None, zip_code=None if slots.locality else slots.zip_code or None,
    )  # fmt: skip


def amounts(asked: Asked, code: Code, found: Price) -> Iterator[Said]:
    """The amounts of a price, where they hold, and how old the figures are."""
    what = "-".join((code.display, *asked.slots.all_modifiers(code)))
    office, facility = found.non_facility_usd, found.facility_usd
    schedule = SCHEDULES.get(found.schedule, found.schedule)
    place = where(found.line.locality)
    if not isinstance(office, Fact) and not isinstance(facility, Fact):
        yield gap(office, f"The Medicare amount of {what}")
        return
    if isinstance(office, Fact) and isinstance(facility, Fact) and office.value == facility.value:
        yield say(
            f"Medicare pays for {what} (", schedule, place, f", {asked.on}): $", of(office), _units(asked.slots), "."
        )
    else:
        for site, amount in (("non-facility (office)", office), ("facility", facility)):
            if isinstance(amount, Fact):
                yield say(
                    f"Medicare pays for {what}, {site} (",
                    schedule,
                    place,
                    f", {asked.on}): $",
                    of(amount),
                    _units(asked.slots),
                    ".",
                )
            else:
                yield gap(amount, f"The {site} amount of {what}")
    leading = office if isinstance(office, Fact) else facility
    if isinstance(leading, Fact):
        yield from (say(Piece(remark[:1].upper() + remark[1:], leading.citations), ".") for remark in found.remarks)
        stale = next((each for each in leading.citations if each.stale_days), None)
        if stale is not None:
            yield say(Piece(f"{stale.title} {stale.release}", (stale,)), " ended on ", Piece(str(stale.effective_to), (stale,)),
                      f", before {asked.on}; a newer release is not loaded.")  # fmt: skip
    if isinstance(found.line.locality, ZipPlace) and found.line.locality.caution:
        yield Unchecked(found.line.locality.caution + ".")


def where(place: Locality | None) -> Piece:
    """The place of an amount."""
    if place is None:
        return Piece(", national")
    receipts = tuple(each for each in (place.citation, getattr(place, "zip_citation", None)) if each is not None)
    return Piece(f", {place.short_name or place.state} ({place.id})", receipts)


def _units(slots: Slots) -> str:
    return f" for {slots.units} units" if slots.units and slots.units > 1 else ""


def _at(slots: Slots) -> str:
    return f" at {slots.locality or slots.zip_code}" if slots.locality or slots.zip_code else ""


INTENT = Fee()
