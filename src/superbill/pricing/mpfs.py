"""The Medicare physician fee schedule.

Payment = (work x GPCI work + PE x GPCI PE + MP x GPCI MP) x CF, rounded half up to the cent; PE is the non-facility or
the facility one. Where the file gives OPPS values, the lower of that and the OPPS amount is paid (Deficit Reduction Act
of 2005, section 5102(b)). Authority: CMS, RVU file documentation.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from superbill.kb.store import Absent, KnowledgeBase
from superbill.model.citation import Citation, Fact, NotAvailable
from superbill.model.money import round_cents
from superbill.model.price import Locality, Price, PriceLine
from superbill.pricing.localities import Gpci, gpci
from superbill.pricing.rvu import PAID_STATUSES, STATUS_MEANING, RvuRow, rvu_row

ONE = Decimal(1)
PRICING_MODIFIERS = ("26", "TC", "53")
"""Modifiers that have rows of their own in the file."""


def price_mpfs(kb: KnowledgeBase, line: PriceLine, series: str = "") -> Price | NotAvailable:
    """The fee-schedule amount of one line, or why there is none.

    Modifiers with a row of their own (26, TC, 53) choose it; others do not change this amount here and are named in
    `remarks`.
    """
    own = next((modifier for modifier in line.modifiers if modifier in PRICING_MODIFIERS), "")
    row = rvu_row(kb, line.code, own, line.on, series)
    if isinstance(row, Absent):
        what = f"{line.code}-{own}" if own else line.code
        return NotAvailable(f"{row.citation.title} {row.citation.release} has no row {what}", "a release that lists it")
    if isinstance(row, NotAvailable):
        return row
    if not row.priced:
        meaning = STATUS_MEANING.get(row.status, "not priced")
        if row.status in PAID_STATUSES:
            meaning = "no relative values: priced by the contractor when covered"
        return NotAvailable(
            f"status {row.status} ({meaning}): no physician fee schedule amount", "no release: Medicare sets none"
        )
    indices = _indices(kb, line.locality, line.on)
    if isinstance(indices, NotAvailable):
        return indices
    return _priced(line, row, indices)


def _indices(kb: KnowledgeBase, locality: Locality | None, on: date) -> Gpci | NotAvailable | None:
    return None if locality is None else gpci(kb, locality, on)


def _priced(line: PriceLine, row: RvuRow, indices: Gpci | None) -> Price:
    also: tuple[Citation, ...] = (indices.citation,) if indices else ()
    steps: list[Fact[str]] = []
    amounts: list[Fact[Decimal] | NotAvailable] = []
    for setting, pe, opps_pe, not_applicable in (
        ("non-facility", row.non_facility_pe_rvu, row.non_facility_opps_pe, row.non_facility_na),
        ("facility", row.facility_pe_rvu, row.facility_opps_pe, row.facility_na),
    ):
        amount, text = _amount(row, indices, pe, row.mp_rvu)
        steps.append(Fact(f"{setting}: {text} = ${amount}", row.citation, also))
        if opps_pe > 0:
            cap, cap_text = _amount(row, indices, opps_pe, row.opps_mp)
            if cap < amount:
                steps.append(Fact(f"{setting}: OPPS cap {cap_text} = ${cap}, lower, so it is paid", row.citation, also))
                amount = cap
        if not_applicable:
            steps.append(Fact(f"{setting}: marked NA, rarely or never done in this setting", row.citation))
        amounts.append(Fact(amount * line.units, row.citation, also))
    if line.units != 1:
        steps.append(Fact(f"times {line.units} units", row.citation))
    others = tuple(modifier for modifier in line.modifiers if modifier not in PRICING_MODIFIERS)
    remarks = (f"modifier {', '.join(others)} is not taken into account",) if others else ()
    return Price(line, "MPFS", amounts[0], amounts[1], tuple(steps), remarks)


def _amount(row: RvuRow, indices: Gpci | None, pe: Decimal, mp: Decimal) -> tuple[Decimal, str]:
    if indices is None:
        total = (row.work_rvu + pe + mp) * row.conversion_factor
        text = f"(work {row.work_rvu} + PE {pe} + MP {mp}) x CF {row.conversion_factor}"
    else:
        total = (row.work_rvu * indices.work + pe * indices.pe + mp * indices.mp) * row.conversion_factor
        text = (
            f"(work {row.work_rvu} x {indices.work} + PE {pe} x {indices.pe} + MP {mp} x {indices.mp})"
            f" x CF {row.conversion_factor}"
        )
    return round_cents(total), text
